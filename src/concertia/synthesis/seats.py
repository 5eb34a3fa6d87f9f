"""Who has a seat on the first pages: findings by theme, statements by agreement; refusals keep theirs.

A page has room for a few findings of each kind. Taking the most supported ones would give all the room to the
largest theme: contributions share it equally instead (``votes.equal_shares``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from concertia.synthesis.finding import Finding
from concertia.synthesis.findings import SUPPORTING
from concertia.synthesis.reading import Reading
from concertia.votes.equal_shares import equal_shares

PLACES: Mapping[str, int] = {"attente": 5, "vigilance": 5, "refus": 12, "proposition": 5}
"""Findings of each kind that the first page shows. A finding without a seat is in the full list."""


def seats_of_findings(reading: Reading, findings: Sequence[Finding]) -> dict[str, int]:
    """For each finding that has a seat, its rank among those of its kind (0 first), by id.

    The voters of a kind are the contributions that express it. Each approves the findings of its themes, and
    those that it supports. Between findings with the same supporters, the display order decides: of each
    theme, as many findings as there are seats can have one.
    """
    seats: dict[str, int] = {}
    units_of_theme: dict[tuple[str, str], set[int]] = {}
    for kind, places in PLACES.items():
        every = [finding for finding in findings if finding.kind == kind]
        found = _first_of_each_theme(every, places)
        supporters = [{reading.unit_row[unit] for unit in finding.support} for finding in found]
        if len(every) > places:
            for unit in np.flatnonzero(reading.usable):
                theme = reading.units["theme_id"][unit]
                if theme is not None and reading.units["kind"][unit] in SUPPORTING[kind]:
                    units_of_theme.setdefault((kind, theme), set()).add(int(unit))
        rows = [
            {
                int(reading.row[unit])
                for unit in units | units_of_theme.get((kind, finding.theme or ""), set())
            }
            for finding, units in zip(found, supporters, strict=True)
        ]
        voters = {row: at for at, row in enumerate(sorted(set().union(*rows)))}
        approvals = [np.array([voters[row] for row in sorted(held)], dtype=np.int64) for held in rows]
        chosen = equal_shares(approvals, len(voters), places)
        seats |= {found[seat.candidate].id: rank for rank, seat in enumerate(chosen)}
    return seats


def _first_of_each_theme(findings: Sequence[Finding], most: int) -> list[Finding]:
    taken: Counter[str | None] = Counter()
    kept = []
    for finding in findings:
        taken[finding.theme] += 1
        if taken[finding.theme] <= most:
            kept.append(finding)
    return kept


def with_kept_seats(reading: Reading, section: Mapping[str, Any]) -> dict[str, Any]:
    """``selected`` of the opinions section, with one more statement for refusals, and for vigilances, if
    none has a seat and somebody agrees with one: the most agreed with, then the first. ``why``: its kind."""
    entries = [dict(entry) for entry in section["selected"]["statements"]]
    kinds: dict[str, set[str]] = {}
    for name, kind in zip(reading.units["contribution_id"], reading.units["kind"], strict=True):
        kinds.setdefault(name, set()).add(kind)
    for family in ("refus", "vigilance"):
        said = [
            statement
            for statement in section["statements"]
            if kinds.get(statement["id"], set()) & SUPPORTING[family] and not statement["meta"]
        ]
        held = {entry["statement"] for entry in entries}
        if said and not held & {statement["id"] for statement in said}:
            best = max(said, key=lambda statement: int(statement["agree"]))
            if best["source"] == "votes" and best["agree"]:
                entries.append({"statement": best["id"], "why": family})
    return {**section["selected"], "statements": entries}
