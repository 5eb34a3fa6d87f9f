"""Weights of contributions: a person who wrote ten times, a text that was drawn because it was sent often.

P1 = 1 / N1, N1 being the contributions of one author to one question: each author weighs one. P2 = 1 / (1 −
(1 − G / N)^D): the inverse of the chance that one of G copies among N contributions is among D draws, for
shares estimated on the texts that people read. The product is the weight of the volunteers of the Grande
Annotation (2019), the one published treatment of repeats that keeps both counts honest.
"""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from concertia.synthesis.counts import Counter

_MOST_DRAWS = 2**40
_CLOSE = 1e-9


def author_weights(counter: Counter) -> NDArray[np.float64]:
    """P1 of each contribution of the corpus, in ]0, 1]: 1 where the author is unknown; 0 if rejected."""
    reading = counter.reading
    rows = counter.admitted_contributions
    questions = reading.corpus.contributions["question"]
    keys = [(int(counter.author_code[row]), questions[row]) for row in rows]
    sizes = Tally(keys)
    weights = np.zeros(len(reading.corpus), dtype=np.float64)
    weights[rows] = [1.0 if author < 0 else 1 / sizes[author, asked] for author, asked in keys]
    return weights


def same_text(counter: Counter) -> NDArray[np.int64]:
    """For each contribution, a number shared by those that say exactly the same passages; −1 if rejected."""
    reading = counter.reading
    said: dict[int, list[int]] = {}
    for unit in counter.admitted_units:
        said.setdefault(int(reading.row[unit]), []).append(int(counter.text_code[unit]))
    numbers: dict[tuple[int, ...], int] = {}
    found = np.full(len(reading.corpus), -1, dtype=np.int64)
    for row, passages in said.items():
        found[row] = numbers.setdefault(tuple(passages), len(numbers))
    return found


def draw_weights(groups: NDArray[np.int64], total: int, draws: int) -> NDArray[np.float64]:
    """P2 of texts said ``groups`` times among ``total``, after ``draws`` draws; 1 or more.

    Raises ValueError where nothing was drawn or a group is empty or larger than the total.
    """
    if draws < 1 or (groups < 1).any() or (groups > total).any():
        raise ValueError(f"{draws} draws of groups of {groups} among {total}")
    missed = (1 - groups / total) ** draws
    return np.asarray(1 / (1 - missed), dtype=np.float64)


def draws_for(groups: NDArray[np.int64], total: int, read: int) -> int:
    """Least number of draws after which ``read`` different texts are expected to have been drawn."""
    low, high = 0, 1
    while high < _MOST_DRAWS and _expected(groups, total, high) < read - _CLOSE:
        low, high = high, high * 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if _expected(groups, total, middle) < read - _CLOSE else (low, middle)
    return high


def _expected(groups: NDArray[np.int64], total: int, draws: int) -> float:
    return float((1 - (1 - groups / total) ** draws).sum())


def estimated_shares(counter: Counter, codes: Sequence[tuple[int, str]]) -> dict[str, float]:
    """Share of each code among all contributions, from those that people read: (contribution row, code).

    A text that was read stands for all its copies: Σ P1·P2 of the contributions whose text has the code / Σ
    P1·P2 of those whose text was read (Hájek). A text may have several codes. The texts must have been drawn,
    not chosen, for this to say something of the others.
    """
    texts = same_text(counter)
    coded = sorted({(int(texts[row]), code) for row, code in codes if texts[row] >= 0})
    if not coded:
        return {}
    admitted = texts >= 0
    groups = np.bincount(texts[admitted])
    spoken = np.bincount(texts[admitted], weights=author_weights(counter)[admitted])
    read = sorted({text for text, _ in coded})
    total = int(groups.sum())
    drawn = draw_weights(groups[read], total, draws_for(groups, total, len(read)))
    weight = dict(zip(read, (spoken[read] * drawn).tolist(), strict=True))
    everything = sum(weight.values())
    shares: dict[str, float] = {}
    for text, code in coded:
        shares[code] = shares.get(code, 0.0) + weight[text] / everything
    return shares
