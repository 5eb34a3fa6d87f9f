"""What a finding may rest on: notes of the table, passages of validated documents, beside its form."""

from __future__ import annotations

from dataclasses import dataclass

from concertia.language.words import fold
from concertia_web.contributions.models import Document, Passage
from concertia_web.sorting.columns import labels
from concertia_web.sorting.formulating import Cited
from concertia_web.sorting.models import Evidence, Sorting
from concertia_web.sorting.notes import kind_label, notes_of, origin, public_labels
from concertia_web.sorting.places import places
from concertia_web.sorting.services import COMMON

MOST_PASSAGES = 200
"""Passages listed at once; a search narrows them."""


@dataclass(frozen=True)
class Ground:
    """A note or a passage that can be chosen."""

    key: int
    text: str
    about: str
    kind: str
    side: str
    quoted: bool
    quotable: bool
    """Whether it may be shown: nothing hidden by moderation."""
    elsewhere: int
    """In how many findings it already is."""


@dataclass(frozen=True)
class Grounds:
    """Notes of the column first (chosen, then in no finding), then the others; passages by document."""

    notes: list[Ground]
    others: list[tuple[str, list[Ground]]]
    documents: list[tuple[Document, list[Ground]]]
    more_passages: int
    words: str


def grounds(sorting: Sorting, cited: Cited, *, column: str, words: str = "") -> Grounds:
    """Everything that can be chosen, what is chosen marked: a bounded number of queries."""
    publics, common, columns = (
        public_labels(sorting.consultation),
        places(sorting, COMMON),
        labels(sorting.columns),
    )
    used = _used(sorting)
    own: list[Ground] = []
    by_column: dict[str, list[Ground]] = {}
    for note in notes_of(sorting.consultation):
        place = common.get(note.pk)
        ground = Ground(
            note.pk,
            note.shown_text,
            origin(note, publics),
            kind_label(note),
            cited.notes.get(note.pk, ""),
            note.pk in cited.quoted_notes,
            note.moderation == "accepted",
            used.get(note.pk, 0),
        )
        if place is not None and place.column == column and column:
            own.append(ground)
        else:
            name = columns.get(place.column, "Non retenu, parce que…") if place else "Pas encore placées"
            by_column.setdefault(name, []).append(ground)
    own.sort(key=lambda ground: (not ground.side, ground.elsewhere > 0))
    documents, more = _documents(sorting, cited, words)
    return Grounds(own, list(by_column.items()), documents, more, words)


def _used(sorting: Sorting) -> dict[int, int]:
    found: dict[int, int] = {}
    rows = Evidence.objects.filter(finding__sorting=sorting, contribution__isnull=False)
    for key in rows.order_by("pk").values_list("contribution", flat=True):
        found[key] = found.get(key, 0) + 1
    return found


def _documents(sorting: Sorting, cited: Cited, words: str) -> tuple[list[tuple[Document, list[Ground]]], int]:
    rows = (
        Passage.objects.filter(document__consultation=sorting.consultation)
        .exclude(document__validated_by="")
        .select_related("document")
        .order_by("document__received", "document", "position")
    )
    found: dict[int, tuple[Document, list[Ground]]] = {}
    listed = more = 0
    wanted = fold(words)
    for passage in rows:
        picked = passage.pk in cited.passages
        if wanted and wanted not in fold(passage.text) and not picked:
            continue
        if listed >= MOST_PASSAGES and not picked:
            more += 1
            continue
        listed += 1
        page = f"page {passage.page}, " if passage.page else ""
        ground = Ground(
            passage.pk,
            passage.text,
            f"{page}paragraphe {passage.paragraph}",
            "",
            cited.passages.get(passage.pk, ""),
            passage.pk in cited.quoted_passages,
            True,
            0,
        )
        found.setdefault(passage.document_id, (passage.document, []))[1].append(ground)
    return list(found.values()), more
