"""A whole reading folder, as the engine writes it, to copy and alter."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "synthesis"))

from made_dossiers import render
from made_readings import workshop

from concertia.dossier.manifest import write_manifest
from concertia.synthesis.assemble import assemble
from concertia.synthesis.reading import write_reading


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Never to be altered: see ``dossier``."""
    folder = tmp_path_factory.mktemp("made") / "lecture"
    reading = workshop(folder)
    write_reading(reading, assemble(reading, {"concertia": "0.1.0"}), folder)
    (folder / "edits.jsonl").write_bytes(b"")
    (folder / "run.json").write_bytes(b'{"seconds":1}\n')
    render(folder)
    write_manifest(folder)
    return folder


@pytest.fixture
def dossier(made: Path, tmp_path: Path) -> Path:
    """A copy of the reading folder."""
    return Path(shutil.copytree(made, tmp_path / "dossier"))
