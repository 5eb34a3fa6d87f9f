"""What every test may ask for."""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path

import hypothesis
import pytest

ROOT = Path(__file__).parents[1]


hypothesis.settings.register_profile(
    "suite",
    deadline=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],  # of the machine, not of the code
)
hypothesis.settings.load_profile("suite")


def missing(what: str, enable: str) -> None:
    """Skip with the command that would enable the test; under CONCERTIA_STRICT=1, fail."""
    message = f"{what} is missing; to enable: {enable}"
    if os.environ.get("CONCERTIA_STRICT") == "1":
        pytest.fail(message)
    pytest.skip(message)


@pytest.fixture
def distributed() -> None:
    """The library of the cluster, an extra."""
    if find_spec("distributed") is None:
        missing("distributed", "pip install 'concertia[cluster]'")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser first: the longest files must not start when the other processor has nothing left to do."""
    items.sort(key=lambda item: ("browser" not in item.path.parts, item.path.name != "test_every_page.py"))


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
