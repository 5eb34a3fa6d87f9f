"""Charts: well-formed SVG, the same bytes twice, readable without colour, light with many people."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from concertia.reports.charts import MAP_POINTS, Share, bars, map_step, opinion_map, shares

SVG = "{http://www.w3.org/2000/svg}"
LEGEND = ("D'accord", "Pas d'accord", "Je passe")


def read(svg: str) -> etree._Element:
    return etree.fromstring(svg.encode("utf-8"))


def widths(svg: str) -> list[float]:
    return [float(node.get("width")) for node in read(svg).findall(f"{SVG}rect")]


def test_bars_are_proportional_and_say_their_number() -> None:
    svg = bars([("Attente", 40, "40"), ("Refus", 10, "10"), ("Question", 0, "0")], "Natures")
    long, short, none = widths(svg)
    assert long == pytest.approx(4 * short, abs=0.2) and none == 0
    assert {"Attente", "40", "Refus", "10"} <= {node.text for node in read(svg).iter(f"{SVG}text")}
    assert read(svg).findtext(f"{SVG}title") == "Natures"


def test_no_bar_at_all() -> None:
    assert widths(bars([("Rien", 0, "0")], "t")) == [0]
    assert widths(bars([], "t")) == []


def test_shares_fill_the_bar_in_order() -> None:
    svg = shares([Share("Une phrase", (2, 1, 1), "2 / 1 / 1")], LEGEND, "t")
    *_, agree, disagree, passed = widths(svg)
    assert agree == pytest.approx(2 * disagree, abs=0.2) and disagree == passed
    fills = [node.get("fill") for node in read(svg).findall(f"{SVG}rect")][-3:]
    assert fills[1].startswith("url(#hatch-") and len(set(fills)) == 3


def test_two_charts_of_a_page_do_not_share_ids() -> None:
    first = shares([Share("a", (1, 1, 1), "")], LEGEND, "t")
    second = shares([Share("b", (1, 1, 1), "")], LEGEND, "t")
    ids = [read(svg).find(f".//{SVG}pattern").get("id") for svg in (first, second)]
    assert len(set(ids)) == 2
    assert all(f"url(#{name})" in svg for name, svg in zip(ids, (first, second), strict=True))


def test_nobody_has_answered() -> None:
    assert "NaN" not in shares([Share("a", (0, 0, 0), "0 / 0 / 0")], LEGEND, "t")


def people(count: int, groups: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(1)
    return rng.normal(size=count), rng.normal(size=count), np.arange(count, dtype=np.int64) % groups


def test_each_group_has_its_shape_and_its_name() -> None:
    names = [f"Groupe {letter}" for letter in "ABCDE"]
    svg = opinion_map(*people(50, 5), names, "Carte")
    marks = read(svg).findall(f"{SVG}circle") + read(svg).findall(f"{SVG}polygon")
    assert len(marks) == 50 + 5
    texts = [node.text for node in read(svg).iter(f"{SVG}text")]
    assert all(texts.count(name) == 2 for name in names)


def test_many_people_are_thinned() -> None:
    assert (map_step(MAP_POINTS), map_step(MAP_POINTS + 1), map_step(1_000_000)) == (1, 2, 500)
    svg = opinion_map(*people(9000, 2), ["A", "B"], "t")
    assert len(svg) < 400_000
    drawn = len(read(svg).findall(f"{SVG}circle")) + len(read(svg).findall(f"{SVG}polygon"))
    assert drawn == 1800 + 2


def test_everybody_at_the_same_place() -> None:
    same = np.zeros(3)
    assert "nan" not in opinion_map(same, same, np.zeros(3, dtype=np.int64), ["A", "B"], "t")


@given(
    st.lists(
        st.tuples(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"])), st.integers(0, 10**9))
    )
)
def test_any_label_is_well_formed_and_stays_inside(rows: list[tuple[str, int]]) -> None:
    svg = bars([(label, value, str(value)) for label, value in rows], "<t> & ]]>")
    root = read(svg.replace("\ufffe", "").replace("\uffff", ""))
    assert all(float(node.get("width")) <= 440 for node in root.findall(f"{SVG}rect"))
    assert bars([(label, value, str(value)) for label, value in rows], "<t> & ]]>") == svg
