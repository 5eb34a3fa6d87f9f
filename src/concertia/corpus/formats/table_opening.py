"""A file opened as a table: its kind, its titles, then its rows, all of the same width."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from pathlib import PurePath

from concertia.corpus.formats import column_names
from concertia.corpus.formats.column_profiles import DATE, EMAIL, NUMBER
from concertia.corpus.formats.decoding import Decoded, decode
from concertia.corpus.formats.json_rows import read_json, read_json_lines
from concertia.corpus.formats.mapping import TableMapping, TableOptions
from concertia.corpus.formats.port import SourceFile
from concertia.corpus.formats.spreadsheet import read_sheet
from concertia.corpus.formats.table_mending import LOOKED_AT, folded, mended, unfolded
from concertia.corpus.formats.table_reading import MAX_COLUMNS, Row, Table, guess_separator, separated_rows
from concertia.corpus.formats.vocabulary import kind_of
from concertia.corpus.text import without_double_encoding, without_entities
from concertia.errors import QuestionError, UnusableSourceError

SAMPLE_ROWS = 1000
"""Rows looked at to guess titles and mapping."""
HEADER_WITHIN = 15
SECOND_TITLES = frozenset(("open ended response", "response", "reponse ouverte", "reponse libre", "reponse"))
EXTENSIONS = {
    ".csv": "csv",
    ".tsv": "tsv",
    ".tab": "tsv",
    ".txt": "tsv",
    ".xlsx": "xlsx",
    ".xlsm": "xlsx",
    ".xls": "xlsx",
    ".json": "json",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
}


@dataclass
class OpenTable:
    """Titles known, rows still to be read (once). Every row has as many cells as there are titles."""

    kind: str
    titles: list[str]
    sample: list[Row]
    rows: Iterator[Row]
    """All rows below the titles, those of ``sample`` included."""
    table: Table


def open_table(file: SourceFile, options: TableOptions) -> OpenTable:
    """Open by content first, extension second. Raises UnusableSourceError or QuestionError."""
    kind = _kind(file)
    if file.size == 0:
        raise UnusableSourceError(f"« {file.name} » est vide.", f"“{file.name}” is empty.")
    table = _read(file, kind, options)
    if table.columns is not None:
        titles = _unique(table.columns)
        rows = table.rows
    else:
        first = list(islice(table.rows, SAMPLE_ROWS))
        header = _header_position(first, options.header_row, file)
        if header is not None:
            width = max((i for i, cell in enumerate(first[header].cells, 1) if cell.strip()), default=0)
            first[header + 1 :] = mended(first[header + 1 :], width, table)
            table.rows = mended(table.rows, width, table)
        titles = _unique(_trimmed(first, header))
        if header is not None and header > 0:
            table.warnings.append(f"{header} ligne(s) au-dessus des titres laissée(s) de côté")
        if header is None:
            table.warnings.append(
                "pas de ligne de titres : les colonnes s'appellent « colonne 1 », « colonne 2 »…"
            )
        below = 0 if header is None else header + 1
        if header is not None and len(first) > below and _is_second_title(first[below]):
            table.warnings.append("seconde ligne de titres (« Open-Ended Response ») laissée de côté")
            below += 1
        rows = chain(first[below:], table.rows)
    fitted = _fitted(rows, len(titles), table)
    sample = list(islice(fitted, SAMPLE_ROWS))
    if not sample and not table.bad_lines and not table.overlong:
        raise UnusableSourceError(
            f"« {file.name} » ne contient aucune ligne sous ses titres.",
            f"“{file.name}” has no row below its titles.",
        )
    return OpenTable(kind, titles, sample, chain(sample, fitted), table)


def _kind(file: SourceFile) -> str:
    kind = EXTENSIONS.get(PurePath(file.name).suffix.lower(), "csv")
    if file.head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        return "xlsx"
    if kind == "xlsx":  # some platforms give CSV or HTML under the name of .xls
        return "csv" if file.size and not file.head.startswith(b"PK") else "xlsx"
    return kind


def _read(file: SourceFile, kind: str, options: TableOptions) -> Table:
    if kind == "xlsx":
        return read_sheet(file, options.sheet)
    decoded = decode(file, options.encoding)
    if kind == "json":
        table = read_json(decoded)
    elif kind == "jsonl":
        table = read_json_lines(decoded)
    else:
        table = _separated(decoded, options)
    table.warnings.extend(decoded.warnings)
    return table


def _separated(decoded: Decoded, options: TableOptions) -> Table:
    head = list(islice(_without_sep_line(decode(decoded.file, options.encoding).lines()), LOOKED_AT))
    lines = _without_sep_line(decoded.lines())
    fold = None if options.separator else folded(head)
    if fold is not None:
        rows = unfolded(lines, *fold, decoded.repairs)
        return Table(rows, repairs=decoded.repairs, separator=fold[1])
    first = list(islice(decode(decoded.file, options.encoding).lines(), LOOKED_AT))
    separator = options.separator or _separator(first)
    rows = separated_rows(lines, separator, decoded.repairs)
    return Table(rows, repairs=decoded.repairs, separator=separator)


def _separator(lines: Sequence[str]) -> str:
    if lines and lines[0].strip().casefold().startswith("sep=") and len(lines[0].strip()) <= 5:
        return lines[0].strip("\r\n")[4:5] or ","
    return guess_separator(lines)


def _without_sep_line(lines: Iterator[str]) -> Iterator[str]:
    """Excel's own first line ``sep=;`` is no data; neither is a mark left inside the text."""
    first = next(lines, None)
    if first is None:
        return
    if not (first.casefold().startswith("sep=") and len(first.strip()) <= 5):
        yield first.removeprefix("\ufeff")
    yield from lines


