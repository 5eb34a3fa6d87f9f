"""What a public dossier may hold: attributes that single nobody out, figures that can be checked there."""

from __future__ import annotations

import copy
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from concertia.errors import ConcertiaError
from concertia.synthesis.counts import Counter, crossing, outside_themes, people_crossing, values_of
from concertia.synthesis.protection import UNKNOWN, hidden_cells, is_small
from concertia.synthesis.reading import Reading

CROSSED = ("territory", "public", "question", "session", "voice", "channel")
"""What ``--by`` may cross with themes: never the words, nor what names a person or a record."""
ATTRIBUTES = (
    "question", "public", "territory", "session", "channel", "voice", "capture", "declared_kind",
    "declared_position", "source", "room_support", "voice_count", "weight", "date",
)  # fmt: skip
"""What describes a person or a room rather than the words: published only where no small cell appears."""


def hidden_by_attribute(
    counter: Counter, published: Sequence[Mapping[str, Any]] = ()
) -> dict[str, NDArray[np.bool_]]:
    """For each attribute asked with ``--by``, the (themes × values) cells that are not published.

    ``published``: the ``result.json`` of earlier publications, so that a difference reveals nobody.
    Raises ConcertiaError for what is not in ``CROSSED``.
    """
    reading = counter.reading
    _refuse_private(reading)
    parent = _parents(reading)
    hidden: dict[str, NDArray[np.bool_]] = {}
    for attribute in reading.parameters.by:
        values, codes = values_of(counter, attribute)
        table = crossing(counter, codes, len(values))
        hidden[attribute] = hidden_cells(
            table,
            parent,
            outside_themes(counter, codes, len(values)),
            _earlier(reading, attribute, values, table, published),
            reading.parameters.min_cell,
            people_crossing(counter, codes, len(values)),
        )
    return hidden


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


def _parents(reading: Reading) -> list[int]:
    row = {theme.id: index for index, theme in enumerate(reading.themes)}
    return [-1 if theme.parent is None else row[theme.parent] for theme in reading.themes]


def _earlier(
    reading: Reading,
    attribute: str,
    values: Sequence[str | None],
    table: NDArray[np.int64],
    published: Sequence[Mapping[str, Any]],
) -> NDArray[np.int64]:
    """The count already published that is closest to each cell without being it, or else the cell itself;
    ``UNKNOWN`` where there is none."""
    earlier = np.full((len(reading.themes), len(values)), UNKNOWN, dtype=np.int64)
    row = {theme.id: index for index, theme in enumerate(reading.themes)}
    column = {value: index for index, value in enumerate(values)}
    for result in published:
        for theme in result["themes"]:
            for cell in theme.get("by", {}).get(attribute, ()):
                if not cell["suppressed"] and theme["id"] in row and cell["value"] in column:
                    at = row[theme["id"]], column[cell["value"]]
                    earlier[at] = _closest(int(table[at]), int(earlier[at]), int(cell["contributions"]))
    return earlier


def _closest(count: int, known: int, other: int) -> int:
    """Of two counts published before, the one whose difference with ``count`` tells the most."""
    candidates = [one for one in (known, other) if one != UNKNOWN]
    return min(candidates, key=lambda one: (one == count, abs(one - count), one))


def public_attributes(counter: Counter, hidden: Mapping[str, NDArray[np.bool_]]) -> tuple[str, ...]:
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
        if min(sizes.values()) >= least and not (name in hidden and hidden[name].any()):
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
    for entry in kept.get("series", ()):
        for name in ("persons", "first", "last"):
            entry.pop(name, None)
    for entry in (*kept.get("kinds", ()), *kept.get("positions", ())):
        entry.pop("persons", None)
    for grid in kept.get("learning", ()):
        for entry in grid["codes"]:
            entry.pop("estimate", None)
    for theme in kept["themes"]:
        theme["counts"].pop("persons", None)
        theme.pop("share_by_author", None)
        theme["by"] = {
            name: cells
            for name, cells in theme.get("by", {}).items()
            if all(cell["checkable"] == "public" for cell in cells)
        }
        theme["equal"] = {name: mean for name, mean in theme.get("equal", {}).items() if name in theme["by"]}
    for finding in kept["findings"]:
        finding["counts"].pop("persons", None)
        finding["counts"].pop("votes", None)
        finding.pop("solidity", None)
        if "channel" in withheld:
            finding.pop("evidence", None)
    return kept
