"""What a public dossier may hold: attributes that single nobody out, figures that can be checked there."""

from __future__ import annotations

import copy
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from concertia.errors import ConcertiaError
from concertia.synthesis.counts import Counter, authors_crossing, crossing, people_crossing, values_of
from concertia.synthesis.joint import joint_attributes
from concertia.synthesis.protection import Spoken, hidden_cells
from concertia.synthesis.reading import Reading
from concertia.synthesis.totals import UNKNOWN, closest, is_small, shown_totals

CROSSED = ("territory", "public", "question", "session", "voice", "channel")
"""What ``--by`` may cross with themes: never the words, nor what names a person or a record."""
ATTRIBUTES = (
    "question", "public", "territory", "session", "channel", "voice", "capture", "declared_kind",
    "declared_position", "source", "room_support", "voice_count", "weight", "date",
)  # fmt: skip
"""What describes a person or a room rather than the words: published only where no small cell appears."""


@dataclass(frozen=True)
class Protected:
    """What of the crossing of one attribute may be published."""

    hidden: NDArray[np.bool_]
    """(themes × values): cells that are not."""
    totals: NDArray[np.bool_]
    """Values whose total is."""
    persons: NDArray[np.bool_]
    """(themes × values): cells of which the number of known persons is."""


def protected_by_attribute(
    counter: Counter, published: Sequence[Mapping[str, Any]] = ()
) -> dict[str, Protected]:
    """For each attribute asked with ``--by``, what is published of its crossing with themes.

    A total that is withheld could be the sum of its cells: all those of such a value are hidden, unless
    enough contributions are in no theme.
    ``published``: the ``result.json`` of earlier publications, so that a difference reveals nobody. Raises
    ConcertiaError for what is not in ``CROSSED``.
    """
    _refuse_private(counter.reading)
    return {name: _protected(counter, name, published) for name in counter.reading.parameters.by}


def _protected(counter: Counter, attribute: str, published: Sequence[Mapping[str, Any]]) -> Protected:
    reading, least = counter.reading, counter.reading.parameters.min_cell
    values, codes = values_of(counter, attribute)
    size = len(values)
    table = crossing(counter, codes, size)
    bases = np.bincount(codes[codes >= 0], minlength=size).astype(np.int64)
    earlier = _earlier(reading, attribute, values, table, published, "contributions")
    before = _earlier(reading, attribute, values, np.tile(bases, (len(table), 1)), published, "base")
    known = before.max(axis=0, initial=UNKNOWN)
    people = people_crossing(counter, codes, size)
    totals = shown_totals(bases, least, known)
    spoken = spoken_by(counter, codes, size, strata_of(counter, attribute))
    hidden = hidden_cells(spoken, earlier, least, people, known) if size > 1 else table < 0
    if not _loose(spoken.movable(earlier, known), totals, least):
        hidden[:, ~totals] = True
    authors = authors_crossing(counter, codes, size)
    persons = _earlier(reading, attribute, values, authors, published, "persons")
    shown = [
        shown_totals(count, least, old, withheld=mask)
        for count, old, mask in zip(authors, persons, hidden, strict=True)
    ]
    return Protected(hidden, totals, np.array(shown, dtype=np.bool_).reshape(hidden.shape) & ~hidden)


def _loose(spoken: Spoken, totals: NDArray[np.bool_], least: int) -> bool:
    """Whether enough contributions in no theme may have any of the values whose total is withheld, so that
    adding the cells of such a value does not give its total."""
    outside = spoken.counts[~spoken.sets.any(axis=1)].sum(axis=(0, 2))
    return bool(totals.all() or (outside[~totals] >= least).any() or len(totals) < 2)


