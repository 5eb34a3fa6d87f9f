"""Fit the regression that Concertia ships for kinds.

The weights are learnt from every sentence read; the words, pairs and triples that carry them are those of
texts that may be published, so that the file of weights holds nobody else's words. Nothing is drawn.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from concertia.corpus.schema import KINDS
from concertia.texts.embedding import Vectors
from concertia.texts.kind_model import KindModel, Weights, grams, rule_features, word_features

LEAST = 3
"""Contributions that must hold a term for it to be weighed."""
BLOCKS = {"words": 4.0, "rules": 1.5, "meaning": 4.0}
"""Weight of each kind of input, squared."""
BALANCE = 0.7
"""How far rare kinds are weighed up: 0 not at all, 1 as much as the others."""


def fit_model(
    texts: Sequence[str],
    rules: Sequence[str],
    vectors: Vectors,
    kinds: Sequence[str],
    groups: Sequence[str],
    publishable: Collection[str],
) -> KindModel:
    """The model of these folded ``texts``; ``groups`` are the contributions they come from; only
    ``publishable`` terms are weighed."""
    terms, idf = _vocabulary(texts, groups, publishable)
    blocks = {
        "words": word_features(texts, terms, idf).toarray(),
        "rules": rule_features(rules),
        "meaning": np.asarray(vectors, dtype=np.float64),
    }
    return KindModel(
        terms,
        idf,
        _regression(blocks, kinds),
        _regression({key: blocks[key] for key in ("words", "rules")}, kinds),
        _regression({"meaning": blocks["meaning"]}, kinds),
    )


def _vocabulary(
    texts: Sequence[str], groups: Sequence[str], publishable: Collection[str]
) -> tuple[dict[str, int], NDArray[np.float64]]:
    held = {(gram, group) for text, group in zip(texts, groups, strict=True) for gram in set(grams(text))}
    spread = Counter(gram for gram, _group in held)
    kept = sorted(gram for gram, count in spread.items() if count >= LEAST and gram in publishable)
    terms = {gram: place for place, gram in enumerate(kept)}
    found = Counter(gram for text in texts for gram in set(grams(text)) if gram in terms)
    counts = np.array([found[gram] for gram in terms], dtype=np.float64)
    return terms, np.log((1 + len(texts)) / (1 + counts)) + 1


def _regression(blocks: dict[str, NDArray[np.float64]], kinds: Sequence[str]) -> Weights:
    """Multinomial logistic regression with an L2 penalty; each of ``KINDS`` must have been read."""
    target = np.array([KINDS.index(kind) for kind in kinds])
    counts = np.bincount(target, minlength=len(KINDS))
    scales = {key: np.sqrt(BLOCKS[key]) for key in blocks}
    inputs = np.hstack([scales[key] * block for key, block in blocks.items()])
    learnt = LogisticRegression(max_iter=1000, tol=1e-5).fit(
        inputs, target, sample_weight=((counts.mean() / counts) ** BALANCE)[target]
    )
    parts, start = {}, 0
    for key, block in blocks.items():
        parts[key] = scales[key] * learnt.coef_[:, start : start + block.shape[1]].T
        start += block.shape[1]
    return Weights(parts.get("words"), parts.get("rules"), parts.get("meaning"), learnt.intercept_)
