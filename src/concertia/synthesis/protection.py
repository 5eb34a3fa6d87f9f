"""Protection of small cells in a crossing of themes and values of an attribute.

A *small* cell counts 1 to ``min_cell − 1`` contributions (or people, where authors are known), or differs
by as little from the same cell of an earlier publication. It is hidden, and so are enough others that it
cannot be found by subtraction. A contribution may be in several themes, and anybody knows which (the public
dossier says it): what must stay unknown is the value. The attacker knows, besides the cells that are shown,
how many contributions have each set of themes, and how many have each value.

Two contributions that exchange their values leave all this unchanged but the cells of the themes that one
is in and not the other, at these two values. Each small cell stands in such a rectangle of hidden cells (some
themes, two values), within which it can move by ``min_cell``, or by what its totals allow, through
contributions that are in the same themes but for those. Where no rectangle does, whole themes are hidden
(between which contributions exchange all their values) or whole values (which all themes exchange): of such
a cell nothing is known but what its two totals say. ``strata``: where another attribute is published beside
this one, contributions only exchange their values if they have the same one there.

Method: complementary suppression (L. H. Cox, « Suppression methodology and statistical disclosure
control », JASA 75, 1980, p. 377-385), with rectangles chosen one small cell after the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from concertia.synthesis.totals import UNKNOWN, is_small

GROUPS = 512
"""Largest sets of themes whose contributions are exchanged; the others are supposed known."""
PAIRS = 24
"""Largest sets with a theme, and largest without, that give the themes to hide together."""
RECTANGLES, LINES = 80, 400
"""Sets of themes tried, at two values (the smallest sets first), then whole (the cheapest first)."""


@dataclass(frozen=True)
class Spoken:
    """Contributions by set of themes, value and stratum.

    ``sets``: (groups × themes), which themes the contributions of each group are in; ``counts``: (groups ×
    values × strata).
    """

    sets: NDArray[np.bool_]
    counts: NDArray[np.int64]

    @classmethod
    def in_one_theme(
        cls, table: NDArray[np.int64], parent: Sequence[int], outside: NDArray[np.int64]
    ) -> Spoken:
        """Each contribution in one theme and its parent, or in none: ``outside``, by value."""
        above = np.asarray(parent, dtype=np.int64)
        leaves = np.setdiff1d(np.arange(len(table)), above)
        sets = np.zeros((len(leaves) + 1, len(table)), dtype=np.bool_)
        sets[np.arange(len(leaves)), leaves] = True
        nested = above[leaves] >= 0
        sets[np.flatnonzero(nested), above[leaves][nested]] = True
        return cls(sets, np.vstack([table[leaves], outside])[:, :, None].astype(np.int64))

    @cached_property
    def table(self) -> NDArray[np.int64]:
        """Contributions by theme and value."""
        return np.asarray(self.sets.T.astype(np.int64) @ self.counts.sum(axis=2), dtype=np.int64)

    def movable(self, earlier: NDArray[np.int64], bases: NDArray[np.int64]) -> Spoken:
        """The contributions that could have another value: of the largest groups, and of each cell, or value
        (``bases``), only those that certainly came since it was published."""
        order = np.argsort(-self.counts.sum(axis=(1, 2)), kind="stable")[:GROUPS]
        sets, counts = self.sets[order], self.counts[order]
        nothing = np.iinfo(np.int64).max
        published, known = (np.where(one == UNKNOWN, nothing, one) for one in (earlier, bases))
        least = [np.minimum(published[held].min(axis=0, initial=nothing), known) for held in sets]
        old = np.array(least, dtype=np.int64).reshape(counts.shape[:2])
        old[old == nothing] = 0
        return Spoken(sets, np.maximum(counts - old[:, :, None], 0))


_Classes = tuple[tuple[int, ...], NDArray[np.int64], NDArray[np.int64]]
"""Some themes, and what can be exchanged by class: everybody, and those of one theme."""


@dataclass
class _Search:
    table: NDArray[np.int64]
    spoken: Spoken
    """What can be exchanged."""
    hidden: NDArray[np.bool_]
    min_cell: int
    _themes: dict[int, NDArray[np.int64]] = field(default_factory=dict)
    _last: tuple[int, list[_Classes]] | None = None

    @property
    def _newly(self) -> NDArray[np.int64]:
        """What hiding each cell costs: its contributions, plus one so that an empty cell has a price too."""
        return np.where(self.hidden, 0, self.table + 1)

    def protect(self, row: int, column: int) -> None:
        """Hide the cheapest rectangle with a corner at a small cell; whole lines where there is none."""
        room = self._room(row, column)
        if self._among_hidden_values(row, column) >= room:
            return
        tiny = self._of_value[column].sum() < self.min_cell  # of few contributions: hidden whole
        if not tiny and self._protect_by_rectangle(row, column, room):
            return
        lines = None if tiny else self._themes_to_hide(row, column, room)
        values = self._values_to_hide(row, column, room)
        newly = self._newly
        if lines is not None and newly[lines].sum() <= newly[:, values].sum():
            self.hidden[lines] = True
        else:
            self.hidden[:, values] = True

    @cached_property
    def _of_value(self) -> NDArray[np.int64]:
        """What can be exchanged, by value and stratum."""
        return np.asarray(self.spoken.counts.sum(axis=0), dtype=np.int64)

    def _of_theme(self, row: int) -> NDArray[np.int64]:
        """The same, of one theme."""
        if row not in self._themes:
            held = self.spoken.counts[self.spoken.sets[:, row]]
            self._themes[row] = np.asarray(held.sum(axis=0), dtype=np.int64)
        return self._themes[row]

    def _among_hidden_values(self, row: int, column: int) -> int:
        """How far the cell can go already, through the values that are hidden whole."""
        whole = np.asarray(self.hidden.all(axis=0), dtype=np.bool_)
        if not whole[column]:
            return -1
        theme = self._of_theme(row)[whole].sum(axis=0)
        return int(_width(self._of_value[whole].sum(axis=0), theme, self._of_value[column]))

    def _protect_by_rectangle(self, row: int, column: int, room: int) -> bool:
        """Hide some themes, this one included, at this value and another: contributions of these two values
        exchange them if they are in the same themes but for those."""
        newly = self._newly
        best: tuple[int, int, tuple[int, ...]] | None = None
        for rows, everybody, theme in self._classes(row):
            own = everybody[:, column, None], theme[:, column, None]
            width = _width(own[0] + everybody, own[1] + theme, own[0]).sum(axis=0)
            width[column] = -1
            if width.max() < room:
                continue
            price = newly[list(rows)].sum(axis=0)
            cost = np.where(width >= room, price + price[column], np.iinfo(np.int64).max)
            value = int(cost.argmin())
            found = int(cost[value]), value, rows
            best = found if best is None or found < best else best
        if best is None:
            return False
        _, value, rows = best
        self.hidden[np.ix_(rows, (column, value))] = True
        return True

    def _classes(self, row: int) -> list[_Classes]:
        """For each set of themes to try with this one: what can be exchanged, all and of the theme, by class
        (groups in the same themes but for those), value and stratum. Kept until another theme is asked."""
        if self._last is None or self._last[0] != row:
            tried = sorted(self._sets_of_themes(row), key=lambda rows: (len(rows), rows))[:RECTANGLES]
            self._last = row, [self._summed(rows, row) for rows in tried]
        return self._last[1]

    def _summed(self, rows: tuple[int, ...], row: int) -> _Classes:
        label, holding = self._label(rows), self.spoken.sets[:, row]
        counts = self.spoken.counts
        sums = np.zeros((2, int(label.max(initial=-1)) + 1, *counts.shape[1:]), dtype=np.int64)
        np.add.at(sums[0], label, counts)
        np.add.at(sums[1], label[holding], counts[holding])
        useful = sums[1].any(axis=(1, 2))
        return rows, sums[0][useful], sums[1][useful]

    def _label(self, rows: tuple[int, ...]) -> NDArray[np.int64]:
        """A number for each group, the same for those that are in the same themes but for ``rows``."""
        classes = self.spoken.sets.copy()
        classes[:, rows] = False
        _, label = np.unique(np.packbits(classes, axis=1), axis=0, return_inverse=True)
        return np.asarray(label.ravel(), dtype=np.int64)

    def _room(self, row: int, column: int) -> int:
        """What the totals of the theme and of the value allow, ``min_cell`` at most."""
        return min(self.min_cell, int(self._of_theme(row).sum()), int(self._of_value[column].sum()))

    def _themes_to_hide(self, row: int, column: int, room: int) -> NDArray[np.int64] | None:
        """The cheapest themes, this one included, to hide whole: contributions that are in the same themes
        but for those exchange all their values."""
        price = self._newly.sum(axis=1)
        sets = sorted(self._sets_of_themes(row), key=lambda rows: (int(price[list(rows)].sum()), rows))
        for rows in sets[:LINES]:
            _, everybody, theme = self._summed(rows, row)
            if _width(everybody.sum(axis=1), theme.sum(axis=1), everybody[:, column]).sum() >= room:
                return np.array(rows, dtype=np.int64)
        return None

    def _sets_of_themes(self, row: int) -> set[tuple[int, ...]]:
        """Themes that one of the largest groups is in and not another, this theme among them."""
        sets, size = self.spoken.sets, self.spoken.counts.sum(axis=(1, 2))
        largest = [
            np.flatnonzero(chosen)[np.argsort(-size[chosen], kind="stable")][:PAIRS]
            for chosen in (sets[:, row], ~sets[:, row])
        ]
        return {tuple(np.flatnonzero(sets[a] ^ sets[b]).tolist()) for a in largest[0] for b in largest[1]}

    def _values_to_hide(self, row: int, column: int, room: int) -> NDArray[np.int64]:
        """This value and the cheapest other, or the largest others, to hide whole: all that have one of these
        values exchange them."""
        price, everybody, theme = self._newly.sum(axis=0), self._of_value, self._of_theme(row)
        others = np.setdiff1d(np.arange(len(price)), [column])
        own = everybody[column], theme[column]
        one = _width(own[0] + everybody[others], own[1] + theme[others], own[0])
        if (one >= room).any():
            enough = others[one >= room]
            return np.array([column, enough[int(price[enough].argmin())]], dtype=np.int64)
        ordered = others[np.argsort(-theme[others].sum(axis=1), kind="stable")]
        summed = everybody[ordered].cumsum(axis=0), theme[ordered].cumsum(axis=0)
        many = _width(own[0] + summed[0], own[1] + summed[1], own[0])
        last = int((many >= room).argmax()) if (many >= room).any() else len(ordered) - 1
        return np.array([column, *ordered[: last + 1]], dtype=np.int64)


def _width(
    everybody: NDArray[np.int64], theme: NDArray[np.int64], value: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Greatest less least number of a theme's contributions that have a value, when values are dealt anew
    among ``everybody``, of whom ``theme`` are in the theme and ``value`` have the value, in each stratum
    (the last axis)."""
    most = np.minimum(theme, value)
    least = np.maximum(value - (everybody - theme), 0)
    return np.asarray((most - least).sum(axis=-1), dtype=np.int64)


def hidden_cells(
    spoken: Spoken,
    earlier: NDArray[np.int64],
    min_cell: int,
    people: NDArray[np.int64] | None = None,
    bases: NDArray[np.int64] | None = None,
) -> NDArray[np.bool_]:
    """Which cells of the (themes × values) table of what was ``spoken`` must not be published.

    ``earlier``: cells already published elsewhere, ``UNKNOWN`` where not; ``bases``: the same for
    the totals of values; ``people``: as for ``is_small``. A single value is no crossing: nothing to hide.
    """
    table = spoken.table
    hidden = np.zeros(table.shape, dtype=np.bool_)
    small = is_small(table, earlier, min_cell, people)
    if table.shape[1] < 2 or not small.any():
        return hidden
    known = np.full(table.shape[1], UNKNOWN, dtype=np.int64) if bases is None else bases
    search = _Search(table, spoken.movable(earlier, known), hidden, min_cell)
    for row, column in np.argwhere(small):
        hidden[row, column] = True
        search.protect(int(row), int(column))
    return hidden
