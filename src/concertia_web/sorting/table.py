"""What the page of the table shows: cards, columns, progress. Pure reads, in a bounded number of queries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from concertia_web.accounts.actors import Actor
from concertia_web.contributions.models import Contribution
from concertia_web.sorting.columns import KEYS, labels
from concertia_web.sorting.models import Sorting, SortingReader
from concertia_web.sorting.notes import (
    Choices,
    Filters,
    choices,
    counted,
    kind_label,
    notes_of,
    origin,
    public_labels,
    read_kinds,
)
from concertia_web.sorting.places import ASIDE, Place, places
from concertia_web.sorting.proximity import WORDS
from concertia_web.sorting.services import COMMON, READERS, reader_key

PAGE = 300
"""Notes on one page."""
NEAR_SHOWN = 3
_EXCERPT = 90


@dataclass(frozen=True)
class Near:
    """A note that looks like this one."""

    key: int
    words: str
    excerpt: str
    place: str
    """Where it stands, in words; empty if nowhere yet."""


@dataclass(frozen=True)
class Card:
    """One note, as shown."""

    note: Contribution
    kind: str
    origin: str
    place: str
    """Where it stands, in words; empty if nowhere yet."""
    target: str
    near: tuple[Near, ...]


@dataclass(frozen=True)
class ColumnShown:
    """A column with its key of the keyboard and how many notes it holds."""

    key: str
    label: str
    letter: str
    count: int


@dataclass(frozen=True)
class Table:
    """The table of one reader, or the common one."""

    sorting: Sorting
    reader: str
    mode: str
    """``sort``: theirs to fill; ``finished``; ``full``: two others sort; ``common``; ``waiting``."""
    seats: list[SortingReader]
    cards: list[Card]
    columns: list[ColumnShown]
    aside_count: int
    total: int
    placed: int
    shown: int
    page: int
    pages: int
    choices: Choices
    filters: Filters
    can_undo: bool
    by_column: list[tuple[str, list[Card]]] = field(default_factory=list)

    @property
    def complete(self) -> bool:
        """Whether every note has its place."""
        return self.placed == self.total

    @property
    def progress(self) -> str:
        """« 41 notes sur 62 placées »."""
        return progress(self.placed, self.total)


def progress(placed: int, total: int) -> str:
    """« 41 notes sur 62 placées »."""
    return f"{counted(placed, 'note', 'notes')} sur {total} {'placées' if placed > 1 else 'placée'}"


def mode_of(actor: Actor, sorting: Sorting, seats: Sequence[SortingReader], *, sorts: bool) -> str:
    """What this person may see and do of the notes now."""
    if sorting.compared:
        return "common"
    if not sorts:
        return "waiting"
    mine = next((seat for seat in seats if seat.key == reader_key(actor)), None)
    if mine is None:
        return "full" if len(seats) >= READERS else "sort"
    return "finished" if mine.finished else "sort"


def table(
    actor: Actor, sorting: Sorting, filters: Filters, *, page: int, sorts: bool, board: bool = False
) -> Table:
    """The table as this person may see it: never the other one’s before both are compared."""
    seats = list(sorting.readers.all())
    mode = mode_of(actor, sorting, seats, sorts=sorts)
    reader = COMMON if mode == "common" else reader_key(actor)
    notes = list(notes_of(sorting.consultation))
    read_kinds(notes)
    seen = places(sorting, reader) if mode in ("sort", "finished", "common") else {}
    publics = public_labels(sorting.consultation)
    kept = [note for note in notes if filters.keeps(note, _target(seen.get(note.pk)))]
    if mode not in ("sort", "finished", "common"):
        kept = []
    pages = max(1, -(-len(kept) // PAGE))
    page = min(max(page, 1), pages)
    counts = Counter(place.target for place in seen.values())
    maker = _Maker(sorting, notes, seen, publics)
    here = kept if board else kept[PAGE * (page - 1) : PAGE * page]
    cards = [maker.card(note) for note in here]
    return Table(
        sorting=sorting,
        reader=reader,
        mode=mode,
        seats=seats,
        cards=[] if board else cards,
        columns=shown_columns(sorting, counts),
        aside_count=counts[ASIDE],
        total=len(notes),
        placed=len(seen),
        shown=len(kept),
        page=page,
        pages=pages,
        choices=choices(notes, publics),
        filters=filters,
        can_undo=sorting.steps.filter(reader=reader, done_by=reader_key(actor), undone=False).exists(),
        by_column=_by_column(sorting, cards) if board else [],
    )


def _target(place: Place | None) -> str | None:
    return place.target if place else None


def shown_columns(sorting: Sorting, counts: Mapping[str, int]) -> list[ColumnShown]:
    """Columns with the key that places in each."""
    return [
        ColumnShown(one["key"], one["label"], letter, counts.get(one["key"], 0))
        for one, letter in zip(sorting.columns, KEYS, strict=False)
    ]


def _by_column(sorting: Sorting, cards: Sequence[Card]) -> list[tuple[str, list[Card]]]:
    named = [("", "Pas encore placées"), *labels(sorting.columns).items(), (ASIDE, "Non retenu, parce que…")]
    return [(label, [card for card in cards if card.target == key]) for key, label in named]


def place_words(place: Place | None, columns: Mapping[str, str]) -> str:
    """« Travail des agents », « non retenue, parce que : hors sujet », or nothing."""
    if place is None:
        return ""
    if place.column:
        return columns.get(place.column, place.column)
    return f"non retenue, parce que : {place.aside}"


@dataclass
class _Maker:
    """Makes cards of the notes of one table."""

    sorting: Sorting
    notes: Sequence[Contribution]
    seen: Mapping[int, Place]
    publics: dict[str, str]

    def __post_init__(self) -> None:
        self.columns = labels(self.sorting.columns)
        self.by_key = {note.pk: note for note in self.notes}
        self.alike: dict[int, list[tuple[int, str]]] = {}
        for one, two, kind in self.sorting.proposals:
            if one in self.by_key and two in self.by_key:
                self.alike.setdefault(one, []).append((two, kind))
                self.alike.setdefault(two, []).append((one, kind))

    def card(self, note: Contribution) -> Card:
        place = self.seen.get(note.pk)
        near = tuple(
            Near(
                key,
                WORDS[kind],
                _excerpt(self.by_key[key].shown_text),
                place_words(self.seen.get(key), self.columns),
            )
            for key, kind in self.alike.get(note.pk, [])[:NEAR_SHOWN]
        )
        words = place_words(place, self.columns)
        return Card(note, kind_label(note), origin(note, self.publics), words, _target(place) or "", near)


def _excerpt(text: str) -> str:
    return text if len(text) <= _EXCERPT else f"{text[:_EXCERPT].rsplit(' ', 1)[0]}…"


@dataclass(frozen=True)
class Disagreement:
    """A note that two people placed otherwise, with what each chose."""

    card: Card
    choices: tuple[tuple[str, dict[str, Any], str], ...]
    """Whose, place as JSON, in words."""


def disagreements(sorting: Sorting) -> list[Disagreement]:
    """Notes that were placed otherwise and have no common place yet."""
    seats = list(sorting.readers.all())
    differing = (sorting.agreement or {}).get("differing", [])
    common = places(sorting, COMMON, differing)
    tables = [places(sorting, seat.key, differing) for seat in seats]
    notes = {note.pk: note for note in notes_of(sorting.consultation).filter(pk__in=differing)}
    maker = _Maker(sorting, list(notes.values()), common, public_labels(sorting.consultation))
    found = []
    for key, note in notes.items():
        if key in common:
            continue
        chosen = tuple(
            (f"Lecture {rank}", held[key].json, place_words(held[key], maker.columns))
            for rank, held in enumerate(tables, start=1)
            if key in held
        )
        found.append(Disagreement(maker.card(note), chosen))
    return found
