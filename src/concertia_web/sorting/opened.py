"""The published restitution as data: every note with its place, in the words that anyone may read."""

from __future__ import annotations

import re

from django.utils.text import slugify

from concertia_web.sorting import exports
from concertia_web.sorting.notes import kind
from concertia_web.sorting.reading import Summary
from concertia_web.sorting.restitution import public_words

_TEXT = exports.HEADER.index("texte")
_STARS = re.compile(r"^\s*(?:\*{4}|-\*)", re.MULTILINE)
"""What IRaMuTeQ would take for a header."""


def rows(read: Summary) -> list[exports.Row]:
    """As ``exports.rows``, without the words that moderation did not publish."""
    words = [public_words(note) for note in read.notes]
    return [
        (*row[:_TEXT], text, *row[_TEXT + 1 :]) for row, text in zip(exports.rows(read), words, strict=True)
    ]


def iramuteq(read: Summary) -> bytes:
    """The notes that anyone may read as a corpus for IRaMuTeQ: one text each, variables after ``****``."""
    written = []
    for note in read.notes:
        if note.moderation != "accepted":
            continue
        place = read.places.get(note.pk)
        variables = {
            "note": str(note.pk),
            "nature": kind(note),
            "colonne": (place.column if place else "") or "aucune",
            "public": note.public or "inconnu",
            "recueil": note.capture,
            "temps": str(note.session_id or "aucun"),
        }
        head = " ".join(f"*{name}_{_plain(value)}" for name, value in variables.items())
        text = _STARS.sub("", note.shown_text).replace("*", " ")
        written.append(f"**** {head}\n{text.strip()}\n")
    return "\n".join(written).encode("utf-8")


def _plain(value: str) -> str:
    """A value without the marks that separate variables."""
    return slugify(value).replace("-", "") or "aucun"
