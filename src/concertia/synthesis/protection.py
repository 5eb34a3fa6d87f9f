"""Protection of small cells in a crossing of themes and values of an attribute.

A *small* cell counts 1 to ``min_cell − 1`` contributions, or differs by as little from the same cell
of an earlier publication. It is hidden, and so are enough others that it cannot be found by
subtraction: each small cell stands at a corner of a rectangle of hidden cells (two themes, two
values) along which ``min_cell`` contributions at least can be moved without changing any published
figure. When the two themes have different parents, the cells of the parents are hidden too.
Every total by theme and by value is supposed known, as well as the cells that count nothing.

Method: complementary suppression (L. H. Cox, « Suppression methodology and statistical disclosure
control », JASA 75, 1980, p. 377-385), with rectangles chosen one small cell after the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

UNKNOWN = -1
"""In ``earlier``: this cell was never published."""


def is_small(table: NDArray[np.int64], earlier: NDArray[np.int64], min_cell: int) -> NDArray[np.bool_]:
    """Cells that reveal few people, by themselves or by difference with an earlier publication."""
    change = np.abs(table - earlier)
    few: NDArray[np.bool_] = (table > 0) & (table < min_cell)
    small: NDArray[np.bool_] = few | ((earlier != UNKNOWN) & (change > 0) & (change < min_cell))
    return small


@dataclass(frozen=True)
class _Rectangle:
    """Cells to hide together, and how many contributions that newly hides."""

    price: int
    rows: tuple[int, ...]
    columns: tuple[int, int]


@dataclass
class _Search:
    table: NDArray[np.int64]
    parent: NDArray[np.int64]
    leaves: NDArray[np.int64]
    spare: NDArray[np.int64]
    """How many contributions could leave each cell."""
    outside: NDArray[np.bool_]
    """Values of which enough contributions are in no theme."""
    hidden: NDArray[np.bool_]
    min_cell: int

    def _price(self, rows: NDArray[np.int64], columns: NDArray[np.int64] | int) -> NDArray[np.int64]:
        """Contributions newly hidden, plus one per cell, so that cells without any have a price too."""
        newly: NDArray[np.int64] = np.where(
            self.hidden[rows, columns], 0, self.table[rows, columns] + 1
        ).astype(np.int64)
        return newly

    def _can_lose(self, rows: NDArray[np.int64], columns: NDArray[np.int64] | int) -> NDArray[np.bool_]:
        enough: NDArray[np.bool_] = self.spare[rows, columns] >= self.min_cell
        return enough

    def _other_column(self, path: NDArray[np.int64], column: int) -> int | None:
        """The cheapest other value from which contributions can leave along ``path`` (theme, parent)."""
        columns = np.arange(self.table.shape[1])
        possible = self._can_lose(path[:, None], columns).all(axis=0) & (columns != column)
        if not possible.any():
            return None
        price = np.where(possible, self._price(path[:, None], columns).sum(axis=0), np.iinfo(np.int64).max)
        return int(price.argmin())

    def _best(self, leaf: int, column: int, siblings: bool) -> _Rectangle | None:
        """The cheapest rectangle with a sibling, or with a theme of another parent or none at all."""
        up = int(self.parent[leaf])
        path = np.array([leaf] if siblings or up < 0 else [leaf, up])
        other = self._other_column(path, column)
        if other is None:
            return None
        price = int((self._price(path, other) + self._price(path, column)).sum())
        rows = tuple(path.tolist())
        if not siblings and self.outside[column]:
            return _Rectangle(price, rows, (column, other))
        same = self.parent[self.leaves] == up
        partners = self.leaves[(same & (self.leaves != leaf)) if siblings or up < 0 else ~same]
        above = self.parent[partners]
        lone = (above < 0) | siblings
        fits = self._can_lose(partners, column) & (lone | self._can_lose(above, column))
        if not fits.any():
            return None
        cost = self._price(partners, column) + self._price(partners, other)
        cost += np.where(lone, 0, self._price(above, column) + self._price(above, other))
        chosen = int(np.where(fits, cost, np.iinfo(np.int64).max).argmin())
        rows += (int(partners[chosen]),) + (() if lone[chosen] else (int(above[chosen]),))
        return _Rectangle(price + int(cost[chosen]), rows, (column, other))

    def protect(self, row: int, column: int) -> bool:
        """Hide a rectangle with a corner at a small cell; False where there is none."""
        children = self.leaves[self.parent[self.leaves] == row]
        found = [self._best(int(leaf), column, siblings=False) for leaf in children]
        if not len(children):
            found = [self._best(row, column, siblings=siblings) for siblings in (True, False)]
        possible = [rectangle for rectangle in found if rectangle is not None]
        if not possible:
            return False
        best = min(possible, key=lambda rectangle: rectangle.price)
        self.hidden[np.ix_(best.rows, best.columns)] = True
        return True


def hidden_cells(
    table: NDArray[np.int64],
    parent: Sequence[int],
    outside: NDArray[np.int64],
    earlier: NDArray[np.int64],
    min_cell: int,
) -> NDArray[np.bool_]:
    """Which cells of a (themes × values) table must not be published.

    ``parent``: row of each theme's parent, −1 at the top; ``outside``: contributions of each value in
    no theme; ``earlier``: cells already published elsewhere, ``UNKNOWN`` where not. Where no rectangle
    protects a small cell the whole table is hidden. A single value is no crossing: nothing to hide.
    """
    hidden = np.zeros(table.shape, dtype=np.bool_)
    small = is_small(table, earlier, min_cell)
    if table.shape[1] < 2 or not small.any():
        return hidden
    above = np.asarray(parent, dtype=np.int64)
    search = _Search(
        table=table,
        parent=above,
        leaves=np.setdiff1d(np.arange(len(table)), above),
        spare=table - np.maximum(earlier, 0),
        outside=outside >= min_cell,
        hidden=hidden,
        min_cell=min_cell,
    )
    for row, column in np.argwhere(small):
        if not search.protect(int(row), int(column)):
            return np.ones(table.shape, dtype=np.bool_)
    return hidden
