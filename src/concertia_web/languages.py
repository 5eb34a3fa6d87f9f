"""Texts written by organisers: a map from language to text, with a declared source language.

``{"fr": "…", "en": "…"}``. ``facile`` is a language among the others: French easy to read and
understand (FALC).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from django.utils.translation import get_language

EASY = "facile"
NAMES = {
    "fr": "français",
    EASY: "facile à lire et à comprendre",
    "en": "English",
    "de": "Deutsch",
    "ar": "العربية",
}
TextMap = Mapping[str, str]


class Said(NamedTuple):
    """A text as it can be shown: its words, their language, and whether that is the language asked for."""

    text: str
    language: str
    asked: bool


def say(texts: TextMap, language: str | None = None) -> Said:
    """The text in ``language`` (by default that of the page), else in French, else in the first there is."""
    asked = (language or get_language() or "fr").split("-")[0]
    for candidate in (asked, "fr", *sorted(texts)):
        if texts.get(candidate):
            return Said(texts[candidate], "fr" if candidate == EASY else candidate, candidate == asked)
    return Said("", asked, True)
