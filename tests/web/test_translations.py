"""Every French string of the screens is translated in every language that ships, and compiled."""

from __future__ import annotations

import gettext
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.conftest import missing

import concertia_web

PACKAGE = Path(concertia_web.__file__).parent
LANGUAGES = ["en", "de", "ar"]
PLACEHOLDER = re.compile(r"%\(\w+\)s")


def catalogue(language: str) -> Path:
    return PACKAGE / "locale" / language / "LC_MESSAGES" / "django.po"


def entries(path: Path) -> dict[str, list[str]]:
    """Each French string of a catalogue and its translations (several for plurals)."""
    found: dict[str, list[str]] = {}
    for block in path.read_text(encoding="utf-8").split("\n\n"):
        string = re.search(r'^msgid "(.+)"$', block, flags=re.MULTILINE)
        if string:
            found[string[1]] = re.findall(r'^msgstr(?:\[\d\])? "(.*)"$', block, flags=re.MULTILINE)
    return found


@pytest.fixture(scope="session")
def source_strings(tmp_path_factory) -> set[str]:
    """What ``makemessages`` finds in the site today."""
    if shutil.which("xgettext") is None:
        missing("gettext", "sudo apt install gettext")
    copy = tmp_path_factory.mktemp("translations") / "concertia_web"
    shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("*.mo", "*.po", "__pycache__"))
    command = [sys.executable, "-m", "django", "makemessages", "-l", "en", "--no-location", "--no-wrap"]
    settings = ["--settings", "concertia_web.settings", "-v", "0"]
    subprocess.run([*command, *settings], cwd=copy, check=True, capture_output=True)
    made = [*copy.rglob("django.po"), *(PACKAGE / "locale").rglob("django.po.new")]
    return set(entries(made[0]))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_string_is_translated(source_strings, language):
    translated = entries(catalogue(language))
    assert not source_strings - set(translated), "to translate"
    assert not set(translated) - source_strings, "no longer used"
    assert not [string for string, texts in translated.items() if not texts or not all(texts)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_compiled_catalogue_is_that_of_the_source(language):
    with catalogue(language).with_suffix(".mo").open("rb") as stream:
        compiled = gettext.GNUTranslations(stream)
    for string, texts in entries(catalogue(language)).items():
        plain = string.replace('\\"', '"')
        wanted = [text.replace('\\"', '"') for text in texts]
        if len(wanted) == 1:
            assert compiled.gettext(plain) == wanted[0]
        else:
            forms = {compiled.ngettext(plain, plain, number) for number in range(200)}
            assert forms == set(wanted)


@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_survive(language):
    for string, texts in entries(catalogue(language)).items():
        for text in texts:
            assert set(PLACEHOLDER.findall(text)) == set(PLACEHOLDER.findall(string)), string
