"""Territory by public beside the crossings of themes: linked tables give no small cell, moves give nobody."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_readings import Said, contribution_name, make_reading, said
from scipy.optimize import linprog

from concertia.dossier.checks import check_small_cells
from concertia.synthesis.assemble import assemble, figures, stated_decisions
from concertia.synthesis.disclosure import comparable_in_public
from concertia.synthesis.reading import Reading

THEMES = [("a", None), ("b", None), ("c", None)]
BOTH = ("territory", "public")
Sizes = dict[tuple[str, str], tuple[int, int, int]]


def spoken(sizes: Sizes, **columns: object) -> list[Said]:
    """How many on each theme, by territory and public."""
    return [
        said(f"{territory} {public} {key} idée {n}", key, territory=territory, public=public, **columns)
        for (territory, public), counts in sizes.items()
        for key, count in zip("abc", counts, strict=True)
        for n in range(count)
    ]


def read(sizes: Sizes, **more: object) -> Reading:
    return make_reading(None, spoken(sizes), themes=THEMES, by=BOTH, **more)


LARGE: Sizes = {
    ("nord", "agents"): (60, 20, 20), ("nord", "élus"): (20, 40, 40),
    ("sud", "agents"): (30, 30, 40), ("sud", "élus"): (30, 30, 40),
}  # fmt: skip


def joint(result: dict) -> dict[tuple[str, str], dict]:
    return {tuple(cell["value"]): cell for cell in result["joint"]["cells"]}


def test_each_cell_has_its_base_and_the_themes_said_more_there() -> None:
    reading = read(LARGE)
    result = assemble(reading, {})
    cells = joint(result)
    assert {place: cell["base"] for place, cell in cells.items()} == dict.fromkeys(LARGE, 100)
    assert cells["nord", "agents"]["distinct_texts"] == 100
    theme = result["themes"][0]["id"]
    assert {"theme": theme, "representation": "over"} in cells["nord", "agents"]["themes"]
    assert {"theme": theme, "representation": "under"} in cells["nord", "élus"]["themes"]
    assert cells["sud", "agents"]["themes"] == []
    assert figures(reading, stated_decisions(reading, result), {}) == result


def test_a_side_that_would_tell_a_small_number_is_not_said() -> None:
    """Sixty agents of the north on theme a, and two elected people: the side would say how few they are."""
    sizes = {**LARGE, ("nord", "élus"): (2, 49, 49)}
    result = assemble(read(sizes), {})
    theme = result["themes"][0]["id"]
    told = [one["theme"] for cell in joint(result).values() for one in cell["themes"]]
    assert not any(cell["suppressed"] for cell in result["themes"][0]["by"]["territory"])
    assert all(one["theme"] != theme for one in joint(result)["nord", "élus"]["themes"])
    assert all(one["theme"] != theme for one in joint(result)["nord", "agents"]["themes"])
    assert told != [] or theme not in told


def test_copies_do_not_make_a_cell_say_more() -> None:
    reading = read(LARGE)
    columns = reading.corpus.contributions
    of_cell = (columns["territory"] == "nord") & (columns["public"] == "agents")
    theme = reading.themes[0].id
    rows = np.flatnonzero(of_cell[reading.row] & (reading.units["theme_id"] == theme))
    series = np.full(len(reading.row), None, dtype=object)
    series[rows[:45]] = "abcd"
    copied = replace(reading, units={**reading.units, "series_id": series})
    cell = joint(assemble(copied, {}))["nord", "agents"]
    assert {"theme": theme, "representation": "over"} not in cell["themes"]


def test_there_is_no_table_where_one_of_the_two_is_not_asked_or_says_nothing() -> None:
    assert "joint" not in assemble(make_reading(None, spoken(LARGE), themes=THEMES, by=("territory",)), {})
    alone = {place: counts for place, counts in LARGE.items() if place[1] == "élus"}
    assert "joint" not in assemble(read(alone), {})


def test_small_mode_says_bases_and_tests_nothing() -> None:
    result = assemble(read(LARGE, small=True), {})
    assert all("z" not in cell and cell["themes"] == [] for cell in result["joint"]["cells"])


def test_the_public_grade_recomputes_the_table_where_it_has_both_attributes() -> None:
    result = assemble(read(LARGE), {})
    assert result["joint"]["checkable"] == "public"
    assert "joint" in comparable_in_public(result)
    few = assemble(read({**LARGE, ("île", "élus"): (2, 0, 0)}), {})
    assert few["joint"]["checkable"] == "restricted"
    assert "joint" not in comparable_in_public(few)


def test_verify_finds_a_small_cell_that_is_shown() -> None:
    reading = read({**LARGE, ("île", "élus"): (2, 0, 0)})
    result = assemble(reading, {})
    assert all(line.ok for line in check_small_cells(result, reading))
    cell = joint(result)["île", "élus"]
    cell |= {"base": 2, "suppressed": False}
    assert not all(line.ok for line in check_small_cells(result, reading))


def bounds_of(result: dict, sizes: np.ndarray, theme: int, axis: int, at: int) -> tuple[int, int]:
    """Least and greatest count of theme × value (``axis`` 0: territories), from every published figure.

    Known besides: how many contributions each theme has. ``sizes``: (themes × territories × publics).
    """
    lines, values = [], []

    def add(where: tuple, count: int) -> None:
        mask = np.zeros(sizes.shape)
        mask[where] = 1
        lines.append(mask.ravel())
        values.append(count)

    names = [sorted({cell["value"][one] for cell in result["joint"]["cells"]}) for one in (0, 1)]
    for cell in result["joint"]["cells"]:
        if not cell["suppressed"]:
            place = names[0].index(cell["value"][0]), names[1].index(cell["value"][1])
            add((slice(None), *place), cell["base"])
    for row, entry in enumerate(result["themes"]):
        add((row,), int(sizes[row].sum()))
        for one, name in enumerate(BOTH):
            for cell in entry["by"][name]:
                index = names[one].index(cell["value"])
                where = (index, slice(None)) if one == 0 else (slice(None), index)
                if not cell["suppressed"]:
                    add((row, *where), cell["contributions"])
                if cell["base"] is not None:
                    add((slice(None), *where), cell["base"])
    goal = np.zeros(sizes.shape)
    goal[(theme, at) if axis == 0 else (theme, slice(None), at)] = 1
    solved = [linprog(sign * goal.ravel(), A_eq=np.array(lines), b_eq=values) for sign in (1, -1)]
    assert all(one.status == 0 for one in solved)
    return round(solved[0].fun), round(-solved[1].fun)


@settings(max_examples=40, deadline=None)
@given(
    drawn=st.lists(
        st.one_of(st.just(0), st.integers(0, 4), st.integers(0, 18)), min_size=18, max_size=18
    ).filter(lambda counts: sum(counts) > 0)
)
def test_linked_tables_together_give_no_small_cell(drawn: list[int]) -> None:
    """Themes by territory, themes by public and territory by public, all read together."""
    sizes = np.array(drawn).reshape(3, 3, 2)
    places, publics = ("t0", "t1", "t2"), ("p0", "p1")
    reading = read(
        {
            (place, public): tuple(sizes[:, at, one].tolist())
            for at, place in enumerate(places)
            for one, public in enumerate(publics)
        }
    )
    result = assemble(reading, {})
    if "joint" not in result:
        return
    kept = [np.flatnonzero(sizes.sum(axis=(0, 3 - axis)) > 0) for axis in (1, 2)]
    sizes = sizes[:, kept[0]][:, :, kept[1]]
    for axis in (0, 1):
        table = sizes.sum(axis=2 - axis)
        for theme, at in np.argwhere((table > 0) & (table < 5)):
            low, high = bounds_of(result, sizes, int(theme), axis, int(at))
            by_stratum = sizes if axis == 0 else sizes.transpose(0, 2, 1)
            mine, value = by_stratum[theme].sum(axis=0), by_stratum[:, at].sum(axis=0)
            every = by_stratum.sum(axis=(0, 1))
            free = np.minimum(mine, value) - np.maximum(value - (every - mine), 0)
            assert high - low >= min(5, int(free.sum()))


def test_a_new_contribution_is_not_placed_by_two_publications() -> None:
    """One more on theme a: its total says so, no total by territory nor cell says where it came from."""
    before = assemble(read(LARGE), {})
    place, counts = ("nord", "agents"), LARGE["nord", "agents"]
    after = assemble(read({**LARGE, place: (counts[0] + 1, *counts[1:])}), {}, [before])
    theme = after["themes"][0]
    assert theme["counts"]["contributions"] == before["themes"][0]["counts"]["contributions"] + 1
    for name in BOTH:
        cells = theme["by"][name]
        assert sum(cell["base"] is None for cell in cells) > 1
        moved = [
            cell["value"]
            for cell, old in zip(cells, before["themes"][0]["by"][name], strict=True)
            if cell["contributions"] not in (None, old["contributions"])
            or cell["base"] not in (None, old["base"])
        ]
        assert moved == []
        assert sum(cell["suppressed"] for cell in cells) > 1
    assert all(
        cell["suppressed"] or cell["base"] == old["base"]
        for cell, old in zip(after["joint"]["cells"], before["joint"]["cells"], strict=True)
    )
    assert sum(cell["suppressed"] for cell in after["joint"]["cells"]) > 1


def test_a_person_more_in_a_cell_is_not_told_by_difference() -> None:
    def made(authors: int) -> Reading:
        things = spoken(LARGE)
        named = [
            replace(thing, columns=(*thing.columns, ("author", f"p{at % authors}")))
            for at, thing in enumerate(things)
        ]
        return make_reading(None, named, themes=THEMES, by=("territory",))

    before = assemble(made(60), {})
    after = assemble(made(61), {}, [before])
    for theme, old in zip(after["themes"], before["themes"], strict=True):
        persons = [cell["persons"] for cell in theme["by"]["territory"]]
        known = [cell["persons"] for cell in old["by"]["territory"]]
        for now, then in zip(persons, known, strict=True):
            assert now is None or then is None or now == then or abs(now - then) >= 5


@settings(max_examples=60, deadline=None)
@given(
    owners=st.lists(st.integers(0, 11), min_size=30, max_size=60),
    unknown=st.sets(st.integers(0, 59), max_size=20),
)
def test_the_three_counts_of_a_cell_and_what_is_left_of_persons(owners: list[int], unknown: set[int]) -> None:
    places = ("nord", "sud", "est")
    things = [
        said(f"{places[owner % 3]} {at % 20}", "a", territory=places[owner % 3],
             author=None if at in unknown else f"p{owner}")
        for at, owner in enumerate(owners)
    ]  # fmt: skip
    reading = make_reading(None, things, themes=THEMES[:1], by=("territory",))
    theme = assemble(reading, {})["themes"][0]
    order = {contribution_name(at): owner for at, owner in enumerate(owners)}
    assert len(order) == len(owners)
    hidden = 0
    for cell in theme["by"]["territory"]:
        mine = [at for at, owner in enumerate(owners) if places[owner % 3] == cell["value"]]
        people = {owners[at] for at in mine if at not in unknown}
        assert cell["persons"] in (None, len(people))
        assert cell["persons"] is None or cell["persons"] == 0 or cell["persons"] >= 5
        if not cell["suppressed"]:
            assert cell["contributions"] == len(mine)
            assert cell["distinct_texts"] == len({(at % 20) for at in mine})
        hidden += 0 if cell["persons"] is not None else len(people)
    total = theme["counts"]["persons"]
    if total is not None:
        told = [cell["persons"] for cell in theme["by"]["territory"] if cell["persons"] is not None]
        assert total - sum(told) == hidden
        assert hidden == 0 or hidden >= min(5, total)


@pytest.mark.parametrize("author", [None, "p"])
def test_no_cell_of_one_author_is_shown_in_the_joint_table(author: str | None) -> None:
    alone = spoken({("île", "élus"): (0, 9, 0)}, author=author)
    reading = make_reading(None, [*spoken(LARGE), *alone], themes=THEMES, by=BOTH)
    assert joint(assemble(reading, {}))["île", "élus"]["suppressed"] is (author == "p")
