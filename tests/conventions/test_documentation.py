"""What exists is documented, and what is documented exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import typer.main
from tests.conventions.tracked import ROOT, python_files, tracked

from concertia.cli.application import build
from concertia.corpus.formats.registry import FORMATS
from concertia_web.environment import Environment

DOCUMENTS = sorted(path for path in tracked() if path.suffix == ".md" and "packs" not in path.parts)


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_every_command_is_documented():
    written = "".join(path.read_text(encoding="utf-8") for path in DOCUMENTS)
    commands = set(typer.main.get_command(build()).commands)
    assert {"import", "analyse", "verify", "dossier", "receipt", "redact", "demo", "serve"} <= commands
    assert not {name for name in commands if not re.search(rf"concertia {name}\b", written)}


def test_every_import_format_is_documented():
    written = read("docs/formats.md")
    assert not [form.name for form in FORMATS if f"`{form.name}`" not in written]


def test_every_setting_is_documented():
    written = read("docs/architecture.md")
    asked = {f"CONCERTIA_{name.upper()}" for name in Environment.model_fields}
    for path in [*python_files("src"), ROOT / "tests/conftest.py", ROOT / "start", ROOT / "test"]:
        asked.update(re.findall(r"\bCONCERTIA_[A-Z]+\b", path.read_text(encoding="utf-8")))
    asked.discard("CONCERTIA_")
    assert len(asked) > 5
    assert not {name for name in asked if f"`{name}`" not in written}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_local_link_leads_somewhere(document: Path):
    links = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", document.read_text(encoding="utf-8"))
    dead = [link for link in links if "://" not in link and not (document.parent / link).exists()]
    assert not dead


def test_the_layers_written_down_are_those_that_exist():
    packages = {path.name for path in (ROOT / "src/concertia").iterdir() if (path / "__init__.py").is_file()}
    written = set(re.findall(r"`(\w+)/`", read("docs/architecture.md").split("## Le site")[0]))
    assert packages == written


def test_both_readmes_tell_the_same_commands():
    commands = [re.findall(r"^(?:\./|\.venv/bin/)\S+(?: import| analyse| verify)?", read(name), re.MULTILINE)
                for name in ("README.md", "README.en.md")]  # fmt: skip
    assert commands[0] == commands[1]
    assert len(commands[0]) == 5
