"""Which statement would be worth showing next: Polis's comment priority, and the draw of the next one."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from concertia.votes.arrays import Counts, Flags, Floats, Integers
from concertia.votes.counts import group_counts, seen, statement_counts
from concertia.votes.groups import group_participants
from concertia.votes.matrix import VoteMatrix
from concertia.votes.projection import extremity, in_conversation, project

META_PRIORITY = 49.0
UNSEEN_PRIORITY = (0.5 * 0.5 * 9) ** 2
"""Priority of a statement nobody has seen: the formula with no vote and no extremity."""
UNSEEN_INFORMATION = (2 / 3 * 1.5 * 9) ** 2
"""The same for ``informations``, with a mean weight on the axes."""
LIKENESS = 0.7
"""Weight of an answer in the belief about a group: answers of one person repeat each other."""
SHAKE = 0.05
"""How much scores may be mixed by chance."""
LEAST_GAIN = 0.01
"""Added to what an answer should tell, in nats: nothing is left for ever unseen."""
TRIES = 64
"""Draws among all statements before those already seen are listed one by one."""


def priorities(counts: Counts, extremity: Floats, meta: Flags) -> Floats:
    """(S,) priority ≥ 0 of each statement; ``counts`` (S, 4) of those in the conversation.

    With p = (pass + 1)/(all + 2), a = (agree + 1)/(all + 2) and E the extremity:
    ((1 − p)·(E + 1)·a·(1 + 8·2^(−all/5)))². A statement about the conversation has 7² = 49.
    """
    total = seen(counts)
    passed = (counts[:, 2] + counts[:, 3] + 1) / (total + 2)
    agreed = (counts[:, 0] + 1) / (total + 2)
    importance = (1 - passed) * (extremity + 1) * agreed
    priority = (importance * (1 + 8 * np.exp2(-total / 5))) ** 2
    return np.where(meta, META_PRIORITY, priority)


def priorities_of(matrix: VoteMatrix) -> Floats:
    """(S,) priority of each statement of a matrix, from the votes of those in the conversation."""
    projection = project(matrix)
    inside = np.flatnonzero(in_conversation(matrix))
    far = extremity(projection.center, projection.components, matrix.shape[1])
    return priorities(statement_counts(matrix.take(inside)), far, matrix.meta)


def informations(matrix: VoteMatrix) -> Floats:
    """(S,) how much one more vote on each statement tells of the groups, ≥ 0: what the site routes by.

    With v the variance of its votes (a pass is 0, one agree and one disagree added), L the squared weight of
    the statement on the two axes divided by its mean over statements, and n the votes it has:
    (v·(L + ½)·(1 + 8·2^(−n/5)))². A statement on which all agree tells nothing, whatever its extremity; one
    that few have seen comes first, as in Polis. Measured against it by ``evaluation/routing.py``.
    """
    components = project(matrix).components
    counts = statement_counts(matrix)
    total = seen(counts)
    agreed, refused = (counts[:, 0] + 1) / (total + 3), (counts[:, 1] + 1) / (total + 3)
    variance = agreed + refused - (agreed - refused) ** 2
    weight = (components**2).sum(axis=0)
    weight /= max(float(weight.mean()), 1e-12)
    told: Floats = (variance * (weight + 0.5) * (1 + 8 * np.exp2(-total / 5))) ** 2
    return np.where(matrix.zeroed, 0.0, told)


@dataclass(frozen=True)
class Chances:
    """``answers`` (k, S, 3) chances of agree, pass, disagree in each group; ``prior`` (k,) share of each."""

    answers: Floats
    prior: Floats

    @cached_property
    def surprise(self) -> Floats:
        """(k, S) entropy of the answers of each group."""
        found: Floats = -(self.answers * np.log(self.answers)).sum(axis=-1)
        return found

    def expected(self, columns: Sequence[int], values: Sequence[int]) -> Floats:
        """(S,) what an answer on each statement should tell of the group of somebody who answered these.

        The mutual information of the answer and the group, in nats, given ``values`` (1, 0, −1) on
        ``columns``; answers already given count for less than they should were they independent.
        """
        answered = self.answers[:, list(columns), [1 - value for value in values]]
        belief = np.log(self.prior) + LIKENESS * np.log(answered).sum(axis=1)
        share = np.exp(belief - belief.max())
        share /= share.sum()
        mean = np.tensordot(share, self.answers, axes=1)
        told: Floats = -(mean * np.log(mean)).sum(axis=-1) - share @ self.surprise
        return np.maximum(told, 0.0)


def chances_of(matrix: VoteMatrix) -> Chances:
    """The groups found now, and what each answers, drawn towards everyone where few of it answered."""
    positions = project(matrix).positions
    everyone = np.ones(matrix.shape[0], dtype=np.bool_)
    found = group_participants(positions, matrix.start_order, everyone)
    counts = group_counts(matrix, found.labels, found.k).astype(np.float64)
    three = np.stack([counts[..., 0], counts[..., 2] + counts[..., 3], counts[..., 1]], axis=-1)
    overall = three.sum(axis=0)
    usual = (overall + 1) / (overall.sum(axis=-1, keepdims=True) + 3)
    answers = (three + 2 * usual) / (three.sum(axis=-1, keepdims=True) + 2)
    return Chances(answers, np.bincount(found.labels, minlength=found.k) / len(found.labels))


def most_telling(scores: Floats, done: Collection[int], seed: Sequence[int]) -> int | None:
    """The statement not in ``done`` with the highest score, nearly equal ones drawn; ``None``: all done."""
    if len(done) >= len(scores):
        return None
    mixed = scores * (1 + SHAKE * np.random.default_rng(list(seed)).random(len(scores)))
    mixed[list(done)] = -1.0
    return int(np.argmax(mixed))


def cumulated(weights: Floats) -> Floats:
    """(S,) running sums of weights ≥ 0, in which ``draw`` looks; all equal where all are zero."""
    sums: Floats = np.cumsum(weights if weights.sum() > 0 else np.ones(len(weights)))
    return sums


def draw(sums: Floats, done: Collection[int], seed: Integers | list[int]) -> int | None:
    """A statement not in ``done`` (indices), with probability ∝ its weight; ``None`` when all are done.

    ``sums``: ``cumulated`` weights. The same ``seed`` (integers), sums and ``done`` give the same statement.
    Almost always one look in the sums; statements of weight zero come when nothing else is left.
    """
    if len(done) >= len(sums):
        return None
    generator = np.random.default_rng(list(seed))
    for point in generator.random(TRIES) * sums[-1]:
        index = int(np.searchsorted(sums, point, side="right"))
        if index not in done:
            return index
    left = np.setdiff1d(np.arange(len(sums)), np.fromiter(done, dtype=np.int64, count=len(done)))
    weights = np.diff(sums, prepend=0.0)[left]
    again = cumulated(weights)
    return int(left[np.searchsorted(again, generator.random() * again[-1], side="right")])
