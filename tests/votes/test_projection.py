from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from making import BLANK, camps, matrix

from concertia.votes import projection
from concertia.votes.projection import column_means, extremity, in_conversation, project

tables = arrays.arrays(
    np.int8,
    st.tuples(st.integers(1, 12), st.integers(1, 8)),
    elements=st.sampled_from([1, -1, 0, 2, BLANK]),
)


def filled(table: np.ndarray) -> np.ndarray:
    """The table with at least one vote in every row and column."""
    table = table.copy()
    table[:, 0][table[:, 0] == BLANK] = 0
    table[0][table[0] == BLANK] = 1
    return table


def test_means_ignore_missing_votes_and_count_mitige_as_neither() -> None:
    found = matrix([[1, 2, -1], [1, 1, BLANK], [0, BLANK, BLANK]], zeroed=[2])
    assert column_means(found).tolist() == pytest.approx([2 / 3, 1 / 2, 0])


def test_one_statement_by_hand() -> None:
    # Centre 0, one direction; two votes of one statement: position = ±1 · √(1/1).
    found = project(matrix([[1], [-1]]))
    assert found.center.tolist() == [0.0]
    assert found.components.tolist() == [[1.0], [0.0]]
    assert found.positions.tolist() == [[1.0, 0.0], [-1.0, 0.0]]


def test_zeroed_statements_count_as_voted_by_all() -> None:
    # Participant 1 voted on one statement of two: with the second one zeroed n_votes is 2, the scale √(2/2).
    table = [[1, 1], [-1, BLANK]]
    plain, zeroed = project(matrix(table)), project(matrix(table, zeroed=[1]))
    assert abs(plain.positions[1, 0]) == pytest.approx(np.sqrt(2 / 1))
    assert abs(zeroed.positions[1, 0]) == pytest.approx(np.sqrt(2 / 2))
    assert zeroed.components[:, 1].tolist() == [0.0, 0.0]


def test_extremity_by_hand() -> None:
    # √4 · (1 − 0.5) · (0.6, 0.8): length 1.
    assert extremity(np.array([0.5]), np.array([[0.6], [0.8]]), 4).tolist() == pytest.approx([1.0])


def test_everybody_votes_the_same() -> None:
    found = project(matrix([[1, 0, -1]] * 4))
    assert not found.components.any()
    assert not found.positions.any()


def test_both_decompositions_agree(monkeypatch: pytest.MonkeyPatch) -> None:
    found = camps(60, 30, 3)
    dense = project(found)
    monkeypatch.setattr(projection, "DENSE_LIMIT", 2)
    sparse = project(found)
    assert np.abs(dense.components - sparse.components).max() < 1e-8
    assert np.abs(dense.positions - sparse.positions).max() < 1e-8


@settings(deadline=None)
@given(tables)
def test_the_sparse_projection_is_that_of_the_filled_matrix(table: np.ndarray) -> None:
    table = filled(table)
    found = project(matrix(table.tolist()))
    votes = np.where(table == BLANK, np.nan, np.where(table == 2, 0, table))
    center = np.nanmean(votes, axis=0)
    centred = np.where(np.isnan(votes), 0, votes - center)
    assert found.center == pytest.approx(center)
    explained = (centred @ found.components.T) ** 2
    best = np.linalg.svd(centred, compute_uv=False)[:2] ** 2
    assert explained.sum(axis=0)[: len(best)] == pytest.approx(best, abs=1e-9)
    scale = np.sqrt(table.shape[1] / (table != BLANK).sum(axis=1))
    assert found.positions == pytest.approx(centred @ found.components.T * scale[:, None], abs=1e-12)
    assert (found.components.sum(axis=1) >= -1e-6).all()
    assert np.isfinite(found.positions).all()


def test_in_conversation_from_seven_votes_or_all() -> None:
    few = [[1] * 3 + [BLANK] * 7] * 5
    many = [[1] * 7 + [BLANK] * 3] * 15 + [[1] * 10]
    assert in_conversation(matrix(few + many)).tolist() == [False] * 5 + [True] * 16
    assert in_conversation(matrix([[1, 1], [1, BLANK]] * 20)).sum() == 20


def test_in_conversation_keeps_the_fifteen_most_active_at_least() -> None:
    # 20 people with 1 to 20 votes out of 30, 14 of them with 7 or more: the next most active joins.
    table = [[1] * votes + [BLANK] * (29 - votes) + [BLANK] for votes in range(1, 20)] + [[1] * 30]
    found = in_conversation(matrix(table))
    assert found.sum() == 15
    assert found[5:].all()
