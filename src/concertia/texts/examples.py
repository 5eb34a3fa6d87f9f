"""What people coded: a CSV of labels, each brought back to the passages it is about.

Columns: ``contribution_id``, ``unit_id`` or ``text``; ``code``; ``grid`` if there are several. French names
are understood. What names nothing, or was coded in two ways, is counted with its reason, never guessed.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from concertia.corpus.folder import Corpus
from concertia.errors import UnusableSourceError
from concertia.language.words import fold
from concertia.texts.units import Units

CONTRIBUTION, UNIT = "contribution", "unit"
OWN_GRID = "grille"
"""Name of a grid that has none."""
_NAMES = {
    "contribution_id": ("contribution_id", "contribution", "identifiant"),
    "unit_id": ("unit_id", "unit", "unite", "passage"),
    "text": ("text", "texte", "verbatim"),
    "code": ("code", "codes", "etiquette", "label"),
    "grid": ("grid", "grille"),
}
NOT_FOUND = "not in the corpus"
TWO_CODES = "coded in two ways"
NO_CODE = "no code"
WHOLE = "a whole contribution in a grid of passages"


@dataclass(frozen=True)
class Examples:
    """The labels of one grid. ``level``: what is coded, ``contribution`` or ``unit``."""

    grid: str
    level: str
    codes: dict[str, str]
    """Code by contribution id or unit id."""
    ignored: dict[str, int]
    """Lines left out, by reason."""


@dataclass(frozen=True)
class Line:
    """A line of the file: what it names and the code written there."""

    contribution_id: str
    unit_id: str
    text: str
    code: str
    grid: str


def read_labels(path: Path) -> list[Line]:
    """The lines of a labels file (UTF-8 or Windows-1252; comma, semicolon or tab).

    Raises UnusableSourceError where a column is missing.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise _unusable(path, "il ne s'ouvre pas", "it does not open") from error
    try:
        content = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        content = raw.decode("cp1252", errors="replace")
    first = content.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.DictReader(io.StringIO(content, newline=""), delimiter=delimiter)
    columns = {name: _column(reader.fieldnames or (), names) for name, names in _NAMES.items()}
    if columns["code"] is None or not any(columns[name] for name in ("contribution_id", "unit_id", "text")):
        raise _unusable(path, "une colonne manque", "a column is missing")
    return [
        Line(**{name: (row.get(column) or "").strip() if column else "" for name, column in columns.items()})
        for row in reader
    ]


def examples_of(lines: Sequence[Line], corpus: Corpus, units: Units) -> list[Examples]:
    """The labels of each grid, in the order of the names of the grids."""
    places = _Places(corpus, units)
    by_grid: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        by_grid[line.grid or OWN_GRID].append(line)
    return [_examples(grid, by_grid[grid], places) for grid in sorted(by_grid)]


class _Places:
    """Where the ids and the words of a labels file are in the corpus."""

    def __init__(self, corpus: Corpus, units: Units) -> None:
        ids = corpus.contributions["contribution_id"]
        self.contributions = {str(name) for name in ids}
        self.units = {str(name) for name in units.id}
        self.cut = {str(ids[row]) for row, count in Counter(units.contribution.tolist()).items() if count > 1}
        self.only_unit = {
            str(ids[row]): str(name) for row, name in zip(units.contribution, units.id, strict=True)
        }
        self.of_text: dict[str, str] = {}
        for name, text in zip(units.id, units.text, strict=True):
            self.of_text.setdefault(_plain(str(text)), str(name))
        for name, text in zip(ids, corpus.published, strict=True):
            if text:
                self.of_text[_plain(str(text))] = str(name)

    def named(self, line: Line) -> str | None:
        """The unit or contribution id that a line names."""
        if line.unit_id in self.units:
            return line.unit_id
        if line.contribution_id in self.contributions and not line.unit_id:
            return line.contribution_id
        return self.of_text.get(_plain(line.text)) if line.text else None


def _examples(grid: str, lines: Sequence[Line], places: _Places) -> Examples:
    named = [(places.named(line), line.code) for line in lines]
    passages = any(
        name is not None and ":" in name and name.partition(":")[0] in places.cut for name, _ in named
    )
    level = UNIT if passages else CONTRIBUTION
    ignored: Counter[str] = Counter()
    codes: dict[str, str] = {}
    disputed: set[str] = set()
    for name, code in named:
        target = None if name is None else _target(name, level, places)
        if name is None or not code or target is None:
            ignored[NOT_FOUND if name is None else NO_CODE if not code else WHOLE] += 1
        elif codes.setdefault(target, code) != code:
            disputed.add(target)
    ignored[TWO_CODES] += len(disputed)
    kept = {name: codes[name] for name in sorted(codes) if name not in disputed}
    return Examples(grid, level, kept, {reason: count for reason, count in sorted(ignored.items()) if count})


def _target(name: str, level: str, places: _Places) -> str | None:
    contribution = name.partition(":")[0]
    if level == CONTRIBUTION:
        return contribution
    if ":" in name:
        return name
    return None if contribution in places.cut else places.only_unit[contribution]


def to_json(examples: Sequence[Examples]) -> list[dict[str, object]]:
    """What is kept beside a reading so that it can be done again: ids and codes, no words."""
    return [
        {"grid": one.grid, "level": one.level, "codes": one.codes, "ignored": one.ignored} for one in examples
    ]


def from_json(kept: Sequence[Mapping[str, object]]) -> list[Examples]:
    """The inverse of ``to_json``."""
    return [Examples(**one) for one in kept]  # type: ignore[arg-type]


def _column(fields: Sequence[str], names: Sequence[str]) -> str | None:
    return next((field for field in fields if fold(field).strip() in names), None)


def _plain(text: str) -> str:
    return re.sub(r"\W+", " ", fold(text)).strip()


def _unusable(path: Path, fr: str, en: str) -> UnusableSourceError:
    return UnusableSourceError(
        f"Le fichier d'exemples « {path.name} » ne peut pas être lu : {fr}. Il lui faut une colonne "
        "code, et une colonne contribution_id, unit_id ou text ; grid s'il y a plusieurs grilles.",
        f"The file of examples “{path.name}” cannot be read: {en}. It needs a column code, and a column "
        "contribution_id, unit_id or text; grid where there are several grids.",
    )
