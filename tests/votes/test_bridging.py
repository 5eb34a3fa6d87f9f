from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from making import BLANK, camps, matrix
from test_projection import filled, tables

from concertia.votes.bridging import bridging
from concertia.votes.projection import project


def test_a_statement_of_both_camps_scores_above_one_of_a_single_camp() -> None:
    found = camps(60, 9, 0)
    score = bridging(found, project(found).components[0])
    assert score[-1] == score.max() > 0.8
    assert np.abs(score[:-1]).max() < 0.3


def test_a_large_camp_does_not_bridge_alone() -> None:
    # 80 against 20: the first four statements please the large camp only, the last one everybody.
    generator = np.random.default_rng(1)
    side = np.repeat([1, -1], [80, 20])
    table = np.column_stack([side] * 4 + [-side] * 3 + [np.ones(100, dtype=int)])
    table = np.where(generator.random(table.shape) < 0.3, BLANK, table)
    found = matrix(table.tolist())
    score = bridging(found, project(found).components[0])
    assert project(found).center[0] > 0.5
    assert np.abs(score[:7]).max() < 0.25
    assert score[7] > 0.8


def test_few_votes_are_drawn_to_zero() -> None:
    table = [[1, 1, BLANK]] * 20 + [[-1, 1, BLANK]] * 20
    table[0] = [1, 1, 1]
    found = matrix(table)
    score = bridging(found, project(found).components[0])
    assert 0 < score[2] < score[1]


def test_a_zeroed_statement_has_no_score() -> None:
    found = matrix([[1, 1], [-1, 1]], meta=[1])
    assert bridging(found, project(found).components[0])[1] == 0.0


@settings(deadline=None)
@given(tables)
def test_always_finite_and_the_opposite_axis_changes_nothing(table: np.ndarray) -> None:
    found = matrix(filled(table).tolist())
    component = project(found).components[0]
    score = bridging(found, component)
    assert np.isfinite(score).all()
    assert np.abs(score - bridging(found, -component)).max() < 1e-9
