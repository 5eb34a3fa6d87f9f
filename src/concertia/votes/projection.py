"""Where participants stand: two principal components of the centred votes, as published by Polis.

A missing vote is replaced by the mean of its statement, which centring turns into exactly zero: the centred
matrix has one value per vote and nothing else, so working on the sparse matrix is exact, not an
approximation.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import linalg, sparse
from scipy.sparse.linalg import LinearOperator, eigsh

from concertia.votes.arrays import Flags, Floats
from concertia.votes.matrix import VoteMatrix

DENSE_LIMIT = 600
"""Up to this many statements the S × S covariance is decomposed whole; above, by Lanczos iterations."""


@dataclass(frozen=True)
class Projection:
    """The plane of opinions, with agree = +1.

    ``center`` (S,) mean vote of each statement in [−1, 1]; ``components`` (2, S) orthonormal rows, zero where
    there is no such direction; ``positions`` (P, 2) of the participants.
    """

    center: Floats
    components: Floats
    positions: Floats


def column_means(matrix: VoteMatrix) -> Floats:
    """(S,) mean of the votes of each statement, in [−1, 1]; 0 where the statement is zeroed."""
    totals = np.bincount(matrix.cols, weights=matrix.values_in_maths(), minlength=matrix.shape[1])
    voters = np.bincount(matrix.cols, minlength=matrix.shape[1])
    means: Floats = totals / np.maximum(voters, 1)
    means[matrix.zeroed] = 0.0
    return means


def project(matrix: VoteMatrix) -> Projection:
    """Centre, components and positions of the participants.

    The position is Σ (vote − centre)·component over the votes of a participant, times
    √(n_statements / n_votes), where n_votes counts every zeroed statement as voted on by all: Polis sets such
    columns to zero, it does not empty them. The sign of a component makes its sum positive.
    """
    center = column_means(matrix)
    centred = centred_votes(matrix, center)
    components = principal_components(centred)
    voted = matrix.votes_by_participant + _zeroed_not_voted(matrix)
    scale = np.sqrt(matrix.shape[1] / np.maximum(voted, 1))
    positions = np.column_stack([centred @ component for component in components]) * scale[:, None]
    return Projection(center, components, positions)


def centred_votes(matrix: VoteMatrix, center: Floats) -> sparse.csr_array:
    """(P, S) sparse: vote − centre where there is a vote on a statement that counts, 0 elsewhere."""
    data = matrix.values_in_maths() - center[matrix.cols]
    if matrix.zeroed.any():
        data[matrix.zeroed[matrix.cols]] = 0.0
    return sparse.csr_array((data, matrix.cols, matrix.row_starts), shape=matrix.shape)


def principal_components(centred: sparse.csr_array) -> Floats:
    """(2, S) first right singular vectors of the sparse matrix, deterministic, with a sign rule."""
    columns = centred.shape[1]
    if columns <= DENSE_LIMIT:
        gram = (centred.T @ centred).toarray()
        values, vectors = linalg.eigh(gram, subset_by_index=(max(columns - 2, 0), columns - 1))
    else:
        transposed = centred.T
        operator = LinearOperator(
            (columns, columns), matvec=lambda vector: transposed @ (centred @ vector), dtype=np.float64
        )
        start = np.ones(columns) / np.sqrt(columns)
        values, vectors = eigsh(operator, k=2, which="LA", v0=start, tol=1e-12)
    components = np.zeros((2, columns))
    floor = 1e-12 * max(float(values.max(initial=0.0)), 1.0)
    for axis, index in enumerate(np.argsort(-values, kind="stable")):
        if values[index] > floor:
            components[axis] = _signed(vectors[:, index])
    return components


def statement_positions(center: Floats, components: Floats, statements: int) -> Floats:
    """(S, 2) where somebody would stand who only agreed with that statement.

    √statements · (1 − centre)·component; ``statements`` is the number of columns of the matrix.
    """
    positions: Floats = np.sqrt(statements) * (1.0 - center)[:, None] * components.T
    return positions


def extremity(center: Floats, components: Floats, statements: int) -> Floats:
    """(S,) distance of each statement's position from the origin, ≥ 0."""
    x, y = statement_positions(center, components, statements).T
    distance: Floats = np.sqrt(x * x + y * y)
    return distance


def in_conversation(matrix: VoteMatrix) -> Flags:
    """(P,) who is placed in a group: those with at least min(7, S) votes.

    When they are fewer than 15, the 15 most active (the earliest in ``start_order`` first among equals).
    Polis also keeps whoever once met the rule, which depends on the history of updates and is not reproduced.
    """
    votes = matrix.votes_by_participant
    enough: Flags = votes >= min(7, matrix.shape[1])
    if int(enough.sum()) < 15:
        order = matrix.start_order
        most_active = order[np.argsort(-votes[order], kind="stable")][:15]
        enough = np.zeros(len(votes), dtype=np.bool_)
        enough[most_active] = True
    return enough


def _signed(vector: Floats) -> Floats:
    """The vector or its opposite: positive sum, or positive largest entry when the sum is nearly zero."""
    total, size = float(vector.sum()), float(np.abs(vector).sum())
    if abs(total) <= 1e-9 * size:
        total = float(vector[int(np.argmax(np.abs(vector)))])
    return -vector if total < 0 else vector


def _zeroed_not_voted(matrix: VoteMatrix) -> Floats:
    """(P,) zeroed statements that each participant did not vote on."""
    zeroed = int(matrix.zeroed.sum())
    if not zeroed:
        return np.zeros(matrix.shape[0])
    on_zeroed = np.bincount(matrix.rows[matrix.zeroed[matrix.cols]], minlength=matrix.shape[0])
    return (zeroed - on_zeroed).astype(np.float64)
