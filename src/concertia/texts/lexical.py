"""Vectors without any neural network: words and pieces of words, weighted, reduced by an exact SVD.

TF-IDF of stems (and pairs of stems) and of character n-grams, then latent semantic analysis
(Deerwester et al., 1990) computed from the eigenvectors of a Gram matrix on a fixed sample.
"""

from __future__ import annotations

from collections.abc import Sequence
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

DIMENSIONS = 128
SAMPLE = 2_000
"""Texts on which the directions are computed: every k-th of the sorted distinct texts."""
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
        reduced = _reduce(_features(distinct))
        position = {text: row for row, text in enumerate(distinct)}
        return reduced[[position[text] for text in texts]]


def _features(texts: list[str]) -> sparse.csr_matrix:
    languages = identify(texts, "fr")
    terms = [_terms(text, language) for text, language in zip(texts, languages, strict=True)]
    by_words = HashingVectorizer(analyzer=_given, n_features=_FEATURES, norm=None, alternate_sign=False)
    by_pieces = HashingVectorizer(
        analyzer="char_wb", ngram_range=(3, 5), n_features=_FEATURES, norm=None, alternate_sign=False
    )
    word_weights = TfidfTransformer(sublinear_tf=True).fit_transform(by_words.transform(terms))
    pieces = [" ".join(stem for stem in term if " " not in stem) for term in terms]
    piece_weights = TfidfTransformer(sublinear_tf=True).fit_transform(by_pieces.transform(pieces))
    return sparse.hstack([word_weights, piece_weights * _CHARACTER_WEIGHT], format="csr")


def _given(terms: list[str]) -> list[str]:
    return terms


def _terms(text: str, language: str) -> list[str]:
    found = [stem for stem, _ in stems(text, language)] or fold(text).split()
    return [*found, *(f"{a} {b}" for a, b in pairwise(found))]


def _reduce(features: sparse.csr_matrix) -> Vectors:
    """Project on the leading right singular vectors of a fixed sample of rows."""
    sample = features[:: max(1, -(-features.shape[0] // SAMPLE))]
    gram = np.asarray((sample @ sample.T).todense(), dtype=np.float64)
    values, vectors = np.linalg.eigh(gram)
    kept = np.flatnonzero(values > max(values[-1], 1e-12) * 1e-9)[::-1][:DIMENSIONS]
    directions = oriented(vectors[:, kept]) / np.sqrt(values[kept])
    projected = np.asarray((features @ sample.T) @ directions, dtype=np.float64)
    norms = np.linalg.norm(projected, axis=1, keepdims=True)
    unit = np.divide(projected, norms, out=np.zeros_like(projected), where=norms > 1e-9)
    return np.asarray(unit, dtype=np.float32)


def oriented(directions: NDArray[np.float64]) -> NDArray[np.float64]:
    """Columns with a fixed sign: the entry of largest magnitude is positive."""
    if directions.shape[1] == 0:
        return directions
    largest = np.abs(directions).argmax(axis=0)
    signs = np.sign(directions[largest, np.arange(directions.shape[1])])
    return directions * np.where(signs == 0, 1.0, signs)
