"""Corrections by people on findings, replayed after the findings are built."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from concertia.errors import ConcertiaError
from concertia.synthesis.edits import MOST, Edit, StaleEditError, conflict, set_aside, signed, target_units
from concertia.synthesis.evidence import refuse_population_claims
from concertia.synthesis.finding import Finding, distinct, non_empty
from concertia.synthesis.findings import reworded
from concertia.synthesis.formulated import formulated, softening, without_machine
from concertia.synthesis.quotes import dissenting
from concertia.synthesis.reading import Reading


@dataclass(frozen=True)
class Edited:
    """Findings after the edits, and what became of each edit."""

    findings: tuple[Finding, ...]
    applied: tuple[dict[str, Any], ...] = ()
    conflicts: tuple[dict[str, Any], ...] = ()
    set_aside: tuple[dict[str, Any], ...] = ()


def replay_on_findings(reading: Reading, findings: Sequence[Finding]) -> Edited:
    """Apply ``reading.pending`` in order."""
    edited = Edited(tuple(findings))
    for edit in reading.pending:
        try:
            edited = _apply(reading, edited, edit)
        except ConcertiaError as problem:
            edited = replace(edited, conflicts=(*edited.conflicts, conflict(edit, problem)))
        else:
            edited = replace(edited, applied=(*edited.applied, dict(edit)))
    return _without_softening(reading, edited)


def _without_softening(reading: Reading, edited: Edited) -> Edited:
    """Formulated findings under which refusals would disappear go, with their edit, to the conflicts.

    Looked at once all are there: a refusal may be said as such by a finding formulated later.
    """
    for finding in edited.findings:
        edit = next((one for one in edited.applied if _made(one, finding)), None)
        problem = None if edit is None else softening(reading, finding, edited.findings)
        if edit is not None and problem is not None:
            edited = replace(
                edited,
                findings=tuple(other for other in edited.findings if other is not finding),
                applied=tuple(one for one in edited.applied if one is not edit),
                conflicts=(*edited.conflicts, conflict(edit, problem)),
            )
    return edited


def _made(edit: Edit, finding: Finding) -> bool:
    return edit["op"] == "formulate" and finding.founding is not None and finding.founding == edit["target"]


def _apply(reading: Reading, edited: Edited, edit: Edit) -> Edited:
    operation = edit["op"]
    if operation == "move":
        return _move(reading, edited, edit)
    if operation == "formulate":
        kept = without_machine(edited.findings) if edit.get("replaces") == "machine" else edited.findings
        return replace(edited, findings=distinct([*kept, formulated(reading, edit)]))
    target = _target(edited.findings, edit["target"])
    if operation == "exclude":
        gone = set(target.support)
        rest = tuple(
            replace(finding, dissent=tuple(unit for unit in finding.dissent if unit not in gone))
            for finding in edited.findings
            if finding.id != target.id
        )
        aside = tuple(set_aside(edit, unit) for unit in target.support)
        return replace(edited, findings=rest, set_aside=(*edited.set_aside, *aside))
    if operation == "rename":
        text = str(edit.get("text") or "").strip()
        if not text:
            raise StaleEditError(
                "Il manque le nouveau texte de l'enseignement (« text »).",
                "The new text of the finding (“text”) is missing.",
            )
        refuse_population_claims(text)
        return _put(edited, replace(target, text=text, wording="edited", quote=None))
    if operation == "settle":
        return _put(edited, replace(target, state=signed(edit)))
    if operation == "merge":
        return _merge(edited, target, _target(edited.findings, _mapping(edit.get("into"))))
    raise StaleEditError(
        "Un enseignement ne se scinde pas : déplacez des unités vers un autre (« move »).",
        "A finding is not split: move units into another one (“move”).",
    )


def _mapping(target: Any) -> Mapping[str, Any]:
    return target if isinstance(target, Mapping) else {"finding": target}


def _target(findings: Sequence[Finding], target: Mapping[str, Any]) -> Finding:
    """By id, or the finding that holds most of the founding units."""
    for finding in findings:
        if finding.id == target.get("finding"):
            return finding
    founding = set(target.get("units", ()))
    for finding in findings:
        kind = target.get("kind", finding.kind)
        if founding and finding.kind == kind and len(founding & set(finding.support)) > MOST * len(founding):
            return finding
    raise StaleEditError(
        f"L'enseignement « {target.get('finding')} » n'existe plus dans cette lecture et aucun autre ne "
        "réunit la plupart de ses unités. Refaites la correction sur la lecture actuelle.",
        f"Finding “{target.get('finding')}” no longer exists in this reading and no other holds most of "
        "its units. Make the correction again on the current reading.",
    )


def _put(edited: Edited, changed: Finding) -> Edited:
    return replace(edited, findings=tuple(changed if f.id == changed.id else f for f in edited.findings))


def _same_kind(source: Finding, into: Finding) -> None:
    if source.kind != into.kind:
        raise StaleEditError(
            f"Un enseignement « {source.kind} » ne se fond pas dans un enseignement « {into.kind} » : "
            "le genre de ce qui a été dit ne change pas.",
            f"A “{source.kind}” finding does not merge into a “{into.kind}” one: the kind of what was said "
            "does not change.",
        )


def _merge(edited: Edited, source: Finding, into: Finding) -> Edited:
    _same_kind(source, into)
    if source.id == into.id:
        raise StaleEditError(
            "Un enseignement ne se fond pas dans lui-même.", "A finding does not merge into itself."
        )
    support = non_empty([*into.support, *source.support])
    dissent = sorted({*into.dissent, *source.dissent} - set(support))
    rest = replace(edited, findings=tuple(f for f in edited.findings if f.id != source.id))
    return _put(rest, replace(into, support=support, dissent=tuple(dissent)))


def _move(reading: Reading, edited: Edited, edit: Edit) -> Edited:
    """Units leave the findings of the same kind and support another; a finding left without any goes."""
    moved = {str(reading.units["unit_id"][unit]) for unit in target_units(reading, edit["target"])}
    into = _target(edited.findings, _mapping(edit.get("into")))
    held = {unit for finding in edited.findings if finding.kind == into.kind for unit in finding.support}
    if not moved <= held:
        raise StaleEditError(
            "Des unités à déplacer ne soutiennent aucun enseignement de ce genre.",
            "Some units to move support no finding of this kind.",
        )
    findings: list[Finding] = []
    for finding in edited.findings:
        if finding.id == into.id:
            findings.append(_supported_by(reading, finding, [*finding.support, *moved]))
        elif finding.kind != into.kind:
            findings.append(finding)
        elif remaining := [unit for unit in finding.support if unit not in moved]:
            findings.append(reworded(reading, _supported_by(reading, finding, remaining)))
    return replace(edited, findings=tuple(findings))


def _supported_by(reading: Reading, finding: Finding, support: Sequence[str]) -> Finding:
    """The finding with another support, and the replies against that one."""
    return replace(finding, support=non_empty(support), dissent=dissenting(reading, support))
