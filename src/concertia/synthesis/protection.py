"""Protection of small cells in a crossing of themes and values of an attribute.

A *small* cell counts 1 to ``min_cell − 1`` contributions (or people, where authors are known), or differs
by as little from the same cell of an earlier publication. It is hidden, and so are enough others that it
cannot be found by subtraction: each small cell stands at a corner of a rectangle of hidden cells (two
themes, two values) along which ``min_cell`` contributions at least can be moved without changing any
published figure. When the two themes have different parents, the cells of the parents are hidden too.
Where no rectangle does, whole themes or values are hidden with a large one: of such a cell nothing is known
but what its two totals say. Every total by theme and by value is supposed known, as well as the cells that
count nothing.

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
    small = is_small(totals, before, min_cell, people) | (False if withheld is None else withheld)
    while small.any() and (~small & (totals > 0)).any():
        left = totals[small]
        if (left > 0).sum() > 1 and left.sum() >= min_cell:
            break
        small[int(np.where(small | (totals == 0), np.iinfo(np.int64).max, totals).argmin())] = True
    return ~small


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
    hidden = hidden_cells(table, [-1] * len(table), np.zeros_like(table[0]), before, min_cell, people)
    hidden[~rows, :] = True
    hidden[:, ~columns] = True
    return Shown(rows, columns, hidden)


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
            return self._protect_by_lines(row, column)
        best = min(possible, key=lambda rectangle: rectangle.price)
        self.hidden[np.ix_(best.rows, best.columns)] = True
        return True

    def _protect_by_lines(self, row: int, column: int) -> bool:
        """Hide whole themes, or whole values, between which a cell can be anything that its totals allow.

        Two themes, one of which has enough of this value, exchange contributions through all their values:
        nothing is left to know of the small one but its total. The same for two values. Failing both, two of
        each, which exchange through the cell where the two large ones cross.
        """
        children = self.leaves[self.parent[self.leaves] == row]
        leaf = int(children[self.table[children].sum(axis=1).argmax()]) if len(children) else row
        other = self._large_theme(leaf, column, outer=bool(len(children)))
        if other is not None:
            self.hidden[[*other], :] = True
            return True
        value = self._large_value(leaf, column)
        if value is not None:
            self.hidden[:, [column, value]] = True
            return True
        return self._protect_by_cross(leaf, column)

    def _large_theme(self, leaf: int, column: int, *, outer: bool) -> tuple[int, ...] | None:
        """Rows to hide: the theme and the cheapest that has enough of this value and enough of the others.

        Contributions in no theme are such a theme, of which nothing is published by value. ``outer``: the
        parent of the theme is what must be protected, so that a sibling would not do.
        """
        up = int(self.parent[leaf])
        own = (leaf,) if up < 0 else (leaf, up)
        if self.outside[column] and self.outside[self._every != column].any():
            return own
        found: list[tuple[int, tuple[int, ...]]] = []
        for other in self.leaves[self.leaves != leaf]:
            elsewhere = int(self.spare[other].clip(min=0).sum() - max(self.spare[other, column], 0))
            above = int(self.parent[other])
            same = above == up
            if self.spare[other, column] < self.min_cell or elsewhere < self.min_cell or (outer and same):
                continue
            rows = (leaf, int(other)) if same else (*own, int(other), *(() if above < 0 else (above,)))
            found.append((int(self._price(np.array(rows)[:, None], self._every).sum()), rows))
        return min(found)[1] if found else None

    def _large_value(self, leaf: int, column: int) -> int | None:
        """The cheapest other value of which this theme, and the others, have enough."""
        values = self._every[self._every != column]
        enough = self._can_lose(np.array([leaf]), values)
        elsewhere = self.spare[self.leaves][:, values].clip(min=0).sum(axis=0) - self.spare[leaf, values]
        possible = values[enough & (elsewhere >= self.min_cell)]
        if not len(possible):
            return None
        price = self._price(self.leaves[:, None], possible).sum(axis=0)
        return int(possible[int(price.argmin())])

    def _protect_by_cross(self, leaf: int, column: int) -> bool:
        others = np.ix_(self.leaves[self.leaves != leaf], self._every[self._every != column])
        spare = self.spare[others]
        if not spare.size or spare.max() < self.min_cell:
            return False
        at, value = np.unravel_index(int(spare.argmax()), spare.shape)
        large = int(self.leaves[self.leaves != leaf][at])
        rows = {leaf, large, *(int(self.parent[one]) for one in (leaf, large))} - {-1}
        self.hidden[sorted(rows), :] = True
        self.hidden[:, [column, int(self._every[self._every != column][value])]] = True
        return True

    @property
    def _every(self) -> NDArray[np.int64]:
        return np.arange(self.table.shape[1])


def hidden_cells(
    table: NDArray[np.int64],
    parent: Sequence[int],
    outside: NDArray[np.int64],
    earlier: NDArray[np.int64],
    min_cell: int,
    people: NDArray[np.int64] | None = None,
) -> NDArray[np.bool_]:
    """Which cells of a (themes × values) table must not be published.

    ``parent``: row of each theme's parent, −1 at the top; ``outside``: contributions of each value in
    no theme; ``earlier``: cells already published elsewhere, ``UNKNOWN`` where not; ``people``: as for
    ``is_small``. Where nothing protects a small cell the whole table is hidden. A single value is no
    crossing: nothing to hide.
    """
    hidden = np.zeros(table.shape, dtype=np.bool_)
    small = is_small(table, earlier, min_cell, people)
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
