from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from making import camps, matrix
from sklearn.metrics import adjusted_rand_score

from concertia.votes import stability
from concertia.votes.groups import group_participants
from concertia.votes.matrix import VoteMatrix
from concertia.votes.projection import in_conversation, project
from concertia.votes.stability import adjusted_rand, bootstrap

partitions = st.integers(2, 40).flatmap(
    lambda size: st.tuples(*[st.lists(st.integers(0, 4), min_size=size, max_size=size)] * 2)
)


def groups_of(found: VoteMatrix) -> np.ndarray:
    return group_participants(project(found).positions, found.start_order, in_conversation(found)).labels


@given(partitions)
def test_adjusted_rand_is_that_of_scikit_learn(pair: tuple[list[int], list[int]]) -> None:
    one, other = (np.array(labels, dtype=np.int32) for labels in pair)
    assert adjusted_rand(one, other) == pytest.approx(adjusted_rand_score(one, other))


def test_one_item_or_none_is_the_same_partition() -> None:
    assert adjusted_rand(np.zeros(1, dtype=np.int32), np.zeros(1, dtype=np.int32)) == 1.0
    assert adjusted_rand(np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.int32)) == 1.0


def test_two_clear_camps_are_stable() -> None:
    found = camps(80, 12, 0)
    measured = bootstrap(found, groups_of(found), seed=1)
    assert measured.mean > 0.95
    assert not measured.fragile
    assert (measured.replicates, measured.drawn, measured.sampled) == (50, 80, False)


def test_votes_at_random_are_fragile() -> None:
    generator = np.random.default_rng(5)
    found = matrix(generator.integers(-1, 2, (80, 20)).tolist())
    measured = bootstrap(found, groups_of(found), seed=1)
    assert measured.fragile
    assert measured.mean < 0.5


def test_the_seed_decides_and_large_conversations_are_sampled(monkeypatch: pytest.MonkeyPatch) -> None:
    generator = np.random.default_rng(5)
    found = matrix(generator.integers(-1, 2, (60, 15)).tolist())
    labels = groups_of(found)
    assert bootstrap(found, labels, seed=3) == bootstrap(found, labels, seed=3)
    assert bootstrap(found, labels, seed=3).mean != bootstrap(found, labels, seed=4).mean
    monkeypatch.setattr(stability, "FEWER_ABOVE", 50)
    monkeypatch.setattr(stability, "MOST_DRAWN", 40)
    measured = bootstrap(found, labels, seed=3)
    assert (measured.replicates, measured.drawn, measured.sampled) == (10, 40, True)
