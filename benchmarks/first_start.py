"""Time ``./start --no-serve`` on a fresh clone in an empty environment, then again."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from pathlib import Path

import results

ROOT = Path(__file__).parents[1]


def start(clone: Path, home: Path) -> float:
    """Seconds that ``./start --no-serve`` takes with nothing but PATH and HOME."""
    began = time.perf_counter()
    environment = {"PATH": os.environ["PATH"], "HOME": str(home)}
    subprocess.run(
        ["./start", "--no-serve"], cwd=clone, env=environment, check=True, stdout=subprocess.DEVNULL
    )
    return time.perf_counter() - began


def main() -> None:
    """Clone the committed tree into a folder whose name has a space, and time both runs."""
    with tempfile.TemporaryDirectory() as name:
        home, clone = Path(name) / "home", Path(name) / "un clone"
        home.mkdir()
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
        first, second = start(clone, home), start(clone, home)
    rows = [
        ["first: download, install, three readings and the training campaign", f"{first:.0f} s", "180 s"],
        ["second", f"{second:.1f} s", "10 s"],
    ]
    body = results.table(["`./start --no-serve`", "measured", "asked"], rows)
    results.record("First start", "python benchmarks/first_start.py", body)


if __name__ == "__main__":
    main()
