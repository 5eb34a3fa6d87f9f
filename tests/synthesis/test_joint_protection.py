"""A table of two attributes and its margins: neither a small cell nor a small total is found."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from concertia.synthesis.joint import Shown, shown_with_margins
from concertia.synthesis.totals import shown_totals


@st.composite
def tables(pick: st.DrawFn) -> tuple[np.ndarray, int]:
    rows, columns = pick(st.integers(1, 5)), pick(st.integers(1, 5))
    cell = st.one_of(st.just(0), st.integers(0, 4), st.integers(0, 40))
    return np.array([[pick(cell) for _ in range(columns)] for _ in range(rows)]), pick(st.integers(2, 6))


def bounds(table: np.ndarray, shown: Shown, goal: np.ndarray) -> tuple[int, int]:
    """Least and greatest value of a sum of cells, given the total, the shown margins and the shown cells."""
    lines, values = [np.ones(table.size)], [int(table.sum())]
    for mask, count, told in [
        *((np.arange(table.size) // table.shape[1] == at, table[at].sum(), shown.rows[at])
          for at in range(len(table))),
        *((np.arange(table.size) % table.shape[1] == at, table[:, at].sum(), shown.columns[at])
          for at in range(table.shape[1])),
        *((np.arange(table.size) == at, table.flat[at], not shown.hidden.flat[at])
          for at in range(table.size)),
    ]:  # fmt: skip
        if told:
            lines.append(mask.astype(float))
            values.append(int(count))
    found = []
    for sign in (1, -1):
        sought = sign * goal.astype(float).ravel()
        solved = linprog(sought, A_eq=np.array(lines), b_eq=values, bounds=(0, None))
        assert solved.status == 0
        found.append(round(sign * solved.fun))
    return found[0], found[1]


@settings(max_examples=200, deadline=None)
@given(drawn=tables())
def test_neither_a_small_cell_nor_a_small_total_is_found(drawn: tuple[np.ndarray, int]) -> None:
    table, least = drawn
    shown = shown_with_margins(table, least)
    for (row, column), count in np.ndenumerate(table):
        if 0 < count < least and min(table.shape) > 1:
            assert shown.hidden[row, column]
            goal = np.zeros_like(table)
            goal[row, column] = 1
            low, high = bounds(table, shown, goal)
            one, two, every = int(table[row].sum()), int(table[:, column].sum()), int(table.sum())
            assert high - low >= min(least, min(one, two) - max(0, one + two - every))
    for axis, told in ((0, shown.rows), (1, shown.columns)):
        sums = table.sum(axis=1 - axis)
        for at, total in enumerate(sums):
            if 0 < total < least and (sums > 0).sum() > 1:
                goal = np.zeros_like(table)
                np.moveaxis(goal, axis, 0)[at] = 1
                low, high = bounds(table, shown, goal)
                assert not told[at]
                assert high - low >= min(least, int(sums[~told].sum()))
                assert high > total


def test_a_withheld_total_is_not_the_sum_of_its_cells() -> None:
    """« île » has three contributions, « val » twelve: the total of val alone would give that of île."""
    table = np.array([[30, 30], [40, 20], [6, 6], [3, 0]])
    shown = shown_with_margins(table, 5)
    assert shown.rows.tolist() == [True, True, False, False]
    assert shown.hidden[2:].all()
    assert bounds(table, shown, np.array([[0, 0], [0, 0], [0, 0], [1, 1]])) == (0, 15)


def test_two_withheld_totals_that_are_small_together_take_a_third() -> None:
    assert shown_totals(np.array([40, 12, 1, 1]), 5).tolist() == [True, False, False, False]


def test_a_total_that_moved_by_one_is_withheld_with_another() -> None:
    now, before = np.array([40, 60, 12]), np.array([40, 50, 11])
    assert shown_totals(now, 5, before).tolist() == [False, True, False]


def test_a_table_with_nothing_small_is_shown_whole() -> None:
    shown = shown_with_margins(np.array([[9, 10], [20, 7]]), 5)
    assert shown.rows.all() and shown.columns.all() and not shown.hidden.any()
