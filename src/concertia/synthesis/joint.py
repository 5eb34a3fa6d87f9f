"""The table of two attributes, territory by public: its bases, what is said more of in each, its margins."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from concertia.synthesis.counts import Counter, values_of
from concertia.synthesis.protection import Spoken, hidden_cells
from concertia.synthesis.totals import UNKNOWN, shown_totals

JOINT = ("territory", "public")
LARGEST = 4_000
"""Cells above which the table of two attributes is not made: nobody would read it."""


def joint_attributes(counter: Counter) -> tuple[str, ...]:
    """``JOINT`` where both are crossed with themes and say something; else nothing."""
    if not set(JOINT) <= set(counter.reading.parameters.by):
        return ()
    sizes = [len(values_of(counter, name)[0]) for name in JOINT]
    return JOINT if min(sizes) > 1 and sizes[0] * sizes[1] <= LARGEST else ()


@dataclass(frozen=True)
class Shown:
    """What may be published of a table of two attributes: totals of its rows, of its columns, its cells."""

    rows: NDArray[np.bool_]
    columns: NDArray[np.bool_]
    hidden: NDArray[np.bool_]


def shown_with_margins(
    table: NDArray[np.int64],
    min_cell: int,
    earlier: NDArray[np.int64] | None = None,
    people: NDArray[np.int64] | None = None,
    margins: tuple[NDArray[np.bool_], NDArray[np.bool_]] | None = None,
) -> Shown:
    """A table protected together with its margins, the whole of which is published.

    A total that is withheld must not be found by adding cells: all those of its line are hidden, and at least
    two lines are, between which contributions can be exchanged. ``margins``: which totals of rows and columns
    are published elsewhere, as ``shown_totals`` gives them; they are decided here if None.
    """
    if margins is None:
        margins = shown_totals(table.sum(axis=1), min_cell), shown_totals(table.sum(axis=0), min_cell)
    rows, columns = margins
    before = np.full_like(table, UNKNOWN) if earlier is None else earlier
    alone = Spoken.in_one_theme(table, [-1] * len(table), np.zeros_like(table[0]))
    hidden = hidden_cells(alone, before, min_cell, people)
    hidden[~rows, :] = True
    hidden[:, ~columns] = True
    return Shown(rows, columns, hidden)
