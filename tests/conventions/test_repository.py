"""What no file of the repository may hold, and what its public sheets must."""

from __future__ import annotations

import hashlib
import re
import stat

import pytest
import yaml
from tests.conventions.tracked import ROOT, python_files, tracked

FORBIDDEN = re.compile(
    "|".join(
        [
            r"/(?:home|root|Users)/[a-z]",
            r"(?<![\w./-])" + re.escape(f"{ROOT}/"),
            r"https?://[^\s\"']*/simple\b",
            r"index-url",
            r"\"resolved\"",
        ]
    )
)
MAY_NAME = {"tests/conventions/test_repository.py", ".ci/lock"}
OURS = ROOT / "src/concertia_web/static/concertia"
VENDORED = {".ttf", ".otf", ".woff2", ".js"}


def texts() -> dict[str, str]:
    found = {}
    for path in tracked():
        try:
            found[path.relative_to(ROOT).as_posix()] = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
    return found


def test_no_machine_path_and_no_index_address():
    guilty = {
        name: match[0]
        for name, text in texts().items()
        if name not in MAY_NAME and (match := FORBIDDEN.search(text))
    }
    assert not guilty


def test_no_relative_import():
    guilty = [
        str(path.relative_to(ROOT))
        for path in python_files("src", "tests", "benchmarks")
        if re.search(r"^\s*from \.", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    ]
    assert not guilty


def test_vendored_files_are_those_of_their_manifest():
    """A folder of files made elsewhere holds ``SHA256SUMS`` (coreutils format) and their licence."""
    folders = {path.parent for path in tracked() if path.suffix in VENDORED and path.parent != OURS}
    assert folders
    for folder in folders:
        lines = (folder / "SHA256SUMS").read_text(encoding="ascii").splitlines()
        written = dict(reversed(line.split(maxsplit=1)) for line in lines)
        found = {
            path.name: hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(folder.iterdir())
            if path.suffix in VENDORED
        }
        assert {name.lstrip("*"): digest for name, digest in written.items()} == found
        assert any(re.match(r"(OFL|LICEN[CS]E)", path.name) for path in folder.iterdir())


@pytest.mark.parametrize("name", ["start", "test", ".ci/run", ".ci/lock"])
def test_commands_are_executable(name):
    path = ROOT / name
    assert path.stat().st_mode & stat.S_IXUSR
    assert path.read_text(encoding="utf-8").startswith("#!/bin/sh\n")


def test_the_licence_is_complete():
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert text.startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2")
    articles = re.findall(r"^(\d+)\. ?[A-Z]", text, flags=re.MULTILINE)
    assert articles == [str(number) for number in range(1, 16)]
    assert "Appendix" in text
    assert "Québec Free and Open-Source Licence" in text


def test_publiccode_has_the_keys_of_the_standard():
    sheet = yaml.safe_load((ROOT / "publiccode.yml").read_text(encoding="utf-8"))
    known = {
        "publiccodeYmlVersion",
        "name",
        "applicationSuite",
        "url",
        "landingURL",
        "isBasedOn",
        "softwareVersion",
        "releaseDate",
        "logo",
        "platforms",
        "categories",
        "usedBy",
        "fundedBy",
        "roadmap",
        "developmentStatus",
        "softwareType",
        "intendedAudience",
        "description",
        "legal",
        "maintenance",
        "localisation",
        "dependsOn",
    }
    required = {
        "publiccodeYmlVersion",
        "name",
        "url",
        "platforms",
        "developmentStatus",
        "softwareType",
        "description",
        "legal",
        "maintenance",
        "localisation",
    }
    assert required <= set(sheet) <= known
    assert sheet["legal"]["license"] == "EUPL-1.2"
    assert sheet["developmentStatus"] in {"concept", "development", "beta", "stable", "obsolete"}
    assert sheet["maintenance"]["type"] in {"internal", "contract", "community", "none"}
    for text in sheet["description"].values():
        assert len(text["shortDescription"]) <= 150
        assert 150 <= len(text["longDescription"]) <= 10000
        assert text["features"]


def test_decisions_are_numbered_and_dated():
    decisions = sorted((ROOT / "docs/adr").glob("*.md"))
    assert [path.name[:4] for path in decisions] == [f"{n:04}" for n in range(1, len(decisions) + 1)]
    for path in decisions:
        text = path.read_text(encoding="utf-8")
        assert re.search(r"^\d{1,2} \w+ \d{4}\. ", text, flags=re.MULTILINE), path.name
        assert "**Décision.**" in text, path.name
