"""Findings that people formulate themselves (``formulate`` in ``edits.jsonl``), under the engine's checks.

Besides ``target`` (the support), a line has ``kind`` and either ``text``, in the readers' own words, or
``words``, the contribution or unit whose very words they keep (then nothing of it is copied: it is read from
the corpus). It may have:

- ``theme``: ``{"theme": id}``, none by default;
- ``dissent``: a target, what they read as contradicting it;
- ``quotes``: up to ``QUOTES`` of ``{"contribution": id}`` or ``{"unit": id}``, shown under it word for word;
- ``milder``: why refusals support a milder kind with no finding of their own; it is printed;
- ``replaces``: ``"machine"``, and the findings that the machine built on texts leave room to those of people;
- ``settled``: true, and the finding is settled by its author.

Refused, and listed in ``conflicts``: no support that may be read, a sentence that speaks for a population,
refusals that would only appear under something milder.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from concertia.synthesis.edits import StaleEditError, signed, target_theme, target_units
from concertia.synthesis.evidence import refuse_population_claims
from concertia.synthesis.finding import FINDING_KINDS, Finding, identified, non_empty
from concertia.synthesis.quotes import DISSENT, SUPPORT, Quote, quoted_words
from concertia.synthesis.reading import Reading

MILDER = ("attente", "vigilance", "proposition")
"""Kinds under which a refusal is not said as one."""
AS_REFUSAL = ("refus", "divergence")
QUOTES = 3
LONGEST = 4000
"""Characters of a formulated finding."""


def formulated(reading: Reading, edit: Mapping[str, Any]) -> Finding:
    """The finding that a ``formulate`` line states. Raises ConcertiaError where it cannot stand."""
    kind = str(edit.get("kind"))
    if kind not in FINDING_KINDS:
        raise StaleEditError(
            f"« {kind} » n'est pas un genre d'enseignement. Connus : {', '.join(FINDING_KINDS)}.",
            f"“{kind}” is not a kind of finding. Known: {', '.join(FINDING_KINDS)}.",
        )
    support = non_empty(_readable(reading, edit["target"], kind))
    dissent = edit.get("dissent")
    against = set(_readable(reading, dissent)) - set(support) if isinstance(dissent, Mapping) else set()
    quote, text, wording = _worded(reading, edit, support)
    theme = edit.get("theme")
    into = theme if isinstance(theme, Mapping) else {"theme": theme}
    return Finding(
        id=identified(kind, support),
        kind=kind,
        theme=target_theme(reading, into).id if into.get("theme") else None,
        text=text,
        wording=wording,
        support=support,
        dissent=tuple(sorted(against)),
        quote=quote,
        state=signed(edit) if edit.get("settled") else None,
        quotes=_quotes(reading, edit, support, against),
        milder=str(edit["milder"]).strip() or None if edit.get("milder") else None,
        founding=edit["target"],
    )


def _readable(reading: Reading, target: Mapping[str, Any], kind: str = "") -> list[str]:
    """Names of the units of a target that may be quoted.

    Of a contribution given whole to a milder kind, what refuses supports nothing if another part of it can.
    """
    whole = {*target.get("contributions", ()), *filter(None, [target.get("contribution")])}
    rows = [row for row in target_units(reading, target) if reading.usable[row]]
    columns = reading.units
    plain = {columns["contribution_id"][row] for row in rows if columns["kind"][row] != "refus"}
    chosen = set(target.get("units", ()))
    return [
        str(columns["unit_id"][row])
        for row in rows
        if kind not in MILDER
        or columns["kind"][row] != "refus"
        or columns["unit_id"][row] in chosen
        or columns["contribution_id"][row] not in plain & whole
    ]


def _worded(
    reading: Reading, edit: Mapping[str, Any], support: Sequence[str]
) -> tuple[Quote | None, str, str]:
    """The quotation that words the finding or none, its text, its wording."""
    text = " ".join(str(edit.get("text") or "").split())
    words = edit.get("words")
    if not text and isinstance(words, Mapping):
        quote = _quote(reading, words, SUPPORT, support)
        return quote, quoted_words(reading, quote), "extracted"
    if not text or len(text) > LONGEST:
        raise StaleEditError(
            f"Un enseignement formulé a un texte (« text »), de {LONGEST} caractères au plus.",
            f"A formulated finding has a text (“text”), of {LONGEST} characters at most.",
        )
    refuse_population_claims(text)
    return None, text, "edited"


def _quotes(
    reading: Reading, edit: Mapping[str, Any], support: Sequence[str], against: set[str]
) -> tuple[Quote, ...]:
    made = []
    for asked in list(edit.get("quotes", ()))[:QUOTES]:
        named = asked if isinstance(asked, Mapping) else {}
        rows = {str(reading.units["unit_id"][row]) for row in target_units(reading, _target(named))}
        role = DISSENT if rows & against else SUPPORT
        made.append(_quote(reading, named, role, against if role == DISSENT else support))
    return tuple(made)


def _target(named: Mapping[str, Any]) -> dict[str, Any]:
    return {"units": [named["unit"]]} if "unit" in named else {"contribution": named.get("contribution")}


def _quote(reading: Reading, named: Mapping[str, Any], role: str, among: Sequence[str] | set[str]) -> Quote:
    """The words of a unit, or of a contribution from its first to its last unit, that are among these."""
    rows = [row for row in target_units(reading, _target(named)) if reading.usable[row]]
    names = [str(reading.units["unit_id"][row]) for row in rows]
    held = [name for name in names if name in among]
    if not held:
        raise StaleEditError(
            "Un enseignement ne cite que ce qui l'appuie ou le contredit, et qui peut être lu.",
            "A finding quotes only what supports or contradicts it, and can be read.",
        )
    end = int(reading.units["end"][rows[-1]])
    first = rows[names.index(held[0])]
    return Quote(held[0], int(reading.units["start"][first]), end, role)


def names_unit(target: Mapping[str, Any], unit: str) -> bool:
    """Whether a target names a unit, by itself or by its contribution."""
    contribution = unit.partition(":")[0]
    whole = {*target.get("contributions", ()), target.get("contribution")}
    return unit in target.get("units", ()) or contribution in whole


def softening(reading: Reading, finding: Finding, findings: Sequence[Finding]) -> StaleEditError | None:
    """Why a formulated finding would make refusals disappear; None where it does not."""
    if finding.kind not in MILDER or finding.milder:
        return None
    said = {unit for other in findings if other.kind in AS_REFUSAL for unit in other.support}
    kinds = reading.units["kind"]
    lost = [unit for unit in finding.support if kinds[reading.unit_row[unit]] == "refus" and unit not in said]
    if not lost:
        return None
    return StaleEditError(
        f"{len(lost)} refus n'apparaîtraient que sous « {finding.kind} ». Formulez aussi un enseignement "
        "« refus » qu'ils appuient, ou dites pourquoi (« milder ») : ce sera imprimé.",
        f"{len(lost)} refusal(s) would only appear under “{finding.kind}”. Also formulate a “refus” finding "
        "that they support, or say why (“milder”): it will be printed.",
    )


def without_machine(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """The findings without those that the machine built on texts and that no person worded."""
    return tuple(
        finding
        for finding in findings
        if finding.founding is not None or finding.wording == "edited" or finding.statement is not None
    )