def stated_protection(
    counter: Counter, attribute: str, cells: Sequence[Sequence[Mapping[str, Any]]]
) -> Protected:
    """What the cells of a result (by theme) state to be published. A total that they do not mention, in a
    result of an earlier version, is published where it would be."""
    values, codes = values_of(counter, attribute)
    shape = len(cells), len(values)
    totals = shown_totals(
        np.bincount(codes[codes >= 0], minlength=shape[1]), counter.reading.parameters.min_cell
    )
    if cells and all("base" in cell for cell in cells[0]):
        totals = np.array([cell["base"] is not None for cell in cells[0]], dtype=np.bool_)
    hidden, persons = (
        np.array([[told(cell) for cell in row] for row in cells], dtype=np.bool_).reshape(shape)
        for told in (lambda cell: cell["suppressed"], lambda cell: cell.get("persons") is not None)
    )
    return Protected(hidden, totals, persons)


def strata_of(counter: Counter, attribute: str) -> NDArray[np.int64]:
    """By contribution, the value of the attribute that is published in one table with this one; else 0."""
    pair = joint_attributes(counter)
    if attribute not in pair:
        return np.zeros(len(counter.reading.corpus), dtype=np.int64)
    return values_of(counter, pair[1 - pair.index(attribute)])[1]


def spoken_by(counter: Counter, codes: NDArray[np.int64], size: int, strata: NDArray[np.int64]) -> Spoken:
    """The admitted contributions by set of themes, value (``codes``) and stratum."""
    reading, rows = counter.reading, counter.admitted_contributions
    sets = np.zeros((len(reading.corpus), len(reading.themes)), dtype=np.bool_)
    for at, theme in enumerate(reading.themes):
        sets[counter.contributions(reading.units_of_theme[theme.id]), at] = True
    packed = np.packbits(np.hstack([sets[rows], np.ones((len(rows), 1), dtype=np.bool_)]), axis=1)
    _, first, group = np.unique(packed, axis=0, return_index=True, return_inverse=True)
    counts = np.zeros((len(first), size, int(strata[rows].max(initial=0)) + 1), dtype=np.int64)
    np.add.at(counts, (group.ravel(), codes[rows], strata[rows]), 1)
    return Spoken(sets[rows[first]], counts)


def _refuse_private(reading: Reading) -> None:
    """Values of a crossing are published: those of a text, an author or a record may not be."""
    for attribute in reading.parameters.by:
        if attribute not in CROSSED:
            raise ConcertiaError(
                f"On ne peut pas croiser les thèmes avec « {attribute} » : ce n'est pas un attribut des "
                f"contributions qui puisse être publié. Choisissez parmi : {', '.join(CROSSED)}.",
                f"Themes cannot be crossed with “{attribute}”: it is not an attribute of contributions that "
                f"may be published. Choose among: {', '.join(CROSSED)}.",
            )


def _earlier(
    reading: Reading,
    attribute: str,
    values: Sequence[str | None],
    table: NDArray[np.int64],
    published: Sequence[Mapping[str, Any]],
    figure: str,
) -> NDArray[np.int64]:
    """The ``figure`` already published that is closest to each cell without being it, or else the cell
    itself; ``UNKNOWN`` where there is none."""
    earlier = np.full((len(reading.themes), len(values)), UNKNOWN, dtype=np.int64)
    row = {theme.id: index for index, theme in enumerate(reading.themes)}
    column = {value: index for index, value in enumerate(values)}
    for result in published:
        for theme in result["themes"]:
            for cell in theme.get("by", {}).get(attribute, ()):
                count = cell.get(figure)
                if count is None or cell["value"] not in column:
                    continue
                rows = slice(None) if figure == "base" else row.get(theme["id"])
                if rows is None:
                    continue
                at = column[cell["value"]]
                for place in np.arange(len(table))[rows].reshape(-1):
                    known = int(earlier[place, at])
                    earlier[place, at] = closest(int(table[place, at]), known, int(count))
    return earlier


