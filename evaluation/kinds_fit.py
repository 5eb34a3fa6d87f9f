"""Fit the regression that Concertia ships for kinds: few enough sentences to solve it exactly.

Inputs are weighed (``BLOCKS``), then reduced to the directions that the sentences span, where L-BFGS ends in
seconds; the weights found are carried back to words, rules and vectors. Nothing is drawn at random.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from concertia.corpus.schema import KINDS
from concertia.texts.embedding import Vectors
from concertia.texts.kind_model import KindModel, Weights, grams, rule_features, word_features

LEAST = 3
"""Contributions that must hold a term for it to be weighed."""
BLOCKS = {"words": 4.0, "rules": 1.5, "meaning": 4.0}
"""Weight of each kind of input, squared."""
PENALTY = 1.0
BALANCE = 0.7
"""How far rare kinds are weighed up: 0 not at all, 1 as much as the others."""
SMALLEST = 1e-4
"""Directions below this share of the largest one are left out."""


def fit_model(
    texts: Sequence[str],
    rules: Sequence[str],
    vectors: Vectors,
    kinds: Sequence[str],
    groups: Sequence[str],
) -> KindModel:
    """The model of these folded ``texts``; ``groups`` are the contributions they come from."""
    terms, idf = _vocabulary(texts, groups)
    words = word_features(texts, terms, idf).toarray()
    said = rule_features(rules)
    target = np.array([KINDS.index(kind) for kind in kinds])
    blocks = {"words": words, "rules": said, "meaning": np.asarray(vectors, dtype=np.float64)}
    return KindModel(
        terms,
        idf,
        _regression(blocks, target),
        _regression({key: blocks[key] for key in ("words", "rules")}, target),
        _regression({"meaning": blocks["meaning"]}, target),
    )


def _vocabulary(texts: Sequence[str], groups: Sequence[str]) -> tuple[dict[str, int], NDArray[np.float64]]:
    held = {(gram, group) for text, group in zip(texts, groups, strict=True) for gram in set(grams(text))}
    spread = Counter(gram for gram, _group in held)
    terms = {gram: place for place, gram in enumerate(sorted(g for g, n in spread.items() if n >= LEAST))}
    found = Counter(gram for text in texts for gram in set(grams(text)) if gram in terms)
    counts = np.array([found[gram] for gram in terms], dtype=np.float64)
    return terms, np.log((1 + len(texts)) / (1 + counts)) + 1


def _regression(blocks: dict[str, NDArray[np.float64]], target: NDArray[np.int64]) -> Weights:
    """Multinomial logistic regression with an L2 penalty."""
    scales = {key: np.sqrt(BLOCKS[key]) for key in blocks}
    inputs = np.hstack([scales[key] * block for key, block in blocks.items()])
    values, directions = np.linalg.eigh(inputs @ inputs.T)
    kept = values > values[-1] * SMALLEST
    lengths = np.sqrt(values[kept])
    found, bias = _solve(directions[:, kept] * lengths, target)
    weights = inputs.T @ (directions[:, kept] / lengths @ found)
    parts, start = {}, 0
    for key, block in blocks.items():
        parts[key] = scales[key] * weights[start : start + block.shape[1]]
        start += block.shape[1]
    return Weights(parts.get("words"), parts.get("rules"), parts.get("meaning"), bias)


def _solve(
    inputs: NDArray[np.float64], target: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    size, classes = inputs.shape[1], len(KINDS)
    counts = np.bincount(target, minlength=classes)
    weights = ((counts.mean() / np.maximum(counts, 1)) ** BALANCE)[target]
    wanted = np.eye(classes)[target]

    def loss(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        slopes, bias = flat[: size * classes].reshape(size, classes), flat[size * classes :]
        scores = inputs @ slopes + bias
        scores -= scores.max(axis=1, keepdims=True)
        logs = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
        errors = (np.exp(logs) - wanted) * weights[:, None]
        slope_gradient = inputs.T @ errors + PENALTY * slopes
        value = PENALTY / 2 * (slopes**2).sum() - (weights * logs[np.arange(len(target)), target]).sum()
        return float(value), np.concatenate([slope_gradient.ravel(), errors.sum(axis=0)])

    found = minimize(
        loss, np.zeros((size + 1) * classes), jac=True, method="L-BFGS-B", options={"maxiter": 300}
    ).x
    return found[: size * classes].reshape(size, classes), found[size * classes :]
