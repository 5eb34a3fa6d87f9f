"""« Ce qui n’a pas été retenu, et pourquoi »: set aside by those who read, or not published by moderation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count

from concertia_web.consultations.models import Consultation
from concertia_web.contributions.models import Contribution
from concertia_web.readings.folder import ReadingFolder, open_folder
from concertia_web.readings.models import Reading
from concertia_web.readings.services import reading_home
from concertia_web.sorting.notes import origin
from concertia_web.sorting.reading import Summary
from concertia_web.sorting.restitution import public_words

PAGE = 100


@dataclass(frozen=True)
class Aside:
    """One note or passage set aside. ``place``: where it is read in full, after ``#`` or as an address."""

    number: str
    text: str
    language: str
    origin: str
    place: str


Groups = list[tuple[str, int, list[Aside]]]
"""Reason, how many were set aside for it in all, those of the page."""


def of_summary(read: Summary, page: int) -> tuple[int, Groups]:
    """How many notes were set aside in all, and those of one page (from 1): by reason, then as entered."""
    aside = sorted(read.aside, key=lambda note: read.places[note.pk].aside)
    totals = Counter(read.places[note.pk].aside for note in aside)
    found: dict[str, list[Aside]] = {}
    for note in aside[PAGE * (page - 1) : PAGE * page]:
        found.setdefault(read.places[note.pk].aside, []).append(
            Aside(
                f"n° {note.pk}",
                public_words(note),
                note.language,
                origin(note, dict(read.publics)),
                f"#n-{note.pk}",
            )
        )
    return len(aside), _grouped(found, totals)


def _grouped(found: Mapping[str, list[Aside]], totals: Mapping[str, int]) -> Groups:
    return [(reason, totals[reason], rows) for reason, rows in found.items()]


def folder_of(consultation: Consultation) -> tuple[Reading, ReadingFolder] | None:
    """The last reading published with this concertation."""
    rows = Reading.objects.filter(consultation=consultation, state=Reading.State.READY).public()
    reading = rows.exclude(dossier_id="").order_by("-position").first()
    return (reading, open_folder(reading_home(reading))) if reading is not None else None


def of_reading(folder: ReadingFolder, page: int) -> tuple[int, Groups]:
    """How many passages were set aside in all, and those of one page (from 1), by reason."""
    entries = sorted(folder.result.get("set_aside", []), key=lambda one: (str(one["reason"]), one["unit"]))
    shown = entries[PAGE * (page - 1) : PAGE * page]
    texts = folder.texts_of([entry["unit"] for entry in shown])
    found: dict[str, list[Aside]] = {}
    for entry in shown:
        contribution = entry["unit"].partition(":")[0]
        text, language = texts.get(entry["unit"], ("", "fr"))
        found.setdefault(str(entry["reason"]), []).append(
            Aside(contribution[:8], text, language or "fr", "", contribution)
        )
    return len(entries), _grouped(found, Counter(str(entry["reason"]) for entry in entries))


def moderated(consultation: Consultation) -> Mapping[str, int]:
    """Reason → how many contributions are not published for it; their words are not shown."""
    rows = Contribution.objects.filter(
        consultation=consultation, removed=None, moderation=Contribution.Moderation.HIDDEN
    )
    counts = rows.values_list("moderation_reason").annotate(n=Count("pk")).order_by("-n", "moderation_reason")
    return dict(counts)
