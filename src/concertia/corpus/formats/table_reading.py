"""Rows of separated-value files (CSV, TSV), read so that no row is ever lost.

A quoted cell may hold line ends, up to ``MAX_CELL_LINES``. When a quote is never closed, or closes in the
middle of a cell, the line where it opened is read alone with quotes taken literally where they must be, the
following lines are read again, and the repair is counted. The ``csv`` module cannot do this: it swallows the
rest of the file.
"""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

MAX_CELL_LINES = 500
MAX_COLUMNS = 4096
SEPARATORS = (";", ",", "\t", "|")
CLOSING = re.compile(r'(?:[^"]|"")*+"')
LINE_END = re.compile(r"\r\n|\n|\r")


@dataclass(frozen=True)
class Row:
    """One row of a table, in file order."""

    line: int
    """Line, or row of a sheet, where it starts, from 1."""
    cells: list[str]
    unread: frozenset[int] = frozenset()
    """Columns of formulas whose value was not stored."""
    spread: frozenset[int] = frozenset()
    """Columns filled from a merged cell that starts above."""
    separator: str | None = None
    """What cut the line, where no quote took part: joined with it, the cells are the line again."""


@dataclass
class Table:
    """A table of any origin: rows of text cells, and what had to be mended to read them.

    ``rows`` is read once. The counts of ``repairs`` and ``bad_lines`` are complete when it is exhausted.
    """

    rows: Iterator[Row]
    columns: list[str] | None = None
    """Titles, where the format states them (JSON); else they are in the first rows."""
    repairs: Counter[str] = field(default_factory=Counter)
    bad_lines: list[tuple[int, str]] = field(default_factory=list)
    """Line and reason of records that could not be read."""
    warnings: list[str] = field(default_factory=list)
    sheet: str | None = None
    overlong: list[Row] = field(default_factory=list)
    """Rows with more cells than titles, until the others are known."""
    separator: str | None = None
    """What cuts the lines of a separated file."""
    doubtful: int = 0
    """Rows that look damaged and could not be mended for certain."""
    uneven: bool = False
    """Whether some other row had not exactly as many cells as there are titles."""


def separated_rows(lines: Iterable[str], separator: str, repairs: Counter[str]) -> Iterator[Row]:
    """Records of separated values. ``lines`` keep their ends; blank lines give no row and are counted."""
    source = _Lines(lines)
    while (line := source.next()) is not None:
        number = source.number
        if not line.strip(" \t\r\n\ufeff"):
            repairs["empty rows"] += 1
            continue
        if '"' not in line:
            yield Row(number, _without_end(line).split(separator), separator=separator)
            continue
        cells = _quoted_record(line, separator, source)
        if cells is None:
            repairs["unbalanced quotes"] += 1
            cells = _lenient_record(_without_end(line), separator)
        yield Row(number, cells)


def guess_separator(lines: Iterable[str]) -> str:
    """The separator that cuts the first lines most regularly into the most columns; ``,`` if none does."""
    sample = list(islice(lines, 60))
    scores = []
    for rank, separator in enumerate(SEPARATORS):
        widths = Counter(len(row.cells) for row in separated_rows(sample, separator, Counter()))
        width, rows = max(widths.items(), key=lambda item: (item[1] * (item[0] > 1), item[0]), default=(1, 0))
        regular = rows / max(1, sum(widths.values()))
        scores.append((round(regular, 1) if width > 1 else 0.0, width, -rank, separator))
    best = max(scores)
    return best[3] if best[0] >= 0.3 else ","


class _Lines:
    """Lines that can be given back."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._source = iter(lines)
        self._returned: deque[str] = deque()
        self.number = 0

    def next(self) -> str | None:
        line = self._returned.popleft() if self._returned else next(self._source, None)
        self.number += line is not None
        return line

    def give_back(self, lines: list[str]) -> None:
        self._returned.extendleft(reversed(lines))
        self.number -= len(lines)


def _quoted_record(line: str, separator: str, source: _Lines) -> list[str] | None:
    """Cells of the record that starts on ``line``; ``None``, with lines given back, if quotes are wrong."""
    cells: list[str] = []
    pulled: list[str] = []
    position = 0
    while True:
        opening = position
        while separator != " " and line.startswith(" ", opening):
            opening += 1
        if not line.startswith('"', opening):
            end = line.find(separator, position)
            if end < 0:
                cells.append(_without_end(line[position:]))
                return cells
            cells.append(line[position:end])
            position = end + 1
            continue
        parts: list[str] = []
        start = opening + 1
        while (closing := CLOSING.match(line, start)) is None:
            parts.append(line[start:])
            following = source.next() if len(pulled) < MAX_CELL_LINES else None
            if following is None:
                source.give_back(pulled)
                return None
            pulled.append(following)
            line, start = following, 0
        parts.append(line[start : closing.end() - 1])
        cells.append("".join(parts).replace('""', '"'))
        position = closing.end()
        while line.startswith(" ", position):
            position += 1
        if position >= len(line) or LINE_END.match(line, position):
            return cells
        if not line.startswith(separator, position):
            source.give_back(pulled)
            return None
        position += 1


def _lenient_record(line: str, separator: str) -> list[str]:
    """Cells of one line whose quotes are wrong: a quote closes only before a separator or the end."""
    cells: list[str] = []
    position = 0
    while position <= len(line):
        if line.startswith('"', position):
            end = line.find(f'"{separator}', position + 1)
            if end < 0 and line.endswith('"') and len(line) > position + 1:
                end = len(line) - 1
            if end >= 0:
                cells.append(line[position + 1 : end].replace('""', '"'))
                position = end + 2
                continue
        end = line.find(separator, position)
        end = len(line) if end < 0 else end
        cells.append(line[position:end])
        position = end + 1
    return cells


def _without_end(line: str) -> str:
    return line.rstrip("\r\n")
