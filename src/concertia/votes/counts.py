"""Counts of votes by statement, and by group and statement: exact integers."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from concertia.corpus.schema import AGREE, DISAGREE, MIXED, PASS
from concertia.votes.matrix import Integers, VoteMatrix

Counts = NDArray[np.int64]
KINDS = (AGREE, DISAGREE, PASS, MIXED)
"""What the last axis of a table of counts holds, in this order."""


def statement_counts(matrix: VoteMatrix) -> Counts:
    """(S, 4) agree, disagree, pass, mitigé of all participants."""
    return group_counts(matrix, np.zeros(matrix.shape[0], dtype=np.int32), 1)[0]


def group_counts(matrix: VoteMatrix, labels: Integers, k: int) -> Counts:
    """(k, S, 4) agree, disagree, pass, mitigé of each group; ``labels`` (P,) is −1 outside every group."""
    statements = matrix.shape[1]
    cells = (k + 1) * statements
    place = labels[matrix.rows]
    place[place < 0] = k
    place *= np.int32(statements)
    place += matrix.cols
    counted = [np.bincount(place[matrix.values == kind], minlength=cells) for kind in KINDS]
    return np.stack(counted, axis=-1).reshape(k + 1, statements, len(KINDS))[:k]


def seen(counts: Counts) -> Counts:
    """Number of people who voted, whatever the vote: the last axis summed."""
    total: Counts = counts.sum(axis=-1)
    return total
