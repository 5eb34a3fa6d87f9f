"""Vote events from a CSV file as columns: fast where the file is well formed, tolerant where it is not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import duckdb
import numpy as np
from numpy.typing import NDArray

from concertia.corpus.formats.decoding import decode, guess_encoding
from concertia.corpus.formats.port import Reject, SourceFile, VoteDraft
from concertia.storage.parquet import connect, quoted

IN_SECONDS = 100_000_000_000
"""Epochs under this are seconds (until the year 5138), the others milliseconds (since 1973)."""
NOT_A_VOTE = "vote value is not -1, 0 or 1"


@dataclass(frozen=True)
class VoteColumns:
    """Header names of the columns to read; ``time`` may be missing."""

    statement: str
    voter: str
    vote: str
    time: str | None


@dataclass
class VoteEvents:
    """What a file of vote events gave."""

    draft: VoteDraft
    rejects: list[Reject] = field(default_factory=list)
    repairs: Counter[str] = field(default_factory=Counter)
    seconds: bool = False
    """Times were in seconds."""


def read_vote_events(
    file: SourceFile,
    header: Sequence[str],
    columns: VoteColumns,
    *,
    delimiter: str = ",",
    encoding: str | None = None,
    index: int = 0,
    basis: str = "declared",
) -> VoteEvents:
    """All vote events of ``file``, in file order. ``header``: its column names, in order.

    DuckDB reads a regular file (5 million rows in a few seconds); at the first irregular row everything
    is read again line by line, and each row that cannot be understood is rejected with its line.
    """
    fast = None
    if encoding in (None, "utf-8") and guess_encoding(file.head) in ("utf-8", "utf-8-sig"):
        fast = _read_regular(file, header, columns, delimiter)
    if fast is not None:
        statement, voter, value, time = fast
        line = np.arange(2, len(value) + 2, dtype=np.int64)
        rejects: list[Reject] = []
        repairs: Counter[str] = Counter()
    else:
        slow, line, rejects, repairs = _read_tolerant(file, header, columns, delimiter, encoding, index)
        statement, voter, value, time = slow
    good = (value >= -1) & (value <= 1)
    for number in line[~good].tolist():
        rejects.append(Reject(index, "vote", number, NOT_A_VOTE))
    if not good.all():
        statement, voter, value, time, line = (part[good] for part in (statement, voter, value, time, line))
    known = time[time > 0]
    seconds = bool(len(known)) and int(known.max()) < IN_SECONDS
    time = np.where(time > 0, time * 1000 if seconds else time, -1)
    draft = VoteDraft(statement, voter, value.astype(np.int8), time, line, index, basis)
    return VoteEvents(draft, rejects, repairs, seconds)


_Arrays = tuple[NDArray[Any], NDArray[Any], NDArray[np.int64], NDArray[np.int64]]


def _read_regular(
    file: SourceFile, header: Sequence[str], columns: VoteColumns, delimiter: str
) -> _Arrays | None:
    """The four columns, or ``None`` if some row is not what the first ones announce."""
    types = dict.fromkeys(header, "VARCHAR")
    first = _first_cells(file, header, delimiter)
    for name in (columns.statement, columns.voter):
        types[name] = "BIGINT" if is_number(first.get(name, "")) else "VARCHAR"
    types[columns.vote] = "BIGINT"
    if columns.time:
        types[columns.time] = "BIGINT"
    declared = ", ".join(f"{_literal(name)}: '{kind}'" for name, kind in types.items())
    wanted = [columns.statement, columns.voter, columns.vote, *([columns.time] if columns.time else [])]
    selected = ", ".join(f'"{name}"' for name in wanted)
    query = (
        f"SELECT {selected} FROM read_csv({quoted(file.path)}, columns = {{{declared}}}, "  # noqa: S608 - names are ours, paths quoted
        f"auto_detect = false, header = true, delim = {_literal(delimiter)}, quote = '\"', escape = '\"', "
        "strict_mode = true, null_padding = false, ignore_errors = false)"
    )
    try:
        with connect() as connection:
            fetched = connection.execute(query).fetchnumpy()
    except duckdb.Error:
        return None
    arrays = [fetched[name] for name in wanted]
    if any(isinstance(array, np.ma.MaskedArray) and np.ma.getmaskarray(array).any() for array in arrays):
        return None
    statement, voter, value, *time = (np.asarray(array) for array in arrays)
    return statement, voter, value, time[0] if time else np.full(len(value), -1, dtype=np.int64)


def _read_tolerant(
    file: SourceFile,
    header: Sequence[str],
    columns: VoteColumns,
    delimiter: str,
    encoding: str | None,
    index: int,
) -> tuple[_Arrays, NDArray[np.int64], list[Reject], Counter[str]]:
    """Line by line: a vote has no reason to span lines or to hold a separator."""
    decoded = decode(file, encoding)
    place = [header.index(name) for name in (columns.statement, columns.voter, columns.vote)]
    when = header.index(columns.time) if columns.time else None
    kept: list[tuple[str, str, int, int, int]] = []
    rejects: list[Reject] = []
    for number, line in enumerate(decoded.lines(), 1):
        if number == 1 or not line.strip():
            continue
        cells = [cell.strip().strip('"').strip() for cell in line.split(delimiter)]
        if len(cells) < len(header):
            rejects.append(Reject(index, "vote", number, "row cut short"))
            continue
        statement, voter, vote = (cells[position] for position in place)
        value = _whole(vote)
        if not statement or not voter:
            rejects.append(Reject(index, "vote", number, "no statement or no voter"))
        elif value is None:
            rejects.append(Reject(index, "vote", number, NOT_A_VOTE))
        else:
            time = _whole(cells[when]) if when is not None else None
            kept.append((statement, voter, value, time or -1, number))
    statements, voters, values, times, lines = zip(*kept, strict=True) if kept else ((),) * 5
    whole = [np.array(part, dtype=np.int64) for part in (values, times, lines)]
    return (_column(statements), _column(voters), whole[0], whole[1]), whole[2], rejects, decoded.repairs


def _column(cells: Sequence[str]) -> NDArray[Any]:
    """Integers where all cells are; else text."""
    if all(is_number(cell) for cell in cells):
        return np.array([int(cell) for cell in cells], dtype=np.int64)
    return np.array(cells, dtype=object)


def is_number(cell: str) -> bool:
    """A whole number written as a computer does: ``007`` is not the same person as ``7``."""
    return cell.isascii() and cell.isdigit() and len(cell) < 19 and (cell == "0" or cell[0] != "0")


def _whole(cell: str) -> int | None:
    try:
        number = float(cell)
    except ValueError:
        return None
    return int(number) if number.is_integer() and abs(number) < 2**62 else None


def _first_cells(file: SourceFile, header: Sequence[str], delimiter: str) -> dict[str, str]:
    lines = file.head.decode("utf-8", "replace").splitlines()
    cells = lines[1].split(delimiter) if len(lines) > 1 else []
    return dict(zip(header, cells, strict=False))


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
