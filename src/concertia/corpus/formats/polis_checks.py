"""The files of a Polis export that announce totals, against the votes and statements read."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from concertia.corpus.formats.decoding import decode
from concertia.corpus.formats.polis import Statement
from concertia.corpus.formats.port import Check, SourceFile, VoteDraft
from concertia.corpus.formats.vote_events import VoteEvents

LARGEST_MATRIX = 256 << 20
"""Bytes beyond which ``participants-votes`` is not compared cell by cell."""


def summary_checks(
    told: dict[str, str], statements: Sequence[Statement], events: VoteEvents | None, file: int
) -> list[Check]:
    """``summary.csv``: voters, statements with a vote, authors of statements."""
    found = {"commenters": len({item.author for item in statements})}
    if events is not None:
        found["voters"] = len(np.unique(events.draft.voter.astype(np.str_)))
        found["comments"] = len(np.unique(events.draft.statement.astype(np.str_)))
    names = {"comments": "statements with a vote"}
    return [
        Check(f"summary: {names.get(name, name)}", int(told[name]), number, file)
        for name, number in sorted(found.items())
        if told.get(name, "").isdigit()
    ]


def history_checks(file: SourceFile, events: VoteEvents, index: int) -> list[Check]:
    """Last line of ``stats-history.csv``: number of vote events."""
    rows = [row for row in csv.reader(decode(file).lines()) if row]
    if len(rows) < 2 or "n-votes" not in rows[0]:
        return []
    last = rows[-1][rows[0].index("n-votes")] if len(rows[-1]) == len(rows[0]) else ""
    if not last.isdigit():
        return []
    return [Check("stats-history: votes", int(last), len(events.draft.value), index)]


def participants_checks(
    file: SourceFile, header: Sequence[str], delimiter: str, events: VoteEvents, index: int
) -> tuple[list[Check], list[str]]:
    """``participants-votes.csv`` holds the last vote of each participant on each statement.

    Compared as the file writes them: the sign of agree is settled elsewhere.
    """
    if file.size > LARGEST_MATRIX:
        return [], ["fichier trop grand pour être comparé case par case : non vérifié"]
    draft = events.draft
    if object in (draft.voter.dtype, draft.statement.dtype):
        return [], ["identifiants qui ne sont pas des nombres : non vérifié"]
    announced = _announced(file, header, delimiter)
    if announced is None:
        return [], ["tableau illisible : non vérifié"]
    found = _last_votes(draft)
    checks = [Check("participants-votes: last votes", len(announced), len(found), index)]
    place = (
        np.searchsorted(found[:, 0], announced[:, 0]) if len(found) else np.zeros(len(announced), dtype=int)
    )
    place = np.minimum(place, max(len(found) - 1, 0))
    same = (found[place] == announced).all(axis=1) if len(found) else np.zeros(len(announced), dtype=bool)
    checks.append(
        Check("participants-votes: votes that agree", len(announced), int(np.count_nonzero(same)), index)
    )
    return checks, []


_WIDE = 1 << 31


def _last_votes(draft: VoteDraft) -> NDArray[np.int64]:
    """(cell, value) of the last vote by (time, line) in each cell = participant × 2³¹ + statement, sorted."""
    cell = draft.voter.astype(np.int64) * _WIDE + draft.statement.astype(np.int64)
    order = np.lexsort((draft.line, draft.time, cell))
    cell, value = cell[order], draft.value[order].astype(np.int64)
    last = np.append(cell[1:] != cell[:-1], True) if len(cell) else np.zeros(0, dtype=bool)
    return np.column_stack((cell[last], value[last]))


def _announced(file: SourceFile, header: Sequence[str], delimiter: str) -> NDArray[np.int64] | None:
    """(cell, value) of every filled cell, sorted; ``None`` if a row does not fit the header."""
    columns = [number for number, name in enumerate(header) if name.isdigit()]
    statements = np.array([int(header[number]) for number in columns], dtype=np.int64)
    first = columns[0] if columns else len(header)
    parts = []
    reader = csv.reader(decode(file).lines(), delimiter=delimiter)
    for row in islice(reader, 1, None):
        if not row:
            continue
        if len(row) != len(header) or not row[0].isdigit():
            return None
        cells = np.array(row[first:], dtype=np.str_)
        filled = np.flatnonzero(cells != "")
        try:
            values = cells[filled].astype(np.int64)
        except ValueError:
            return None
        parts.append(np.column_stack((int(row[0]) * _WIDE + statements[filled], values)))
    if not parts:
        return np.zeros((0, 2), dtype=np.int64)
    table = np.concatenate(parts)
    return np.asarray(table[np.argsort(table[:, 0], kind="stable")])
