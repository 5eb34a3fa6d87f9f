from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from concertia.votes import kmeans as module
from concertia.votes.kmeans import kmeans, nearest, silhouette


def test_starts_from_the_first_distinct_points_and_weighs() -> None:
    points = np.array([[0.0, 0.0], [0.0, 0.0], [10.0, 0.0], [12.0, 0.0]])
    found = kmeans(points, np.array([1.0, 1.0, 1.0, 3.0]), 2, iterations=20)
    assert found.labels.tolist() == [0, 0, 1, 1]
    assert found.centers.tolist() == [[0.0, 0.0], [11.5, 0.0]]
    assert found.weights.tolist() == [2.0, 4.0]


def test_ties_go_to_the_last_centre() -> None:
    assert nearest(np.array([[1.0, 0.0]]), np.array([[0.0, 0.0], [2.0, 0.0]])).tolist() == [1]


def test_fewer_distinct_points_than_clusters() -> None:
    found = kmeans(np.array([[1.0, 2.0]] * 5), np.ones(5), 3, iterations=20)
    assert found.labels.tolist() == [0] * 5
    assert found.centers.tolist() == [[1.0, 2.0]]


def test_an_emptied_cluster_disappears() -> None:
    # (3, 0) starts a cluster, loses itself to the pull of its neighbours at the second step, and is gone.
    points = np.array([[0.0, 0.0], [3.0, 0.0], [4.0, 0.0], [4.2, 0.0]] + [[-1.0, 0.0]] * 3)
    found = kmeans(points, np.ones(len(points)), 3, iterations=20)
    assert len(found.centers) == len(found.weights) == found.labels.max() + 1
    assert found.weights.sum() == len(points)
    assert (np.bincount(found.labels) > 0).all()


def test_the_number_of_steps_is_bounded() -> None:
    points = np.column_stack([np.linspace(0, 100, 400), np.zeros(400)])
    one = kmeans(points, np.ones(400), 2, iterations=1)
    # Centres 0 and 0.25: all but the first point go right, whose mean is the next centre.
    assert one.weights.tolist() == [1.0, 399.0]


coordinates = st.one_of(st.floats(-3, 3, width=32), st.integers(-3, 3).map(float))
clouds = arrays.arrays(np.float64, st.tuples(st.integers(1, 300), st.just(2)), elements=coordinates)


@settings(deadline=None, max_examples=60)
@given(clouds, st.integers(1, 12))
def test_cells_give_the_labels_of_the_plain_algorithm(points: np.ndarray, k: int) -> None:
    plain = kmeans(points, np.ones(len(points)), k, iterations=8)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "CELLS_FROM", 1)
        fast = kmeans(points, np.ones(len(points)), k, iterations=8)
    assert fast.labels.tolist() == plain.labels.tolist()
    assert fast.centers.tolist() == plain.centers.tolist()


def test_silhouette_by_hand() -> None:
    # a = 1 inside; the other cluster at mean distances 9.5 and 10.5, or 10: (9.5−1)/9.5 …
    points = np.array([[0.0, 0.0], [1.0, 0.0], [10.0, 0.0], [11.0, 0.0]])
    expected = np.mean([9.5 / 10.5, 8.5 / 9.5, 8.5 / 9.5, 9.5 / 10.5])
    assert silhouette(points, np.array([0, 0, 1, 1], dtype=np.int32)) == pytest.approx(expected)


def test_silhouette_of_singletons_and_of_one_cluster_is_zero() -> None:
    points = np.array([[0.0, 0.0], [1.0, 0.0], [5.0, 0.0]])
    assert silhouette(points, np.array([0, 1, 2], dtype=np.int32)) == 0.0
    assert silhouette(points, np.zeros(3, dtype=np.int32)) == 0.0
    assert silhouette(np.zeros((4, 2)), np.array([0, 0, 1, 1], dtype=np.int32)) == 0.0
