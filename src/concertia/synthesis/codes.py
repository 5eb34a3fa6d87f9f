"""What was coded with a grid, by people and after their examples: its rows and what was decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from concertia.storage.canonical import DECIMALS
from concertia.storage.parquet import Columns
from concertia.texts.learning import LEAST_EXAMPLES, LEAST_PER_CODE, RIGHT, Learnt

CODES_FILE = "codes.parquet"
CODES = {"unit_id": "VARCHAR", "grid": "VARCHAR", "code": "VARCHAR", "score": "DOUBLE?", "source": "VARCHAR"}
"""Columns of ``codes.parquet``, by (grid, unit): what people coded with a grid of theirs, and what was coded
after them; no row for what nobody coded and nothing tells."""
HUMAN, LEARNT = "human", "learnt"
SOURCES = (HUMAN, LEARNT)


@dataclass(frozen=True)
class Coded:
    """One grid: its rows of ``CODES``, and what was decided about it (``learning`` of ``result.json``)."""

    rows: Columns
    decision: dict[str, Any]


def joined(grids: Sequence[Coded]) -> Columns:
    """The rows of all the grids, one after the other."""
    nothing = np.array([], dtype=object)
    return {name: np.concatenate([nothing, *(grid.rows[name] for grid in grids)]) for name in CODES}


def described(
    grid: str, level: str, given: Mapping[str, int], ignored: Mapping[str, int], learnt: Learnt | None
) -> dict[str, Any]:
    """The decision of a grid. ``quality`` is absent where there were too few examples to learn from."""
    decision: dict[str, Any] = {
        "grid": grid,
        "level": level,
        "examples": sum(given.values()),
        "ignored": dict(ignored),
        "least": {"examples": LEAST_EXAMPLES, "per_code": LEAST_PER_CODE},
    }
    if learnt is None:
        return decision | {"codes": [{"code": code, "examples": given[code]} for code in sorted(given)]}
    checked = learnt.checked
    entries = []
    for code in sorted(given):
        entry: dict[str, Any] = {"code": code, "examples": given[code]}
        if code in learnt.codes:
            answered = checked.known & (checked.answer == code)
            entry |= {
                "words": list(learnt.words.get(code, ())),
                "answered": int(answered.sum()),
                "right": int((answered & (checked.code == code)).sum()),
            }
        entries.append(entry)
    quality = {
        "checked": len(checked.code),
        "right": checked.right,
        "known": int(checked.known.sum()),
        "right_known": checked.right_known,
        "most_frequent": max(int((checked.code == code).sum()) for code in learnt.codes),
    }
    threshold = None if learnt.threshold is None else round(learnt.threshold, DECIMALS)
    return decision | {"codes": entries, "quality": quality, "threshold": threshold, "aimed_at": RIGHT}
