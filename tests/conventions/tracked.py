"""The files of the repository, as git knows them: what the conventions are checked on."""

from __future__ import annotations

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]


@cache
def tracked() -> tuple[Path, ...]:
    """Every file that is or would be committed, sorted; without git, every file of the project."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    try:
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
        paths = [ROOT / line for line in listed.splitlines()]
    except (OSError, subprocess.CalledProcessError):
        inside = ("src", "tests", "docs", "packs", "benchmarks", ".ci")
        paths = [path for name in inside for path in (ROOT / name).rglob("*")]
        paths += list(ROOT.iterdir())
    return tuple(sorted(path for path in paths if path.is_file()))


def python_files(*folders: str) -> tuple[Path, ...]:
    """The Python files under the given folders of the repository."""
    roots = tuple(ROOT / folder for folder in folders)
    return tuple(
        path for path in tracked() if path.suffix == ".py" and any(root in path.parents for root in roots)
    )
