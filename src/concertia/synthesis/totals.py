"""Counts that may be published: which are small, and which must be withheld so that none is found."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

UNKNOWN = -1
"""In ``earlier``: this cell was never published."""


def is_small(
    table: NDArray[np.int64],
    earlier: NDArray[np.int64],
    min_cell: int,
    people: NDArray[np.int64] | None = None,
) -> NDArray[np.bool_]:
    """Cells that reveal few people, by themselves or by difference with an earlier publication.

    ``people``: how many distinct people are behind each cell at most; the contributions, where not given.
    """
    change = np.abs(table - earlier)
    few: NDArray[np.bool_] = (table > 0) & ((table if people is None else people) < min_cell)
    small: NDArray[np.bool_] = few | ((earlier != UNKNOWN) & (change > 0) & (change < min_cell))
    return small


def shown_totals(
    totals: NDArray[np.int64],
    min_cell: int,
    earlier: NDArray[np.int64] | None = None,
    people: NDArray[np.int64] | None = None,
    withheld: NDArray[np.bool_] | None = None,
) -> NDArray[np.bool_]:
    """Which of several counts whose sum is published may be published: none is small, nor can one be found.

    What is withheld is what is left of the sum: the next smallest are withheld too until that is at least
    two counts, and ``min_cell`` together. ``earlier``, ``people``: as for ``is_small``; ``withheld``: counts
    that are not published anyway.
    """
    before = np.full_like(totals, UNKNOWN) if earlier is None else earlier
    small = is_small(totals, before, min_cell, people)
    if withheld is not None and (small.any() or totals[withheld].any()):
        small |= withheld
    while small.any() and (~small & (totals > 0)).any():
        left = totals[small]
        if (left > 0).sum() > 1 and left.sum() >= min_cell:
            break
        small[int(np.where(small | (totals == 0), np.iinfo(np.int64).max, totals).argmin())] = True
    return ~small


def closest(count: int, known: int, other: int) -> int:
    """Of two counts published before, the one whose difference with ``count`` tells the most."""
    candidates = [one for one in (known, other) if one != UNKNOWN]
    return min(candidates, key=lambda one: (one == count, abs(one - count), one))
