"""Who spoke, beside the population of a reference table: territory, age, sex, and age with sex.

Each line says how many people were heard, their share, that of the population, and the difference. It says
who is missing; nothing is ever re-weighted by it. Small counts are hidden as in every table, with margins.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from concertia.corpus.formats.column_names import plain
from concertia.corpus.people import CLASSES, Bracket, named, read_named
from concertia.corpus.population import Population
from concertia.synthesis.counts import Counter
from concertia.synthesis.crossings import EXPECTED, adjusted, representation
from concertia.synthesis.joint import shown_with_margins
from concertia.synthesis.totals import UNKNOWN, closest, shown_totals

VIEWS: tuple[tuple[str, ...], ...] = (("territory",), ("age",), ("sex",), ("age", "sex"))
GROUPS = ("collective", "organisation")
"""Voices that have neither age nor sex."""
UNSAID, OUTSIDE = -1, -2
"""Codes of who did not say, and of who said something that the reference does not count."""
STRADDLING = 0.05
"""Share of the ages above which a limit that they straddle is dropped, and the two brackets made one."""
MOST_BRACKETS = 8
USUAL_LIMITS = (15, 30, 45, 60, 75)
"""Limits kept where a reference has more than ``MOST_BRACKETS`` brackets: the six large ones of Insee."""
Masks = tuple[NDArray[np.bool_], ...]
"""For each view, which of its lines are hidden."""


@dataclass(frozen=True)
class _Dimension:
    """Values that both sides have, and the code of each who speaks: a value, ``UNSAID`` or ``OUTSIDE``."""

    values: tuple[str, ...]
    codes: NDArray[np.int64]
    of_reference: Mapping[str, str]
    """The value that holds each value of the reference."""


class Comparison:
    """The people of a reading (or its contributions, where people are not known) beside a population."""

    def __init__(self, counter: Counter, population: Population) -> None:
        self.counter, self.population = counter, population
        columns = counter.reading.corpus.contributions
        alone = ~np.isin(columns["voice"][counter.admitted_contributions].astype(str), GROUPS)
        rows = counter.admitted_contributions[alone]
        self.groups = int((~alone).sum())
        self.known = bool(len(rows)) and bool((counter.author_code[rows] >= 0).all())
        """Whether each of these contributions has an author: people are then counted."""
        self._rows = rows
        self._who = counter.author_code[rows] if self.known else np.arange(len(rows), dtype=np.int64)
        self._firsts = np.unique(self._who, return_index=True)[1]

    def __len__(self) -> int:
        return len(self._firsts)

    @cached_property
    def dimensions(self) -> dict[str, _Dimension]:
        """What can be compared: said by somebody, and with two values at least in the reference."""
        found: dict[str, _Dimension] = {}
        place = self._territory()
        if place is not None:
            found["territory"] = place
        elsewhere = np.zeros(len(self), dtype=np.bool_) if place is None else place.codes == OUTSIDE
        for name in ("age", "sex"):
            said = self._said(name)
            values = self.population.values(name)
            if said is None or len(values) < 2 or not any(said):
                continue
            dimension = _ages(values, said) if name == "age" else _words(values, said)
            codes = np.where(elsewhere, OUTSIDE, dimension.codes)
            found[name] = _Dimension(dimension.values, codes, dimension.of_reference)
        return {name: one for name, one in found.items() if len(one.values) > 1 and (one.codes >= 0).any()}

    @property
    def views(self) -> tuple[tuple[str, ...], ...]:
        """The views that both sides allow."""
        return tuple(
            view
            for view in VIEWS
            if self.population.table(view) is not None and all(name in self.dimensions for name in view)
        )

    def _territory(self) -> _Dimension | None:
        said = self._said("territory")
        values = self.population.values("territory")
        return _words(values, said) if values and said is not None and any(said) else None

    def _said(self, name: str) -> list[str | None] | None:
        """What each who speaks says of a dimension; None for who says two different things."""
        corpus = self.counter.reading.corpus
        if name == "territory":
            column = list(corpus.contributions["territory"])
        elif corpus.people is None:
            return None
        else:
            known = dict(zip(corpus.people["contribution_id"], corpus.people[name], strict=True))
            column = [known.get(one) for one in corpus.contributions["contribution_id"]]
        every: dict[int, set[str]] = {int(who): set() for who in self._who}
        for row, who in zip(self._rows, self._who, strict=True):
            if column[row] is not None:
                every[int(who)].add(str(column[row]))
        told = [every[int(who)] for who in self._who[self._firsts]]
        return [next(iter(said)) if len(said) == 1 else None for said in told]

    def counts(self, view: Sequence[str], among: NDArray[np.bool_] | None = None) -> NDArray[np.int64]:
        """People by the values of a view, one axis for each dimension; ``among``: those to count."""
        codes = [self.dimensions[name].codes for name in view]
        inside = np.all([code >= 0 for code in codes], axis=0) & (True if among is None else among)
        table = np.zeros([len(self.dimensions[name].values) for name in view], dtype=np.int64)
        np.add.at(table, tuple(code[inside] for code in codes), 1)
        return table

    def unanswered(self, view: Sequence[str]) -> tuple[int, int]:
        """Who did not say, and who said something that the reference does not count."""
        codes = np.array([self.dimensions[name].codes for name in view])
        outside = (codes == OUTSIDE).any(axis=0)
        return int(((codes == UNSAID).any(axis=0) & ~outside).sum()), int(outside.sum())

    def expected(self, view: Sequence[str]) -> NDArray[np.float64]:
        """People of the reference by the values of a view, in the same shape as ``counts``."""
        dimensions = [self.dimensions[name] for name in view]
        table = np.zeros([len(one.values) for one in dimensions], dtype=np.float64)
        for key, count in (self.population.table(view) or {}).items():
            if all(value in one.of_reference for value, one in zip(key, dimensions, strict=True)):
                pairs = zip(key, dimensions, strict=True)
                place = [one.values.index(one.of_reference[value]) for value, one in pairs]
                table[tuple(place)] += count
        return table

    def once_per_series(self, view: Sequence[str]) -> NDArray[np.bool_]:
        """Who counts when each series counts once for each value; everybody, where people are counted."""
        if self.known:
            return np.ones(len(self), dtype=np.bool_)
        codes = np.array([self.dimensions[name].codes for name in view])
        pairs = np.column_stack([*codes, self.counter.series_code[self._rows]])
        kept = np.zeros(len(self), dtype=np.bool_)
        kept[np.unique(pairs, axis=0, return_index=True)[1]] = True
        return kept


def _words(values: Sequence[str], said: Sequence[str | None]) -> _Dimension:
    """Values compared by their words, without accents and case."""
    known = {plain(value): at for at, value in reversed(list(enumerate(values)))}
    codes = [UNSAID if one is None else known.get(plain(one), OUTSIDE) for one in said]
    return _Dimension(tuple(values), np.array(codes, dtype=np.int64), {value: value for value in values})


def _ages(values: Sequence[str], said: Sequence[str | None]) -> _Dimension:
    """Brackets whose limits both sides know: two brackets of the reference become one where too many ages
    straddle the limit between them, or where the reference has too many brackets."""
    reference = [read_named(value) for value in values]
    told = [None if one is None else read_named(one) for one in said]
    limits = [second[0] for first, second in pairwise(reference) if first[1] == second[0]]
    known = [one for one in told if one is not None]
    straddled = {limit: sum(low < limit < (high or math.inf) for low, high in known) for limit in limits}
    kept = [limit for limit in limits if straddled[limit] <= STRADDLING * len(known)]
    if len(kept) >= MOST_BRACKETS:
        large = [limit for limit in kept if limit in USUAL_LIMITS]
        kept = large if len(large) > 1 else [limit for limit in kept if limit in CLASSES]
    brackets: list[Bracket] = []
    for one in reference:
        joined = brackets and brackets[-1][1] == one[0] and one[0] not in kept
        brackets[-1:] = [(brackets[-1][0], one[1])] if joined else [*brackets[-1:], one]
    codes = [UNSAID if one is None else _inside(one, brackets) for one in told]
    held = {value: named(brackets[_inside(read_named(value), brackets)]) for value in values}
    return _Dimension(tuple(named(one) for one in brackets), np.array(codes, dtype=np.int64), held)


def _inside(one: Bracket, brackets: Sequence[Bracket]) -> int:
    end = one[1] or math.inf
    fits = [at for at, (low, high) in enumerate(brackets) if low <= one[0] and end <= (high or math.inf)]
    return fits[0] if fits else OUTSIDE


def hidden_lines(
    counter: Counter, population: Population, published: Sequence[Mapping[str, Any]] = ()
) -> Masks:
    """For each view, the lines that are not published; ``published``: results published before."""
    comparison, least = Comparison(counter, population), counter.reading.parameters.min_cell
    told: dict[tuple[str, ...], NDArray[np.bool_]] = {}
    for view in comparison.views:
        counts = comparison.counts(view)
        earlier = _earlier(comparison, view, counts, published)
        if len(view) == 1:
            told[view] = ~shown_totals(counts, least, earlier)
        else:
            margins = (~told[view[:1]], ~told[view[1:]])
            told[view] = shown_with_margins(counts, least, earlier, margins=margins).hidden
    return tuple(told[view] for view in comparison.views)


def stated_lines(result: Mapping[str, Any]) -> Masks:
    """The hidden lines that a result states, in the shape of each view."""
    masks = []
    for view in result.get("population", {}).get("views", ()):
        width = len({cell["value"][-1] for cell in view["cells"]})
        hidden = np.array([cell["suppressed"] for cell in view["cells"]], dtype=np.bool_)
        masks.append(hidden if len(view["by"]) == 1 else hidden.reshape(-1, width))
    return tuple(masks)


def _earlier(
    comparison: Comparison,
    view: Sequence[str],
    counts: NDArray[np.int64],
    published: Sequence[Mapping[str, Any]],
) -> NDArray[np.int64]:
    """The published count that is closest to each line without being it; ``UNKNOWN`` where there is none."""
    earlier = np.full_like(counts, UNKNOWN)
    values = [comparison.dimensions[name].values for name in view]
    for result in published:
        for section in result.get("population", {}).get("views", ()):
            for cell in section["cells"] if section["by"] == list(view) else ():
                known = all(value in all_ for value, all_ in zip(cell["value"], values, strict=True))
                if known and cell["count"] is not None:
                    at = tuple(all_.index(value) for value, all_ in zip(cell["value"], values, strict=True))
                    earlier[at] = closest(int(counts[at]), int(earlier[at]), int(cell["count"]))
    return earlier


def population_section(counter: Counter, population: Population, hidden: Masks) -> dict[str, Any]:
    """The ``population`` section: each view with its base, who did not answer, and one entry for each line.

    ``count``, ``share`` and what follows are None where hidden. In small mode there is no share and no test.
    """
    comparison = Comparison(counter, population)
    views = [_view(comparison, view, mask) for view, mask in zip(comparison.views, hidden, strict=True)]
    chances = [cell["p"] for view in views for cell in view["cells"] if "p" in cell]
    corrected = iter(adjusted(chances))
    for view in views:
        for cell in view["cells"]:
            if "p" in cell:
                cell["q"] = next(corrected)
    _represent(comparison, views)
    return {
        "name": population.name,
        "sha256": population.sha256,
        "unit": "persons" if comparison.known else "contributions",
        "counted": len(comparison),
        "groups": comparison.groups,
        "joined": _joined(comparison.dimensions.get("age")),
        "views": views,
    }


def _joined(ages: _Dimension | None) -> dict[str, list[str]]:
    """The brackets made of several of the reference."""
    if ages is None:
        return {}
    parts = {
        value: [one for one, held in ages.of_reference.items() if held == value] for value in ages.values
    }
    return {value: held for value, held in parts.items() if len(held) > 1}


def _view(comparison: Comparison, view: Sequence[str], hidden: NDArray[np.bool_]) -> dict[str, Any]:
    counts, reference = comparison.counts(view), comparison.expected(view)
    unsaid, outside = comparison.unanswered(view)
    least = comparison.counter.reading.parameters.min_cell
    told = all(count == 0 or count >= least for count in (unsaid, outside))
    values = [comparison.dimensions[name].values for name in view]
    small = comparison.counter.reading.parameters.small
    return {
        "by": list(view),
        "base": int(counts.sum()),
        "unanswered": unsaid + outside,
        "unsaid": unsaid if told else None,
        "outside": outside if told else None,
        "cells": [
            {
                "value": [all_[place] for all_, place in zip(values, at, strict=True)],
                **_line(int(counts[at]), int(counts.sum()), float(reference[at]), float(reference.sum()),
                        hidden=bool(hidden[at]), small=small),
            }
            for at in np.ndindex(counts.shape)
        ],
    }  # fmt: skip


def _line(
    count: int, base: int, people: float, everybody: float, *, hidden: bool, small: bool
) -> dict[str, Any]:
    """One line. ``expected``: people there would be, were the base like the population."""
    reference = people / everybody if everybody else 0.0
    line: dict[str, Any] = {
        "count": None if hidden else count,
        "suppressed": hidden,
        "population": people,
        "reference_share": reference,
        "expected": base * reference,
        "share": None,
        "difference": None,
        "ratio": None,
    }
    if hidden or small or not base:
        return line
    share = count / base
    line |= {
        "share": share,
        "difference": share - reference,
        "ratio": share / reference if reference else None,
    }
    tested = deviation(count, base, reference)
    return line if tested is None else line | {"z": tested, "p": math.erfc(abs(tested) / math.sqrt(2))}


def deviation(count: int, base: int, share: float) -> float | None:
    """Standardised difference of a count with a known share, None where too few are expected on either side.

    Source: the normal approximation of the binomial test; its square is the χ² of « this line or not ».
    """
    if min(base * share, base * (1 - share)) < EXPECTED:
        return None
    return (count - base * share) / math.sqrt(base * share * (1 - share))


def _represent(comparison: Comparison, views: Sequence[dict[str, Any]]) -> None:
    """Say which lines are over or under: only if they are so too when each series counts once."""
    again: list[list[float | None]] = []
    for view in views:
        table = comparison.counts(view["by"], comparison.once_per_series(view["by"]))
        base = int(table.sum())
        again.append(
            [
                deviation(int(table[at]), base, cell["reference_share"]) if "p" in cell else None
                for at, cell in zip(np.ndindex(table.shape), view["cells"], strict=True)
            ]
        )
    scores = [one for column in again for one in column if one is not None]
    corrected = iter(adjusted([math.erfc(abs(one) / math.sqrt(2)) for one in scores]))
    for view, column in zip(views, again, strict=True):
        for cell, score in zip(view["cells"], column, strict=True):
            if "p" in cell:
                once = None if score is None else {"z": score, "q": next(corrected)}
                cell["representation"] = representation(cell, once)
