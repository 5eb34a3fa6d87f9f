"""Which statements stand for what people answered: seats shared among those who agree (``equal_shares``)."""

from __future__ import annotations

from typing import Any

import numpy as np

from concertia.corpus.schema import AGREE
from concertia.votes.arrays import Counts, Flags, Integers
from concertia.votes.equal_shares import equal_shares
from concertia.votes.matrix import VoteMatrix

SEATS = 10
"""Statements that are selected; a group of a tenth of the participants who agree deserves one."""


def approvals_of(matrix: VoteMatrix, candidates: Flags) -> tuple[list[Counts], int]:
    """For each statement of the matrix, the participants who agree with it, and how many there are in all.

    Nobody approves a statement outside ``candidates`` (S,). A statement one did not see is not approved.
    """
    agreeing = np.flatnonzero((matrix.values == AGREE) & candidates[matrix.cols])
    agreeing = agreeing[np.argsort(matrix.cols[agreeing], kind="stable")]
    ends = np.cumsum(np.bincount(matrix.cols[agreeing], minlength=matrix.shape[1]))
    return np.split(matrix.rows[agreeing].astype(np.int64), ends[:-1]), matrix.shape[0]


def selected(matrix: VoteMatrix, labels: Integers, candidates: Flags) -> dict[str, Any]:
    """``selected`` of the opinions section: statements in the order of their seats, and whom they represent.

    ``labels`` (P,): group of each participant or −1. ``represented`` agree with one of them at least, among
    all ``participants`` and in each group (``by_group``: represented, size).
    """
    approvals, voters = approvals_of(matrix, candidates)
    seats = equal_shares(approvals, voters, SEATS)
    heard = np.zeros(voters, dtype=np.bool_)
    for seat in seats:
        heard[approvals[seat.candidate]] = True
    groups = range(int(labels.max(initial=-1)) + 1)
    return {
        "seats": SEATS,
        "participants": voters,
        "represented": int(heard.sum()),
        "by_group": {
            str(group): [int(heard[labels == group].sum()), int((labels == group).sum())] for group in groups
        },
        "statements": [
            {"statement": str(matrix.statements[seat.candidate]), "why": seat.why} for seat in seats
        ],
    }
