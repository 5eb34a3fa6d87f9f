"""Which units say the same thing or nearly, from their vectors and from the words they share.

Two units are compared once the subject of the corpus and that of the theme are taken out of their
vectors: in a theme on taxes, « pay no more » and « tax the rich » are both about taxes and say opposite
things. The closeness of a pair is the cosine of what remains, in standard deviations of that of all pairs
of the corpus (their mean is 0 then), plus ``WORDS`` times the share of (rare) words in common: the scale
does not depend on the model.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from concertia.language.words import stems
from concertia.synthesis.reading import Reading

CLOSE = 7.5
"""Closeness from which two units are said to say the same thing or nearly: chosen by reading, see
``docs/methods/preuves.md``."""
WORDS = 5.0
"""Standard deviations that all words in common are worth."""
LEAST = CLOSE - WORDS - 0.01
"""Closeness of meaning under which no words in common would do: few pairs have more."""
SHRINK = 10
"""Texts from whose mean half is taken out: a few texts that say the same have no other subject."""
WIDEST = 0.12
"""Standard deviation above which a corpus is not spread but repeats itself: the scale stops there."""
SAME_TEXT = frozenset({"identical", "near"})
"""Kinds of series whose units are one text, with a word changed at most here and there."""
_SIDES = {"favorable": 1, "defavorable": -1}
"""Two units whose authors declared to be on opposite sides are not close, whatever their words."""
_BLOCK = 1024
_PART = 16_384
"""Units whose vectors are in memory at once, where all of them are gone through."""


class Closeness:
    """Closeness among the units ``considered`` (rows of the reading, increasing).

    Without vectors (a reading loaded back), only repeats are close. What is compared at once (the units of
    one theme and kind) is made ready with ``among``: only these units are in memory.
    """

    def __init__(self, reading: Reading, considered: Sequence[int]) -> None:
        rows = np.array(considered, dtype=np.int64)
        first = _first_units(reading)
        distinct = np.isin(np.arange(len(rows)), np.unique(first[rows], return_index=True)[1])
        self._rows = rows
        self._same = _texts(reading, first)[rows]
        self._side = np.array(
            [_SIDES.get(side, 0) for side in reading.units["position"][rows]], dtype=np.int64
        )
        self._scale: _Scale | None = None
        if reading.vectors is not None and len(rows):
            self._scale = _Scale.of(reading, rows, distinct)
            self._words = _weighted_words(reading, considered, distinct)

    def among(self, units: Sequence[int]) -> Near:
        """Closeness among some of the units considered."""
        at = np.searchsorted(self._rows, np.array(units, dtype=np.int64))
        if self._scale is None:
            return Near(units, self._same[at], self._side[at], None)
        points = self._scale.standard(self._rows[at])
        return Near(units, self._same[at], self._side[at], (points, self._words[at], self._scale.spread))


class Near:
    """Closeness among some units, ready to be asked many times."""

    def __init__(
        self,
        units: Sequence[int],
        same: NDArray[np.int64],
        side: NDArray[np.int64],
        measured: tuple[NDArray[np.float32], sparse.csr_matrix, float] | None,
    ) -> None:
        self._at = {unit: at for at, unit in enumerate(units)}
        self._same, self._side, self._measured = same, side, measured

    def close(self, units: Sequence[int], others: Sequence[int]) -> NDArray[np.bool_]:
        """(units, others): whether each pair says the same thing or nearly."""
        one = np.array([self._at[unit] for unit in units], dtype=np.int64)
        two = np.array([self._at[unit] for unit in others], dtype=np.int64)
        same = self._same[one][:, None] == self._same[two][None, :]
        if self._measured is None:
            return np.asarray(same)
        points, words, spread = self._measured
        closeness = (points[one] @ points[two].T) / np.float32(spread)
        opposed = self._side[one][:, None] * self._side[two][None, :] < 0
        at, to = np.nonzero(~same & ~opposed & (closeness >= LEAST))
        shared = np.asarray(words[one[at]].multiply(words[two[to]]).sum(axis=1)).ravel()
        same[at, to] = closeness[at, to] + WORDS * shared >= CLOSE
        return np.asarray(same)

    def counts(self, units: Sequence[int], others: Sequence[int]) -> NDArray[np.int64]:
        """For each of ``units``, how many of ``others`` are close to it; by blocks of constant size."""
        found = np.zeros(len(units), dtype=np.int64)
        for start in range(0, len(units), _BLOCK):
            block = units[start : start + _BLOCK]
            for first in range(0, len(others), _BLOCK):
                close = self.close(block, others[first : first + _BLOCK])
                found[start : start + len(block)] += close.sum(axis=1)
        return found


def _first_units(reading: Reading) -> NDArray[np.int64]:
    """For each unit, the row of the first one that says exactly the same."""
    row = reading.unit_row
    return np.array(
        [
            row[name if first is None else first]
            for name, first in zip(reading.units["unit_id"], reading.units["duplicate_of"], strict=True)
        ],
        dtype=np.int64,
    )


def _texts(reading: Reading, first: NDArray[np.int64]) -> NDArray[np.int64]:
    """The same, near repeats counting as one text."""
    kept = {entry["id"] for entry in reading.series if entry["kind"] in SAME_TEXT}
    texts, leader = first.copy(), dict[str, int]()
    for unit, series in enumerate(reading.units["series_id"]):
        if series in kept:
            texts[unit] = leader.setdefault(series, int(first[unit]))
    return texts


@dataclass(frozen=True)
class _Scale:
    """What the corpus and each theme are about, and how far apart units are without it."""

    reading: Reading
    subject: NDArray[np.float32]
    of_theme: dict[str, NDArray[np.float32]]
    """What is left to take out, by theme."""
    spread: float
    """Root mean square of the cosine of all pairs."""

    @classmethod
    def of(cls, reading: Reading, rows: NDArray[np.int64], distinct: NDArray[np.bool_]) -> _Scale:
        """Exact, without going through the pairs: a sum over the Gram matrix of the dimensions."""
        assert reading.vectors is not None
        kept = rows[distinct]
        total = np.zeros(reading.vectors.shape[1])
        for part in _parts(kept):
            total += reading.vectors[part].sum(axis=0, dtype=np.float64)
        subject = _subject(total, len(kept))
        themes = reading.units["theme_id"][kept]
        of_theme = {
            theme: _subject(
                (reading.vectors[kept[themes == theme]] - subject).sum(axis=0, dtype=np.float64),
                int((themes == theme).sum()),
            )
            for theme in sorted({theme for theme in themes if theme is not None})
        }
        free = cls(reading, subject, of_theme, WIDEST)
        pairs = len(kept) * (len(kept) - 1)
        if pairs == 0:
            return free
        gram, squares = np.zeros((len(total), len(total))), 0.0
        for part in _parts(kept):
            points = free.standard(part)
            gram += points.T @ points
            squares += float((np.einsum("ij,ij->i", points, points, dtype=np.float64) ** 2).sum())
        second = (float((gram * gram).sum()) - squares) / pairs
        return replace(free, spread=min(max(second, 1e-6) ** 0.5, WIDEST))

    def standard(self, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """(n, d) vectors of the units without their common subjects, of norm 1."""
        assert self.reading.vectors is not None
        points = self.reading.vectors[rows] - self.subject
        themes = self.reading.units["theme_id"][rows]
        for theme in {theme for theme in themes if theme in self.of_theme}:
            points[themes == theme] -= self.of_theme[theme]
        norms = np.sqrt(np.einsum("ij,ij->i", points, points))[:, None]
        return np.asarray(np.divide(points, norms, out=np.zeros_like(points), where=norms > 1e-6))


def _parts(rows: NDArray[np.int64]) -> Iterator[NDArray[np.int64]]:
    return (rows[at : at + _PART] for at in range(0, len(rows), _PART))


def _subject(total: NDArray[np.float64], count: int) -> NDArray[np.float32]:
    """What texts have in common: their mean, the less of it the fewer they are."""
    return np.asarray(total / (count + SHRINK), dtype=np.float32)


def _weighted_words(
    reading: Reading, considered: Sequence[int], distinct: NDArray[np.bool_]
) -> sparse.csr_matrix:
    """(units, stems) rows of norm 1; a stem weighs the logarithm of its rarity among distinct texts."""
    column: dict[str, int] = {}
    indices: list[int] = []
    ends = [0]
    for unit in considered:
        language = reading.units["language"][unit] or "und"
        words = sorted({stem for stem, _ in stems(reading.text(unit), language)})
        indices += [column.setdefault(word, len(column)) for word in words]
        ends.append(len(indices))
    shape = (len(considered), max(len(column), 1))
    held = sparse.csr_matrix((np.ones(len(indices)), indices, ends), shape=shape)
    kept = held[np.flatnonzero(distinct)]
    rarity = np.log((kept.shape[0] + 1) / (np.asarray(kept.sum(axis=0)).ravel() + 1))
    weighted = held @ sparse.diags_array(rarity)
    norms = np.sqrt(np.asarray(weighted.multiply(weighted).sum(axis=1)).ravel())
    scale = np.divide(1.0, norms, out=np.zeros_like(norms), where=norms > 0)
    return sparse.csr_matrix(sparse.diags_array(scale) @ weighted)
