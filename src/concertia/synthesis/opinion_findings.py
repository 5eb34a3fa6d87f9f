"""Consensus and divergence, from the positions people took on statements.

With groups that may be shown: agreement (or rejection) in every group, opposition between two groups.
Without: counts only, all together. A statement is never both. Statements by which people only say who they
are give none: they tell who voted.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from concertia.synthesis.counts import wilson
from concertia.synthesis.finding import Finding, identified, non_empty
from concertia.synthesis.quotes import EXTRACT, SUPPORT, Quote, dissenting, extract, quoted_words
from concertia.synthesis.reading import Reading
from concertia.synthesis.self_description import is_about_oneself

GROUP_VOTES = 5
"""Votes for or against that a group needs on a statement to be said to agree or disagree."""
GROUP_SHARE = 0.6
"""Share of one side among a group's votes for or against from which the group takes this side."""
VOTES = 10
"""Votes for or against that a statement needs where no group is shown."""
AGREED = 0.75
"""Share of one side among votes for or against from which there is consensus, without groups."""
SPLIT = 0.4
"""Share of the smaller side from which there is divergence, without groups."""
KEPT = 20
"""Findings kept of each kind."""


def opinion_findings(reading: Reading) -> list[Finding]:
    """Consensus then divergence, strongest first. Statements set aside or erased give none."""
    section = reading.opinions
    if not section:
        return []
    units: dict[str, list[int]] = {}
    for unit, (name, usable) in enumerate(zip(reading.units["contribution_id"], reading.usable, strict=True)):
        if usable:
            units.setdefault(name, []).append(unit)
    shown = bool(section.get("shown"))
    found: dict[str, list[tuple[float, str, Finding]]] = {"consensus": [], "divergence": []}
    for statement in section["statements"]:
        verdict = _by_groups(statement) if shown and statement.get("by_group") else _together(statement)
        if verdict is not None and statement["id"] in units:
            if is_about_oneself(" ".join(reading.text(unit) for unit in units[statement["id"]])):
                continue
            kind, side, strength = verdict
            stability = section["stability"] if shown and statement.get("by_group") else None
            finding = _finding(reading, statement["id"], units[statement["id"]], kind, side, stability)
            found[kind].append((-strength, statement["id"], finding))
    return [
        finding for kind in found.values() for _, _, finding in sorted(kind, key=lambda item: item[:2])[:KEPT]
    ]


def _by_groups(statement: Mapping[str, Any]) -> tuple[str, str | None, float] | None:
    """Kind, side and strength of what the groups say of a statement.

    Strength is the low end of the Wilson interval of the side taken: many votes come before few.
    """
    groups = [(int(counts[0]), int(counts[1])) for counts in statement["by_group"].values()]
    if any(agree + disagree < GROUP_VOTES for agree, disagree in groups):
        return None
    agreeing = [agree >= GROUP_SHARE * (agree + disagree) for agree, disagree in groups]
    opposing = [disagree >= GROUP_SHARE * (agree + disagree) for agree, disagree in groups]
    for_it = [wilson(agree, agree + disagree)[0] for agree, disagree in groups]
    against = [wilson(disagree, agree + disagree)[0] for agree, disagree in groups]
    if all(agreeing):
        return "consensus", "agree", min(for_it)
    if all(opposing):
        return "consensus", "disagree", min(against)
    if any(agreeing) and any(opposing):
        return "divergence", None, max(for_it) + max(against)
    return None


def _together(statement: Mapping[str, Any]) -> tuple[str, str | None, float] | None:
    """The same without groups."""
    agree, disagree = int(statement["agree"]), int(statement["disagree"])
    total = agree + disagree
    if total < VOTES:
        return None
    if agree >= AGREED * total:
        return "consensus", "agree", wilson(agree, total)[0]
    if disagree >= AGREED * total:
        return "consensus", "disagree", wilson(disagree, total)[0]
    if min(agree, disagree) >= SPLIT * total:
        return "divergence", None, wilson(min(agree, disagree), total)[0]
    return None


def _finding(
    reading: Reading, statement: str, units: list[int], kind: str, side: str | None, stability: float | None
) -> Finding:
    support = non_empty(str(reading.units["unit_id"][unit]) for unit in units)
    first, last = units[0], units[-1]
    start, end = int(reading.units["start"][first]), int(reading.units["end"][last])
    quote, wording = Quote(str(reading.units["unit_id"][first]), start, end, SUPPORT), "verbatim"
    if end - start > EXTRACT:
        quote, wording = extract(reading, first, SUPPORT), "extracted"
    return Finding(
        id=identified(kind, support),
        kind=kind,
        theme=reading.units["theme_id"][first],
        text=quoted_words(reading, quote),
        wording=wording,
        support=support,
        dissent=dissenting(reading, support),
        quote=quote,
        stability=stability,
        statement=statement,
        side=side,
    )
