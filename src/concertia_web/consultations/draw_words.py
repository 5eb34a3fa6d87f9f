"""A draw as it is printed: one table by category."""

from __future__ import annotations

from dataclasses import dataclass

from concertia_web.consultations.models import Draw


@dataclass(frozen=True)
class Row:
    """One value of one category."""

    category: str
    value: str
    people: int
    least: int
    most: int
    drawn: int | None


def per_category(draw: Draw) -> list[Row]:
    """Each value: how many in the list, least and most asked, how many drawn."""
    counts = draw.result["counts"] if draw.result else None
    return [
        Row(
            category,
            value,
            draw.pool_counts[category].get(value, 0),
            bounds[0],
            bounds[1],
            None if counts is None else counts[category].get(value, 0),
        )
        for category, values in draw.quotas.items()
        for value, bounds in values.items()
    ]
