"""Vectors without any neural network: words and pieces of words, weighted, reduced by an exact SVD.

TF-IDF of stems (and pairs of stems) and of character n-grams, then latent semantic analysis
(Deerwester et al., 1990) computed from the eigenvectors of a Gram matrix on a fixed sample. Texts go through
by chunks: memory does not grow with their words.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.feature_extraction.text import HashingVectorizer, TfidfTransformer

from concertia.language.identification import identify
from concertia.language.words import fold, stems
from concertia.texts.embedding import Vectors
from concertia.texts.ordered import in_order

DIMENSIONS = 128
LEARNT = 50_000
"""Texts from which the rarity of words is learnt: every k-th of the sorted distinct texts."""
SAMPLE = 2_000
"""Texts among these, every k-th, on which the directions are computed."""
CHUNK = 2_000
"""Texts counted in one task: a constant."""
_FEATURES = 1 << 18
_CHARACTER_WEIGHT = 0.5


@dataclass(frozen=True)
class LexicalEmbedder:
    """Learns its directions from the texts it is given: give them all at once."""

    name: str = "lexical"
    learns_from_corpus: bool = True

    def embed(self, texts: Sequence[str], executor: Executor | None = None) -> Vectors:
        """(n, ≤ 128) vectors of norm 1, 0 for a text without a word."""
        distinct = sorted(set(texts))
        if not distinct:
            return np.zeros((0, 0), dtype=np.float32)
        learnt = distinct[:: -(-len(distinct) // LEARNT)]
        counted = list(_counted(learnt, executor))
        space = _Space.of(counted)
        rows = counted if len(learnt) == len(distinct) else _counted(distinct, executor)
        reduced = np.empty((len(distinct), space.directions.shape[1]), dtype=np.float32)
        for number, one in enumerate(rows):
            reduced[number * CHUNK :][:CHUNK] = space.placed(one)
        if distinct == list(texts):
            return reduced
        position = {text: row for row, text in enumerate(distinct)}
        return reduced[[position[text] for text in texts]]


_Counts = tuple[sparse.csr_matrix, sparse.csr_matrix]
"""Counts of the terms of some texts, and of the pieces of their words."""


@dataclass(frozen=True)
class _Space:
    """What was learnt from texts: how rare each term and piece is, and the directions that matter."""

    words: TfidfTransformer
    pieces: TfidfTransformer
    known: NDArray[np.int64]
    """Columns found in the texts the directions come from."""
    directions: NDArray[np.float64]
    """(known columns, ≤ 128)."""

    @classmethod
    def of(cls, counted: Sequence[_Counts]) -> _Space:
        """The leading right singular vectors of a fixed sample of weighted rows."""
        by_words, by_pieces = (sparse.vstack(part, format="csr") for part in zip(*counted, strict=True))
        words = TfidfTransformer(sublinear_tf=True).fit(by_words)
        pieces = TfidfTransformer(sublinear_tf=True).fit(by_pieces)
        rows = slice(None, None, max(1, -(-by_words.shape[0] // SAMPLE)))
        sample = _weighted(words, pieces, (by_words[rows], by_pieces[rows]))
        gram = np.asarray((sample @ sample.T).todense(), dtype=np.float64)
        values, vectors = np.linalg.eigh(gram)
        kept = np.flatnonzero(values > max(values[-1], 1e-12) * 1e-9)[::-1][:DIMENSIONS]
        directions = oriented(vectors[:, kept]) / np.sqrt(values[kept])
        known = np.unique(sample.indices).astype(np.int64)
        return cls(words, pieces, known, np.asarray(sample[:, known].T @ directions, dtype=np.float64))

    def placed(self, counts: _Counts) -> Vectors:
        """(n, ≤ 128) rows of norm 1, or 0."""
        weighted = _weighted(self.words, self.pieces, counts)
        projected = np.asarray(weighted[:, self.known] @ self.directions, dtype=np.float64)
        norms = np.linalg.norm(projected, axis=1, keepdims=True)
        unit = np.divide(projected, norms, out=np.zeros_like(projected), where=norms > 1e-9)
        return np.asarray(unit, dtype=np.float32)


def _weighted(words: TfidfTransformer, pieces: TfidfTransformer, counts: _Counts) -> sparse.csr_matrix:
    by_words, by_pieces = counts
    weighted = [words.transform(by_words), pieces.transform(by_pieces) * _CHARACTER_WEIGHT]
    return sparse.hstack(weighted, format="csr")


def _counted(texts: Sequence[str], executor: Executor | None) -> Iterable[_Counts]:
    return in_order(_counts, (texts[at : at + CHUNK] for at in range(0, len(texts), CHUNK)), executor)


def _counts(texts: Sequence[str]) -> _Counts:
    terms = [_terms(text, language) for text, language in zip(texts, identify(texts, "fr"), strict=True)]
    by_words = HashingVectorizer(analyzer=_given, n_features=_FEATURES, norm=None, alternate_sign=False)
    by_pieces = HashingVectorizer(
        analyzer="char_wb", ngram_range=(3, 5), n_features=_FEATURES, norm=None, alternate_sign=False
    )
    pieces = [" ".join(stem for stem in term if " " not in stem) for term in terms]
    return by_words.transform(terms), by_pieces.transform(pieces)


def _given(terms: list[str]) -> list[str]:
    return terms


def _terms(text: str, language: str) -> list[str]:
    found = [stem for stem, _ in stems(text, language)] or fold(text).split()
    return [*found, *(f"{a} {b}" for a, b in pairwise(found))]


def oriented(directions: NDArray[np.float64]) -> NDArray[np.float64]:
    """Columns with a fixed sign: the entry of largest magnitude is positive."""
    if directions.shape[1] == 0:
        return directions
    largest = np.abs(directions).argmax(axis=0)
    signs = np.sign(directions[largest, np.arange(directions.shape[1])])
    return directions * np.where(signs == 0, 1.0, signs)
