"""Agreement that camps do not explain: a consensus measure without groups.

The model is that of Community Notes (Wojcik et al. 2022, arXiv 2210.15723): vote of i on j ≈
w_i·x_j + b_i + c_j, where w_i is where a participant stands on the main divide, x_j how much a statement
follows it, b_i how readily the participant agrees, and c_j the agreement that is left. Squared error plus a
ridge λ·(b² + c²) + λ_f·(w² + x²), λ five times λ_f as there, so that a divide is preferred to an intercept.

Two differences, so that the figure is determined and anyone can recompute it. One closed-form pass instead of
a descent from a random start: x_j is first the published component, which gives w_i and b_i, which give x_j
and c_j. And the zero of w is put halfway between the mean positions of the two sides: c_j is what somebody
between the camps is expected to vote, whatever the sizes of the camps.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse

from concertia.votes.arrays import Floats
from concertia.votes.matrix import VoteMatrix

INTERCEPT_RIDGE = 1.0
FACTOR_RIDGE = 0.2


def bridging(matrix: VoteMatrix, component: Floats) -> Floats:
    """(S,) c_j: vote expected from somebody between the camps, about −1 to 1; 0 for a zeroed statement.

    ``component`` (S,) is the first principal component. Linear in the votes; only sums over sparse rows, so
    the result does not depend on the linear-algebra library.
    """
    votes, voted = _sparse_votes(matrix)
    tilt = component * np.sqrt(matrix.shape[1])
    everyone = np.ones(matrix.shape[0])
    common = (votes.T @ everyone) / (voted.T @ everyone + INTERCEPT_RIDGE)
    side, leaning = _ridge(votes, voted, tilt, common)
    side -= _halfway(side)
    _, common = _ridge(votes.T, voted.T, side, leaning - leaning.mean())
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
    """Halfway between the mean of those above the overall mean and the mean of those below."""
    middle = float(side.mean())
    away = side - middle
    nearly = 1e-9 * float(np.abs(away).max())
    above, below = away > nearly, away < -nearly
    return float(side[above].mean() + side[below].mean()) / 2 if above.any() and below.any() else middle
