"""Over- and under-representation, equal weights: textbook figures, and nothing through a hidden cell."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_readings import Said, make_reading, said
from scipy import stats
from scipy.optimize import linprog

from concertia.synthesis.assemble import assemble
from concertia.synthesis.counts import Counter, values_of
from concertia.synthesis.crossings import OVER, UNDER, USUAL, Crossing, adjusted, residual
from concertia.synthesis.disclosure import Protected, comparable_in_public
from concertia.synthesis.reading import Reading
from concertia.synthesis.totals import shown_totals

THEMES = [("a", None), ("b", None)]


def spoken(table: dict[str, tuple[int, int]], **columns: object) -> list[Said]:
    """Different texts: for each territory, how many on theme a, how many on theme b."""
    return [
        said(f"{territory} {key} idée {n}", key, territory=territory, **columns)
        for territory, counts in table.items()
        for key, count in zip("ab", counts, strict=True)
        for n in range(count)
    ]


def cells_of(things: list[Said], theme: int = 0) -> dict[str | None, dict]:
    result = assemble(make_reading(None, things, themes=THEMES, by=("territory",)), {})
    return {cell["value"]: cell for cell in result["themes"][theme]["by"]["territory"]}


@given(
    table=st.lists(st.lists(st.integers(0, 200), min_size=2, max_size=2), min_size=2, max_size=2).filter(
        lambda rows: all(sum(row) for row in rows) and all(sum(column) for column in zip(*rows, strict=True))
    )
)
def test_the_square_of_the_residual_is_the_chi_square(table: list[list[int]]) -> None:
    (a, b), (c, d) = table
    total = a + b + c + d
    found = residual(a, a + b, a + c, total)
    chi = stats.chi2_contingency(table, correction=False)
    if chi.expected_freq.min() < 5 - 1e-9:
        assert found is None
    elif found is not None:
        assert found[0] == pytest.approx(chi.expected_freq[0, 0])
        assert found[1] ** 2 == pytest.approx(chi.statistic, abs=1e-9)
        assert math.erfc(abs(found[1]) / math.sqrt(2)) == pytest.approx(chi.pvalue)


@given(st.lists(st.floats(0, 1), max_size=30))
def test_the_correction_is_that_of_benjamini_and_hochberg(chances: list[float]) -> None:
    expected = stats.false_discovery_control(chances) if chances else []
    assert adjusted(chances) == pytest.approx(list(expected))


def test_nothing_is_announced_where_chance_alone_speaks() -> None:
    """Two hundred draws of territories that do not differ: few tables announce anything at all."""
    draw = np.random.default_rng(7)
    announced = 0
    for _ in range(200):
        counts = draw.binomial(60, 0.3, size=30)
        tests = [residual(int(n), int(counts.sum()), 60, 1800) for n in counts]
        chances = [math.erfc(abs(test[1]) / math.sqrt(2)) for test in tests if test is not None]
        assert len(chances) == 30
        announced += min(adjusted(chances)) <= 0.05
    assert announced <= 20


def test_who_speaks_more_and_less_is_said_with_its_base() -> None:
    cells = cells_of(spoken({"nord": (40, 20), "sud": (20, 40), "est": (31, 29)}))
    assert {value: cell["representation"] for value, cell in cells.items()} == {
        "nord": OVER, "sud": UNDER, "est": USUAL
    }  # fmt: skip
    assert (cells["nord"]["base"], cells["nord"]["expected"]) == (60, pytest.approx(91 / 3, abs=1e-6))
    assert all(cell["q"] >= cell["p"] for cell in cells.values())


def test_copies_do_not_make_a_territory_speak_more() -> None:
    things = spoken({"nord": (45, 20), "sud": (20, 40), "est": (20, 40)})
    reading = make_reading(None, things, themes=THEMES, by=("territory",))
    assert represented(reading) == OVER
    territories = reading.corpus.contributions["territory"][reading.row]
    copied = [
        unit
        for unit, (territory, theme) in enumerate(zip(territories, reading.units["theme_id"], strict=True))
        if (territory, theme) == ("nord", reading.themes[0].id)
    ][:40]
    series = np.full(len(territories), None, dtype=object)
    series[copied] = "abcd"
    assert represented(replace(reading, units={**reading.units, "series_id": series})) == USUAL


def represented(reading: Reading) -> str:
    cells = assemble(reading, {})["themes"][0]["by"]["territory"]
    return str(next(cell["representation"] for cell in cells if cell["value"] == "nord"))


def test_hidden_and_tiny_cells_are_not_tested() -> None:
    cells = cells_of(spoken({"nord": (3, 30), "sud": (30, 30), "est": (30, 30), "île": (0, 4)}))
    for cell in cells.values():
        assert not (cell["suppressed"] and "z" in cell)
    assert cells["nord"]["suppressed"]
    assert "z" not in cells["île"]
    assert cells["île"]["base"] is None


def test_small_mode_tests_nothing() -> None:
    reading = make_reading(
        None, spoken({"nord": (40, 20), "sud": (20, 40)}), themes=THEMES, by=("territory",), small=True
    )
    theme = assemble(reading, {})["themes"][0]
    assert "equal" not in theme
    assert not any({"z", "p", "q", "representation"} & set(cell) for cell in theme["by"]["territory"])


def test_a_large_territory_does_not_drown_the_others_in_the_equal_view() -> None:
    result = assemble(
        make_reading(None, spoken({"ville": (270, 30), "val": (6, 24), "bourg": (6, 24)}), themes=THEMES,
                     by=("territory",)), {}
    )  # fmt: skip
    theme = result["themes"][0]
    assert theme["share"] == pytest.approx(282 / 360, abs=1e-6)
    assert theme["equal"]["territory"] == {"values": 3, "share": [pytest.approx(1.3 / 3, abs=1e-6)] * 2}


@st.composite
def tables(pick: st.DrawFn) -> Reading:
    values = pick(st.integers(2, 5))
    counts = {f"t{at}": (pick(st.integers(0, 30)), pick(st.integers(0, 30))) for at in range(values)}
    things = spoken(counts)
    return make_reading(None, things or spoken({"t0": (6, 6)}), themes=THEMES, by=("territory",), min_cell=5)


@given(reading=tables(), draws=st.lists(st.booleans(), min_size=10, max_size=10))
def test_the_equal_view_says_no_more_than_the_published_cells(reading: Reading, draws: list[bool]) -> None:
    """Its bounds are those that a linear program finds from the published cells and totals alone."""
    counter = Counter(reading)
    width = len(set(reading.corpus.contributions["territory"]))
    hidden = np.array(draws[: 2 * width] + [True] * max(0, 2 * width - 10)).reshape(2, width)
    values, _ = values_of(counter, "territory")
    bases = np.array(
        [int(np.equal(reading.corpus.contributions["territory"], value).sum()) for value in values]
    )
    known = shown_totals(bases, 5)
    table = Crossing(counter, "territory", Protected(hidden, known, ~hidden), "restricted")
    for row in range(2):
        equal = table.equal(row)
        if known.sum() < 2:
            assert equal is None
            continue
        total = int(table.table[row].sum())
        goal = np.where(known, 1 / bases, 0.0) / known.sum()
        bounds = [
            (int(count), int(count)) if not secret else (0, int(base) if told else None)
            for count, secret, base, told in zip(table.table[row], hidden[row], bases, known, strict=True)
        ]
        solved = [
            linprog(sign * goal, A_eq=[np.ones(width)], b_eq=[total], bounds=bounds) for sign in (1, -1)
        ]
        assert equal is not None
        assert equal["share"] == pytest.approx([solved[0].fun, -solved[1].fun])


def test_a_lone_small_total_takes_the_next_one_with_it() -> None:
    assert shown_totals(np.array([40, 12, 3, 0]), 5).tolist() == [True, False, False, True]
    assert shown_totals(np.array([40, 12, 3, 2]), 5).tolist() == [True, True, False, False]
    assert shown_totals(np.array([40, 12]), 5).tolist() == [True, True]


def test_many_contributions_of_few_people_are_a_small_cell() -> None:
    things = spoken({"nord": (20, 20), "sud": (20, 20), "est": (20, 20)})
    alone = [said(f"nord a idée de plus {n}", "a", territory="île", author="p1") for n in range(9)]
    others = [said(f"île b idée {n}", "b", territory="île", author=f"q{n}") for n in range(9)]
    cells = cells_of(things + alone + others)
    assert cells["île"]["suppressed"]
    noted = [
        said(f"nord a note {n}", "a", territory="île", author="p1", voice="collective") for n in range(9)
    ]
    assert not cells_of(things + noted + others)["île"]["suppressed"]


def test_the_earlier_count_that_tells_the_most_is_the_one_compared() -> None:
    def published(count: int) -> dict:
        result = assemble(make_reading(None, spoken({"nord": (count, 30), "sud": (50, 50)}), themes=THEMES,
                                       by=("territory",)), {})  # fmt: skip
        return {"themes": result["themes"]}

    later = make_reading(None, spoken({"nord": (21, 30), "sud": (50, 50)}), themes=THEMES, by=("territory",))
    first = assemble(later, {}, [published(20), published(40)])["themes"][0]["by"]["territory"]
    again = assemble(later, {}, [published(40), published(20)])["themes"][0]["by"]["territory"]
    assert first == again
    assert next(cell for cell in first if cell["value"] == "nord")["suppressed"]


def test_the_public_dossier_recomputes_what_its_attributes_allow() -> None:
    towns = {"nord": (40, 20), "sud": (20, 40), "est": (30, 30)}
    things = [*spoken(towns), said("île", "a", territory="île")]
    result = assemble(make_reading(None, things, themes=THEMES, by=("territory",)), {})
    assert result["themes"][0]["by"]["territory"][0]["checkable"] == "restricted"
    assert "territory" in result["themes"][0]["equal"]
    kept = comparable_in_public(result)["themes"][0]
    assert (kept["by"], kept["equal"]) == ({}, {})
    assert comparable_in_public({**result, "themes": [{**result["themes"][0], "equal": {}}]})["themes"] == [
        kept
    ]
