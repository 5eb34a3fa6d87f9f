"""Vectors of very many texts from those of a sample: words give the rest of it.

A ridge regression (Hoerl and Kennard, 1970) from weighted words and pairs of words to the vectors of an
embedder, learnt on texts drawn at random and checked on texts it has not seen. It is refused where poor.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.linalg import cho_factor, cho_solve
from sklearn.feature_extraction.text import HashingVectorizer, TfidfTransformer

from concertia.errors import ConcertiaError
from concertia.language.words import fold
from concertia.texts.embedding import Embedder, Vectors
from concertia.texts.ordered import in_order

FROM = 200_000
"""Distinct texts from which the map is used: below, embedding them all is quick."""
SAMPLE = 60_000
"""Texts that are embedded, drawn: every k-th in order could be all of one template."""
CHECKED = 10
"""One text of the sample in this many is held back, to check the map."""
LEAST = 0.5
"""Fidelity below which the map is refused."""
CHUNK = 8_192
"""Texts mapped at once, and rows of each block of vectors: a constant."""
_COLUMNS = 10_000
"""Words and pairs that are weighed: those that most texts of the sample hold."""
_FEATURES = 1 << 18
_RIDGE = 0.3
_DRAW = 0
"""The draw is a constant: the same texts give the same vectors, whatever the seed of the reading."""


@dataclass(frozen=True)
class Fidelity:
    """How good the map is. ``embedded``: texts that the embedder read; ``checked``: those held back among
    them; ``cosine``: mean cosine, on these, of the mapped vector and the embedder's, both centred.
    """

    embedded: int
    checked: int
    cosine: float


@dataclass(frozen=True)
class _Map:
    weights: TfidfTransformer
    columns: NDArray[np.int64]
    coefficients: NDArray[np.float32]
    mean: NDArray[np.float32]

    def vectors(self, counts: sparse.csr_matrix) -> Vectors:
        """(n, d) of norm 1."""
        inputs = self.weights.transform(counts)[:, self.columns].astype(np.float32)
        found = np.asarray(inputs @ self.coefficients, dtype=np.float32) + self.mean
        norms = np.linalg.norm(found, axis=1, keepdims=True)
        return np.asarray(np.divide(found, norms, out=np.zeros_like(found), where=norms > 1e-9))


def mapped(
    texts: Sequence[str], model: Embedder, executor: Executor | None = None, *, sample: int = SAMPLE
) -> tuple[Iterator[Vectors], Fidelity]:
    """Vectors of norm 1 of distinct ``texts``, by blocks of ``CHUNK``: those of ``model`` for ``sample``,
    mapped for the rest.

    Raises ConcertiaError where the map is not faithful enough.
    """
    rows = np.sort(np.random.default_rng(_DRAW).permutation(len(texts))[:sample])
    read = [texts[row] for row in rows]
    known = model.embed(read, executor)
    counts = _counts(read)
    held = np.arange(len(rows)) % CHECKED == CHECKED - 1
    learnt = _learnt(counts[np.flatnonzero(~held)], known[~held])
    fidelity = Fidelity(
        len(rows), int(held.sum()), _closeness(learnt, counts[np.flatnonzero(held)], known[held])
    )
    if fidelity.cosine < LEAST:
        raise _too_poor(fidelity)
    return _blocks(texts, learnt, rows, known, executor), fidelity


def _blocks(
    texts: Sequence[str], learnt: _Map, rows: NDArray[np.int64], known: Vectors, executor: Executor | None
) -> Iterator[Vectors]:
    starts = range(0, len(texts), CHUNK)
    counted = in_order(_counts, (texts[start : start + CHUNK] for start in starts), executor)
    for start, counts in zip(starts, counted, strict=True):
        vectors = learnt.vectors(counts)
        read = slice(*np.searchsorted(rows, [start, start + CHUNK]).tolist())
        vectors[rows[read] - start] = known[read]
        yield vectors


def _counts(texts: Sequence[str]) -> sparse.csr_matrix:
    vectorizer = HashingVectorizer(
        preprocessor=fold, ngram_range=(1, 2), n_features=_FEATURES, norm=None, alternate_sign=False
    )
    return vectorizer.transform(texts)


def _learnt(counts: sparse.csr_matrix, known: Vectors) -> _Map:
    weights = TfidfTransformer(sublinear_tf=True).fit(counts)
    frequency = np.bincount(counts.indices, minlength=counts.shape[1])
    columns = np.sort(np.argsort(-frequency, kind="stable")[:_COLUMNS])
    inputs = weights.transform(counts)[:, columns]
    mean = known.mean(axis=0, dtype=np.float64)
    gram = (inputs.T @ inputs).toarray()
    gram[np.diag_indices_from(gram)] += _RIDGE
    toward = np.asarray(inputs.T @ (known.astype(np.float64) - mean))
    coefficients = cho_solve(cho_factor(gram, overwrite_a=True), toward)
    return _Map(weights, columns, coefficients.astype(np.float32), mean.astype(np.float32))


def _closeness(learnt: _Map, counts: sparse.csr_matrix, known: Vectors) -> float:
    found, true = (rows.astype(np.float64) - learnt.mean for rows in (learnt.vectors(counts), known))
    norms = np.linalg.norm(found, axis=1) * np.linalg.norm(true, axis=1)
    cosines = np.einsum("ij,ij->i", found, true) / np.maximum(norms, 1e-9)
    return round(float(cosines.mean()), 6)


def _too_poor(fidelity: Fidelity) -> ConcertiaError:
    return ConcertiaError(
        "La lecture rapide n'est pas assez fidèle pour ces textes : sur "
        f"{fidelity.checked} textes mis à part, elle ressemble à la lecture entière à {fidelity.cosine:.2f} "
        f"(il faut {LEAST}). Les thèmes seraient faux. Relancez sans --fast.",
        f"The fast reading is not faithful enough for these texts: on {fidelity.checked} texts held back, it "
        f"looks like the whole reading at {fidelity.cosine:.2f} ({LEAST} is needed). Themes would be wrong. "
        "Run again without --fast.",
    )
