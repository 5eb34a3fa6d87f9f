"""Twenty million votes of a million people on ten thousand statements.

``python benchmarks/votes_scale.py``: draws the votes (a minute), reads and analyses the corpus folder in a
process of its own, without then with stability, and writes RESULTS.md.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import results
import synthetic_votes

SHAPE = (1_000_000, 10_000, 20_000_000)


def run(folder: Path, *options: str) -> dict[str, float]:
    command = [sys.executable, str(Path(__file__).with_name("votes_analysis.py")), str(folder), *options]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return json.loads(done.stdout.strip().splitlines()[-1])


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "corpus"
        synthetic_votes.write_corpus(folder, *SHAPE)
        plain, stable = run(folder), run(folder, "--stability")
    more = stable["seconds"] - plain["seconds"]
    lines = [
        [
            "reading the folder and whole analysis",
            f"{plain['seconds']:.1f} s ({plain['processor']:.1f} s of processor)",
            "30 s",
        ],
        [
            "stability on top (10 draws of 20,000 people)",
            f"{more:.1f} s ({stable['processor'] - plain['processor']:.1f} s of processor)",
            "10 s",
        ],
        ["peak memory", f"{max(plain['peak_mib'], stable['peak_mib']) / 1024:.2f} GiB", "4 GiB"],
    ]
    body = (
        f"{SHAPE[0]:,} participants × {SHAPE[1]:,} statements, {SHAPE[2]:,} synthetic votes.\n\n"
        + results.table(["", "measured", "asked"], lines)
    )
    results.record("Votes: twenty million", "python benchmarks/votes_scale.py", body)


if __name__ == "__main__":
    main()
