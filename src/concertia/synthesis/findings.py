"""What a synthesis states, from the kinds and themes of the units and from the positions people took.

In full mode, one finding for each theme and kind that enough contributions speak of, and for each
refusal repeated outside themes. In small mode, one for each guided theme and kind, then one for each
group of duplicates or neighbours, or for a note alone: nothing said in the room is lost to a threshold.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from concertia.synthesis.finding import (
    FINDING_KINDS,
    Finding,
    NonEmpty,
    UnsupportedFindingError,
    carried_over,
    identified,
    non_empty,
    solidity,
)
from concertia.synthesis.opinion_findings import opinion_findings
from concertia.synthesis.quotes import (
    SUPPORT,
    Quote,
    by_common_words,
    extract,
    opposed_units,
    quoted_words,
    whole,
)
from concertia.synthesis.reading import Reading
from concertia.texts.themes import Theme

SUPPORTING: Mapping[str, frozenset[str]] = {
    "attente": frozenset({"attente"}),
    "vigilance": frozenset({"crainte", "condition", "vigilance"}),
    "refus": frozenset({"refus"}),
    "proposition": frozenset({"proposition"}),
}
"""Which kinds of unit support which finding. A refusal has its own: it is never turned into a vigilance."""
LEAST = {"attente": 3, "vigilance": 2, "refus": 1, "proposition": 2}
"""Full mode: distinct contributions a theme needs for a finding of each kind."""
LEAST_OUTSIDE = 2
"""Full mode: contributions that the same refusal needs outside themes."""

__all__ = ["FINDING_KINDS", "SUPPORTING", "Finding", "NonEmpty", "build_findings", "non_empty", "solidity"]


def build_findings(reading: Reading, previous: Iterable[Mapping[str, Any]] = ()) -> tuple[Finding, ...]:
    """All findings of a reading, in display order: by kind, then the most supported first.

    ``previous``: the ``findings`` of an earlier result, whose ids are carried over by overlap.
    """
    small = reading.parameters.small
    found = [*_of_themes(reading, guided_only=small), *_outside(reading, small), *opinion_findings(reading)]
    return carried_over(_ordered(found), list(previous))


def _ordered(findings: Sequence[Finding]) -> list[Finding]:
    def rank(item: tuple[int, Finding]) -> tuple[int, int, float, int]:
        index, finding = item
        if finding.statement is not None:
            return FINDING_KINDS.index(finding.kind), 0, 0.0, index
        contributions = len({unit.partition(":")[0] for unit in finding.support})
        return FINDING_KINDS.index(finding.kind), -contributions, -(finding.stability or 0.0), index

    return [finding for _, finding in sorted(enumerate(findings), key=rank)]


def _of_themes(reading: Reading, *, guided_only: bool) -> list[Finding]:
    held = _units_by_theme(reading)
    findings = []
    for theme in reading.themes:
        if guided_only and not theme.guided:
            continue
        for kind in SUPPORTING:
            support = supporting_units(reading, held[theme.id], kind)
            least = 1 if guided_only else LEAST[kind]
            if support and len({int(reading.row[unit]) for unit in support}) >= least:
                findings.append(_finding(reading, kind, support, held[theme.id], theme))
    return findings


def _units_by_theme(reading: Reading) -> dict[str, list[int]]:
    """Usable units put directly in each theme."""
    held: dict[str, list[int]] = {theme.id: [] for theme in reading.themes}
    for unit in np.flatnonzero(reading.usable):
        theme = reading.units["theme_id"][unit]
        if theme is not None:
            held[theme].append(int(unit))
    return held


def supporting_units(reading: Reading, units: Sequence[int], kind: str) -> list[int]:
    """Units among ``units`` that support a finding of this kind.

    A testimony supports a vigilance only if its contribution says there, in another unit, what it fears,
    on what condition or what to be careful about.
    """
    kinds = reading.units["kind"]
    support = [unit for unit in units if kinds[unit] in SUPPORTING[kind]]
    if kind == "vigilance":
        worried = {int(reading.row[unit]) for unit in support}
        support += [u for u in units if kinds[u] == "temoignage" and int(reading.row[u]) in worried]
    return sorted(support)


def _outside(reading: Reading, small: bool) -> list[Finding]:
    """Findings of units that no theme finding could take: see the module's first lines."""
    guided = {theme.id for theme in reading.themes if theme.guided or not small}
    theme_id = reading.units["theme_id"]
    free = [int(unit) for unit in np.flatnonzero(reading.usable) if theme_id[unit] not in guided]
    findings = []
    for kind in SUPPORTING if small else ("refus",):
        support = supporting_units(reading, free, kind)
        for group in _groups(reading, support, neighbours=small):
            contributions = {int(reading.row[unit]) for unit in group}
            if small or len(contributions) >= LEAST_OUTSIDE:
                findings.append(_finding(reading, kind, group, [], None))
    return findings


