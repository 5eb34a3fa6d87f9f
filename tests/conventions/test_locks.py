"""The locks pin everything, with hashes, and name no index."""

from __future__ import annotations

import re
import tomllib

import pytest
from tests.conventions.tracked import ROOT

LOCKS = ["requirements.lock", "requirements-test.lock"]


def entries(name: str) -> dict[str, tuple[str, str]]:
    """Each pinned line: name and marker → version and what follows it."""
    text = (ROOT / name).read_text(encoding="utf-8").replace("\\\n", " ")
    found = {}
    for line in text.splitlines():
        pinned = re.match(r"([A-Za-z0-9_.-]+)==(\S+)(?: ; (.*?))?\s+(--hash.*)$", line)
        if pinned:
            found[f"{pinned[1]} ; {pinned[3] or ''}"] = (pinned[2], pinned[4])
        else:
            assert not line or line.lstrip().startswith("#"), f"not pinned: {line}"
    return found


def required(*extras: str) -> set[str]:
    """The names that ``pyproject.toml`` asks for."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [
        *project["dependencies"],
        *(line for name in extras for line in project["optional-dependencies"][name]),
    ]
    return {re.match(r"[A-Za-z0-9_.-]+", line)[0].lower().replace("_", "-") for line in asked}


@pytest.mark.parametrize("lock", LOCKS)
def test_every_line_is_pinned_with_sha256(lock):
    pinned = entries(lock)
    assert len(pinned) > 40
    for version, hashes in pinned.values():
        assert version
        assert re.fullmatch(r"(--hash=sha256:[0-9a-f]{64}\s*)+", hashes)


@pytest.mark.parametrize("lock", LOCKS)
def test_the_first_line_says_what_will_be_downloaded(lock):
    first = (ROOT / lock).read_text(encoding="utf-8").splitlines()[0]
    assert re.fullmatch(r"# \d+ paquets, environ \d+ Mo à télécharger", first)


@pytest.mark.parametrize("lock", LOCKS)
def test_no_address_in_the_locks(lock):
    assert "://" not in (ROOT / lock).read_text(encoding="utf-8")


def test_both_locks_agree():
    start, test = entries("requirements.lock"), entries("requirements-test.lock")
    assert {name: test.get(name) for name in start} == start


def test_the_locks_hold_what_the_project_asks_for():
    names = {key.split(" ; ")[0] for key in entries("requirements.lock")}
    assert required("site") | {"hatchling"} <= names
    names = {key.split(" ; ")[0] for key in entries("requirements-test.lock")}
    assert required("site", "test") <= names
