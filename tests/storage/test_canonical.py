"""Published JSON: canonical, rounded, finite."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from concertia.storage.canonical import canonical_json, rounded


def test_numpy_values_become_plain_json() -> None:
    value = rounded({"a": np.float64(1 / 3), "b": np.int64(2), "c": np.array([True, False]), "d": (-0.0,)})
    assert value == {"a": 0.333333, "b": 2, "c": [True, False], "d": [0.0]}
    assert math.copysign(1, value["d"][0]) == 1


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
def test_a_number_that_is_not_finite_is_refused(bad: float) -> None:
    with pytest.raises(ValueError, match="finite"):
        rounded({"x": [bad]})


@given(
    st.recursive(
        st.none()
        | st.booleans()
        | st.integers(-(2**53) + 1, 2**53 - 1)
        | st.text(st.characters(exclude_categories=["Cs"])),
        lambda inner: (
            st.lists(inner) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner)
        ),
        max_leaves=20,
    )
)
def test_canonical_bytes_read_back_and_are_stable(value: object) -> None:
    first = canonical_json(value)
    assert json.loads(first) == value
    assert canonical_json(json.loads(first)) == first