def public_attributes(counter: Counter, protected: Mapping[str, Protected]) -> tuple[str, ...]:
    """Attributes a public dossier may keep, the crossed ones first.

    One is kept if none of its crossings with a theme is small, or if all contributions have the same value,
    and if, with those already kept, each combination of values is that of ``min_cell`` contributions at
    least. Raises ConcertiaError for a reading crossed with what is not in ``CROSSED``.
    """
    reading = counter.reading
    _refuse_private(reading)
    columns, least = reading.corpus.contributions, reading.parameters.min_cell
    asked = [name for name in reading.parameters.by if name in ATTRIBUTES]
    kept: list[str] = []
    for name in [*asked, *(name for name in ATTRIBUTES if name not in asked)]:
        values, codes = values_of(counter, name)
        if values in ([], [None]):
            continue
        table = crossing(counter, codes, len(values))
        shared = len(set(columns[name])) == 1
        people = people_crossing(counter, codes, len(values))
        if not shared and is_small(table, np.full_like(table, UNKNOWN), least, people).any():
            continue
        combined = list(zip(*(columns[other] for other in [*kept, name]), strict=True))
        sizes: dict[tuple[Any, ...], int] = {}
        for values_of_row in combined:
            sizes[values_of_row] = sizes.get(values_of_row, 0) + 1
        if min(sizes.values()) >= least and not (name in protected and protected[name].hidden.any()):
            kept.append(name)
    return tuple(kept)


def checkable_in(attribute: str, kept: Sequence[str]) -> str:
    """Which grade of dossier allows to recount a crossing."""
    return "public" if attribute in kept else "restricted"


_RESTRICTED_CORPUS = ("persons", "persons_basis", "without_author")
_PUBLIC_OPINIONS = ("statements", "votes", "participants", "in_conversation")


def withheld_from(columns: Mapping[str, NDArray[Any]]) -> frozenset[str]:
    """Attributes that the contributions of a public dossier do not have."""
    return frozenset(name for name in ATTRIBUTES if all(value is None for value in columns[name]))


def comparable_in_public(result: Mapping[str, Any], withheld: Collection[str] = ()) -> dict[str, Any]:
    """What the public dossier is enough to recompute; the rest needs the restricted one.

    Left out: persons and who they are beside a population, what is weighted by them and solidity, which
    depends on them; days of series; crossings whose attribute is not published; opinions, which have
    their own check against the votes by group; then what follows from the ``withheld`` attributes:
    contributions by voice, rank of evidence (channel).
    """
    kept = copy.deepcopy(dict(result))
    for name in ("grade", "opinions", "parameters", "population"):
        kept.pop(name, None)
    for name in (*_RESTRICTED_CORPUS, *(["voices"] if "voice" in withheld else [])):
        kept["corpus"].pop(name, None)
    if kept.get("joint", {}).get("checkable") != "public":
        kept.pop("joint", None)
    for entry in kept.get("series", ()):
        for name in ("persons", "first", "last"):
            entry.pop(name, None)
    for entry in (*kept.get("kinds", ()), *kept.get("positions", ())):
        entry.pop("persons", None)
    for grid in kept.get("learning", ()):
        for entry in grid["codes"]:
            entry.pop("estimate", None)
    kept["themes"] = [_comparable_theme(theme) for theme in kept["themes"]]
    for finding in kept["findings"]:
        finding["counts"].pop("persons", None)
        finding["counts"].pop("votes", None)
        finding.pop("solidity", None)
        if "channel" in withheld:
            finding.pop("evidence", None)
    return kept


def _comparable_theme(theme: dict[str, Any]) -> dict[str, Any]:
    theme["counts"].pop("persons", None)
    theme.pop("share_by_author", None)
    theme["by"] = {
        name: [{key: count for key, count in cell.items() if key != "persons"} for cell in cells]
        for name, cells in theme.get("by", {}).items()
        if all(cell["checkable"] == "public" for cell in cells)
    }
    theme["equal"] = {name: mean for name, mean in theme.get("equal", {}).items() if name in theme["by"]}
    return theme
