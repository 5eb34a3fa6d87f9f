"""Which units say the same thing or nearly, from their vectors and from the words they share.

Two units are compared once the subject of the corpus and that of the theme are taken out of their
vectors: in a theme on taxes, « pay no more » and « tax the rich » are both about taxes and say opposite
things. The closeness of a pair is the cosine of what remains, in standard deviations of that of all pairs
of the corpus (their mean is 0 then), plus ``WORDS`` times the share of (rare) words in common: the scale
does not depend on the model.
"""

from __future__ import annotations

from collections.abc import Sequence

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
SHRINK = 10
"""Texts from whose mean half is taken out: a few texts that say the same have no other subject."""
WIDEST = 0.12
"""Standard deviation above which a corpus is not spread but repeats itself: the scale stops there."""
SAME_TEXT = frozenset({"identical", "near"})
"""Kinds of series whose units are one text, with a word changed at most here and there."""
_SIDES = {"favorable": 1, "defavorable": -1}
"""Two units whose authors declared to be on opposite sides are not close, whatever their words."""
_BLOCK = 1024


class Closeness:
    """Closeness among the units ``considered`` (rows of the reading, increasing).

    Without vectors (a reading loaded back), only repeats are close.
    """

    def __init__(self, reading: Reading, considered: Sequence[int]) -> None:
        self._at = {unit: at for at, unit in enumerate(considered)}
        rows = np.array(considered, dtype=np.int64)
        first = _first_units(reading)
        distinct = np.isin(np.arange(len(rows)), np.unique(first[rows], return_index=True)[1])
        self._same = _texts(reading, first)[rows]
        self._side = np.array(
            [_SIDES.get(side, 0) for side in reading.units["position"][rows]], dtype=np.int64
        )
        self._points: NDArray[np.float32] | None = None
        if reading.vectors is not None and len(rows):
            self._points, self._spread = _standard(reading, rows, distinct)
            self._words = _weighted_words(reading, considered, distinct)

    def close(self, units: Sequence[int], others: Sequence[int]) -> NDArray[np.bool_]:
        """(units, others): whether each pair says the same thing or nearly."""
        one = np.array([self._at[unit] for unit in units], dtype=np.int64)
        two = np.array([self._at[unit] for unit in others], dtype=np.int64)
        same = self._same[one][:, None] == self._same[two][None, :]
        if self._points is None:
            return np.asarray(same)
        cosine = self._points[one] @ self._points[two].T
        opposed = self._side[one][:, None] * self._side[two][None, :] < 0
        shared = (self._words[one] @ self._words[two].T).toarray()
        return np.asarray(same | (~opposed & (cosine / self._spread + WORDS * shared >= CLOSE)))

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


def _standard(
    reading: Reading, rows: NDArray[np.int64], distinct: NDArray[np.bool_]
) -> tuple[NDArray[np.float32], float]:
    """Unit vectors without their common subjects, and the root mean square of the cosine of all pairs.

    It is exact, without going through the pairs: a sum over the Gram matrix of the dimensions.
    """
    assert reading.vectors is not None
    points = reading.vectors[rows].astype(np.float64)
    points -= _subject(points[distinct])
    themes = reading.units["theme_id"][rows]
    for theme in sorted({theme for theme in themes if theme is not None}):
        inside = np.equal(themes, theme).astype(np.bool_)
        first = inside & distinct
        if first.any():
            points[inside] -= _subject(points[first])
    norms = np.linalg.norm(points, axis=1, keepdims=True)
    points = np.divide(points, norms, out=np.zeros_like(points), where=norms > 1e-9)
    kept = points[distinct]
    pairs = len(kept) * (len(kept) - 1)
    if pairs == 0:
        return points.astype(np.float32), WIDEST
    squares, gram = (kept * kept).sum(axis=1), kept.T @ kept
    second = float((gram * gram).sum() - (squares * squares).sum()) / pairs
    return points.astype(np.float32), min(max(second, 1e-6) ** 0.5, WIDEST)


def _subject(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """What texts have in common: their mean, the less of it the fewer they are."""
    return np.asarray(points.mean(axis=0) * (len(points) / (len(points) + SHRINK)))


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
