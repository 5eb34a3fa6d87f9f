"""Territory by public in one table: how many spoke in each cell, which themes are said more or less there.

A theme is said over or under in a cell only by its side, never by its count; only where none of its own cells
is hidden, by territory or by public, and where what is in the cell, and what is left of each total, count
``min_cell`` contributions at least: the side then says nothing of a small number.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from concertia.synthesis.counts import Counter, values_of
from concertia.synthesis.crossings import USUAL, Crossing, adjusted, representation, residual
from concertia.synthesis.joint import joint_attributes, shown_with_margins
from concertia.synthesis.totals import UNKNOWN, closest

Cell = tuple[int, int]
Pairs = dict[tuple[Any, ...], dict[str, Any]]


class _Joint:
    """Codes of both attributes, by contribution, and the table of the admitted ones."""

    def __init__(self, counter: Counter) -> None:
        self.counter, self.names = counter, joint_attributes(counter)
        (self.rows, self._one), (self.columns, self._two) = (values_of(counter, name) for name in self.names)
        self.codes = np.where(self._one < 0, -1, self._one * len(self.columns) + self._two)
        self.everyone = counter.admitted_contributions
        self.table = self.among(self.everyone)

    @property
    def shape(self) -> tuple[int, int]:
        return len(self.rows), len(self.columns)

    def among(self, contributions: NDArray[np.int64]) -> NDArray[np.int64]:
        """The table of some contributions."""
        size = len(self.rows) * len(self.columns)
        return np.bincount(self.codes[contributions], minlength=size).reshape(self.shape).astype(np.int64)

    def distinct(self, numbers: NDArray[np.int64]) -> NDArray[np.int64]:
        """How many different numbers (0 or more) there are in each cell; ``numbers``: by contribution."""
        rows = self.everyone[numbers[self.everyone] >= 0]
        pairs = np.unique(np.column_stack([self.codes[rows], numbers[rows]]), axis=0)
        size = len(self.rows) * len(self.columns)
        return np.bincount(pairs[:, 0], minlength=size).reshape(self.shape).astype(np.int64)


def hidden_joint(
    counter: Counter,
    totals: Mapping[str, NDArray[np.bool_]],
    published: Sequence[Mapping[str, Any]] = (),
) -> NDArray[np.bool_] | None:
    """Cells of the table of territory by public that are not published; None where there is no such table.

    ``totals``: by attribute, which totals are published with the crossings of themes.
    """
    if not joint_attributes(counter):
        return None
    joint = _Joint(counter)
    earlier = np.full(joint.shape, UNKNOWN, dtype=np.int64)
    places = {
        (row, column): (at, place)
        for at, row in enumerate(joint.rows)
        for place, column in enumerate(joint.columns)
    }
    for result in published:
        for cell in result.get("joint", {}).get("cells", ()):
            at = places.get(tuple(cell["value"]))
            if at is not None and cell["base"] is not None:
                earlier[at] = closest(int(joint.table[at]), int(earlier[at]), int(cell["base"]))
    margins = totals[joint.names[0]], totals[joint.names[1]]
    people = joint.distinct(counter.person_code)
    least = counter.reading.parameters.min_cell
    return shown_with_margins(joint.table, least, earlier, people, margins).hidden


def stated_joint(counter: Counter, result: Mapping[str, Any]) -> NDArray[np.bool_] | None:
    """The hidden cells that a result states; None where it has no such table, or this reading has none."""
    if "joint" not in result or not joint_attributes(counter):
        return None
    shape = tuple(len(values_of(counter, name)[0]) for name in joint_attributes(counter))
    return np.array([cell["suppressed"] for cell in result["joint"]["cells"]], dtype=np.bool_).reshape(shape)


def joint_section(
    counter: Counter, hidden: NDArray[np.bool_], crossed: Mapping[str, Crossing]
) -> dict[str, Any]:
    """The ``joint`` section: cells by territory, then public, with base, different texts, and themes said
    more or less. ``expected`` and what follows: of the cell itself, were both attributes independent."""
    joint = _Joint(counter)
    one, two = (crossed[name] for name in joint.names)
    texts = _texts(joint)
    tests = _tested(joint, hidden, one.known, two.known)
    themes = _themes(joint, hidden, one, two)
    cells = []
    for at, place in np.ndindex(joint.shape):
        shown = not hidden[at, place]
        cells.append(
            {
                "value": [joint.rows[at], joint.columns[place]],
                "base": int(joint.table[at, place]) if shown else None,
                "distinct_texts": int(texts[at, place]) if shown else None,
                "suppressed": not shown,
                **tests.get((at, place), {}),
                "themes": themes.get((at, place), []),
            }
        )
    public = {crossing.checkable for crossing in (one, two)} == {"public"}
    return {
        "by": list(joint.names),
        "checkable": "public" if public and not hidden.any() else "restricted",
        "cells": cells,
    }


def _texts(joint: _Joint) -> NDArray[np.int64]:
    """Different texts in each cell."""
    counter, counts = joint.counter, np.zeros(joint.shape, dtype=np.int64)
    units = counter.admitted_units
    code = joint.codes[counter.reading.row[units]]
    order = np.argsort(code, kind="stable")
    for held in np.split(units[order], np.flatnonzero(np.diff(code[order])) + 1):
        if len(held):
            counts.flat[joint.codes[counter.reading.row[held[0]]]] = counter.distinct_texts(held)
    return counts


def _tested(
    joint: _Joint, hidden: NDArray[np.bool_], rows: NDArray[np.bool_], columns: NDArray[np.bool_]
) -> dict[Cell, dict[str, Any]]:
    """Test of each cell shown whose two totals are, over all such cells; again with each series once."""
    if joint.counter.reading.parameters.small:
        return {}
    kept = joint.counter.once_per_series(joint.codes)
    sides: list[dict[Cell, dict[str, Any]]] = []
    for table in (joint.table, joint.among(kept)):
        found = {}
        for at, place in np.argwhere(~hidden & rows[:, None] & columns[None, :]):
            if joint.rows[at] is None or joint.columns[place] is None:
                continue
            totals = int(table[at].sum()), int(table[:, place].sum()), int(table.sum())
            tested = residual(int(table[at, place]), *totals)
            if tested is not None:
                found[int(at), int(place)] = dict(zip(("expected", "z"), tested, strict=True))
        sides.append(_corrected(found))
    for cell, test in sides[0].items():
        test["representation"] = representation(test, sides[1].get(cell))
    return sides[0]


def _corrected(found: dict[Any, dict[str, Any]]) -> dict[Any, dict[str, Any]]:
    chances = [math.erfc(abs(test["z"]) / math.sqrt(2)) for test in found.values()]
    for test, p, q in zip(found.values(), chances, adjusted(chances), strict=True):
        test |= {"p": p, "q": q}
    return found


def _themes(
    joint: _Joint, hidden: NDArray[np.bool_], one: Crossing, two: Crossing
) -> dict[Cell, list[dict[str, Any]]]:
    """By cell, the themes over or under there, in their order; corrected over all cells and themes."""
    reading = joint.counter.reading
    if reading.parameters.small:
        return {}
    kept = joint.counter.once_per_series(joint.codes)
    whole = ~one.hidden.any(axis=1) & ~two.hidden.any(axis=1)
    tests: list[dict[tuple[int, int, int], dict[str, Any]]] = [{}, {}]
    for theme in np.flatnonzero(whole):
        held = joint.counter.contributions(reading.units_of_theme[reading.themes[theme].id])
        everybody = (
            (joint.among(held), joint.table),
            (joint.among(np.intersect1d(held, kept)), joint.among(kept)),
        )
        for found, (said, table) in zip(tests, everybody, strict=True):
            for at, place in np.argwhere(~hidden):
                totals = int(said.sum()), int(table[at, place]), int(table.sum())
                tested = residual(int(said[at, place]), *totals)
                if tested is not None:
                    found[int(theme), int(at), int(place)] = {"z": tested[1]}
    every, once = (_corrected(found) for found in tests)
    told: dict[Cell, list[dict[str, Any]]] = {}
    for (theme, at, place), test in every.items():
        side = representation(test, once.get((theme, at, place)))
        if side != USUAL and _large_enough(joint, theme, at, place):
            entry = {"theme": reading.themes[theme].id, "representation": side}
            told.setdefault((at, place), []).append(entry)
    return told


def _large_enough(joint: _Joint, theme: int, at: int, place: int) -> bool:
    """Whether the theme in the cell, and what is left of each total that holds it, are no small numbers."""
    reading = joint.counter.reading
    said = joint.among(joint.counter.contributions(reading.units_of_theme[reading.themes[theme].id]))
    here = int(said[at, place])
    left = (int(said[at].sum()), int(said[:, place].sum()), int(joint.table[at, place]))
    return min(here, *(total - here for total in left)) >= reading.parameters.min_cell
