"""Vectors read from their files, and results of a pool in order."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from concertia.texts.embedding import StoredVectors
from concertia.texts.ordered import AHEAD, in_order


@pytest.fixture
def stored(tmp_path: Path) -> tuple[StoredVectors, np.ndarray]:
    whole = np.random.default_rng(0).normal(size=(70, 5)).astype(np.float32)
    files = []
    for start in range(0, 70, 16):
        files.append(tmp_path / f"{start}.npy")
        np.save(files[-1], whole[start : start + 16])
    place = np.random.default_rng(1).integers(0, 70, 200)
    return StoredVectors(files, 16, place), whole[place]


def test_rows_are_those_of_the_whole(stored: tuple[StoredVectors, np.ndarray]) -> None:
    vectors, whole = stored
    assert vectors.shape == (200, 5) and len(vectors) == 200
    assert np.array_equal(vectors[:], whole)
    rows = np.array([199, 3, 3, 0, 57])
    assert np.array_equal(vectors[rows], whole[rows])
    assert vectors[rows[:0]].shape == (0, 5)
    assert np.array_equal(vectors.part(slice(50))[np.array([49, 1])], whole[[49, 1]])
    assert vectors[40:].flags.owndata  # nothing of the files is held


def test_a_pool_is_never_far_ahead_of_its_results() -> None:
    taken = []

    def tasks() -> Iterator[int]:
        for task in range(100):
            taken.append(task)
            yield task

    with ThreadPoolExecutor(2) as pool:
        for number, result in enumerate(in_order(lambda task: task * task, tasks(), pool)):
            assert result == number * number
            assert len(taken) <= number + AHEAD
    assert number == 99
    assert list(in_order(abs, range(-3, 0), None)) == [3, 2, 1]
