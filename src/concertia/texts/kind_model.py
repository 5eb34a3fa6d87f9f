"""What was learnt from sentences read one by one: the kind of a unit from its rule, its words, its meaning.

A multinomial logistic regression. Its inputs are the kind that the rules recognise, the words, pairs and
triples of words of the folded text (tf-idf, sublinear, of norm 1), and the vector of the ``use`` embedder.
The weights are in ``kind_model.npz``, made by ``python evaluation/kinds.py --fit``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from io import BytesIO
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from concertia.corpus.schema import KINDS
from concertia.texts.embedding import Vectors

WEIGHTS = "kind_model.npz"
STRONG = ("crainte", "condition", "refus", "vigilance")
"""Weighed together against the others before one of them is chosen: none is lost because they are several."""
HELD = ("condition", "crainte", "question", "refus")
"""What the rules recognise and nothing learnt may change."""
_TOKEN = re.compile(r"\w+'?|[?!]")
_LONGEST = 3
_PARTS = ("words", "rules", "meaning")
_IS_STRONG = np.array([kind in STRONG for kind in KINDS])


@dataclass(frozen=True)
class Weights:
    """One fitted regression: inputs × ``KINDS``; None where it does not read this kind of input."""

    words: NDArray[np.float64] | None
    rules: NDArray[np.float64] | None
    meaning: NDArray[np.float64] | None
    bias: NDArray[np.float64]


@dataclass(frozen=True)
class KindModel:
    """``terms``: column of each word, pair or triple that is weighed. ``complete`` reads everything,
    ``lexical`` no vector, ``meaning`` vectors alone: it holds for any language that the embedder knows."""

    terms: Mapping[str, int]
    idf: NDArray[np.float64]
    complete: Weights
    lexical: Weights
    meaning: Weights

    def probabilities(
        self, texts: Sequence[str], rules: Sequence[str], vectors: Vectors | None
    ) -> NDArray[np.float64]:
        """(n, 10) probability of each of ``schema.KINDS``, for folded ``texts`` and what the rules say."""
        return self.weighed(word_features(texts, self.terms, self.idf), rules, vectors)

    def weighed(
        self, words: sparse.csr_matrix, rules: Sequence[str], vectors: Vectors | None
    ) -> NDArray[np.float64]:
        """The same, for the ``word_features`` of the texts."""
        weights = self.lexical if vectors is None else self.complete
        scores = np.tile(weights.bias, (words.shape[0], 1))
        if weights.words is not None:
            scores += words @ weights.words
        if weights.rules is not None:
            scores += rule_features(rules) @ weights.rules
        if vectors is not None and weights.meaning is not None:
            scores += np.asarray(vectors, dtype=np.float64) @ weights.meaning
        return _shares(scores)

    def by_meaning(self, vectors: Vectors) -> NDArray[np.float64]:
        """The same from the vectors alone."""
        if self.meaning.meaning is None:
            raise ValueError("this model reads no vector")
        return _shares(np.asarray(vectors, dtype=np.float64) @ self.meaning.meaning + self.meaning.bias)


def _shares(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True), dtype=np.float64)


def chosen(probabilities: NDArray[np.float64]) -> list[str]:
    """The kind of each row: the strong kinds together against each other one, then the likeliest of them."""
    strong = np.where(_IS_STRONG, probabilities, -1.0)
    other = np.where(_IS_STRONG, -1.0, probabilities)
    together = np.where(_IS_STRONG, probabilities, 0.0).sum(axis=1)
    best = np.where(together >= other.max(axis=1), strong.argmax(axis=1), other.argmax(axis=1))
    return [KINDS[place] for place in best]


def settled(rules: Sequence[str], probabilities: NDArray[np.float64]) -> list[str]:
    """The kind of each row: that of the rules where it is ``HELD``, else the one that was learnt."""
    learnt = chosen(probabilities)
    return [rule if rule in HELD else kind for rule, kind in zip(rules, learnt, strict=True)]


def word_features(
    texts: Sequence[str], terms: Mapping[str, int], idf: NDArray[np.float64]
) -> sparse.csr_matrix:
    """(n, terms) rows of norm 1: 1 + log of the count of each known term, times its ``idf``."""
    starts, columns, values = [0], [], []
    for text in texts:
        counts = Counter(terms[gram] for gram in grams(text) if gram in terms)
        columns += sorted(counts)
        values += [counts[column] for column in sorted(counts)]
        starts.append(len(columns))
    known = np.array(columns, dtype=np.int64)
    weighed = (1 + np.log(np.array(values, dtype=np.float64))) * idf[known]
    rows = sparse.csr_matrix((weighed, known, starts), shape=(len(texts), len(terms)))
    norms = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1), dtype=np.float64)).ravel()
    return sparse.diags(1 / np.maximum(norms, 1e-12)) @ rows


def rule_features(rules: Sequence[str]) -> NDArray[np.float64]:
    """(n, 10): 1 where the rules say this kind."""
    return np.asarray(np.array(rules)[:, None] == np.array(KINDS)[None], dtype=np.float64)


def grams(text: str) -> list[str]:
    """The words, pairs and triples of a folded text; « ^ » stands before its first word."""
    tokens = ["^", *_TOKEN.findall(text)]
    return [
        " ".join(tokens[start : start + size])
        for size in range(1, _LONGEST + 1)
        for start in range(len(tokens) - size + 1)
    ]


@cache
def shipped() -> KindModel:
    """The model that comes with Concertia."""
    return load((resources.files("concertia.texts") / WEIGHTS).read_bytes())


def load(content: bytes) -> KindModel:
    """The model in the bytes that ``saved`` made."""
    with np.load(BytesIO(content), allow_pickle=False) as kept:
        terms = {term: column for column, term in enumerate(str(kept["terms"]).split("\n"))}

        def weights(name: str) -> Weights:
            parts = [f"{name}_{part}" for part in _PARTS]
            words, rules, meaning = (
                kept[part].astype(np.float64) if part in kept else None for part in parts
            )
            return Weights(words, rules, meaning, kept[f"{name}_bias"].astype(np.float64))

        idf = kept["idf"].astype(np.float64)
        return KindModel(terms, idf, weights("complete"), weights("lexical"), weights("meaning"))


def saved(model: KindModel) -> bytes:
    """A model as bytes, its weights shortened: the same model gives the same bytes."""
    arrays: dict[str, Any] = {"terms": np.array("\n".join(model.terms)), "idf": model.idf.astype(np.float32)}
    for name in ("complete", "lexical", "meaning"):
        weights: Weights = getattr(model, name)
        arrays[f"{name}_bias"] = weights.bias.astype(np.float32)
        for part in _PARTS:
            values = getattr(weights, part)
            if values is not None:
                arrays[f"{name}_{part}"] = values.astype(np.float16)
    out = BytesIO()
    np.savez_compressed(out, **arrays)
    return out.getvalue()
