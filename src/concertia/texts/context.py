"""Where a text stands among others: what it means, its words, and what the rest of its contribution says."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from concertia.texts.consensus import Points, unit_rows
from concertia.texts.embedding import StoredVectors, Vectors
from concertia.texts.lexical import oriented

WORDS = 0.2
"""Weight of the words beside the meaning."""
CONTEXT = 0.5
"""Weight of what the rest of its contribution says beside what a unit says."""
WHOLE = 50_000
"""Texts up to which every dimension is kept; beyond, ``WIDE`` of them, learnt from ``LEARNT`` texts."""
LEARNT = 20_000
WIDE = 128
_BLOCK = 16_384


def gathered(
    vectors: Vectors | StoredVectors, words: Vectors | StoredVectors | None, rows: NDArray[np.int64]
) -> Points:
    """(n, d) rows whose cosine is that of centred ``vectors`` and of centred ``words`` together, of ``rows``.

    Of very many texts, the principal components of these, block by block: memory does not hold them all.
    """
    if len(rows) <= WHOLE:
        return _Beside.of(vectors, words, rows).placed(rows)
    learnt = rows[:: -(-len(rows) // LEARNT)]
    beside = _Beside.of(vectors, words, learnt)
    directions = principal(beside.placed(learnt), WIDE)
    return np.concatenate(
        [beside.placed(rows[at : at + _BLOCK]) @ directions for at in range(0, len(rows), _BLOCK)]
    )


@dataclass(frozen=True)
class _Beside:
    """Vectors and words, each with its mean and its weight."""

    parts: tuple[tuple[Vectors | StoredVectors, Vectors, float], ...]

    @classmethod
    def of(
        cls, vectors: Vectors | StoredVectors, words: Vectors | StoredVectors | None, rows: NDArray[np.int64]
    ) -> _Beside:
        weighed = [(vectors, 1.0)] if words is None else [(vectors, 1 - WORDS), (words, WORDS)]
        return cls(tuple((part, _mean(part[rows]), weight) for part, weight in weighed))

    def placed(self, rows: NDArray[np.int64]) -> Points:
        found = [unit_rows(part[rows] - mean) * np.float32(np.sqrt(w)) for part, mean, w in self.parts]
        return found[0] if len(found) == 1 else np.concatenate(found, axis=1)


def _mean(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(rows.mean(axis=0, dtype=np.float64), dtype=np.float32)


def principal(centred: Points, most: int) -> NDArray[np.float32]:
    """(d, ≤ ``most``) directions in which the rows differ most, the first first, each with a fixed sign."""
    exact = centred.astype(np.float64)
    values, directions = np.linalg.eigh(exact.T @ exact)
    kept = np.flatnonzero(values > max(values[-1], 1e-12) * 1e-9)[::-1][:most]
    return oriented(directions[:, kept]).astype(np.float32)


def said_together(
    of_unit: NDArray[np.int64], contribution: NDArray[np.int64], count: int
) -> sparse.csr_matrix:
    """(contributions, ``count`` texts) 1 where a contribution says a text; ``of_unit``: the text of each unit
    or −1, ``contribution``: its contribution, increasing.

    Contributions that say the same texts count once, so that copies change nothing.
    """
    kept = of_unit >= 0
    ends = np.flatnonzero(np.diff(contribution[kept])) + 1
    parts = [part.tolist() for part in np.split(of_unit[kept], ends)]
    held = sorted({tuple(sorted(set(texts))) for texts in parts if texts})
    indices = np.fromiter(chain.from_iterable(held), np.int64)
    starts = np.concatenate([[0], np.cumsum(np.fromiter(map(len, held), np.int64, len(held)))])
    ones = np.ones(len(indices), dtype=np.float32)
    return sparse.csr_matrix((ones, indices, starts), shape=(len(held), count))


def in_context(own: Points, together: sparse.csr_matrix) -> Points:
    """(n, d) each distinct text ``own`` (n, d), moved towards the mean of the contributions that say it.

    « It costs too much. » is about what its contribution is about.
    """
    context = unit_rows(together.T @ unit_rows(together @ own))
    context *= np.float32(CONTEXT)
    context += own
    return unit_rows(context)


@dataclass(frozen=True)
class Voices:
    """What each text counts for, and who says it."""

    weight: NDArray[np.float64]
    """(n,) a contribution counts for one, shared by what it says."""
    speaker: NDArray[np.int64]
    """(n,) the first contribution that says it."""

    def of(self, texts: NDArray[np.int64] | NDArray[np.bool_]) -> Voices:
        """Those of some texts."""
        return Voices(self.weight[texts], self.speaker[texts])


def voices(together: sparse.csr_matrix) -> Voices:
    """Those of the texts, ``together`` being what each contribution says."""
    count = together.shape[1]
    sizes = np.diff(together.indptr)
    rows = np.repeat(np.arange(len(sizes)), sizes)
    weight: NDArray[np.float64] = np.bincount(together.indices, 1 / sizes[rows], count).astype(np.float64)
    speaker = np.full(count, -1, dtype=np.int64)
    said, first = np.unique(together.indices, return_index=True)
    speaker[said] = rows[first]
    return Voices(weight, speaker)
