"""Findings: formulated by people, in their words, on what was said; asked to be changed in public."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import transaction
from django.utils import timezone

from concertia.synthesis.evidence import PopulationClaimError, refuse_population_claims
from concertia_web.accounts.actors import Actor
from concertia_web.contributions.models import Contribution, Passage
from concertia_web.sorting import columns
from concertia_web.sorting.milder import Softened, said_as_refusals, softened
from concertia_web.sorting.models import Annotation, ChangeRequest, Evidence, Finding, Sorting
from concertia_web.sorting.refusals import Refused
from concertia_web.sorting.services import locked, log

QUOTES = 3
SUPPORT, DISSENT = Evidence.Side.SUPPORT, Evidence.Side.DISSENT


@dataclass(frozen=True)
class Cited:
    """What is put under a finding: ``notes`` and ``passages`` by key → side; ``quoted`` keys of each."""

    notes: dict[int, str] = field(default_factory=dict)
    passages: dict[int, str] = field(default_factory=dict)
    quoted_notes: frozenset[int] = frozenset()
    quoted_passages: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Wording:
    """What people wrote."""

    kind: str
    title: str
    text: str = ""
    column: str = ""
    milder_reason: str = ""


def reference(finding: Finding) -> str:
    """How the public journal names it, without its words: « Refus, enseignement n° 12 »."""
    return f"{finding.get_kind_display()}, enseignement n° {finding.pk}"


def finding_json(finding: Finding) -> dict[str, Any]:
    """Everything that makes it, for the history of its changes."""
    evidence = finding.evidence.order_by("pk").values_list("contribution", "passage", "side", "quoted")
    return {
        "kind": finding.kind,
        "column": finding.column,
        "title": finding.title,
        "text": finding.text,
        "milder_reason": finding.milder_reason,
        "evidence": [list(one) for one in evidence],
    }


@transaction.atomic
def formulate(
    *,
    actor: Actor,
    sorting: Sorting,
    wording: Wording,
    cited: Cited,
    finding: Finding | None = None,
    also_refusal: bool = False,
    reason: str = "",
) -> Finding:
    """Write a finding, or rewrite ``finding``. Raises Refused (``Softened`` where refusals would disappear).

    ``also_refusal``: the refusals concerned also get a finding of kind refusal, from the same words.
    """
    sorting = locked(sorting)
    check_draft(sorting)
    wording = _worded(sorting, wording)
    notes, passages = _cited(sorting, wording, cited)
    before = finding_json(finding) if finding else None
    lost = softened(
        wording.kind,
        [note for note in notes if cited.notes[note.pk] == SUPPORT],
        said_as_refusals(sorting, but=finding),
    )
    if lost and not wording.milder_reason and not also_refusal:
        raise Softened(lost)
    made = finding or Finding(sorting=sorting, position=_last(sorting))
    made.kind, made.title, made.text = wording.kind, wording.title, wording.text
    made.column, made.milder_reason, made.reason = wording.column, wording.milder_reason, reason.strip()
    made.save()
    _write_evidence(made, notes, passages, cited)
    log(
        actor,
        sorting,
        "rewrite" if before else "formulate",
        thing=made,
        label=reference(made),
        reason=made.reason,
        before=before,
        after=finding_json(made),
    )
    if lost and also_refusal:
        _also_refusal(actor, sorting, wording, lost)
    return made


def _also_refusal(actor: Actor, sorting: Sorting, wording: Wording, lost: list[Contribution]) -> None:
    alone = lost[0] if len(lost) == 1 and lost[0].moderation == Contribution.Moderation.ACCEPTED else None
    title = alone.shown_text if alone is not None and len(alone.shown_text) <= 200 else wording.title
    formulate(
        actor=actor,
        sorting=sorting,
        wording=replace(wording, kind=Finding.Kind.REFUSAL, title=title, text="", milder_reason=""),
        cited=Cited(notes={note.pk: SUPPORT for note in lost}),
    )


def check_draft(sorting: Sorting) -> None:
    """Raises Refused where what was heard may not be written now."""
    if sorting.state == Sorting.State.SORTING:
        raise Refused(
            "Le tri n’est pas terminé : chaque note doit avoir sa place avant de formuler les enseignements."
        )
    if sorting.state != Sorting.State.DRAFT:
        raise Refused(
            f"La lecture est à l’état « {sorting.get_state_display()} » : elle ne change plus. Revenez au "
            "projet, avec "
            "une raison qui sera publiée au journal."
        )


def _worded(sorting: Sorting, wording: Wording) -> Wording:
    title = " ".join(wording.title.split())
    text, why = wording.text.strip(), " ".join(wording.milder_reason.split())
    if wording.kind not in Finding.Kind.values:
        raise Refused("Choisissez la nature de l’enseignement.")
    if not title:
        raise Refused("Donnez un titre à l’enseignement : une phrase courte, avec vos mots.")
    if len(title) > 200:
        raise Refused("Le titre dépasse 200 caractères : gardez une phrase, le reste va dans le texte.")
    if wording.column and wording.column not in columns.labels(sorting.columns):
        raise Refused("Cette colonne n’existe plus.")
    for said in (title, text, why):
        try:
            refuse_population_claims(said)
        except PopulationClaimError as problem:
            raise Refused(problem.fr) from problem
    return Wording(wording.kind, title, text, wording.column, why)


def _cited(sorting: Sorting, wording: Wording, cited: Cited) -> tuple[list[Contribution], list[Passage]]:
    consultation = sorting.consultation
    notes = list(
        Contribution.objects.filter(pk__in=cited.notes, consultation=consultation, removed=None).order_by(
            "pk"
        )
    )
    passages = list(
        Passage.objects.filter(pk__in=cited.passages, document__consultation=consultation)
        .select_related("document")
        .order_by("pk")
    )
    if len(notes) < len(cited.notes) or len(passages) < len(cited.passages):
        raise Refused(
            "Une note ou un passage choisi n’existe plus dans cette concertation. Vérifiez la liste."
        )
    if any(not passage.document.validated_by for passage in passages):
        raise Refused(
            "Un passage vient d’un document que personne n’a validé : il ne peut pas appuyer un "
            "enseignement. "
            "Indiquez d’abord par qui il a été validé, sur la page Documents."
        )
    _check_sides(wording, [*cited.notes.values(), *cited.passages.values()])
    _check_quoted(notes, cited)
    return notes, passages


def _check_sides(wording: Wording, sides: Sequence[str]) -> None:
    if SUPPORT not in sides:
        raise Refused(
            "Rien n’appuie cet enseignement : choisissez au moins une note, ou un passage d’un document "
            "validé."
        )
    if wording.kind == Finding.Kind.DIVERGENCE and DISSENT not in sides:
        raise Refused("Un désaccord montre les deux côtés : choisissez au moins une note qui contredit.")
    if wording.kind == Finding.Kind.CONSENSUS and DISSENT in sides:
        raise Refused("Une note contredit : ce n’est pas un accord. Choisissez « Désaccord », ou retirez-la.")


def _check_quoted(notes: Sequence[Contribution], cited: Cited) -> None:
    quoted = len(cited.quoted_notes & cited.notes.keys()) + len(cited.quoted_passages & cited.passages.keys())
    if quoted > QUOTES:
        raise Refused(f"{quoted} notes sont choisies pour être montrées : {QUOTES} au plus. Décochez-en.")
    if any(note.pk in cited.quoted_notes and note.moderation != "accepted" for note in notes):
        raise Refused(
            "Une note non publiée ne peut pas être montrée sous un enseignement ; elle peut l’appuyer."
        )


def _last(sorting: Sorting) -> int:
    last = sorting.findings.order_by("-position").values_list("position", flat=True).first()
    return (last or 0) + 1


def _write_evidence(
    finding: Finding, notes: Sequence[Contribution], passages: Sequence[Passage], cited: Cited
) -> None:
    finding.evidence.all().delete()
    Evidence.objects.bulk_create(
        [
            *(
                Evidence(
                    finding=finding,
                    contribution=note,
                    side=cited.notes[note.pk],
                    quoted=note.pk in cited.quoted_notes,
                )
                for note in notes
            ),
            *(
                Evidence(
                    finding=finding,
                    passage=passage,
                    side=cited.passages[passage.pk],
                    quoted=passage.pk in cited.quoted_passages,
                )
                for passage in passages
            ),
        ]
    )


@transaction.atomic
def remove_finding(*, actor: Actor, finding: Finding, reason: str) -> None:
    """Take a finding away; its notes stay in their columns and count as « in no finding »."""
    sorting = locked(finding.sorting)
    check_draft(sorting)
    if not reason.strip():
        raise Refused("Dites pourquoi cet enseignement est retiré : la raison est publiée au journal.")
    log(
        actor,
        sorting,
        "remove",
        thing=finding,
        label=reference(finding),
        reason=reason.strip(),
        before=finding_json(finding),
    )
    finding.delete()


@transaction.atomic
def shift(*, actor: Actor, finding: Finding, up: bool) -> None:
    """Exchange it with the one before (or after) of its kind. At the end of the list, nothing happens."""
    sorting = locked(finding.sorting)
    check_draft(sorting)
    rows = list(sorting.findings.filter(kind=finding.kind))
    here = [row.pk for row in rows].index(finding.pk)
    there = here + (-1 if up else 1)
    if not 0 <= there < len(rows):
        return
    before = [row.pk for row in rows]
    places = sorted(row.position for row in rows)
    if len(set(places)) < len(places):
        places = [places[0] + rank for rank in range(len(places))]
    rows[here], rows[there] = rows[there], rows[here]
    for row, position in zip(rows, places, strict=True):
        row.position = position
    Finding.objects.bulk_update(rows, ["position"])
    log(actor, sorting, "reorder", before=before, after=[row.pk for row in rows], public=False)


@transaction.atomic
def annotate(*, actor: Actor, finding: Finding, text: str) -> Annotation:
    """A comment beside a finding, at any time; what was heard does not change."""
    if not text.strip():
        raise Refused("L’annotation est vide.")
    made = Annotation.objects.create(finding=finding, function=actor.function[:120], text=text.strip())
    log(actor, finding.sorting, "annotate", thing=finding, label=reference(finding), after=made.text)
    return made


@transaction.atomic
def ask_change(*, actor: Actor, finding: Finding, wish: str, reason: str) -> ChangeRequest:
    """Ask that a finding be changed or removed: a public entry of the journal, with its reason."""
    if wish not in ChangeRequest.Wish.values:
        raise Refused("Dites si vous demandez de modifier ou de retirer l’enseignement.")
    if not reason.strip():
        raise Refused("Une demande porte sa raison : elle est publiée au journal avec la réponse.")
    made = ChangeRequest.objects.create(
        sorting=finding.sorting,
        finding=finding,
        label=finding.title,
        wish=wish,
        function=actor.function[:120],
        reason=reason.strip(),
    )
    verb = "ask_change" if wish == ChangeRequest.Wish.CHANGE else "ask_removal"
    log(actor, finding.sorting, verb, thing=finding, label=reference(finding), reason=made.reason)
    return made


@transaction.atomic
def decide(*, actor: Actor, asked: ChangeRequest, decision: str, reason: str) -> ChangeRequest:
    """Answer a request, once, with a reason. Accepting changes nothing by itself: the readers rewrite."""
    if asked.decision:
        raise Refused("Cette demande a déjà sa réponse.")
    if decision not in ChangeRequest.Decision.values:
        raise Refused("Dites si la demande est acceptée.")
    if not reason.strip():
        raise Refused("La réponse porte sa raison : elle est publiée au journal.")
    asked.decision, asked.decision_reason, asked.decided = decision, reason.strip(), timezone.now()
    asked.save(update_fields=["decision", "decision_reason", "decided"])
    verb = "accept_request" if decision == ChangeRequest.Decision.ACCEPTED else "keep_despite_request"
    log(actor, asked.sorting, verb, thing=asked, reason=asked.decision_reason)
    return asked
