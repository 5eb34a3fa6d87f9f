"""No hidden cell can be found again: the attacker knows all totals and solves for the rest."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from concertia.synthesis.protection import Spoken
from concertia.synthesis.protection import hidden_cells as hidden_from
from concertia.synthesis.totals import UNKNOWN, is_small


def hidden_cells(
    table: np.ndarray, parent: list[int], outside: np.ndarray, earlier: np.ndarray, least: int
) -> np.ndarray:
    return hidden_from(Spoken.in_one_theme(table, parent, outside), earlier, least)


def tables(*, nested: bool) -> st.SearchStrategy[tuple[np.ndarray, list[int], np.ndarray, int]]:
    """Leaf counts, parent of each row (parents come last), contributions outside themes, threshold."""

    @st.composite
    def draw(pick: st.DrawFn) -> tuple[np.ndarray, list[int], np.ndarray, int]:
        columns = pick(st.integers(2, 5))
        groups = pick(st.lists(st.integers(1, 3), min_size=1, max_size=3)) if nested else [0]
        lone = pick(st.integers(0 if nested else 2, 5))
        leaves = sum(groups) + lone
        cell = st.one_of(st.integers(0, 6), st.integers(0, 40))
        counts = [[pick(cell) for _ in range(columns)] for _ in range(leaves)]
        parent, rows = [-1] * leaves, list(counts)
        at = 0
        for size in (group for group in groups if group):
            parent[at : at + size] = [len(rows)] * size
            rows.append(np.sum(counts[at : at + size], axis=0).tolist())
            at += size
        parent += [-1] * (len(rows) - leaves)
        outside = [pick(cell) for _ in range(columns)]
        return np.array(rows), parent, np.array(outside), pick(st.integers(2, 6))

    return draw()


def possible_values(
    table: np.ndarray, parent: list[int], outside: np.ndarray, hidden: np.ndarray, row: int, column: int
) -> tuple[int, int]:
    """Least and greatest value of a cell among all tables with the same published figures.

    Known: each theme's total, each value's total (contributions outside themes included), shown cells,
    and that a parent is the sum of its children.
    """
    rows, columns = table.shape
    leaves = [r for r in range(rows) if r not in parent]
    place = {leaf: at for at, leaf in enumerate(leaves)}
    size = (len(leaves) + 1) * columns
    equations, values = [], []

    def cells(r: int, c: int) -> list[int]:
        members = [r] if r in place else [leaf for leaf in leaves if parent[leaf] == r]
        return [place[leaf] * columns + c for leaf in members]

    def add(variables: list[int], value: int) -> None:
        line = np.zeros(size)
        line[variables] = 1
        equations.append(line)
        values.append(value)

    for r in range(rows):
        add([v for c in range(columns) for v in cells(r, c)], int(table[r].sum()))
        for c in range(columns):
            if not hidden[r, c]:
                add(cells(r, c), int(table[r, c]))
    for c in range(columns):
        total = int(table[leaves, c].sum() + outside[c])
        add([*(v for leaf in leaves for v in cells(leaf, c)), len(leaves) * columns + c], total)
    goal = np.zeros(size)
    goal[cells(row, column)] = 1
    found = []
    for sign in (1, -1):
        solved = linprog(sign * goal, A_eq=np.array(equations), b_eq=values, bounds=(0, None))
        assert solved.status == 0
        found.append(round(sign * solved.fun))
    return found[0], found[1]


def no_earlier(table: np.ndarray) -> np.ndarray:
    return np.full_like(table, UNKNOWN)


@settings(max_examples=150, deadline=None)
@given(drawn=st.one_of(tables(nested=False), tables(nested=True)))
def test_a_small_cell_is_never_found_again(drawn: tuple[np.ndarray, list[int], np.ndarray, int]) -> None:
    table, parent, outside, least = drawn
    hidden = hidden_cells(table, parent, outside, no_earlier(table), least)
    small = is_small(table, no_earlier(table), least)
    assert hidden[small].all()
    if hidden.all():
        return
    leaves = [row for row in range(len(table)) if row not in parent]
    for row, column in np.argwhere(small):
        low, high = possible_values(table, parent, outside, hidden, int(row), int(column))
        room = min(least, int(table[row].sum()), int(table[leaves, column].sum() + outside[column]))
        assert high >= room
        assert high - low >= room


def test_a_table_without_small_cells_is_shown_whole() -> None:
    table = np.array([[10, 0, 7], [30, 12, 5]])
    assert not hidden_cells(table, [-1, -1], np.zeros(3, dtype=int), no_earlier(table), 5).any()


def test_one_small_cell_hides_a_rectangle_and_leaves_the_rest() -> None:
    table = np.array([[3, 20, 30], [25, 15, 40], [50, 60, 70]])
    hidden = hidden_cells(table, [-1, -1, -1], np.zeros(3, dtype=int), no_earlier(table), 5)
    assert hidden.tolist() == [[True, True, False], [True, True, False], [False, False, False]]


def test_contributions_outside_themes_make_the_second_theme_needless() -> None:
    table = np.array([[3, 20, 30], [25, 15, 40]])
    hidden = hidden_cells(table, [-1, -1], np.array([9, 0, 0]), no_earlier(table), 5)
    assert hidden.tolist() == [[True, True, False], [False, False, False]]


def test_a_difference_with_an_earlier_publication_is_small() -> None:
    table = np.array([[23, 40], [30, 50]])
    earlier = np.array([[21, 10], [UNKNOWN, 20]])
    hidden = hidden_cells(table, [-1, -1], np.zeros(2, dtype=int), earlier, 5)
    assert hidden[0, 0]
    assert hidden.sum() == 4
    assert not hidden_cells(table, [-1, -1], np.zeros(2, dtype=int), no_earlier(table), 5).any()


def test_themes_too_small_everywhere_do_not_hide_the_large_ones() -> None:
    """Five large themes and ten of twelve contributions spread over eight territories, as in real life."""
    large = [[40 + 3 * row + column for column in range(8)] for row in range(5)]
    tiny = [[(row + column) % 4 for column in range(8)] for row in range(10)]
    table = np.array(large + tiny)
    hidden = hidden_cells(table, [-1] * 15, np.zeros(8, dtype=int), no_earlier(table), 5)
    assert hidden[5:][table[5:] > 0].all()
    assert (~hidden[:5]).all(axis=1).sum() >= 3


def test_a_value_of_few_contributions_does_not_hide_the_others() -> None:
    table = np.array([[40, 50, 1], [60, 45, 2], [55, 70, 0], [80, 30, 0]])
    hidden = hidden_cells(table, [-1] * 4, np.zeros(3, dtype=int), no_earlier(table), 5)
    assert hidden[:, 2].all()
    assert not hidden[:, 0].any() or not hidden[:, 1].any()


def test_where_nothing_protects_everything_is_hidden() -> None:
    table = np.array([[1, 2], [3, 4]])
    assert hidden_cells(table, [-1, -1], np.zeros(2, dtype=int), no_earlier(table), 5).all()


def overlapping() -> Spoken:
    """Themes A, C, D, E: all that A says in the south is in D too, all that C says is in E too."""
    sets = np.array([[1, 0, 0, 0], [1, 0, 1, 0], [0, 1, 0, 1]], dtype=bool)
    return Spoken(sets, np.array([[2, 0], [0, 20], [12, 12]])[:, :, None])


def possible_in(spoken: Spoken, hidden: np.ndarray, row: int, column: int) -> tuple[int, int]:
    """Least and greatest value of a cell for who knows in which themes each contribution is.

    Known: how many contributions have each set of themes, how many have each value in each stratum, and the
    cells that are shown.
    """
    shape = spoken.counts.shape
    lines, values = [], []

    def add(where: np.ndarray, count: int) -> None:
        lines.append(where.ravel().astype(float))
        values.append(count)

    def cell(r: int, c: int) -> np.ndarray:
        where = np.zeros(shape)
        where[spoken.sets[:, r], c] = 1
        return where

    for group in range(shape[0]):
        for stratum in range(shape[2]):
            where = np.zeros(shape)
            where[group, :, stratum] = 1
            add(where, int(spoken.counts[group, :, stratum].sum()))
    for value in range(shape[1]):
        for stratum in range(shape[2]):
            where = np.zeros(shape)
            where[:, value, stratum] = 1
            add(where, int(spoken.counts[:, value, stratum].sum()))
    for r, c in np.argwhere(~hidden):
        add(cell(int(r), int(c)), int(spoken.table[r, c]))
    found = []
    for sign in (1, -1):
        solved = linprog(sign * cell(row, column).ravel(), A_eq=np.array(lines), b_eq=values)
        assert solved.status == 0
        found.append(round(sign * solved.fun))
    return found[0], found[1]


def test_the_attack_that_knows_in_which_themes_each_contribution_is() -> None:
    """Hiding A and C, enough if each contribution were in one theme, lets D and E give it."""
    spoken = overlapping()
    before = np.array([[True, True], [True, True], [False, False], [False, False]])
    assert possible_in(spoken, before, 0, 0) == (2, 2)
    hidden = hidden_from(spoken, no_earlier(spoken.table), 5)
    low, high = possible_in(spoken, hidden, 0, 0)
    assert (low, high - low >= 5) == (0, True)


def free_to_move(spoken: Spoken, row: int, column: int) -> int:
    """How far a cell can go where nothing is published but the totals."""
    theme = spoken.counts[spoken.sets[:, row]].sum(axis=(0, 1))
    value, everybody = spoken.counts.sum(axis=0)[column], spoken.counts.sum(axis=(0, 1))
    return int((np.minimum(theme, value) - np.maximum(value - (everybody - theme), 0)).sum())


@st.composite
def overlaps(pick: st.DrawFn) -> tuple[Spoken, int]:
    """Sets of themes drawn at random, the empty one among them; one stratum or several."""
    themes, values, strata = pick(st.integers(1, 5)), pick(st.integers(2, 4)), pick(st.integers(1, 3))
    drawn = pick(st.lists(st.integers(0, 2**themes - 1), min_size=1, max_size=7, unique=True))
    sets = np.array([[bool(code >> at & 1) for at in range(themes)] for code in drawn])
    cell = st.one_of(st.just(0), st.integers(0, 4), st.integers(0, 30))
    counts = [[[pick(cell) for _ in range(strata)] for _ in range(values)] for _ in drawn]
    return Spoken(sets, np.array(counts)), pick(st.integers(2, 6))


@settings(max_examples=300, deadline=None)
@given(drawn=overlaps())
def test_a_small_cell_is_never_found_where_contributions_are_in_several_themes(
    drawn: tuple[Spoken, int],
) -> None:
    spoken, least = drawn
    table = spoken.table
    hidden = hidden_from(spoken, no_earlier(table), least)
    small = is_small(table, no_earlier(table), least)
    assert hidden[small].all()
    for row, column in np.argwhere(small):
        low, high = possible_in(spoken, hidden, int(row), int(column))
        assert high - low >= min(least, free_to_move(spoken, int(row), int(column)))


@settings(max_examples=100, deadline=None)
@given(drawn=overlaps(), shares=st.lists(st.floats(0, 1), min_size=30, max_size=30))
def test_what_came_since_the_last_publication_is_not_found_either(
    drawn: tuple[Spoken, int], shares: list[float]
) -> None:
    """The attacker supposes that nothing was withdrawn, and knows all the cells and totals of both."""
    spoken, least = drawn
    before = Spoken(spoken.sets, (spoken.counts * np.resize(shares, spoken.counts.shape)).astype(int))
    earlier = before.table
    bases = before.counts.sum(axis=(0, 2))
    hidden = hidden_from(spoken, earlier, least, bases=bases)
    came = Spoken(spoken.sets, spoken.counts - before.counts)
    for row, column in np.argwhere(is_small(spoken.table, earlier, least)):
        assert hidden[row, column]
        low, high = possible_in(came, hidden, int(row), int(column))
        left = spoken.movable(earlier, bases)
        assert high - low >= min(least, free_to_move(left, int(row), int(column)))
