"""What every test may ask for."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def missing(what: str, enable: str) -> None:
    """Skip with the command that would enable the test; under CONCERTIA_STRICT=1, fail."""
    message = f"{what} is missing; to enable: {enable}"
    if os.environ.get("CONCERTIA_STRICT") == "1":
        pytest.fail(message)
    pytest.skip(message)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real data sets that may not ship with the project."""
    folder = Path(os.environ.get("CONCERTIA_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        missing("the folder of real data sets", "CONCERTIA_DATA=/path/to/data ./test")
    return folder


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    """A pseudonym key of the test, so that no test writes in the user's configuration folder."""
    path = tmp_path / "pseudonyms.key"
    path.write_text("11" * 32 + "\n", encoding="ascii")
    path.chmod(0o600)
    return path
