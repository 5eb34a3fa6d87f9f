"""Read a filled grid, whatever was done to it: each cell is read, or named with the reason why it was not.

A workbook or a Word file becomes blocks of cells; headings are recognised by their words, wherever they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from concertia_web.returns.fields import CHOICE, CHOICES, DAY, Field, fold, one_line, parse, tidy
from concertia_web.returns.grid import Content, Grid
from concertia_web.returns.sections import PARTS, Record, Section

IDENTIFIER = Field("id", "Repère", help="Ne pas modifier.")
LIST_FIELDS = (CHOICE, CHOICES, DAY)
"""What a merged cell may repeat on each of its lines."""


@dataclass(frozen=True)
class Cell:
    """A cell that holds something. ``repeated``: the copy, on another line, of a merged cell."""

    place: str
    column: int
    value: Any
    repeated: bool = False


Row = list[Cell]


@dataclass(frozen=True)
class Block:
    """A sheet, or a table of a Word file: rows of the cells that are not empty."""

    name: str
    rows: list[Row]
    upright: bool = False
    """Whether it may be a record written downwards: heading, answer."""


@dataclass(frozen=True)
class Unread:
    """Something written in the file that is not in the grid read, and why."""

    place: str
    text: str
    why: str


@dataclass
class ReadGrid:
    """What a file says."""

    content: Content
    unread: list[Unread] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    cells: int = 0
    """Cells read."""
    fresh: frozenset[tuple[str, str]] = frozenset()
    """Section and identifier of the records that came without one."""

    def refuse(self, cell: Cell, why: str) -> None:
        """Name a cell that could not be read."""
        if not cell.repeated:
            self.unread.append(Unread(cell.place, tidy(cell.value), why))


def read_blocks(grid: Grid, blocks: Iterable[Block], own_words: frozenset[str] = frozenset()) -> ReadGrid:
    """The grid that blocks of cells hold. ``own_words``: our instructions (folded), which say nothing."""
    found = ReadGrid({section.key: ({} if section.single else []) for section in grid.sections})
    for block in blocks:
        _Reader(grid, found, own_words, block).read()
    found.content, found.fresh = _numbered(grid, found.content)
    return found


def _numbered(grid: Grid, content: Content) -> tuple[Content, frozenset[tuple[str, str]]]:
    """The clean content, and which of its identifiers were not in the file."""
    given = {
        (section.key, one_line(record.get("id") or ""))
        for section in grid.sections
        if section.many
        for record in content[section.key]
    }
    made = grid.clean(content)
    numbered = {(one.key, record["id"]) for one in grid.sections if one.many for record in made[one.key]}
    return made, frozenset(numbered - given)


@dataclass
class _Reader:
    grid: Grid
    found: ReadGrid
    own_words: frozenset[str]
    block: Block
    section: Section | None = None
    columns: dict[int, Field] = field(default_factory=dict)
    headings: dict[int, str] = field(default_factory=dict)
    doubled: dict[int, str] = field(default_factory=dict)

    def read(self) -> None:
        if self.block.upright and self._upright():
            return
        for row in self.block.rows:
            if self.section is not None and not self._another(row):
                self._data(row)
            elif not self._header(row) and not self._answer(row):
                self._elsewhere(row)

    def _another(self, row: Row) -> bool:
        """Whether this row holds nothing but the headings of another section."""
        words = {fold(_words(cell)) for cell in row}
        others = (section for section in self.grid.sections if not section.single and section != self.section)
        return len(words) > 2 and any(words <= set(_headings(section)) for section in others)

    def _header(self, row: Row) -> bool:
        """Whether this row holds the headings of a section; then what follows is its records."""
        best: tuple[int, int, Section] | None = None
        for rank, section in enumerate(self.grid.sections):
            if section.single:
                continue
            known = _headings(section)
            keys = {known[fold(_words(cell))].key for cell in row if fold(_words(cell)) in known}
            here = int(_sheet_of(section) == fold(self.block.name))
            if len(keys - {"id"}) >= 2 and (best is None or (len(keys) + here, -rank) > best[:2]):
                best = (len(keys) + here, -rank, section)
        if best is None:
            return False
        self.section = best[2]
        self.columns, self.headings, self.doubled = {}, {}, {}
        known = _headings(self.section)
        taken: set[str] = set()
        for cell in row:
            words = _words(cell)
            self.headings[cell.column] = words
            named = known.get(fold(words))
            if named is None:
                continue
            if named.key in taken:
                self.doubled[cell.column] = words
            else:
                taken.add(named.key)
                self.columns[cell.column] = named
        return True

    def _answer(self, row: Row) -> bool:
        """Whether this row is a question asked once, with its answer beside it."""
        asked = fold(_words(row[0]))
        for section in self.grid.sections:
            if not section.single:
                continue
            named = {key: one for key, one in _headings(section).items() if one.key != "id"}.get(asked)
            if named is not None:
                record = self.found.content[section.key]
                self._take(named, record, row[1:2])
                for cell in row[2:]:
                    self.found.refuse(cell, "une seule réponse est attendue à côté de cette question")
                return True
        return False

    def _elsewhere(self, row: Row) -> None:
        for cell in row:
            if fold(_words(cell)) not in self.own_words:
                self.found.refuse(cell, "ce texte n’est sous aucun titre de la grille")

    def _data(self, row: Row) -> None:
        section = self.section
        assert section is not None
        if all(cell.repeated for cell in row):
            return
        if len(row) > 1 and all(
            fold(_words(cell)) == fold(self.headings.get(cell.column, "")) for cell in row
        ):
            return
        record: Record = {}
        for cell in row:
            named = self.columns.get(cell.column)
            if named is None:
                self.found.refuse(cell, self._why_no_column(cell))
            else:
                self._take(named, record, [cell])
        self._keep(section, record, row[0])

    def _why_no_column(self, cell: Cell) -> str:
        if cell.column in self.doubled:
            return f"deux colonnes s’appellent « {self.doubled[cell.column]} » : la première est lue"
        if cell.column in self.headings:
            return f"la grille n’a pas de colonne « {self.headings[cell.column]} »"
        return "cette colonne n’a pas de titre"

    def _keep(self, section: Section, record: Record, first: Cell) -> None:
        """Put a record in its section; one with a list of its own finds its line there."""
        if not section.fixed:
            self.found.content[section.key].append(record)
            return
        asked = fold(str(record.pop("fixed", "")))
        key = next((key for key, label in section.fixed if asked in (fold(label), fold(key))), None)
        held = [one for one in self.found.content[section.key] if one["id"] == key]
        if key is None or held:
            for name, value in record.items():
                if value and name != "id":
                    why = (
                        "déjà lu plus haut"
                        if held
                        else f"« {section.fixed_label} » absent de la note de cadrage"
                    )
                    label = asked or "ligne sans titre"
                    self.found.unread.append(Unread(first.place, f"{label} : {value}", why))
            return
        self.found.content[section.key].append({**record, "id": key})

    def _take(self, named: Field, record: Record, cells: Sequence[Cell]) -> None:
        for cell in cells:
            if cell.repeated and named.kind not in LIST_FIELDS:
                continue
            if record.get(named.key):
                self.found.refuse(cell, f"« {named.label} » a déjà été lu")
                continue
            read = parse(named, cell.value)
            record[named.key] = read.value
            if read.problem:
                self.found.refuse(cell, read.problem)
            if read.note:
                self.found.notes.append(f"{cell.place} : {read.note}")
            self.found.cells += int(not read.problem)

    def _upright(self) -> bool:
        """Read a table of two columns, heading then answer, as one record or several of one section."""
        rows = self.block.rows
        scores = []
        for rank, section in enumerate(self.grid.sections):
            known = _headings(section)
            keys = {known[fold(_words(row[0]))].key for row in rows if row and fold(_words(row[0])) in known}
            scores.append((len(keys - {"id"}), -rank, section))
        score, _rank, section = max(scores, key=lambda one: one[:2])
        if score < 2 and not (score == 1 and section.single):
            return False
        known = _headings(section)
        record: Record = {}
        first = rows[0][0]
        for row in rows:
            named = known.get(fold(_words(row[0])))
            if named is None:
                self._elsewhere(row)
                continue
            if named.key in record and section.many:
                self._keep(section, record, first)
                record, first = {}, row[0]
            record.setdefault(named.key, named.empty)
            self._take(named, record, row[1:2])
            for cell in row[2:]:
                self.found.refuse(cell, "une seule réponse est attendue à côté de ce titre")
        if section.single:
            self._join(section, record, first)
        else:
            self._keep(section, record, first)
        return True

    def _join(self, section: Section, record: Record, first: Cell) -> None:
        held = self.found.content[section.key]
        for key, value in record.items():
            if held.get(key) and value:
                self.found.unread.append(Unread(first.place, str(value), "déjà lu plus haut"))
            elif value or key not in held:
                held[key] = value


def _words(cell: Cell) -> str:
    return one_line(cell.value)


def _sheet_of(section: Section) -> str:
    return fold(next(part.sheet for part in PARTS if part.key == section.part))


def _headings(section: Section) -> dict[str, Field]:
    """Folded heading → field, the real labels before the other names."""
    known: dict[str, Field] = {}
    for named in section.fields:
        known.setdefault(fold(named.label), named)
    if section.fixed:
        known.setdefault(fold(section.fixed_label), Field("fixed", section.fixed_label))
    if section.many:
        known.setdefault(fold(IDENTIFIER.label), IDENTIFIER)
    for named in section.fields:
        for alias in (*named.aliases, named.key):
            known.setdefault(fold(alias), named)
    return known
