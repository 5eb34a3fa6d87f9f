"""Would the groups be the same with other participants? A bootstrap, summed up by the adjusted Rand index.

Participants are drawn with replacement, the projection and the groups are computed again, and the groups of
those drawn are compared with the published ones: 1 the same partition, 0 no better than chance (Hubert &
Arabie 1985).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from concertia.votes.arrays import Counts, Integers
from concertia.votes.groups import group_participants
from concertia.votes.matrix import VoteMatrix
from concertia.votes.projection import in_conversation, project

REPLICATES = 50
FEWER_REPLICATES = 10
FEWER_ABOVE = 2_000
"""Above this many participants, ``FEWER_REPLICATES`` are enough: each is more precise, and longer."""
MOST_DRAWN = 20_000
"""Above this many participants each replicate draws this many: a prudent figure, since fewer people make
less stable groups.
"""
FRAGILE_BELOW = 0.65
"""Steinley (2004, Psychological Methods 9): below 0.65 an adjusted Rand index shows a poor recovery."""


@dataclass(frozen=True)
class Stability:
    """``mean`` adjusted Rand index in [−1, 1] over ``replicates`` draws of ``drawn`` participants each."""

    mean: float
    replicates: int
    drawn: int
    sampled: bool

    @property
    def fragile(self) -> bool:
        """Whether the groups change too much from one draw to the next to rest a conclusion on them."""
        return self.mean < FRAGILE_BELOW


def bootstrap(matrix: VoteMatrix, labels: Integers, seed: int) -> Stability:
    """Stability of the published ``labels`` (P,), −1 in no group, of the P ≥ 1 participants of ``matrix``."""
    participants = matrix.shape[0]
    drawn = min(participants, MOST_DRAWN)
    replicates = FEWER_REPLICATES if participants > FEWER_ABOVE else REPLICATES
    generator = np.random.Generator(np.random.PCG64(seed))
    scores = [
        _replicate(matrix, labels, np.sort(generator.integers(0, participants, drawn)))
        for _ in range(replicates)
    ]
    return Stability(float(np.mean(scores)), replicates, drawn, drawn < participants)


def _replicate(matrix: VoteMatrix, labels: Integers, rows: Counts) -> float:
    again = matrix.take(rows)
    found = group_participants(project(again).positions, again.start_order, in_conversation(again))
    _, first = np.unique(rows, return_index=True)
    compared = first[(labels[rows[first]] >= 0) & (found.labels[first] >= 0)]
    return adjusted_rand(labels[rows[compared]], found.labels[compared])


def adjusted_rand(one: Integers, other: Integers) -> float:
    """Adjusted Rand index of two partitions of the same items, labels ≥ 0; 1 for fewer than two items."""
    if len(one) < 2:
        return 1.0
    width = int(other.max()) + 1
    table = np.bincount(one.astype(np.int64) * width + other, minlength=(int(one.max()) + 1) * width)
    table = table.reshape(-1, width)
    together = _pairs(table)
    rows, columns, everything = _pairs(table.sum(axis=1)), _pairs(table.sum(axis=0)), _pairs(table.sum())
    expected = rows * columns / everything
    highest = (rows + columns) / 2
    return 1.0 if highest == expected else float((together - expected) / (highest - expected))


def _pairs(counts: Counts) -> float:
    return float((counts * (counts - 1)).sum()) / 2
