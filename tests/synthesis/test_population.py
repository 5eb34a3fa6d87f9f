"""Who spoke beside a population: the figures, who did not say, and nothing that gives somebody away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_readings import make_reading, said
from scipy import stats
from scipy.optimize import linprog

from concertia.corpus.population import Population
from concertia.synthesis.assemble import assemble, figures, stated_decisions
from concertia.synthesis.crossings import OVER, UNDER
from concertia.synthesis.disclosure import comparable_in_public
from concertia.synthesis.population import deviation
from concertia.synthesis.reading import Reading

Person = tuple[str | None, str | None]
AGES, SEXES = ("15-29", "30-59", "60+"), ("female", "male")


def census(counts: Sequence[float] = (300, 300, 500, 500, 250, 150)) -> Population:
    keys = [(None, age, sex) for age in AGES for sex in SEXES]
    return Population("insee.csv", "0" * 64, tuple(zip(keys, map(float, counts), strict=True)))


def spoken(people: Sequence[Person], *, authors: bool = True, copies: int = 1, **more: object) -> Reading:
    things = [
        said(f"idée {at} {copy}", None, author=f"p{at}" if authors else None)
        for at in range(len(people))
        for copy in range(copies)
    ]
    reading = make_reading(None, things, **more)
    columns = reading.corpus.contributions
    told = [people[int(one) // copies] for one in columns["source_id"]]
    kept = {
        "contribution_id": columns["contribution_id"],
        "age": np.array([age for age, _ in told], dtype=object),
        "sex": np.array([sex for _, sex in told], dtype=object),
    }
    return replace(reading, corpus=replace(reading.corpus, people=kept), population=census())


def view(reading: Reading, *by: str, published: Sequence[dict] = ()) -> dict:
    section = assemble(reading, {}, published)["population"]
    return next(one for one in section["views"] if one["by"] == list(by))


def lines(found: dict) -> dict[tuple[str, ...], dict]:
    return {tuple(cell["value"]): cell for cell in found["cells"]}


MANY: list[Person] = [
    *[("15-29", "female")] * 10, *[("30-59", "female")] * 20, *[("60+", "female")] * 60,
    *[("15-29", "male")] * 10, *[("30-59", "male")] * 20, *[("60+", "male")] * 40,
    *[(None, "male")] * 7, *[("30-59", "other")] * 6, *[("5-9", "male")] * 8,
]  # fmt: skip


def test_each_line_says_who_is_missing_with_its_base() -> None:
    ages = view(spoken(MANY), "age")
    assert (ages["base"], ages["unanswered"], ages["unsaid"], ages["outside"]) == (166, 15, 7, 8)
    young, old = lines(ages)[("15-29",)], lines(ages)[("60+",)]
    assert (young["count"], young["population"], young["reference_share"]) == (20, 600.0, 0.3)
    assert young["share"] == pytest.approx(20 / 166, abs=1e-6)
    assert young["difference"] == pytest.approx(20 / 166 - 0.3, abs=1e-6)
    assert young["ratio"] == pytest.approx(20 / 166 / 0.3, abs=1e-6)
    assert (young["representation"], old["representation"]) == (UNDER, OVER)
    sexes = view(spoken(MANY), "sex")
    assert (sexes["base"], sexes["outside"]) == (175, 6)
    both = view(spoken(MANY), "age", "sex")
    assert (both["base"], lines(both)[("60+", "female")]["count"]) == (160, 60)


def test_people_are_counted_once_and_contributions_only_where_people_are_unknown() -> None:
    known = assemble(spoken(MANY, copies=2), {})["population"]
    assert (known["unit"], known["counted"]) == ("persons", len(MANY))
    unknown = assemble(spoken(MANY, copies=2, authors=False), {})["population"]
    assert (unknown["unit"], unknown["counted"]) == ("contributions", 2 * len(MANY))


def test_somebody_who_says_two_ages_is_not_counted_in_either() -> None:
    reading = spoken(MANY, copies=2)
    ages = reading.corpus.people["age"].copy()
    ages[np.flatnonzero(reading.corpus.contributions["author"] == "p0")[0]] = "60+"
    people = {**reading.corpus.people, "age": ages}
    again = replace(reading, corpus=replace(reading.corpus, people=people))
    assert (view(again, "age")["base"], view(again, "age")["unanswered"]) == (165, 16)


def test_a_group_or_an_organisation_has_no_age() -> None:
    reading = spoken(MANY)
    voices = reading.corpus.contributions["voice"].copy()
    voices[:9] = "organisation"
    columns = {**reading.corpus.contributions, "voice": voices}
    section = assemble(replace(reading, corpus=replace(reading.corpus, contributions=columns)), {})[
        "population"
    ]
    assert (section["groups"], section["counted"]) == (9, len(MANY) - 9)


def test_limits_of_ages_that_both_sides_know() -> None:
    """Ages by class, and brackets of a form that straddle thirty: the limit is dropped, not people."""
    straddling: list[Person] = (
        [("25-39", "male")] * 30 + [("20-24", "female")] * 30 + [("65-69", "male")] * 30
    )
    section = assemble(spoken(straddling), {})["population"]
    assert section["joined"] == {"15-59": ["15-29", "30-59"]}
    assert lines(section["views"][0])[("15-59",)]["count"] == 60
    few: list[Person] = [*[("20-24", "female")] * 60, *[("65-69", "male")] * 60, ("25-39", "male")]
    again = assemble(spoken(few), {})["population"]
    assert again["joined"] == {}
    assert (again["views"][0]["base"], again["views"][0]["unanswered"]) == (120, 1)


def test_many_brackets_become_those_of_the_office() -> None:
    single = tuple(((None, f"{age}-{age}", None), 10.0) for age in range(15, 95))
    reading = replace(spoken(MANY[:-8]), population=Population("a", "0" * 64, single))
    ages = next(one for one in assemble(reading, {})["population"]["views"] if one["by"] == ["age"])
    assert len(ages["cells"]) <= 6
    assert ages["base"] + ages["unanswered"] == len(MANY) - 8


def test_territories_are_matched_by_their_words_and_the_others_are_outside() -> None:
    places = (("AUBEVILLE", 40), ("Belmont", 20), ("Ailleurs", 9), (None, 6))
    things = [said(f"idée {n}", None, territory=place) for place, size in places for n in range(size)]
    cells = tuple(((name, None, None), 500.0) for name in ("Aubeville", "Belmont", "Val"))
    towns = Population("pop", "0" * 64, cells)
    found = view(replace(make_reading(None, things), population=towns), "territory")
    assert (found["base"], found["unsaid"], found["outside"]) == (60, 6, 9)
    assert (lines(found)[("Val",)]["count"], lines(found)[("Val",)]["representation"]) == (0, UNDER)


def test_copies_do_not_make_a_place_over_represented() -> None:
    things = [said(f"idée {n}", None, territory=place) for place, size in (("A", 60), ("B", 30), ("C", 30))
              for n in range(size)]  # fmt: skip
    towns = Population("pop", "0" * 64, tuple(((name, None, None), 500.0) for name in "ABC"))
    reading = replace(make_reading(None, things), population=towns)
    assert lines(view(reading, "territory"))[("A",)]["representation"] == OVER
    rows = np.flatnonzero(reading.corpus.contributions["territory"][reading.row] == "A")
    series = np.full(len(reading.row), None, dtype=object)
    series[rows[:35]] = "abcd"
    copied = replace(reading, units={**reading.units, "series_id": series})
    assert lines(view(copied, "territory"))[("A",)]["representation"] == "usual"


@given(base=st.integers(1, 400), people=st.integers(1, 99), count=st.integers(0, 400))
def test_the_square_of_the_deviation_is_the_chi_square(base: int, people: int, count: int) -> None:
    count, share = min(count, base), people / 100
    found = deviation(count, base, share)
    if min(base * share, base * (1 - share)) < 5:
        assert found is None
    elif found is not None:
        chi = stats.chisquare([count, base - count], [base * share, base * (1 - share)])
        assert found**2 == pytest.approx(chi.statistic, abs=1e-6)


def test_small_mode_gives_counts_and_no_share() -> None:
    cell = view(spoken(MANY, small=True), "age")["cells"][0]
    assert (cell["count"], cell["share"], cell["ratio"]) == (20, None, None)
    assert "z" not in cell and "representation" not in cell


def test_verification_reads_the_masks_back_and_the_public_grade_leaves_the_section_out() -> None:
    reading = spoken([*MANY, *[("15-29", "female")] * 2])
    result = assemble(reading, {})
    assert figures(reading, stated_decisions(reading, result), {}) == result
    assert "population" not in comparable_in_public(result)


def test_a_line_that_moved_by_one_since_the_last_publication_is_hidden() -> None:
    before = assemble(spoken(MANY), {})
    now = spoken([*MANY, ("15-29", "female")])
    assert not any(cell["suppressed"] for cell in view(now, "age")["cells"])
    ages = lines(view(now, "age", published=[before]))
    assert ages[("15-29",)]["suppressed"]
    assert sum(cell["suppressed"] for cell in ages.values()) > 1
    assert lines(view(now, "age", "sex", published=[before]))[("15-29", "female")]["suppressed"]


SEEN = {"age": AGES, "sex": SEXES}


def pick(person: Person, by: Sequence[str]) -> tuple[str | None, ...]:
    return tuple(person[0] if name == "age" else person[1] for name in by)


def attack(section: dict) -> list[tuple[tuple[str, ...], tuple[str, ...], int, int]]:
    """For each hidden line, the least and greatest count that every published figure together allows."""
    shape = (len(AGES) + 1, len(SEXES) + 1)
    lines_, values = [np.ones(shape)], [section["counted"]]
    goals = []
    for one in section["views"]:
        every = np.zeros(shape)
        for cell in one["cells"]:
            goal = np.zeros(shape)
            rows = AGES.index(cell["value"][0]) if "age" in one["by"] else slice(None)
            columns = SEXES.index(cell["value"][-1]) if "sex" in one["by"] else slice(None)
            goal[rows, columns] = 1
            every += goal
            if cell["count"] is None:
                goals.append((tuple(one["by"]), tuple(cell["value"]), goal))
            else:
                lines_.append(goal)
                values.append(cell["count"])
        lines_.append(every)
        values.append(one["base"])
    found = []
    for by, value, goal in goals:
        solved = [
            linprog(sign * goal.ravel(), A_eq=np.array([one.ravel() for one in lines_]), b_eq=values)
            for sign in (1, -1)
        ]
        assert all(one.status == 0 for one in solved)
        found.append((by, value, round(solved[0].fun), round(-solved[1].fun)))
    return found


@settings(max_examples=60, deadline=None)
@given(
    sizes=st.lists(st.one_of(st.integers(0, 4), st.integers(0, 25)), min_size=6, max_size=6),
    silent=st.integers(0, 6),
)
def test_no_small_count_is_found_from_all_views_together(sizes: list[int], silent: int) -> None:
    people: list[Person] = [
        pair for pair, size in zip(((a, s) for a in AGES for s in SEXES), sizes, strict=True)
        for pair in [pair] * size
    ]  # fmt: skip
    people += [(None, "female")] * silent + [("60+", None)] * silent + [("15-29", "female"), ("60+", "male")]
    reading = spoken(people)
    section = assemble(reading, {})["population"]
    for one in section["views"]:
        for cell in one["cells"]:
            assert cell["count"] is None or cell["count"] == 0 or cell["count"] >= 5
    for by, value, low, high in attack(section):
        told = [
            person
            for person in people
            if all(said in SEEN[name] for name, said in zip(by, pick(person, by), strict=True))
        ]
        count = sum(pick(person, by) == value for person in told)
        if 0 < count < 5:
            lines_of = [
                sum(pick(person, (name,)) == (said,) for person in told)
                for name, said in zip(by, value, strict=True)
            ]
            room = min(5, *lines_of, len(told)) if len(by) > 1 else min(5, len(told))
            assert high - low >= room
