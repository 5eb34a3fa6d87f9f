"""Sheets of an XLSX workbook as rows of text cells, read in one pass and bounded memory.

Values are those stored by the program that saved the file; a formula whose value was not stored is marked
``unread``. A merged cell counts for each row that it covers, marked ``spread`` below the first.
"""

from __future__ import annotations

import re
import warnings
import zipfile
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

import openpyxl
from openpyxl.utils.cell import range_boundaries

from concertia.corpus.formats.archives import damaged, office_archive
from concertia.corpus.formats.port import SourceFile
from concertia.corpus.formats.table_reading import MAX_COLUMNS, Row, Table
from concertia.errors import QuestionError, UnusableSourceError

MERGED = re.compile(rb'<mergeCell[^>]*?\sref="([A-Z]+\d+:[A-Z]+\d+)"')
FORMULA = re.compile(rb"<f[ >/]")
CHUNK = 1 << 20
MAX_MERGED = 50_000
MAX_ROWS = 1_048_576
"""Rows of a sheet, by its format: a file that goes further is made to exhaust its reader."""
MAX_COVERED = 2_000_000
"""Rows that merged cells may cover, all together."""


def read_sheet(file: SourceFile, sheet: str | None = None) -> Table:
    """The rows of one sheet: the one named, or the only one that is not empty.

    Raises UnusableSourceError for damaged files, QuestionError where several sheets hold rows.
    """
    with office_archive(file) as archive:
        names = archive.namelist()
        if not any(name.endswith("workbook.xml") for name in names):
            raise damaged(file)
        formulas, merged = _scan_sheets(archive)
    with ExitStack() as stack:
        book = _open(file, True, stack)
        title = _chosen(file, book, sheet)
        table = Table(rows=iter(()), sheet=title)
        if len(book.sheetnames) > 1:
            table.warnings.append(f"feuille lue : « {title} »")
        path = book[title]._worksheet_path  # openpyxl has no public name for it
        written = _open(file, False, stack)[title] if formulas else None
        spans = _spans(merged.get(path.lstrip("/"), []))
        table.rows = _rows(file, book[title], written, spans, table.repairs, stack.pop_all())
    return table


def _open(file: SourceFile, values: bool, stack: ExitStack) -> Any:
    stream = stack.enter_context(file.path.open("rb"))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # styles and extensions that openpyxl does not know
            return openpyxl.load_workbook(stream, read_only=True, data_only=values, keep_links=False)
    except Exception as error:  # openpyxl, its XML parser and zlib have no common root
        raise damaged(file) from error


def _chosen(file: SourceFile, workbook: Any, wanted: str | None) -> str:
    sheets = [sheet for sheet in workbook.worksheets if hasattr(sheet, "iter_rows")]
    titles = [str(sheet.title) for sheet in sheets]
    if wanted is not None:
        if wanted in titles:
            return wanted
        raise UnusableSourceError(
            f"« {file.name} » : pas de feuille « {wanted} ». Feuilles : {', '.join(titles)}.",
            f"“{file.name}”: no sheet “{wanted}”. Sheets: {', '.join(titles)}.",
        )
    filled = [
        str(sheet.title) for sheet in sheets if sheet.sheet_state == "visible" and _has_rows(file, sheet)
    ]
    if len(filled) == 1:
        return filled[0]
    if not filled:
        raise UnusableSourceError(
            f"« {file.name} » : aucune feuille visible ne contient de lignes.",
            f"“{file.name}”: no visible sheet holds rows.",
        )
    raise QuestionError(
        f"« {file.name} » : plusieurs feuilles contiennent des lignes ({', '.join(filled)}). Dites laquelle "
        f"lire, "
        f'dans un fichier donné à --map :\n\n[options]\nsheet = "{filled[0]}"\n',
        f"“{file.name}”: several sheets hold rows ({', '.join(filled)}). Say which to read, in a file given "
        f"to "
        f'--map:\n\n[options]\nsheet = "{filled[0]}"\n',
    )


