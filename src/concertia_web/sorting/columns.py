"""The columns of the table, the keys that place a note in them, the usual reasons for setting one aside."""

from __future__ import annotations

from django.utils.text import slugify

from concertia_web.consultations.models import Consultation
from concertia_web.languages import say

KEYS = "123456789abcdefghijklmopqrstvwy"
"""One per column, in order; ``n`` sets aside, ``z`` undoes, ``x`` ticks, ``u`` is kept free."""
MOST = len(KEYS)
LONGEST = 80
REASONS = (
    "hors du sujet de la concertation",
    "même chose qu’une autre note, déjà placée",
    "illisible ou incomplète",
    "concerne l’organisation de la séance",
    "vise une personne en particulier",
)
"""Offered for « non retenu, parce que… »; any other can be typed."""

Column = dict[str, str]


def framing_columns(consultation: Consultation) -> list[Column]:
    """One column per theme of the framing note; none without a framing note."""
    return [
        {"key": str(theme["key"])[:60], "label": say(theme["label"], "fr").text[:LONGEST]}
        for theme in consultation.themes
    ][:MOST]


def new_key(label: str, columns: list[Column]) -> str:
    """An ASCII key for a column, that no other has."""
    base = slugify(label)[:50] or "colonne"
    taken = {column["key"] for column in columns}
    key, turn = base, 1
    while key in taken:
        turn += 1
        key = f"{base}-{turn}"
    return key


def labels(columns: list[Column]) -> dict[str, str]:
    """Key → what is written at the top of the column."""
    return {column["key"]: column["label"] for column in columns}
