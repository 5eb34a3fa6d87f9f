"""How much was coded with each grid, by people and after them, and how far the machine can be trusted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from concertia.storage.parquet import Columns
from concertia.synthesis.codes import HUMAN, LEARNT, SOURCES
from concertia.synthesis.counts import Counter, wilson
from concertia.synthesis.weights import estimated_shares


def learning_section(counter: Counter) -> list[dict[str, Any]] | None:
    """Each grid with the admitted passages and contributions coded, by people or learnt, and the rest.

    ``estimate``: share of a code among all contributions if those that people read were drawn (P1·P2).
    Shares and Wilson intervals of the quality are derived from the counts of the check. None without any.
    """
    reading = counter.reading
    section = []
    for decision in reading.learning:
        rows = _rows(reading.codes, decision["grid"])
        units = {reading.unit_row[unit]: (code, source) for unit, code, source in rows}
        admitted = counter.admitted_units
        held = {source: np.array(
            [unit for unit in admitted if units.get(int(unit), ("", ""))[1] == source], dtype=np.int64
        ) for source in SOURCES}  # fmt: skip
        known = np.union1d(held[HUMAN], held[LEARNT])
        rest = np.setdiff1d(admitted, known)
        read = [(int(reading.row[unit]), units[unit][0]) for unit in held[HUMAN].tolist()]
        shares = {} if reading.parameters.small else estimated_shares(counter, read)
        entries = [
            dict(entry)
            | {
                source: _size(
                    counter, [unit for unit in held[source] if units[int(unit)][0] == entry["code"]]
                )
                for source in SOURCES
            }
            | ({"estimate": shares[entry["code"]]} if entry["code"] in shares else {})
            for entry in decision["codes"]
        ]
        found = dict(decision) | {"codes": entries, "undetermined": _size(counter, rest)}
        if "quality" in decision:
            found["quality"] = _quality(decision["quality"])
        section.append(found)
    return section or None


def _rows(codes: Columns | None, grid: str) -> list[tuple[str, str, str]]:
    if codes is None:
        return []
    columns = (codes[name] for name in ("grid", "unit_id", "code", "source"))
    return [(unit, code, source) for of, unit, code, source in zip(*columns, strict=True) if of == grid]


def _size(counter: Counter, units: Any) -> dict[str, int]:
    rows = np.asarray(units, dtype=np.int64)
    return {"units": len(rows), "contributions": len(set(counter.reading.row[rows].tolist()))}


def _quality(counts: Mapping[str, Any]) -> dict[str, Any]:
    checked, known = int(counts["checked"]), int(counts["known"])
    return dict(counts) | {
        "accuracy": counts["right"] / checked if checked else 0.0,
        "interval": list(wilson(int(counts["right"]), checked)),
        "baseline": counts["most_frequent"] / checked if checked else 0.0,
        "known_share": known / checked if checked else 0.0,
        "known_accuracy": counts["right_known"] / known if known else 0.0,
        "known_interval": list(wilson(int(counts["right_known"]), known)),
    }
