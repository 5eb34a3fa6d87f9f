"""What each territory, public… says of each theme: cells, over- and under-representation, equal weights.

Everything here is computed from what is published: the totals, and the cells that are not hidden. Nothing is
tested, weighed or bounded with a hidden cell, so that no figure gives one back.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from concertia.synthesis.counts import Counter, authors_crossing, crossing, texts_crossing, values_of
from concertia.synthesis.disclosure import Protected

EXPECTED = 5.0
"""Least expected count, in the cell and in the three others of its two-by-two table, for a test (Cochran)."""
FALSE_DISCOVERIES = 0.05
"""Share of false discoveries accepted among the cells said to be over- or under-represented."""
OVER, UNDER, USUAL = "over", "under", "usual"


class Crossing:
    """Themes by values of one attribute, and what of it is published."""

    def __init__(self, counter: Counter, attribute: str, protected: Protected, checkable: str) -> None:
        self.values, self._codes = values_of(counter, attribute)
        codes = self._codes
        self.table = crossing(counter, codes, len(self.values))
        self._texts = texts_crossing(counter, codes, len(self.values))
        self._authors = authors_crossing(counter, codes, len(self.values)) if counter.authors_known else None
        self.hidden, self.known, self._persons = protected.hidden, protected.totals, protected.persons
        self.checkable = checkable
        self._bases = np.bincount(codes[codes >= 0], minlength=len(self.values)).astype(np.int64)
        self._small = counter.reading.parameters.small
        self._tests = self._tested(counter)

    def cells(self, row: int) -> list[dict[str, Any]]:
        """The cells of a theme. ``share``: of the contributions with this value, whose number is ``base``.

        ``distinct_texts``, ``persons``: as for a theme; None where the cell, or this count, is not published.
        """
        return [
            {
                "value": value,
                **self._counted(row, column),
                "suppressed": bool(self.hidden[row, column]),
                "checkable": self.checkable,
                **self._tests.get((row, column), {}),
            }
            for column, value in enumerate(self.values)
        ]

    def _counted(self, row: int, column: int) -> dict[str, Any]:
        base = int(self._bases[column])
        count = None if self.hidden[row, column] else int(self.table[row, column])
        shared = count is not None and base and not self._small
        return {
            "contributions": count,
            "distinct_texts": None if count is None else int(self._texts[row, column]),
            "persons": self._told(row, column),
            "share": int(self.table[row, column]) / base if shared else None,
            "base": base if self.known[column] else None,
        }

    def _told(self, row: int, column: int) -> int | None:
        if self._authors is None or not self._persons[row, column]:
            return None
        return int(self._authors[row, column])

    def equal(self, row: int) -> dict[str, Any] | None:
        """Mean share of a theme over the values, each weighing the same, whatever its contributions.

        ``values``: how many are in the mean (those whose base is published; « not given » is not one).
        ``share``: lowest and highest mean that the published figures allow, equal where no cell is hidden.
        None in small mode or for fewer than two values.
        """
        kept = np.array([value is not None for value in self.values], dtype=np.bool_) & self.known
        if self._small or int(kept.sum()) < 2:
            return None
        shown = ~self.hidden[row]
        unseen = int(self.table[row].sum() - self.table[row][shown].sum())
        seen = float((self.table[row][kept & shown] / self._bases[kept & shown]).sum())
        bases = sorted(int(base) for base in self._bases[kept & ~shown])
        elsewhere = self.hidden[row] & ~kept
        room = unseen if (elsewhere & ~self.known).any() else int(self._bases[elsewhere].sum())
        least = _poured(max(unseen - room, 0), bases[::-1])
        total = int(kept.sum())
        return {
            "values": total,
            "share": [(seen + least) / total, (seen + _poured(unseen, bases)) / total],
        }

    def _tested(self, counter: Counter) -> dict[tuple[int, int], dict[str, Any]]:
        """Test of each cell that is neither hidden nor tiny, corrected for all those of this crossing.

        A cell is said over or under only if it is so too when each series counts once in each value.
        """
        if self._small:
            return {}
        reading = counter.reading
        kept = counter.once_per_series(self._codes)
        rows = [counter.contributions(reading.units_of_theme[theme.id]) for theme in reading.themes]
        every = self._tests_on(counter.admitted_contributions, rows)
        once = self._tests_on(kept, [np.intersect1d(held, kept) for held in rows])
        for cell, test in every.items():
            test["representation"] = representation(test, once.get(cell))
        return every

    def _tests_on(
        self, everyone: NDArray[np.int64], rows: Sequence[NDArray[np.int64]]
    ) -> dict[tuple[int, int], dict[str, Any]]:
        """By cell, ``expected``, ``z``, ``p``, ``q`` among ``everyone``; ``rows``: those of each theme."""
        width, found = len(self.values), dict[tuple[int, int], dict[str, Any]]()
        bases = np.bincount(self._codes[everyone], minlength=width)
        for row, held in enumerate(rows):
            counts = np.bincount(self._codes[held], minlength=width)
            for column, value in enumerate(self.values):
                if self.hidden[row, column] or not self.known[column] or value is None:
                    continue
                tested = residual(int(counts[column]), len(held), int(bases[column]), len(everyone))
                if tested is not None:
                    found[row, column] = dict(zip(("expected", "z"), tested, strict=True))
        chances = [math.erfc(abs(test["z"]) / math.sqrt(2)) for test in found.values()]
        for test, p, q in zip(found.values(), chances, adjusted(chances), strict=True):
            test |= {"p": p, "q": q}
        return found


def representation(test: Mapping[str, Any], once: Mapping[str, Any] | None) -> str:
    """``over`` or ``under`` where a test (``z``, ``q``) says so, and says it again with each series counted
    ``once``; else ``usual``."""
    sides = {_side(test), _side(once)}
    return sides.pop() if len(sides) == 1 else USUAL


def _side(test: Mapping[str, Any] | None) -> str:
    if test is None or test["q"] > FALSE_DISCOVERIES:
        return USUAL
    return OVER if test["z"] > 0 else UNDER


def residual(observed: int, row: int, column: int, total: int) -> tuple[float, float] | None:
    """Expected count of a cell and its adjusted residual, None where one of four expected counts is tiny.

    ``row``, ``column``: totals of the theme and of the value among ``total`` contributions. The square of the
    residual is the χ² of the table « this value or not × this theme or not ». Source: S. J. Haberman,
    « The analysis of residuals in cross-classified tables », Biometrics 29, 1973, p. 205-220.
    """
    if total == 0:
        return None
    least = min(row, total - row) * min(column, total - column) / total
    if least < EXPECTED:
        return None
    expected = row * column / total
    spread = math.sqrt(expected * (1 - row / total) * (1 - column / total))
    return expected, (observed - expected) / spread


def adjusted(chances: Sequence[float]) -> list[float]:
    """Benjamini–Hochberg adjusted p-values, in the same order, in [0, 1].

    Source: Y. Benjamini, Y. Hochberg, « Controlling the false discovery rate », JRSS B 57, 1995, p. 289-300.
    """
    order = sorted(range(len(chances)), key=lambda index: (-chances[index], -index))
    result, lowest = [0.0] * len(chances), 1.0
    for rank, index in zip(range(len(chances), 0, -1), order, strict=True):
        lowest = min(lowest, chances[index] * len(chances) / rank)
        result[index] = lowest
    return result


def _poured(amount: int, bases: Sequence[int]) -> float:
    """Sum of shares when ``amount`` contributions fill the bases one after the other."""
    total = 0.0
    for base in bases:
        taken = min(amount, base)
        total += taken / base
        amount -= taken
    return total


def crossings_of(
    counter: Counter, protected: Mapping[str, Protected], checkable: Mapping[str, str]
) -> dict[str, Crossing]:
    """One crossing for each attribute, in order."""
    return {name: Crossing(counter, name, cells, checkable[name]) for name, cells in protected.items()}
