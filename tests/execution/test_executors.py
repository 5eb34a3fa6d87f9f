"""Work gives the same result in this process and in a pool."""

from __future__ import annotations

import pytest

from concertia.errors import ConcertiaError
from concertia.execution.energy import estimate
from concertia.execution.executors import default_jobs, executor


def square(number: int) -> int:
    return number * number


def test_a_pool_gives_what_one_process_gives() -> None:
    with executor(1) as none:
        assert none is None
    with executor(2) as pool:
        assert pool is not None
        assert list(pool.map(square, range(20))) == [square(n) for n in range(20)]


def test_there_is_at_least_one_job() -> None:
    assert default_jobs() >= 1


def test_a_cluster_that_cannot_be_used_is_told_plainly() -> None:
    refused = pytest.raises(ConcertiaError, match=r"concertia\[cluster\]|Aucun ordonnanceur")
    with refused, executor(1, cluster="tcp://127.0.0.1:9"):
        pass


def test_energy_has_a_range_around_the_central_value() -> None:
    found = estimate(3600.0)
    low, high = found["range_watt_hours"]
    assert low == pytest.approx(3.0)
    assert high == pytest.approx(24.0)
    assert low < found["watt_hours"] < high
