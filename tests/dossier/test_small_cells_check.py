"""``verify`` recounts what crossings show: in contributions, and in people where authors are there."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from made_readings import make_reading, said

from concertia.dossier.checks import check_small_cells
from concertia.synthesis.assemble import assemble
from concertia.synthesis.reading import Reading

THEMES = [("a", None), ("b", None)]


def made(author: str | None) -> tuple[Reading, dict[str, Any]]:
    """Thirty contributions a cell, but three of « île » on theme a, and nine on theme b by one ``author``."""
    towns = ("nord", "sud", "est")
    things = [
        said(f"{town} {key} {n}", key, territory=town) for town in towns for key in "ab" for n in range(30)
    ]
    things += [said(f"île a {n}", "a", territory="île") for n in range(3)]
    things += [said(f"île b {n}", "b", territory="île", author=author) for n in range(9)]
    reading = make_reading(None, things, themes=THEMES, by=("territory",))
    return reading, assemble(reading, {})


def show(result: dict[str, Any], theme: int, count: int) -> dict[str, Any]:
    shown = copy.deepcopy(result)
    cell = next(c for c in shown["themes"][theme]["by"]["territory"] if c["value"] == "île")
    cell |= {"suppressed": False, "contributions": count}
    return shown


@pytest.mark.parametrize("author", ["p", None])
def test_what_assemble_writes_holds(author: str | None) -> None:
    reading, result = made(author)
    assert all(line.ok for line in check_small_cells(result, reading))


def test_a_cell_of_few_contributions_that_is_shown_is_found() -> None:
    reading, result = made(None)
    assert not all(line.ok for line in check_small_cells(show(result, 0, 3), reading))
    assert all(line.ok for line in check_small_cells(show(result, 1, 9), reading))


def test_a_cell_of_one_person_who_wrote_nine_times_is_found() -> None:
    reading, result = made("p")
    (line,) = check_small_cells(show(result, 1, 9), reading)
    assert not line.ok
    assert "territory (île)" in line.fr