def _header_position(rows: Sequence[Row], said: int | None, file: SourceFile) -> int | None:
    """Position of the row of titles among the first rows; ``None``: there is none."""
    if said == 0:
        return None
    if said is not None:
        found = next((position for position, row in enumerate(rows) if row.line >= said), None)
        if found is None:
            raise UnusableSourceError(
                f"« {file.name} » : pas de ligne {said}, où devaient être les titres.",
                f"“{file.name}”: no row {said}, where the titles should be.",
            )
        return found
    if not rows:
        raise UnusableSourceError(
            f"« {file.name} » ne contient aucune ligne.", f"“{file.name}” holds no row."
        )
    filled = [sum(bool(cell.strip()) for cell in row.cells) for row in rows[:HEADER_WITHIN]]
    first = next(position for position, count in enumerate(filled) if count >= 0.5 * max(filled))
    known = sum(map(_is_title, rows[first].cells))
    for position in range(first + 1, len(filled)):  # « Événement : … » above a wider row of titles
        named = sum(map(_is_title, rows[position].cells))
        if filled[position] > max(filled[:position]) and named >= max(2, known + 1):
            first, known = position, named
    cells = rows[first].cells
    if max(len(row.cells) for row in rows) == 1 and not known:
        raise _title_or_not(file)
    plausible = all(_may_be_title(cell) for cell in cells)
    return first if known >= 2 or plausible else None


def _is_second_title(row: Row) -> bool:
    """Whether a row below the titles only says what kind of answers follow, as SurveyMonkey writes it."""
    said = {column_names.plain(cell) for cell in row.cells if cell.strip()}
    return bool(said) and said <= SECOND_TITLES


def _title_or_not(file: SourceFile) -> QuestionError:
    return QuestionError(
        f"« {file.name} » a une seule colonne, et rien ne dit si sa première ligne est un titre ou une "
        "contribution. Dites-le dans un fichier donné à --map (1 : c'est un titre ; 0 : non) :\n\n"
        '[columns]\ntext = "colonne 1"\n[options]\nheader_row = 0\n',
        f"“{file.name}” has one column, and nothing tells whether its first line is a title or a "
        "contribution. Say so in a file given to --map (1: a title; 0: not):\n\n"
        '[columns]\ntext = "colonne 1"\n[options]\nheader_row = 0\n',
    )


def _is_title(cell: str) -> bool:
    if not cell.strip() or len(cell) > 300:
        return False
    named = column_names.is_known(cell) or kind_of(cell) is not None
    return named or column_names.asks_question(cell)


def _may_be_title(cell: str) -> bool:
    text = cell.strip()
    return len(text) <= 300 and not any(pattern.fullmatch(text) for pattern in (NUMBER, DATE, EMAIL))


def _trimmed(rows: Sequence[Row], header: int | None) -> list[str]:
    """Titles; columns beyond the last title that hold something get one."""
    below = rows if header is None else rows[header + 1 :]
    widest = 0
    for row in below[:SAMPLE_ROWS]:
        last = max((i for i, cell in enumerate(row.cells) if cell.strip()), default=-1)
        widest = max(widest, last + 1)
    if header is None:
        return [""] * widest
    titles = [title.strip() for title in rows[header].cells]
    while titles and not titles[-1] and len(titles) > widest:
        titles.pop()
    common = Counter(len(row.cells) for row in below).most_common(1)
    if common and common[0][0] > len(titles) and common[0][1] > 0.5 * len(below):
        titles.extend("" for _ in range(min(widest, common[0][0]) - len(titles)))
    return titles


def _unique(titles: Sequence[str]) -> list[str]:
    seen: Counter[str] = Counter()
    unique = []
    for position, title in enumerate(titles[:MAX_COLUMNS], 1):
        name = (
            " ".join(without_entities(without_double_encoding(title)[0])[0].split()) or f"colonne {position}"
        )
        seen[name] += 1
        unique.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return unique


def _fitted(rows: Iterator[Row], width: int, table: Table) -> Iterator[Row]:
    """Rows of exactly ``width`` cells. One with something beyond waits in ``table.overlong``."""
    for row in rows:
        cells = row.cells
        if any(cell.strip() for cell in cells[width:]):
            table.overlong.append(row)
            continue
        if len(cells) != width:
            table.uneven = True
            cells = (cells + [""] * (width - len(cells)))[:width]
        if any(cell.startswith(("'=", "'+", "'-", "'@")) for cell in cells):
            table.repairs["protected cells restored"] += sum(c[:2] in {"'=", "'+", "'-", "'@"} for c in cells)
            cells = [c[1:] if c[:2] in {"'=", "'+", "'-", "'@"} else c for c in cells]
        yield row if cells is row.cells else replace(row, cells=cells)


def all_rows(opened: OpenTable, mapping: TableMapping) -> Iterator[Row]:
    """The rows, then those with more cells than titles that can be mended for certain; others are rejected.

    A separator that nobody quoted cuts a text in two. Where the text is the last column, every other row has
    exactly as many cells as there are titles and no cell before the text bears the space that goes with a
    sentence cut at its separator, the cells beyond are the end of the text.
    """
    yield from opened.rows
    last = len(opened.titles) - 1
    text_last = mapping.all("text") == (last,) and not mapping.all("title") and not mapping.all("statements")
    for row in opened.table.overlong:
        tight = all(cell == cell.strip() for cell in row.cells[:last]) and not row.cells[last].startswith(" ")
        certain = text_last and tight and not opened.table.uneven
        if certain and row.separator is not None and row.separator in ",;":
            opened.table.repairs["unquoted separators in the last column"] += 1
            yield replace(row, cells=[*row.cells[:last], row.separator.join(row.cells[last:])])
        else:
            opened.table.bad_lines.append((row.line, "more cells than titles"))
