"""Where one note stands on a table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from concertia_web.sorting.models import Placement, Sorting

ASIDE = "non-retenu"
"""Target of what is set aside, for comparisons, filters and exports; no column can have this key."""


@dataclass(frozen=True)
class Place:
    """A column, or the reason for which it is set aside; ``near``: the note that says the same."""

    column: str = ""
    aside: str = ""
    near: int | None = None

    @property
    def target(self) -> str:
        """The column, or ``ASIDE`` whatever the reason."""
        return self.column or ASIDE

    @property
    def json(self) -> dict[str, Any]:
        """As kept in a step."""
        return {"column": self.column, "aside": self.aside, "near": self.near}


def of_json(kept: dict[str, Any] | None) -> Place | None:
    """A place read back from a step."""
    return Place(kept["column"], kept["aside"], kept["near"]) if kept else None


def places(sorting: Sorting, reader: str, notes: Iterable[int] | None = None) -> dict[int, Place]:
    """Note → place on the table of one reader (``""``: the common one), without notes taken back."""
    found = Placement.objects.filter(sorting=sorting, reader=reader, contribution__removed=None)
    if notes is not None:
        found = found.filter(contribution__in=list(notes))
    rows = found.order_by("contribution").values_list("contribution", "column", "aside_reason", "near")
    return {note: Place(column, aside, near) for note, column, aside, near in rows}
