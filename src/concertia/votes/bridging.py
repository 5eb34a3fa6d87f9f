"""Agreement that camps do not explain: a consensus measure without groups.

After the matrix factorisation of Community Notes (Wojcik et al. 2022, arXiv 2210.15723): vote of i on j ≈
w_i·x_j + b_i + c_j, where w_i is where a participant stands on the main divide, x_j how much a statement
follows it, b_i how readily the participant agrees, and c_j the agreement left. Squared error plus ridge λ·(b²
+ c²) + λ_f·(w² + x²), with λ five times λ_f as there, so that a divide is preferred to an intercept. Two
differences, both so that the figure is determined: alternating least squares from the first principal
component, a fixed number of times, instead of gradient descent from a random start; and the zero of w is put
halfway between the mean positions of the two sides, so c_j is what somebody between the camps would vote,
whatever their sizes.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse

from concertia.votes.arrays import Floats
from concertia.votes.matrix import VoteMatrix

INTERCEPT_RIDGE = 1.0
FACTOR_RIDGE = 0.2
ROUNDS = 12


def bridging(matrix: VoteMatrix, component: Floats) -> Floats:
    """(S,) c_j: vote expected from somebody between the camps, about −1 to 1; 0 for a zeroed statement.

    ``component`` (S,) is the first principal component. O(votes) for each of a fixed number of rounds; only
    sums over sparse rows, so the result does not depend on the linear-algebra library.
    """
    votes, voted = _sparse_votes(matrix)
    tilt = component * np.sqrt(matrix.shape[1])
    common = (votes.T @ np.ones(matrix.shape[0])) / (voted.T @ np.ones(matrix.shape[0]) + INTERCEPT_RIDGE)
    side = np.zeros(matrix.shape[0])
    for _ in range(ROUNDS):
        side, leaning = _ridge(votes, voted, tilt, common)
        neutral = _halfway(side)
        side -= neutral
        leaning -= leaning.mean()
        tilt, common = _ridge(votes.T, voted.T, side, leaning)
    return np.where(matrix.zeroed, 0.0, common)


def _sparse_votes(matrix: VoteMatrix) -> tuple[sparse.csr_array, sparse.csr_array]:
    """(P, S) votes and (P, S) ones where there is a vote, on the statements that count."""
    counted = (~matrix.zeroed[matrix.cols]).astype(np.float64)
    structure = (matrix.cols, matrix.row_starts)
    votes = sparse.csr_array((matrix.values_in_maths() * counted, *structure), shape=matrix.shape)
    return votes, sparse.csr_array((counted, *structure), shape=matrix.shape)


def _ridge(
    votes: sparse.csr_array, voted: sparse.csr_array, factor: Floats, intercept: Floats
) -> tuple[Floats, Floats]:
    """For each row, the (slope, constant) that best explain its votes by ``factor``, given the other
    intercepts.
    """
    ones = np.ones(len(factor))
    sum_xx = voted @ (factor * factor) + FACTOR_RIDGE
    sum_x = voted @ factor
    count = voted @ ones + INTERCEPT_RIDGE
    with_factor = votes @ factor - voted @ (intercept * factor)
    alone = votes @ ones - voted @ intercept
    determinant = sum_xx * count - sum_x * sum_x
    slope = (with_factor * count - alone * sum_x) / determinant
    constant = (alone * sum_xx - with_factor * sum_x) / determinant
    return slope, constant


def _halfway(side: Floats) -> float:
    """Halfway between the mean of those above the overall mean and the mean of the others."""
    above = side > side.mean()
    if not above.any() or above.all():
        return float(side.mean())
    return float((side[above].mean() + side[~above].mean()) / 2)
