"""The draw for outside readers: the same everywhere, fair, and published."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_readings import workshop

from concertia.synthesis.sampling import draw, sample_contributions


def test_anyone_can_draw_the_same_sample_with_sha256_alone() -> None:
    names = ["a1", "b2", "c3", "d4"]
    expected = sorted(names, key=lambda name: hashlib.sha256(f"tirage du 3 mai\n{name}".encode()).hexdigest())
    assert draw(names, "tirage du 3 mai", 3) == tuple(expected[:3])


@given(names=st.sets(st.text("abcdef0123456789", min_size=1), max_size=30), seed=st.text(max_size=5))
def test_the_order_of_the_input_does_not_matter_and_samples_are_nested(names: set[str], seed: str) -> None:
    whole = draw(sorted(names), seed, len(names))
    assert sorted(whole) == sorted(names)
    assert draw(sorted(names, reverse=True), seed, 5) == whole[:5]


def test_a_negative_size_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        draw(["a"], "s", -1)


def test_only_admitted_contributions_are_drawn() -> None:
    corpus = workshop().corpus
    drawn = sample_contributions(corpus, "graine", 100)
    assert sorted(drawn) == sorted(corpus.contributions["contribution_id"][corpus.admitted])
