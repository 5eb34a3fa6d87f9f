"""Concertia beside red-dwarf 0.4.0 on 1,034,858 votes of 7,890 people on 7,753 statements.

``python benchmarks/polis_speed.py``: installs red-dwarf in a temporary environment, draws the same votes for
both, runs each as a whole process on one BLAS thread, and writes RESULTS.md. The analysis is timed from the
votes at hand (a corpus folder for one, its list of dictionaries for the other) to groups and statistics,
without stability.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

import numpy as np
import results
import synthetic_votes

PEER = "red-dwarf==0.4.0"
SHAPE = (7890, 7753, 1_034_858)
REPEATS = 3

PEER_PROGRAM = """
import os
os.environ.update(OPENBLAS_NUM_THREADS="1", OMP_NUM_THREADS="1")
import warnings
warnings.simplefilter("ignore")
import json, re, sys, time
import numpy as np
from reddwarf.implementations.polis import run_pipeline
drawn = np.load(sys.argv[1])
names = ("participant_id", "statement_id", "vote")
columns = (drawn["rows"].tolist(), drawn["cols"].tolist(), drawn["values"].tolist())
votes = [dict(zip(names, row)) for row in zip(*columns)]
started = time.perf_counter()
found = run_pipeline(votes=votes, random_state=0)
seconds = time.perf_counter() - started
peak = int(re.findall(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[0]) / 1024
print(json.dumps({"seconds": seconds, "peak_mib": peak}))
"""


def timed(command: list[str]) -> dict[str, float]:
    """What a child process printed about itself on its last line."""
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return json.loads(done.stdout.strip().splitlines()[-1])


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        venv.create(folder / "peer", with_pip=True)
        peer = str(folder / "peer" / "bin" / "python")
        subprocess.run([peer, "-m", "pip", "install", "--quiet", PEER], check=True)
        rows, cols, values = synthetic_votes.draw(*SHAPE)
        np.savez(folder / "votes.npz", rows=rows, cols=cols, values=values)
        synthetic_votes.write_corpus(folder / "corpus", *SHAPE)
        program = folder / "peer.py"
        program.write_text(PEER_PROGRAM, encoding="utf-8")
        ours_command = [
            sys.executable,
            str(Path(__file__).with_name("votes_analysis.py")),
            str(folder / "corpus"),
        ]
        runs = [timed(ours_command) for _ in range(REPEATS)]
        ours = {key: sorted(run[key] for run in runs)[REPEATS // 2] for key in ("seconds", "peak_mib")}
        theirs = timed([peer, str(program), str(folder / "votes.npz")])
    faster = theirs["seconds"] / ours["seconds"]
    lighter = theirs["peak_mib"] / ours["peak_mib"]
    lines = [
        ["Concertia (median of 3)", f"{ours['seconds']:.2f} s", f"{ours['peak_mib']:.0f} MiB"],
        ["red-dwarf 0.4.0", f"{theirs['seconds']:.1f} s", f"{theirs['peak_mib']:.0f} MiB"],
        ["ratio", f"**{faster:.0f} ×** (asked: 40)", f"**1/{lighter:.1f}** (asked: 1/5)"],
    ]
    body = (
        f"{SHAPE[0]:,} participants × {SHAPE[1]:,} statements, {SHAPE[2]:,} synthetic votes, "
        "without stability. Ours includes reading the votes from the corpus folder, representative "
        "statements, priorities and "
        "bridging.\n\n" + results.table(["", "time", "peak memory"], lines)
    )
    results.record("Votes: Concertia and red-dwarf", "python benchmarks/polis_speed.py", body)


if __name__ == "__main__":
    main()
