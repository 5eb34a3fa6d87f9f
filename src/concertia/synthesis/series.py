"""Texts said several times: how often, by how many people, when, in which versions."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from concertia.synthesis.counts import Counter

VERSIONS = 4
"""Texts of a series that are shown beside its example."""


def series_section(counter: Counter) -> list[dict[str, Any]]:
    """Repeated texts, largest first: admitted contributions, persons, first and last day of each.

    ``variants``: how many different texts; ``others``: a unit of the most copied ones beside the example.
    """
    reading = counter.reading
    members: dict[str, list[int]] = {}
    for unit in counter.admitted_units:
        name = reading.units["series_id"][unit]
        if name is not None:
            members.setdefault(name, []).append(int(unit))
    section = []
    for entry in reading.series:
        units = np.array(members.get(entry["id"], []), dtype=np.int64)
        rows = counter.contributions(units)
        days = sorted(str(date)[:10] for date in reading.corpus.contributions["date"][rows] if date)
        section.append(
            {
                "id": entry["id"],
                "kind": entry["kind"],
                "size": len(rows),
                "persons": counter.persons(rows),
                "first": days[0] if days else None,
                "last": days[-1] if days else None,
                "example": entry["example"],
                "variants": counter.distinct_texts(units),
                "others": _other_versions(counter, units, entry["example"]),
            }
        )
    return section


def _other_versions(counter: Counter, units: NDArray[np.int64], example: str) -> list[str]:
    """First units of the other texts of a series, the most copied first, then in the order of the corpus."""
    reading = counter.reading
    said: dict[int, list[int]] = {}
    for unit in units:
        said.setdefault(int(reading.row[unit]), []).append(int(unit))
    copied: dict[tuple[int, ...], list[int]] = {}
    for held in said.values():
        copied.setdefault(tuple(counter.text_code[held].tolist()), []).append(held[0])
    shown = example.partition(":")[0]
    others = [
        firsts for firsts in copied.values()
        if all(reading.units["contribution_id"][first] != shown for first in firsts)
    ]  # fmt: skip
    others.sort(key=lambda firsts: (-len(firsts), firsts[0]))
    return [str(reading.units["unit_id"][firsts[0]]) for firsts in others[:VERSIONS]]
