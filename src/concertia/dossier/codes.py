"""Checks of what was coded with a grid."""

from __future__ import annotations

from collections.abc import Iterator

from concertia.dossier.lines import CheckLine, listed
from concertia.synthesis.codes import HUMAN, SOURCES
from concertia.synthesis.reading import Reading


def check_codes(reading: Reading) -> list[CheckLine]:
    """Each code of ``codes.parquet`` is that of one passage, in a grid and with a code that are stated."""
    if not reading.learning:
        return []
    total = 0 if reading.codes is None else len(reading.codes["unit_id"])
    return [
        listed(
            f"Codes : {total}, chacun sur un passage et dans une grille annoncée",
            f"Codes: {total}, each on a passage and in a stated grid",
            _wrong(reading),
        )
    ]


def _wrong(reading: Reading) -> Iterator[str]:
    allowed = {one["grid"]: {entry["code"] for entry in one["codes"]} for one in reading.learning}
    seen: set[tuple[str, str]] = set()
    codes = reading.codes or {}
    for unit, grid, code, score, source in zip(*codes.values(), strict=True):
        scored = score is None if source == HUMAN else score is not None and 0 <= score <= 1
        known = unit in reading.unit_row and code in allowed.get(grid, ()) and source in SOURCES
        if not (known and scored) or (unit, grid) in seen:
            yield f"{unit} × {grid}"
        seen.add((unit, grid))
