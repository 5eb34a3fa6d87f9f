"""Counts of votes by statement, and by group and statement: exact integers."""

from __future__ import annotations

import numpy as np

from concertia.corpus.schema import AGREE, DISAGREE, MIXED, PASS
from concertia.votes.arrays import Counts, Integers
from concertia.votes.matrix import VoteMatrix

KINDS = (AGREE, DISAGREE, PASS, MIXED)
"""What the last axis of a table of counts holds, in this order."""


def statement_counts(matrix: VoteMatrix) -> Counts:
    """(S, 4) agree, disagree, pass, mitigé of all participants."""
    counts: Counts = group_counts(matrix, np.zeros(matrix.shape[0], dtype=np.int32), 1)[0]
    return counts


def group_counts(matrix: VoteMatrix, labels: Integers, k: int) -> Counts:
    """(k, S, 4) agree, disagree, pass, mitigé of each group; ``labels`` (P,) is −1 outside every group."""
    statements = matrix.shape[1]
    cells = (k + 1) * statements
    place = labels[matrix.rows]
    place[place < 0] = k
    place *= np.int32(statements)
    place += matrix.cols
    counted = [np.bincount(place[matrix.values == kind], minlength=cells) for kind in KINDS]
    counts: Counts = np.stack(counted, axis=-1).reshape(k + 1, statements, len(KINDS))[:k]
    return counts


def seen(counts: Counts) -> Counts:
    """Number of people who voted, whatever the vote: the last axis summed."""
    total: Counts = counts.sum(axis=-1)
    return total
