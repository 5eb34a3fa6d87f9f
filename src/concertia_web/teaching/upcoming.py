"""What to read next: what the last reading hesitated about, then texts spread over what was said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, count, islice, zip_longest
from uuid import UUID

from django.db.models import Exists, OuterRef

from concertia.execution.teaching import TO_READ
from concertia.texts.examples import read_labels
from concertia_web.contributions.models import Contribution, NoteQuerySet
from concertia_web.readings.folder import open_folder
from concertia_web.readings.models import Reading
from concertia_web.readings.services import latest_reading, reading_home
from concertia_web.teaching.models import WHOLE, Example, Grid
from concertia_web.teaching.texts import holds, spans_of

AHEAD = 40
"""Texts made ready at once."""
CHUNK = 100
DRAWN = 2_000

Place = tuple[int, int, int]
"""Contribution, start, end."""


def readable(grid: Grid) -> NoteQuerySet:
    """The contributions whose words may be read and coded."""
    found: NoteQuerySet = Contribution.objects.filter(consultation=grid.consultation_id, removed=None)
    return found.exclude(moderation=Contribution.Moderation.HIDDEN)


def hesitated_about(grid: Grid, reading: Reading | None = None) -> list[Place]:
    """What ``reading``, or the last one, proposes for this grid if it learnt from it; most useful first."""
    reading = reading or latest_reading(grid.consultation)
    if reading is None:
        return []
    home = reading_home(reading)
    if not (home / TO_READ).is_file():
        return []
    lines = [line for line in read_labels(home / TO_READ) if line.grid == grid.key]
    named = [line.unit_id or line.contribution_id for line in lines]
    records = open_folder(home).records([name.partition(":")[0] for name in named])
    notes = {
        str(note.client_id): note for note in readable(grid).filter(client_id__in=_uuids(records.values()))
    }
    found = []
    for name in named:
        identifier, _, offsets = name.partition(":")
        note = notes.get(records.get(identifier, ""))
        span = (int(offsets.split("-")[0]), int(offsets.split("-")[1])) if offsets else WHOLE
        if note is not None and (grid.level == Grid.Level.UNIT) == bool(offsets) and holds(note, span):
            found.append((note.pk, *span))
    return found


def _uuids(records: Iterable[str]) -> list[UUID]:
    """Those that name a contribution; the passage of a document has another sort of name."""
    return [UUID(record) for record in records if len(record) == 36 and record.count("-") == 4]


def spread(grid: Grid, known: set[Place]) -> Iterator[Place]:
    """Texts that are not in ``known``, in an order that nobody chose, each question, debate and public in its
    turn: one passage of each contribution before a second one of any."""
    coded = Exists(Example.objects.filter(grid=grid, contribution=OuterRef("pk")))
    keys = chain(_in_turn(readable(grid).exclude(coded)), _in_turn(readable(grid).filter(coded)))
    if grid.level == Grid.Level.CONTRIBUTION:
        yield from (place for key in keys if (place := (key, *WHOLE)) not in known)
        return
    later: list[list[Place]] = []
    while some := list(islice(keys, CHUNK)):
        notes = readable(grid).in_bulk(some)
        for note in (notes[key] for key in some):
            free = [place for span in spans_of(note) if (place := (note.pk, *span)) not in known]
            if free:
                yield free.pop(int(note.nonce[:8], 16) % len(free))
                later.append(free)
    while later := [free for free in later if free]:
        yield from (free.pop(0) for free in later)


def _in_turn(rows: NoteQuerySet) -> Iterator[int]:
    """Their keys by thousands drawn at random (a nonce is): the first of each group, the second of each…"""
    drawn = rows.order_by("nonce", "pk").values_list("pk", "question", "session", "public")
    for start in count(0, DRAWN):
        groups: dict[tuple[object, ...], list[int]] = {}
        for key, *group in drawn[start : start + DRAWN]:
            groups.setdefault(tuple(group), []).append(key)
        if not groups:
            return
        yield from (key for turn in zip_longest(*groups.values()) for key in turn if key is not None)
