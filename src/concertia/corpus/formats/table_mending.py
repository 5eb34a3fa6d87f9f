"""Separated values that a program opened with the wrong separator and saved again, put back as they were.

A spreadsheet that expects ``;`` and opens a file cut by ``,`` puts each line in its first cell, cuts it again
at each ``;`` of the text (``&eacute;`` too), and saves it with quotes doubled and separators added. Joining
the cells gives the line back. Mended only where the result has exactly the width of the titles.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from html.entities import html5

from concertia.corpus.formats.table_reading import SEPARATORS, Row, Table, guess_separator, separated_rows

UNFOLDED = "rows folded into one cell, unfolded"
REJOINED = "entities cut by separators, joined"
LOOKED_AT = 60
CUT_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31}|#[0-9]{1,7})$")


def folded(lines: Sequence[str]) -> tuple[str, str] | None:
    """The separators outside and inside the cells of a folded file; ``None`` if the file is not folded.

    ``lines`` are the first of the file, with their ends.
    """
    for separator in SEPARATORS:
        repairs: Counter[str] = Counter()
        rows = list(separated_rows(lines, separator, repairs))
        widths = {len(row.cells) for row in rows}
        padded = len(widths) == 1 and max(widths) >= 2
        quoted = sum(row.separator is None for row in rows) - repairs["unbalanced quotes"] >= 0.9 * len(rows)
        if len(rows) < 2 or len(_filled(rows[0])) != 1 or not (padded or quoted):
            continue
        inside = [line for row in rows for line in _line(row, separator).splitlines(keepends=True)]
        inner = guess_separator(inside)
        read = list(separated_rows(inside, inner, Counter()))
        width = len(read[0].cells)
        if [row.cells for row in read] == [row.cells for row in separated_rows(lines, inner, Counter())]:
            continue  # cut by ``inner`` as it stands: there is nothing to unfold
        if width >= 2 and sum(len(row.cells) == width for row in read) >= 0.8 * len(read):
            return separator, inner
    return None


def unfolded(lines: Iterable[str], separator: str, inner: str, repairs: Counter[str]) -> Iterator[Row]:
    """The rows of a folded file, numbered as in the file."""
    return separated_rows(_inside(lines, separator, repairs), inner, repairs)


def mended(rows: Iterable[Row], width: int, table: Table) -> Iterator[Row]:
    """Rows with entities cut by ``;`` joined, and rows that alone are folded put back in their columns.

    Where the result would not have ``width`` cells, the row stays and is counted in ``table.doubtful``.
    """
    for row in rows:
        yield _rejoined(_opened(row, width, table), width, table)


def _inside(lines: Iterable[str], separator: str, repairs: Counter[str]) -> Iterator[str]:
    given = 0
    for row in separated_rows(lines, separator, Counter()):
        while given < row.line - 1:
            given += 1
            yield "\n"
        repairs[UNFOLDED] += 1
        for line in _line(row, separator).splitlines(keepends=True):
            given += 1
            yield line


def _filled(row: Row) -> list[str]:
    """The cells up to the last that holds something."""
    last = max((place for place, cell in enumerate(row.cells) if cell.strip()), default=-1)
    return row.cells[: last + 1]


def _line(row: Row, separator: str) -> str:
    return separator.join(_filled(row)) + "\n"


def _opened(row: Row, width: int, table: Table) -> Row:
    """The row, its only cell cut into columns where that gives one cell for each title and no loose space."""
    filled = _filled(row)
    if table.separator is None or row.separator is not None or width < 3 or len(filled) != 1:
        return row
    looks_folded = False
    for separator in dict.fromkeys((table.separator, ",", ";", "\t")):
        if separator not in filled[0]:
            continue
        read = list(separated_rows(f"{filled[0]}\n".splitlines(keepends=True), separator, Counter()))
        tight = len(read) == 1 and all(cell == cell.strip() for cell in read[0].cells)
        if tight and len(read[0].cells) == width:
            table.repairs[UNFOLDED] += 1
            return replace(row, cells=read[0].cells)
        looks_folded = looks_folded or (tight and len(read[0].cells) >= 3)
    table.doubtful += looks_folded
    return row


def _rejoined(row: Row, width: int, table: Table) -> Row:
    if table.separator != ";" or not any(_is_cut(cell) for cell in row.cells[:-1]):
        return row
    cells: list[str] = []
    joined = 0
    for cell in row.cells:
        if cells and _is_cut(cells[-1]):
            cells[-1] += f";{cell}"
            joined += 1
        else:
            cells.append(cell)
    kept = len(_filled(replace(row, cells=cells)))
    if len(cells) == width or (len(row.cells) > width and kept <= width):
        table.repairs[REJOINED] += joined
        return replace(row, cells=cells, separator=None)
    table.doubtful += 1
    return row


def _is_cut(cell: str) -> bool:
    found = CUT_ENTITY.search(cell)
    return found is not None and (found[1].startswith("#") or f"{found[1]};" in html5)
