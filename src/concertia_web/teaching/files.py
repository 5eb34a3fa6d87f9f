"""Examples as a file: the very one that ``concertia analyse --learn`` reads, given to readings, taken away,
brought from elsewhere."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from concertia.errors import UnusableSourceError
from concertia.language.words import fold
from concertia.reports.exports import safe
from concertia.texts.examples import Line, read_labels
from concertia.texts.grids import UNDETERMINED
from concertia_web.consultations.models import Consultation
from concertia_web.contributions.models import Contribution
from concertia_web.readings.snapshot import engine_id
from concertia_web.teaching.grids import shipped
from concertia_web.teaching.models import WHOLE, Example, Grid
from concertia_web.teaching.texts import Span, holds, seal, spans_of, words_of
from concertia_web.teaching.upcoming import readable

HEADER = ("contribution_id", "unit_id", "grid", "code", "reader", "date", "text")
GIVEN = HEADER[:4]
"""Columns of what a reading is given: ids and codes, no words."""
MOST_BYTES = 10 * 1024 * 1024
MOST_SEARCHED = 20_000
"""Contributions beyond which an example must be named by its id: looking for its words takes too long."""
_CHUNK = 500
Row = tuple[str, ...]


def examples_of(consultation: Consultation) -> Iterable[Example]:
    """The examples that readings learn from: of grids in use, on texts that are still what was read."""
    rows = Example.objects.filter(grid__consultation=consultation, grid__closed=None)
    yield from _standing(rows.exclude(code=Example.SKIPPED))


def _standing(rows: object) -> Iterator[Example]:
    found = rows.filter(contribution__removed=None).select_related("grid", "contribution")  # type: ignore[attr-defined]
    for one in found.order_by("grid", "at", "pk").iterator(chunk_size=_CHUNK):
        if seal(one.contribution, (one.start, one.end)) == one.words:
            yield one


def write_given(consultation: Consultation, path: Path, records: Callable[[], set[str]]) -> int:
    """Write the examples that a reading learns from; how many. ``records``: what its snapshot holds.

    Nothing is written where there is none.
    """
    kept = list(examples_of(consultation))
    held = records() if kept else set()
    kept = [one for one in kept if str(one.contribution.client_id) in held]
    if kept:
        partial = path.with_suffix(".new")
        with partial.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(GIVEN)
            writer.writerows(_named(consultation, one) for one in kept)
        partial.replace(path)
    return len(kept)


def _named(consultation: Consultation, one: Example) -> Row:
    contribution = engine_id(consultation, str(one.contribution.client_id))
    unit = "" if (one.start, one.end) == WHOLE else f"{contribution}:{one.start}-{one.end}"
    return (contribution, unit, one.grid.key, one.code)


def as_csv(grid: Grid, *, reader: str = "") -> bytes:
    """The examples of a grid with their words: everybody’s, or one person’s. Ready to be brought back."""
    rows = Example.objects.filter(grid=grid).exclude(code=Example.SKIPPED)
    if reader:
        rows = rows.filter(reader=reader)
    numbers: dict[str, int] = {}
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(HEADER)
    for one in _standing(rows):
        number = numbers.setdefault(one.reader, len(numbers) + 1)
        words = words_of(one.contribution)
        shown = words if (one.start, one.end) == WHOLE else words[one.start : one.end]
        named = _named(grid.consultation, one)
        writer.writerow([*named, f"lecture {number}", one.at.date().isoformat(), safe(shown)])
    return ("\ufeff" + out.getvalue()).encode("utf-8")


@dataclass
class Brought:
    """What a file brings: texts with their code, and lines left out by reason, in words."""

    given: dict[tuple[int, int, int], tuple[Contribution, Span, str]] = field(default_factory=dict)
    left_out: Counter[str] = field(default_factory=Counter)
    unknown_codes: Counter[str] = field(default_factory=Counter)


NOT_FOUND = "texte introuvable dans cette concertation"
NO_CODE = "sans code"
OTHER_GRID = "d’une autre grille"
UNKNOWN_CODE = "code qui n’est pas dans la grille"
OTHER_SIZE = "phrase là où la grille code des contributions entières, ou l’inverse"
TWO_CODES = "même texte codé de deux façons"


def read(grid: Grid, path: Path) -> Brought:
    """Bring the lines of a file of examples to the texts they name. Raises UnusableSourceError."""
    lines = read_labels(path)
    brought, places = Brought(), _Places(grid, lines)
    twice: set[tuple[int, int, int]] = set()
    for line in lines:
        if line.grid and fold(line.grid) not in (fold(grid.key), fold(grid.title)):
            brought.left_out[OTHER_GRID] += 1
            continue
        found, code = places.named(line), _code(grid, line.code)
        if not line.code or found is None or code is None:
            reason = NO_CODE if not line.code else UNKNOWN_CODE if code is None else NOT_FOUND
            brought.left_out[reason] += 1
            brought.unknown_codes.update([line.code] if reason == UNKNOWN_CODE else [])
            continue
        note, span = found
        if (grid.level == Grid.Level.UNIT) != bool(span[1]):
            brought.left_out[OTHER_SIZE] += 1
            continue
        place = (note.pk, *span)
        if brought.given.setdefault(place, (note, span, code))[2] != code:
            twice.add(place)
    for place in twice:
        del brought.given[place]
        brought.left_out[TWO_CODES] += 1
    return brought


def _code(grid: Grid, written: str) -> str | None:
    """A code of the grid, by its key or its label, whatever the case and the accents."""
    asked = fold(written).strip()
    if asked in (UNDETERMINED, "je ne sais pas"):
        return UNDETERMINED
    return next((one["code"] for one in grid.codes if asked in (fold(one["code"]), fold(one["label"]))), None)


class _Places:
    """Where the ids and the words of a file are among the contributions."""

    def __init__(self, grid: Grid, lines: list[Line]) -> None:
        self.by_passage = grid.level == Grid.Level.UNIT
        by_words = any(line.text and not (line.unit_id or line.contribution_id) for line in lines)
        rows = readable(grid)
        if by_words and rows.count() > MOST_SEARCHED:
            raise UnusableSourceError(
                "Des lignes de ce fichier ne donnent que le texte : parmi tant de contributions, le chercher "
                "prendrait trop longtemps. Ajoutez une colonne contribution_id ou unit_id, comme dans le "
                "fichier que cette page donne.",
                "Some lines of this file give only the words; give the ids.",
            )
        asked = {(line.unit_id or line.contribution_id).partition(":")[0] for line in lines}
        names = rows.values_list("pk", "client_id")
        self.keys = {
            name: key
            for key, client in names.iterator()
            if (name := engine_id(grid.consultation, str(client))) in asked
        }
        self.notes = {note.pk: note for note in rows.filter(pk__in=list(self.keys.values()))}
        self.of_words: dict[str, tuple[Contribution, Span]] = {}
        if by_words:
            for note in rows.order_by("-pk").iterator(chunk_size=_CHUNK):
                self._index(note)

    def _index(self, note: Contribution) -> None:
        words = words_of(note)
        for start, end in spans_of(note) if self.by_passage else []:
            self.of_words[_plain(words[start:end])] = (note, (start, end))
        if not self.by_passage:
            self.of_words[_plain(words)] = (note, WHOLE)

    def named(self, line: Line) -> tuple[Contribution, Span] | None:
        """The text that a line names; None where nothing here is it."""
        identifier, _, offsets = (line.unit_id or line.contribution_id).partition(":")
        if not identifier:
            return self.of_words.get(_plain(line.text))
        note = self.notes.get(self.keys.get(identifier, 0))
        if note is None:
            return None
        if not offsets:
            only = spans_of(note) if self.by_passage else []
            return (note, only[0]) if len(only) == 1 else (note, WHOLE)
        span = re.fullmatch(r"(\d{1,9})-(\d{1,9})", offsets)
        asked = (int(span[1]), int(span[2])) if span else WHOLE
        return (note, asked) if span and holds(note, asked) else None


def _plain(text: str) -> str:
    return re.sub(r"\W+", " ", fold(text)).strip()


def title_of(key: str, grids: Iterable[Grid]) -> str:
    """How a grid of a reading is called: as opened here, as shipped, or by its key."""
    opened = next((grid.title for grid in grids if grid.key == key), "")
    return opened or (shipped()[key].title if key in shipped() else key)
