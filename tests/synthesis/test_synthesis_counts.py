"""The arithmetic: sums that must hold whatever was said."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_readings import Said, make_reading, said, workshop

from concertia.corpus.schema import KINDS, MODERATIONS, POSITIONS
from concertia.synthesis.counts import (
    Counter,
    corpus_section,
    coverage_section,
    crossing,
    kinds_section,
    positions_section,
    theme_figures,
    values_of,
    wilson,
)
from concertia.synthesis.disclosure import spoken_by
from concertia.synthesis.series import series_section

THEMES = (("a", None), ("b", None), ("c", "b"), ("d", "b"))


@st.composite
def contributions(pick: st.DrawFn) -> Said:
    words = st.sampled_from(("pas de caméras", "plus de bus", "un guichet", "former les agents"))
    theme = st.sampled_from((None, "a", "c", "d"))
    units = pick(st.lists(st.tuples(words, theme, st.sampled_from(KINDS)), min_size=1, max_size=3))
    columns = (
        ("author", pick(st.sampled_from((None, "p1", "p2", "p3")))),
        ("territory", pick(st.sampled_from((None, "nord", "sud")))),
        ("moderation", pick(st.sampled_from(MODERATIONS))),
        ("voice", pick(st.sampled_from(("individual", "collective", None)))),
    )
    position = pick(st.sampled_from((None, *POSITIONS)))
    return Said(units, columns, position, pick(st.sampled_from(("declared", "rule"))))


@settings(max_examples=25, deadline=None)
@given(things=st.lists(contributions(), min_size=1, max_size=12))
def test_sums_hold(things: list[Said]) -> None:
    reading = make_reading(None, things, themes=THEMES)
    counter = Counter(reading)
    admitted = int(reading.corpus.admitted.sum())
    section = corpus_section(counter)
    assert section["contributions"] == admitted + section["set_aside"] == len(things)
    assert sum(section["voices"].values()) == sum(section["languages"].values()) == admitted
    assert section["distinct_texts"] <= admitted
    kinds = kinds_section(counter)
    assert [entry["kind"] for entry in kinds] == list(KINDS)
    assert sum(entry["units"] for entry in kinds) == len(counter.admitted_units)
    for entry in kinds:
        assert entry["declared"] + entry["detected"] == entry["units"] >= entry["contributions"]
    positions = positions_section(counter)
    if positions is not None:
        assert sum(entry["share"] for entry in positions) == pytest.approx(1)
    figures = {theme.label: theme_figures(counter, theme.id) for theme in reading.themes}
    for found in figures.values():
        counts = found["counts"]
        assert counts["units"] >= counts["contributions"] >= counts["distinct_texts"]
        assert sum(found["kinds"].values()) == counts["units"]
        assert found["interval"][0] <= found["share"] <= found["interval"][1]
    units = {label: found["counts"]["units"] for label, found in figures.items()}
    assert units["Thème b"] == units["Thème c"] + units["Thème d"]
    coverage = coverage_section(counter, [])
    assert coverage["in_a_theme"] == units["Thème a"] + units["Thème b"] <= coverage["units"]
    assert coverage["without_finding"] == admitted
    everything = coverage_section(counter, reading.units["unit_id"])
    assert everything["without_finding"] == everything["units_without_finding"] == 0


@settings(max_examples=15, deadline=None)
@given(things=st.lists(contributions(), min_size=1, max_size=12))
def test_a_crossing_adds_up_to_its_themes(things: list[Said]) -> None:
    reading = make_reading(None, things, themes=THEMES)
    counter = Counter(reading)
    values, codes = values_of(counter, "territory")
    assert sorted(values, key=str) == sorted(
        {reading.of(int(u), "territory") for u in counter.admitted_units}, key=str
    )
    table = crossing(counter, codes, len(values))
    for row, theme in enumerate(reading.themes):
        assert table[row].sum() == theme_figures(counter, theme.id)["counts"]["contributions"]
    tops = np.flatnonzero([theme.parent is None for theme in reading.themes])
    whole = np.bincount(codes[codes >= 0], minlength=len(values))
    spoken = spoken_by(counter, codes, len(values), np.zeros(len(reading.corpus), dtype=int))
    assert (spoken.table == table).all()
    outside = spoken.counts[~spoken.sets.any(axis=1)].sum(axis=(0, 2))
    assert (outside + table[tops].max(axis=0, initial=0) <= whole).all()
    assert (outside + table[tops].sum(axis=0) >= whole).all()


def test_wilson_gives_published_values() -> None:
    assert wilson(0, 0) == (0.0, 0.0)
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert wilson(15, 148) == pytest.approx((0.0624, 0.1605), abs=5e-5)
    assert wilson(0, 20) == pytest.approx((0.0, 0.1611), abs=5e-5)
    assert wilson(20, 20)[1] == 1.0


def test_persons_are_unknown_where_no_author_is_known() -> None:
    counter = Counter(make_reading(None, [said("un"), said("deux")]))
    section = corpus_section(counter)
    assert section["persons"] is None
    assert section["persons_basis"] == "unknown"
    assert section["without_author"] == 2


def test_copies_count_once_among_distinct_texts() -> None:
    things = [said("pas de caméras", "a"), said("Pas de caméras", "a"), said("plus de bus", "a")]
    twice = Said([("pas de caméras", "a", "refus"), ("plus de bus", "a", "attente")])
    counter = Counter(make_reading(None, [*things, twice], themes=THEMES))
    theme = counter.reading.themes[0].id
    assert theme_figures(counter, theme)["counts"] == {
        "units": 5,
        "contributions": 4,
        "distinct_texts": 3,
        "persons": None,
    }


def test_rejected_contributions_enter_no_figure() -> None:
    with_rejected = workshop()
    counter = Counter(with_rejected)
    rejected = np.flatnonzero(~with_rejected.corpus.admitted)
    assert len(rejected) == 1
    assert rejected[0] not in counter.contributions(counter.admitted_units)
    assert not with_rejected.usable[with_rejected.row == rejected[0]].any()


def test_series_are_recounted_from_the_units() -> None:
    things = [said("signez la pétition", date=f"2025-05-0{day}", author="p") for day in (3, 1, 2)]
    reading = make_reading(None, [*things, said("autre chose")])
    reading.units["series_id"][:] = [
        "cafe0123" if reading.text(unit).startswith("signez") else None for unit in range(4)
    ]
    example = next(unit for unit, row in reading.unit_row.items() if reading.text(row).startswith("signez"))
    stated = {"id": "cafe0123", "kind": "identical", "size": 99, "persons": 99, "example": example}
    object.__setattr__(reading, "series", (stated,))
    assert series_section(Counter(reading)) == [
        {**stated, "size": 3, "persons": 1, "first": "2025-05-01", "last": "2025-05-03"}
        | {"variants": 1, "others": []}
    ]
