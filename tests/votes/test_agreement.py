from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from concertia.votes.agreement import consensus, group_aware_consensus, ratio, representative, share
from concertia.votes.routing import priorities

counts_of_groups = arrays.arrays(
    np.int64, st.tuples(st.integers(1, 5), st.integers(1, 10), st.just(4)), elements=st.integers(0, 40)
)


def counts(*rows: tuple[int, int, int]) -> np.ndarray:
    """(S, 4) from agree, disagree, pass."""
    return np.array([(*row, 0) for row in rows])


def test_share_by_hand() -> None:
    found = share(np.array([3, 0]), np.array([4, 0]))
    assert found.p.tolist() == pytest.approx([4 / 6, 1 / 2])
    assert found.z.tolist() == pytest.approx([2 * math.sqrt(5) * 0.3, 1.0])


def test_ratio_by_hand() -> None:
    r, test = ratio(np.array([3]), np.array([4]), np.array([1]), np.array([6]))
    assert r[0] == pytest.approx((4 / 6) / (2 / 8))
    pooled = 6 / 12
    assert test[0] == pytest.approx((4 / 5 - 2 / 7) / math.sqrt(pooled * (1 - pooled) * (1 / 5 + 1 / 7)))


def test_ratio_is_zero_where_everybody_agrees() -> None:
    _, test = ratio(np.array([4]), np.array([4]), np.array([6]), np.array([6]))
    assert test.tolist() == [0.0]


def test_group_aware_consensus_by_hand() -> None:
    product, geometric = group_aware_consensus(np.stack([counts((3, 1, 0)), counts((0, 0, 0))]))
    assert product.tolist() == pytest.approx([4 / 6 * 1 / 2])
    assert geometric.tolist() == pytest.approx([math.sqrt(4 / 6 * 1 / 2)])


def test_the_geometric_mean_does_not_fall_with_the_number_of_groups() -> None:
    group = counts((93, 5, 2))
    few, many = (group_aware_consensus(np.stack([group] * k)) for k in (2, 6))
    assert many[0] < few[0] * 0.8
    assert many[1] == pytest.approx(few[1])


def test_consensus_keeps_five_a_side_best_first_and_no_zeroed_one() -> None:
    table = counts(*[(20 + extra, 0, 5) for extra in range(7)], (0, 30, 1), (5, 5, 5))
    agree, disagree = consensus(table, np.array([True] * 6 + [False] + [True] * 2))
    assert [entry.column for entry in agree] == [5, 4, 3, 2, 1]
    assert [(entry.column, entry.side) for entry in disagree] == [(7, "disagree")]


def test_equal_statements_stay_in_order() -> None:
    agree, _ = consensus(counts(*[(20, 0, 0)] * 7), np.ones(7, dtype=bool))
    assert [entry.column for entry in agree] == [0, 1, 2, 3, 4]


def test_representative_agrees_come_before_disagrees() -> None:
    one = counts((0, 30, 0), (30, 0, 0), (15, 15, 0))
    found = representative(np.stack([one, one[[1, 0, 2]]]), np.ones(3, dtype=bool))
    assert [[(entry.column, entry.side) for entry in entries] for entries in found] == [
        [(1, "agree"), (0, "disagree")],
        [(0, "agree"), (1, "disagree")],
    ]


def test_the_best_one_alone_when_none_qualifies() -> None:
    one, other = counts((2, 2, 0), (0, 1, 0)), counts((2, 2, 0), (1, 0, 0))
    found = representative(np.stack([one, other]), np.ones(2, dtype=bool))
    assert [len(entries) for entries in found] == [1, 1]
    assert found[0][0].column == 1
    assert found[0][0].side == "disagree"


def test_no_candidate_nothing_to_say() -> None:
    assert representative(np.stack([counts((3, 0, 0))]), np.zeros(1, dtype=bool)) == [[]]
    assert consensus(counts((30, 0, 0)), np.zeros(1, dtype=bool)) == ([], [])


def test_priority_by_hand() -> None:
    # 10 votes, 4 agrees, 2 passes, 1 mitigé: p = 4/12, a = 5/12, E = 0.5, 2^(−10/5) = 1/4.
    table = np.array([[4, 3, 2, 1], [4, 3, 2, 1]])
    found = priorities(table, np.array([0.5, 0.5]), np.array([False, True]))
    assert found.tolist() == pytest.approx([((1 - 4 / 12) * 1.5 * 5 / 12 * (1 + 8 / 4)) ** 2, 49])


@given(counts_of_groups)
def test_every_figure_is_finite_and_in_range(table: np.ndarray) -> None:
    candidates = np.ones(table.shape[1], dtype=bool)
    product, geometric = group_aware_consensus(table)
    assert ((product > 0) & (product < 1) & (geometric >= product)).all()
    for entries in representative(table, candidates):
        assert 1 <= len(entries) <= 5
        assert [entry.side for entry in entries] == sorted(entry.side for entry in entries)
        assert len({entry.column for entry in entries}) == len(entries)
        for entry in entries:
            assert all(map(math.isfinite, (entry.p, entry.p_test, entry.repness, entry.repness_test)))
    everyone = priorities(table.sum(axis=0), np.ones(table.shape[1]), ~candidates)
    assert (np.isfinite(everyone) & (everyone >= 0)).all()


@given(counts_of_groups, st.randoms(use_true_random=False))
def test_renaming_groups_only_renames_the_result(table: np.ndarray, random: object) -> None:
    order = list(range(len(table)))
    random.shuffle(order)
    candidates = np.ones(table.shape[1], dtype=bool)
    found = representative(table, candidates)
    assert representative(table[order], candidates) == [found[group] for group in order]
