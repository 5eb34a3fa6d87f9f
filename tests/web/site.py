"""The demonstrations as ``./start`` makes them: read once per test session by the real command."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

FICTIONAL = "atelier-ia"
VOTES = "polis-biodiversity"
FRENCH = "grand-debat"


def command() -> str:
    """The installed command line."""
    return str(Path(sys.executable).parent / "concertia")


def environment(var: Path) -> dict[str, str]:
    """The environment of a command whose files, database included, are under ``var``."""
    kept = {name: value for name, value in os.environ.items() if name != "CONCERTIA_DATABASE"}
    return {**kept, "CONCERTIA_VAR": str(var), "XDG_CONFIG_HOME": str(var / "config")}


@pytest.fixture(scope="session")
def demonstrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder ``var`` after ``concertia demo``, made once for all processes; never written by a test."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    var = shared / "demonstrated"
    with (shared / "demonstrated.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not var.exists():
            done = subprocess.run(
                [command(), "demo"], env=environment(var), capture_output=True, text=True, check=False
            )
            if done.returncode != 0:
                shutil.rmtree(var, ignore_errors=True)
                pytest.fail(f"concertia demo: {done.stdout}\n{done.stderr}")
    return var
