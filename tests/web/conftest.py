"""What the tests of the site share: the demonstrations, indexed in the database of each test."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client
from django.utils import translation
from tests.web.site import demonstrated

from concertia_web.readings.services import rebuild_index

__all__ = ["demonstrated"]


@pytest.fixture(autouse=True)
def loud_templates(settings):
    """An undefined variable in a template is a failure."""
    settings.TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = _Undefined("%s")


@pytest.fixture(autouse=True)
def plain_spaces(request, monkeypatch):
    """Pages are read with ordinary spaces, as they are written, but where bytes are compared."""
    if request.module.__name__.endswith(("test_typesetting", "test_report")):
        return
    ask = Client.request

    def asked(self: Client, **environment: object):
        response = ask(self, **environment)
        if not response.streaming and response.headers.get("Content-Type", "").startswith("text/html"):
            response.content = response.content.replace("\u202f".encode(), b" ")
        return response

    monkeypatch.setattr(Client, "request", asked)


@pytest.fixture(autouse=True)
def in_french(settings):
    """The language of the last page of another test does not stay."""
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    """Uploads, messages and readings of a test stay with the test."""
    settings.VAR = tmp_path / "var"
    settings.MEDIA_ROOT = settings.VAR / "files"
    settings.READINGS = settings.VAR / "readings"
    settings.READINGS.mkdir(parents=True)
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def nothing_remembered(monkeypatch):
    """Databases of tests follow each other: no process may trust what it read a moment ago."""
    monkeypatch.setattr("concertia_web.positions.opening.RECENT", -1.0)


@pytest.fixture
def readings(demonstrated: Path, settings, own_files, db) -> Path:
    """The readings, in a site that shows them."""
    settings.VAR = demonstrated
    settings.READINGS = demonstrated / "readings"
    rebuild_index(folder=settings.READINGS)
    return settings.READINGS


class _Undefined(str):
    __slots__ = ()

    def __mod__(self, name: object) -> str:
        raise AssertionError(f"undefined in a template: {name}")

    def __contains__(self, item: object) -> bool:
        return item == "%s" or super().__contains__(str(item))