def _groups(reading: Reading, units: Sequence[int], *, neighbours: bool) -> list[list[int]]:
    """Units that say the same (duplicates, and proposed neighbours if asked), by first unit."""
    leader = {unit: unit for unit in units}

    def root(unit: int) -> int:
        while leader[unit] != unit:
            unit = leader[unit]
        return unit

    first: dict[str, int] = {}
    pairs: list[tuple[int, int]] = []
    for unit in units:
        name = reading.units["duplicate_of"][unit] or reading.units["unit_id"][unit]
        pairs.append((first.setdefault(name, unit), unit))
    if neighbours:
        pairs += [(a, b) for a, b, _ in reading.neighbours if a in leader and b in leader]
    for a, b in pairs:
        low, high = sorted((root(a), root(b)))
        leader[high] = low
    groups: dict[int, list[int]] = {}
    for unit in units:
        groups.setdefault(root(unit), []).append(unit)
    return list(groups.values())


def _finding(
    reading: Reading, kind: str, support: Sequence[int], around: Sequence[int], theme: Theme | None
) -> Finding:
    """A finding worded with its most central unit, of the finding's own kind."""
    names = reading.units["unit_id"]
    quote, wording = worded(reading, kind, support)
    dissent = opposed_units(reading, np.array(around, dtype=np.int64), support, kind)
    held = non_empty(str(names[unit]) for unit in support)
    return Finding(
        id=identified(kind, held),
        kind=kind,
        theme=None if theme is None else theme.id,
        text=quoted_words(reading, quote),
        wording=wording,
        support=held,
        dissent=tuple(sorted(str(names[unit]) for unit in dissent)),
        quote=quote,
        stability=None if theme is None or theme.guided else theme.stability,
    )


def worded(reading: Reading, kind: str, support: Sequence[int]) -> tuple[Quote, str]:
    """Words of the supporting unit that speaks most like the others, and whether they are all of it.

    Units of the finding's own kind come first. Raises UnsupportedFindingError where none can be quoted.
    """
    own = [unit for unit in support if reading.units["kind"][unit] in SUPPORTING.get(kind, ())]
    for units in (own, support):
        for unit in by_common_words(reading, units):
            quote = extract(reading, unit, SUPPORT)
            return quote, "verbatim" if quote == whole(reading, unit, SUPPORT) else "extracted"
    raise UnsupportedFindingError(
        "Aucune des contributions à l'appui de cet enseignement ne peut être citée.",
        "None of the contributions that support this finding can be quoted.",
    )


def reworded(reading: Reading, finding: Finding, *, force: bool = False) -> Finding:
    """The finding, its words taken anew from its support if they no longer come from it (or ``force``)."""
    if finding.quote is None or (finding.quote.unit in finding.support and not force):
        return finding
    rows = [reading.unit_row[unit] for unit in finding.support]
    quote, wording = worded(reading, finding.kind, rows)
    return replace(finding, quote=quote, wording=wording, text=quoted_words(reading, quote))
