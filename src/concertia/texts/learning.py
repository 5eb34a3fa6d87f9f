"""Teach by example: from some texts that people coded, code the others, and say how far to trust it.

A multinomial logistic regression (Cox 1958) on words, pairs of words, the opening words, pieces of words and
the vector of the text. It is small, deterministic, and the words that weigh most for each code are given.
Its quality is measured on examples it did not learn from, copies kept on the same side. Below a confidence
chosen so that what it codes would be right at least ``RIGHT`` of the time, it says nothing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedGroupKFold

from concertia.language.stopwords import STOP_WORDS
from concertia.language.words import fold

FOLDS = 5
LEAST_EXAMPLES = 20
LEAST_PER_CODE = 5
"""Examples below which a code is not learnt: there must be one in each fold."""
RIGHT = 0.8
"""Share of right answers, on examples not learnt from, that what is coded must reach."""
LEAST_KNOWN = 10
"""Examples on which that share must be seen."""
STRENGTH = 3.0
"""Inverse of the regularisation (chosen on République numérique among 1, 3 and 10)."""
OPENING = 4
"""Words of the opening that also count by their place."""
NEXT = 20
NEXT_AMONG = 500
WORDS_SHOWN = 8
WORDS_IN = 3
"""Examples that must hold a word for it to be shown."""
_CHUNK = 20_000
_SIDES = frozenset(["non", "oui", "pas", "contre", "pour", "mais", "no", "not", "nein", "nicht"])
_LINKS = frozenset().union(*STOP_WORDS.values(), "cdjlmnst", ("qu",))
"""Words that say nothing alone; those of ``_SIDES`` do, whatever the lists of stop words say."""
_TOKEN = re.compile(r"\w+(?:'(?=\w))?|[!?…]")


@dataclass(frozen=True)
class Texts:
    """What is coded: one entry per thing.

    ``vectors``: (n, d) of norm 1; ``group``: things with the same number are never on both sides of a check
    (copies of one text).
    """

    text: Sequence[str]
    vectors: NDArray[np.float32]
    group: NDArray[np.int64]

    def at(self, rows: NDArray[np.int64]) -> Texts:
        """Some of them."""
        return Texts([self.text[row] for row in rows], self.vectors[rows], self.group[rows])


@dataclass(frozen=True)
class Checked:
    """Answers on examples that were not learnt from, one entry per example.

    ``known``: whether the tool would have answered, by a threshold chosen on the other folds.
    """

    code: NDArray[Any]
    answer: NDArray[Any]
    known: NDArray[np.bool_]

    @property
    def right(self) -> int:
        """How many answers are the code people gave."""
        return int((self.code == self.answer).sum())

    @property
    def right_known(self) -> int:
        """The same, where it would have answered."""
        return int((self.code == self.answer)[self.known].sum())


@dataclass(frozen=True)
class Learnt:
    """``code``: (n,) the code of each thing, None where it is not known; ``score``: (n,) probability of the
    best code; ``threshold``: probability from which it is given (None: never)."""

    codes: tuple[str, ...]
    code: NDArray[Any]
    score: NDArray[np.float64]
    threshold: float | None
    checked: Checked
    words: dict[str, tuple[str, ...]]
    """Words that weigh most for each code."""
    next: NDArray[np.int64]
    """Things to read next: those it hesitates about, unlike one another."""


def learnable(codes: Iterable[str]) -> tuple[str, ...]:
    """Codes with enough examples, in order; empty where too few examples or codes make it pointless."""
    counts = Counter(codes)
    kept = sorted(code for code, count in counts.items() if count >= LEAST_PER_CODE)
    return tuple(kept) if len(kept) > 1 and sum(counts[c] for c in kept) >= LEAST_EXAMPLES else ()


def learn(texts: Texts, labels: NDArray[Any], may_read: NDArray[np.bool_], *, seed: int) -> Learnt:
    """Learn from the things whose label is a code, and code all of them.

    ``labels``: (n,) a code, or None; only codes given by ``learnable`` may stand in it. ``may_read``: things
    that may be proposed for reading. Raises ValueError where nothing can be learnt.
    """
    codes = learnable(label for label in labels if label is not None)
    rows = np.flatnonzero([label in codes for label in labels])
    if not codes:
        raise ValueError("too few examples")
    examples, given = texts.at(rows), labels[rows]
    checked, threshold = _check(examples, given, codes, seed)
    model = _Model.fit(examples, given, codes)
    chances = model.chances(texts)
    best = chances.argmax(axis=1)
    score = chances.max(axis=1)
    code = np.array([codes[index] for index in best], dtype=object)
    code[score < (np.inf if threshold is None else threshold)] = None
    unread = np.flatnonzero(may_read & np.array([label is None for label in labels], dtype=np.bool_))
    return Learnt(
        codes=codes,
        code=code,
        score=score,
        threshold=threshold,
        checked=checked,
        words=model.words(),
        next=unread[_hesitant(chances[unread], texts.at(unread))],
    )


def out_of_fold(
    texts: Texts, labels: NDArray[Any], codes: tuple[str, ...], folds: NDArray[np.int64]
) -> NDArray[np.float64]:
    """(n, codes) probabilities of each example by a model that learnt from the other folds only."""
    chances = np.zeros((len(labels), len(codes)))
    for fold_number in np.unique(folds):
        held, rest = np.flatnonzero(folds == fold_number), np.flatnonzero(folds != fold_number)
        chances[held] = _Model.fit(texts.at(rest), labels[rest], codes).chances(texts.at(held))
    return chances


def _check(
    texts: Texts, labels: NDArray[Any], codes: tuple[str, ...], seed: int
) -> tuple[Checked, float | None]:
    splitter = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=seed)
    folds = np.zeros(len(labels), dtype=np.int64)
    for number, (_, held) in enumerate(splitter.split(folds, labels.astype(str), texts.group)):
        folds[held] = number
    chances = out_of_fold(texts, labels, codes, folds)
    answer = np.array([codes[index] for index in chances.argmax(axis=1)], dtype=object)
    score, right = chances.max(axis=1), answer == labels
    known = np.zeros(len(labels), dtype=np.bool_)
    for number in range(FOLDS):
        threshold = confidence(score[folds != number], right[folds != number])
        known[folds == number] = score[folds == number] >= (np.inf if threshold is None else threshold)
    return Checked(labels, answer, known), confidence(score, right)


def confidence(score: NDArray[np.float64], right: NDArray[np.bool_]) -> float | None:
    """The lowest score from which at least ``RIGHT`` of the answers are right; None where there is none."""
    order = np.argsort(-score, kind="stable")
    shares = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    enough = np.flatnonzero((shares >= RIGHT) & (np.arange(1, len(order) + 1) >= LEAST_KNOWN))
    return round(float(score[order[enough[-1]]]), 6) if len(enough) else None


@dataclass(frozen=True)
class _Model:
    vocabulary: TfidfVectorizer
    pieces: TfidfVectorizer
    regression: LogisticRegression
    codes: tuple[str, ...]
    held: NDArray[np.int64]
    """Examples that hold each term."""

    @classmethod
    def fit(cls, texts: Texts, labels: NDArray[Any], codes: tuple[str, ...]) -> _Model:
        vocabulary = TfidfVectorizer(analyzer=_terms, sublinear_tf=True)
        pieces = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, preprocessor=fold)
        terms = vocabulary.fit_transform(texts.text)
        regression = LogisticRegression(C=STRENGTH, max_iter=2_000)
        regression.fit(_features(terms, pieces.fit_transform(texts.text), texts.vectors), labels.astype(str))
        return cls(vocabulary, pieces, regression, codes, np.asarray((terms > 0).sum(axis=0)).ravel())

    def chances(self, texts: Texts) -> NDArray[np.float64]:
        """(n, codes) probabilities, rounded so that they are the same wherever they are compared."""
        found = np.zeros((len(texts.text), len(self.codes)))
        columns = [self.codes.index(str(code)) for code in self.regression.classes_]
        for start in range(0, len(found), _CHUNK):
            rows = np.arange(start, min(start + _CHUNK, len(found)))
            part = texts.at(rows)
            words, pieces = (learnt.transform(part.text) for learnt in (self.vocabulary, self.pieces))
            features = _features(words, pieces, part.vectors)
            found[rows[:, None], columns] = self.regression.predict_proba(features)
        return np.round(found, 6)

    def words(self) -> dict[str, tuple[str, ...]]:
        """Terms of largest weight for each code, held by ``WORDS_IN`` examples at least."""
        names = self.vocabulary.get_feature_names_out()
        weights = self.regression.coef_[:, : len(names)]
        if len(self.codes) == 2:
            weights = np.vstack([-weights, weights])
        plain = (self.held >= WORDS_IN) & np.array([_tells(name) for name in names], dtype=np.bool_)
        shown = {}
        for code, weight in zip(self.regression.classes_, weights, strict=True):
            order = [i for i in np.argsort(-weight, kind="stable") if plain[i] and weight[i] > 0]
            shown[str(code)] = tuple(str(names[i]) for i in order[:WORDS_SHOWN])
        return shown


def _tells(term: str) -> bool:
    """Whether a term is worth showing: not a place in the opening, nor link words alone."""
    return ":" not in term and any(word in _SIDES or word.strip("'") not in _LINKS for word in term.split())


def _features(
    terms: sparse.csr_matrix, pieces: sparse.csr_matrix, vectors: NDArray[np.float32]
) -> sparse.csr_matrix:
    """Words, pieces of words and vector side by side, each of norm 1."""
    dense = sparse.csr_matrix(vectors.astype(np.float64))
    return sparse.hstack([terms, pieces, dense], format="csr")


def _terms(text: str) -> list[str]:
    """Words and pairs of words, folded, and the first words with their place (« 1:non »)."""
    found = _TOKEN.findall(fold(text))
    pairs = [f"{a} {b}" for a, b in pairwise(found)]
    return [*found, *pairs, *(f"{place}:{word}" for place, word in enumerate(found[:OPENING], 1))]


def _hesitant(chances: NDArray[np.float64], texts: Texts) -> NDArray[np.int64]:
    """Rows to read next: little between the two best codes, and far from those already chosen."""
    if not len(chances):
        return np.zeros(0, dtype=np.int64)
    two = np.sort(chances, axis=1)[:, -2:]
    doubt = 1.0 - (two[:, 1] - two[:, 0])
    candidates = np.argsort(-doubt, kind="stable")[:NEXT_AMONG]
    vectors, worth = texts.vectors[candidates].astype(np.float64), doubt[candidates]
    far = np.ones(len(candidates))
    chosen: list[int] = []
    while len(chosen) < min(NEXT, len(candidates)):
        value = np.round(worth * far, 6)
        value[chosen] = -1.0
        pick = int(value.argmax())
        chosen.append(pick)
        far = np.minimum(far, 1.0 - np.clip(vectors @ vectors[pick], 0.0, 1.0))
    return candidates[chosen]
