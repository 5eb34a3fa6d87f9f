"""The finding itself, its identity over time and its solidity in words."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from concertia.corpus.identifiers import content_id
from concertia.errors import ConcertiaError
from concertia.synthesis.quotes import Quote

FINDING_KINDS = ("attente", "vigilance", "refus", "proposition", "consensus", "divergence")
WORDINGS = ("verbatim", "extracted", "edited", "model")
SAYING, SUBJECT = "same", "subject"
"""What holds the support of a finding together: it says the same or nearly, or it is of the same kind on
the same theme and the sentence is one of its voices, which is printed so and is never « solide »."""
SAME = 0.5
"""Jaccard index of supports from which a finding keeps the id of an earlier one of its kind."""
FEW, MANY = 3, 10
"""Solidity: under ``FEW`` voices « peu de voix »; from ``MANY`` voices « solide », if stable."""
FEW_VOTES, MANY_VOTES = 10, 50
"""The same, in votes, for a consensus or a divergence: a vote costs less than words."""
STABLE = 0.6
"""Stability that « solide » asks for where one is measured."""

NonEmpty: TypeAlias = tuple[str, *tuple[str, ...]]


class UnsupportedFindingError(ConcertiaError):
    """A finding that nothing supports."""


def non_empty(units: Iterable[str]) -> NonEmpty:
    """Sorted distinct unit ids, at least one. Raises UnsupportedFindingError where there is none."""
    found = sorted(set(units))
    if not found:
        raise UnsupportedFindingError(
            "Un enseignement sans aucune contribution à l'appui ne peut pas exister. "
            "Indiquez les unités qui le soutiennent, ou retirez-le.",
            "A finding that no contribution supports cannot exist. "
            "Give the units that support it, or remove it.",
        )
    return (found[0], *found[1:])


@dataclass(frozen=True)
class Finding:
    """What the synthesis states. ``support`` and ``dissent`` are unit ids, sorted and disjoint.

    ``quote`` is where ``text`` was taken from, ``None`` once a person has worded it. ``stability`` is that
    of the theme or of the groups, ``None`` where nothing was measured. ``statement`` and ``side``: the
    contribution people took a position on, and which one (consensus, divergence).
    """

    id: str
    kind: str
    theme: str | None
    text: str
    wording: str
    support: NonEmpty
    dissent: tuple[str, ...] = ()
    quote: Quote | None = None
    stability: float | None = None
    statement: str | None = None
    side: str | None = None
    basis: str = SAYING
    state: Mapping[str, Any] | None = None
    quotes: tuple[Quote, ...] = ()
    """Words that people chose to show under a finding that they formulated."""
    milder: str | None = None
    """Why refusals support a milder finding without one of their own: printed under it."""
    founding: Mapping[str, Any] | None = None
    """The target of the edit that formulated it, while edits are replayed; not kept in a result."""

    def __post_init__(self) -> None:
        non_empty(self.support)
        known = self.kind in FINDING_KINDS and self.wording in WORDINGS and self.basis in (SAYING, SUBJECT)
        if not known:
            raise ValueError(f"unknown finding: {self.kind}, {self.wording}")
        if set(self.support) & set(self.dissent):
            raise ValueError(f"finding {self.id}: a unit both supports and opposes it")


def identified(kind: str, support: Iterable[str]) -> str:
    """The id of a new finding: its kind and founding units, hashed as those of a theme are."""
    return content_id([kind, *support])


def carried_over(findings: Sequence[Finding], previous: Iterable[Mapping[str, Any]]) -> tuple[Finding, ...]:
    """Give findings the ids that ``previous`` ones (``findings`` of a result) had, by overlap of support.

    Pairs of the same kind with a Jaccard index of ``SAME`` at least, the largest first; each id once.
    """
    before = list(previous)
    holding: dict[str, list[int]] = defaultdict(list)
    for at, earlier in enumerate(before):
        for unit in set(earlier["support"]):
            holding[unit].append(at)
    pairs = []
    for index, finding in enumerate(findings):
        shared = Counter(at for unit in finding.support for at in holding.get(unit, ()))
        for at, common in shared.items():
            overlap = common / (len(finding.support) + len(set(before[at]["support"])) - common)
            if before[at]["kind"] == finding.kind and overlap >= SAME:
                pairs.append((-overlap, str(before[at]["id"]), index))
    ids: dict[int, str] = {}
    taken: set[str] = set()
    for _, name, index in sorted(pairs):
        if index not in ids and name not in taken:
            ids[index] = name
            taken.add(name)
    return distinct([replace(f, id=ids.get(index, f.id)) for index, f in enumerate(findings)])


def distinct(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Findings with ids that differ: where two would share one, the later is hashed again."""
    seen: set[str] = set()
    result = []
    for finding in findings:
        name, turn = finding.id, 1
        while name in seen:
            turn += 1
            name = content_id([finding.kind, str(turn), *finding.support])
        seen.add(name)
        result.append(replace(finding, id=name))
    return tuple(result)


def solidity(
    voices: int, stability: float | None, evidence: str, *, voted: bool = False, basis: str = SAYING
) -> str:
    """« solide », « a confirmer » or « peu de voix ».

    ``voices``: distinct texts or persons, whichever is fewer; if ``voted``, votes for or against a
    statement. A passage of a validated document is a collective text: never « peu de voix ».
    Voices that share a subject do not say the same: never « solide ».
    """
    stable = stability is None or stability >= STABLE
    few, many = (FEW_VOTES, MANY_VOTES) if voted else (FEW, MANY)
    if voices >= many and stable and basis == SAYING:
        return "solide"
    if voices < few and evidence != "document":
        return "peu de voix"
    return "a confirmer"
