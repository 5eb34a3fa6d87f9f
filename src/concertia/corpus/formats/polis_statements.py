"""``comments.csv`` of Polis, whatever its generation, quoted or not."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Sequence

from concertia.corpus.formats.decoding import decode
from concertia.corpus.formats.polis import Statement
from concertia.corpus.formats.port import Reject, SourceFile

BODY = "comment-body"
_CUT = re.compile(r"\d{9,13}(?:,|$)")


def read_statements(
    file: SourceFile, header: Sequence[str], *, delimiter: str, encoding: str | None, index: int
) -> tuple[list[Statement], list[Reject], Counter[str]]:
    """The statements in file order, what could not be read, and what was mended."""
    decoded = decode(file, encoding)
    lines = [line.replace("\0", "\ufffd") for line in decoded.lines()]
    rows = _quoted_rows(lines, header, delimiter)
    repairs = decoded.repairs
    if decoded.encoding != "utf-8":
        repairs[f"encoding {decoded.encoding}"] += 1
    if rows is None:
        rows = _unquoted_rows(lines, header, delimiter)
        repairs["comment-body without quotes"] += len(rows)
    statements, rejects = [], []
    for number, row in rows:
        if len(row) < len(header):
            rejects.append(Reject(index, "contribution", number, "row cut short"))
            continue
        cells = dict(zip(header, row, strict=False))
        if not cells["comment-id"].strip():
            rejects.append(Reject(index, "contribution", number, "no comment-id"))
            continue
        statements.append(_statement(cells, number))
    return statements, rejects, repairs


def _statement(cells: dict[str, str], number: int) -> Statement:
    date = cells.get("timestamp", "").strip() or cells.get("datetime", "").strip()
    return Statement(
        tid=_key(cells["comment-id"]),
        text=cells[BODY],
        row=number,
        author=_key(cells["author-id"]) if cells.get("author-id", "").strip() else None,
        agrees=_count(cells.get("agrees")),
        disagrees=_count(cells.get("disagrees")),
        passes=_count(cells.get("passes")),
        moderated=_key(cells.get("moderated", "1")),
        meta=_yes(cells.get("is-meta")),
        seed=_yes(cells.get("is-seed")),
        date=date or None,
    )


def _quoted_rows(
    lines: Sequence[str], header: Sequence[str], delimiter: str
) -> list[tuple[int, list[str]]] | None:
    """Rows of a proper CSV with their first line; ``None`` if quotes are missing or unbalanced."""
    start = _start(header, delimiter)
    reader = csv.reader(lines, delimiter=delimiter)
    rows: list[tuple[int, list[str]]] = []
    before = 0
    try:
        for row in reader:
            first, before = before + 1, reader.line_num
            if first == 1 or not any(row):
                continue
            swallowed = any(start.match(part) for cell in row for part in cell.split("\n")[1:])
            if len(row) > len(header) or swallowed:
                return None
            rows.append((first, row))
    except csv.Error:
        return None
    return rows


def _unquoted_rows(
    lines: Sequence[str], header: Sequence[str], delimiter: str
) -> list[tuple[int, list[str]]]:
    """Rows told apart by how they begin; what follows on other lines belongs to the text before."""
    start = _start(header, delimiter)
    left, right = header.index(BODY), len(header) - header.index(BODY) - 1
    found: list[tuple[int, str]] = []
    for number, line in enumerate(lines[1:], 2):
        last_and_cut = number == len(lines) and _CUT.match(line)
        if start.match(line) or last_and_cut or not found:
            if line.strip():
                found.append((number, line))
        else:
            found[-1] = (found[-1][0], found[-1][1] + line)
    return [(number, _split(record.rstrip("\r\n"), left, right, delimiter)) for number, record in found]


def _split(record: str, left: int, right: int, delimiter: str) -> list[str]:
    cells = record.split(delimiter, left)
    if len(cells) <= left:
        return cells
    tail = cells[left].rsplit(delimiter, right) if right else [cells[left]]
    inside = tail[0][1:-1]
    if len(tail[0]) > 1 and tail[0][0] == tail[0][-1] == '"' and '"' not in inside.replace('""', ""):
        tail[0] = inside.replace('""', '"')
    return [*(cell.strip('"') for cell in cells[:left]), *tail]


def _start(header: Sequence[str], delimiter: str) -> re.Pattern[str]:
    """How a record begins: the columns before the text."""
    gap = re.escape(delimiter)
    before = [
        f"[^{gap}]*" if name == "datetime" else r'"?-?\d*(?:\.\d+)?"?'
        for name in header[: header.index(BODY)]
    ]
    # Without any column before the text, nothing tells a record from a line.
    return re.compile("".join(part + gap for part in before) if before else r"(?!)")


def _key(cell: str) -> str:
    """An id as text; ``12.0`` is ``12``, as spreadsheets rewrite it."""
    cell = cell.strip()
    return cell[:-2] if cell.endswith(".0") and cell[:-2].lstrip("-").isdigit() else cell


def _yes(cell: str | None) -> bool:
    return (cell or "").strip().lower() in ("true", "t", "1")


def _count(cell: str | None) -> int | None:
    cell = _key(cell or "")
    return int(cell) if cell.isascii() and cell.isdigit() else None