def _has_rows(file: SourceFile, worksheet: Any) -> bool:
    found = 0
    for cells in _values(file, worksheet):
        found += any(cell is not None for cell in cells)
        if found >= 2:
            return True
    return False


def _values(file: SourceFile, worksheet: Any) -> Iterator[tuple[Any, ...]]:
    worksheet.reset_dimensions()
    try:
        for number, row in enumerate(worksheet.iter_rows(values_only=True)):
            if number == MAX_ROWS:
                raise ValueError("beyond the last row of a sheet")
            yield row
    except Exception as error:
        raise damaged(file) from error


def _rows(
    file: SourceFile,
    worksheet: Any,
    written: Any,
    spans: dict[int, list[tuple[int, int]]],
    repairs: Counter[str],
    stack: ExitStack,
) -> Iterator[Row]:
    """Rows of a sheet; ``written``: the same with its formulas, if any. ``stack`` is closed at the end."""
    with stack:
        formulas = None if written is None else _values(file, written)
        yield from _filled_rows(_values(file, worksheet), formulas, spans, repairs)


def _filled_rows(
    rows: Iterator[tuple[Any, ...]],
    formulas: Iterator[tuple[Any, ...]] | None,
    spans: dict[int, list[tuple[int, int]]],
    repairs: Counter[str],
) -> Iterator[Row]:
    kept: dict[int, Any] = {}
    for number, stored in enumerate(rows, 1):
        values = stored[:MAX_COLUMNS]
        sources = next(formulas, ()) if formulas is not None else ()
        unread = frozenset(
            index
            for index, (value, source) in enumerate(zip(values, sources, strict=False))
            if value is None and isinstance(source, str) and source.startswith("=")
        )
        row = Row(number, [_text(value) for value in values], unread)
        row = _spread(row, spans.get(number, []), kept)
        if not unread and not any(
            cell.strip() for index, cell in enumerate(row.cells) if index not in row.spread
        ):
            repairs["empty rows"] += 1
            continue
        if unread:
            repairs["formulas without stored value"] += len(unread)
        yield row


def _spread(row: Row, spans: list[tuple[int, int]], kept: dict[int, Any]) -> Row:
    """Give the row the values of the merged cells that cover it. ``spans``: column, row where it starts."""
    if not spans:
        return row
    cells = list(row.cells)
    filled = set()
    for column, first in spans:
        cells.extend("" for _ in range(column + 1 - len(cells)))
        if first == row.line:
            kept[column] = cells[column]
        elif not cells[column]:
            cells[column] = kept.get(column, "")
            filled.add(column)
    return replace(row, cells=cells, spread=frozenset(filled))


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, datetime):
        midnight = value.time() == time()
        return value.date().isoformat() if midnight else value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)


def _scan_sheets(archive: zipfile.ZipFile) -> tuple[bool, dict[str, list[str]]]:
    """Whether any sheet holds formulas, and merged ranges by name of the member that holds the sheet."""
    formulas = False
    merged: dict[str, list[str]] = {}
    for name in archive.namelist():
        if not name.startswith("xl/worksheets/") or not name.endswith(".xml"):
            continue
        previous = b""
        ranges = merged.setdefault(name, [])
        with archive.open(name) as stream:
            while chunk := stream.read(CHUNK):
                window = previous + chunk
                formulas = formulas or FORMULA.search(window) is not None
                found = [match.decode() for match in MERGED.findall(window)]
                ranges.extend(found[: max(0, MAX_MERGED - len(ranges))])
                previous = window[window.rfind(b"<") :][:200]
    return formulas, merged


def _spans(ranges: list[str]) -> dict[int, list[tuple[int, int]]]:
    """By row, the columns (from 0) covered by a merged cell of several rows, and the row where it starts."""
    spans: dict[int, list[tuple[int, int]]] = {}
    covered = 0
    for text in ranges:
        left, top, _, bottom = range_boundaries(text)
        covered += bottom - top
        if bottom > top and left <= MAX_COLUMNS and covered <= MAX_COVERED:
            for number in range(top, bottom + 1):
                spans.setdefault(number, []).append((left - 1, top))
    return spans
