"""The reference profile is pinned before NumPy is loaded, and recorded."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

PROBE = """
import json, sys
from concertia.execution import profile
profile.pin()
assert "numpy" not in sys.modules
import numpy, threadpoolctl
from numpy._core._multiarray_umath import __cpu_features__ as features
blas = [x for x in threadpoolctl.threadpool_info() if x["user_api"] == "blas"]
print(json.dumps({"blas": blas, "wide": features["AVX512F"], "profile": profile.current()}))
"""


def probe(**variables: str) -> dict:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", PROBE],
        env={**os.environ, **variables}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return json.loads(done.stdout)


@pytest.mark.parametrize("threads", ["1", "4"])
def test_numpy_gets_one_thread_and_the_reference_kernel_whatever_the_user_set(threads: str) -> None:
    seen = probe(OPENBLAS_NUM_THREADS=threads, OPENBLAS_CORETYPE="Sandybridge")
    assert {(b["num_threads"], b["architecture"]) for b in seen["blas"]} == {(1, "Haswell")}
    assert seen["profile"]["reference"] is True
    assert seen["profile"]["libraries"]["numpy"]


def test_another_kernel_can_be_asked_for_and_is_recorded_as_not_the_reference() -> None:
    seen = probe(CONCERTIA_KERNEL="Sandybridge")
    assert {b["architecture"] for b in seen["blas"]} == {"Sandybridge"}
    assert seen["profile"]["reference"] is False
    assert seen["profile"]["kernel"] == "Sandybridge"


def test_the_lock_file_is_part_of_the_profile() -> None:
    lock = probe()["profile"]["lock"]
    assert lock is not None
    assert len(lock) == 64
