"""What the tests of the site share: the demonstrations, indexed in the database of each test."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.web.site import demonstrated

from concertia_web.readings.services import rebuild_index

__all__ = ["demonstrated"]


@pytest.fixture(autouse=True)
def loud_templates(settings):
    """An undefined variable in a template is a failure."""
    settings.TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = _Undefined("%s")


@pytest.fixture
def readings(demonstrated: Path, settings, db) -> Path:
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
