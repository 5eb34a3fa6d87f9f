"""Consensus and divergence, from the positions people took on statements.

With groups that may be shown: agreement (or rejection) in every group, opposition between two groups.
Without: counts only, all together. A statement is never both.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from concertia.synthesis.finding import Finding, identified, non_empty
from concertia.synthesis.quotes import SUPPORT, Quote
from concertia.synthesis.reading import Reading

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
            kind, side, strength = verdict
            stability = section["stability"] if shown and statement.get("by_group") else None
            finding = _finding(reading, statement["id"], units[statement["id"]], kind, side, stability)
            found[kind].append((-strength, statement["id"], finding))
    return [
        finding for kind in found.values() for _, _, finding in sorted(kind, key=lambda item: item[:2])[:KEPT]
    ]


def _by_groups(statement: Mapping[str, Any]) -> tuple[str, str | None, float] | None:
    """Kind, side and strength of what the groups say of a statement."""
    agree_shares = []
    for counts in statement["by_group"].values():
        agree, disagree = int(counts[0]), int(counts[1])
        if agree + disagree < GROUP_VOTES:
            return None
        agree_shares.append(agree / (agree + disagree))
    least, most = min(agree_shares), max(agree_shares)
    if least >= GROUP_SHARE:
        return "consensus", "agree", least
    if most <= 1 - GROUP_SHARE:
        return "consensus", "disagree", 1 - most
    if most >= GROUP_SHARE and least <= 1 - GROUP_SHARE:
        return "divergence", None, most - least
    return None


def _together(statement: Mapping[str, Any]) -> tuple[str, str | None, float] | None:
    """The same without groups."""
    agree, disagree = int(statement["agree"]), int(statement["disagree"])
    total = agree + disagree
    if total < VOTES:
        return None
    if agree >= AGREED * total:
        return "consensus", "agree", agree / total
    if disagree >= AGREED * total:
        return "consensus", "disagree", disagree / total
    if min(agree, disagree) >= SPLIT * total:
        return "divergence", None, min(agree, disagree) / total
    return None


def _finding(
    reading: Reading, statement: str, units: list[int], kind: str, side: str | None, stability: float | None
) -> Finding:
    support = non_empty(str(reading.units["unit_id"][unit]) for unit in units)
    first, last = units[0], units[-1]
    start, end = int(reading.units["start"][first]), int(reading.units["end"][last])
    text = str(reading.corpus.published[reading.row[first]])[start:end]
    replies = reading.replies_against.get(statement, ())
    dissent = {str(reading.units["unit_id"][unit]) for unit in replies} - set(support)
    return Finding(
        id=identified(kind, support),
        kind=kind,
        theme=reading.units["theme_id"][first],
        text=text,
        wording="verbatim",
        support=support,
        dissent=tuple(sorted(dissent)),
        quote=Quote(str(reading.units["unit_id"][first]), start, end, SUPPORT),
        stability=stability,
        statement=statement,
        side=side,
    )
