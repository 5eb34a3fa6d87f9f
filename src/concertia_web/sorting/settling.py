"""Projet → relecture des participants → arrêté; and the signed opinions attached to the reading."""

from __future__ import annotations

import hashlib

import rfc8785
from django.db import transaction
from django.utils import timezone

from concertia_web.accounts.actors import Actor
from concertia_web.contributions.models import Contribution, Passage
from concertia_web.sorting import dossier
from concertia_web.sorting.milder import said_as_refusals, softened
from concertia_web.sorting.models import Evidence, Opinion, Sorting
from concertia_web.sorting.notes import counted
from concertia_web.sorting.refusals import Refused
from concertia_web.sorting.services import locked, log, unplaced

LONGEST_OPINION = 12_000
"""Characters: four pages."""


def to_place(sorting: Sorting) -> list[str]:
    """Why the table is not complete, in sentences; empty: every note has its place."""
    if sorting.compared is None and _has_notes(sorting):
        return ["Les notes ne sont pas encore triées et comparées."]
    missing = unplaced(sorting)
    if missing:
        return [f"{counted(missing, 'note n’a', 'notes n’ont')} pas de place sur la table commune."]
    return []


def _has_notes(sorting: Sorting) -> bool:
    return Contribution.objects.filter(consultation=sorting.consultation, removed=None).exists()


def to_settle(sorting: Sorting) -> list[str]:
    """What is missing before the reading can be read back or settled, in sentences."""
    problems = to_place(sorting)
    findings = list(sorting.findings.all())
    if not findings:
        problems.append("Aucun enseignement n’est formulé.")
    support = _support(sorting)
    said = said_as_refusals(sorting)
    for finding in findings:
        notes, passages = support.get(finding.pk, ([], 0))
        if not notes and not passages:
            problems.append(f"« {finding.title} » n’est plus appuyé par rien.")
        lost = softened(finding.kind, notes, said)
        if lost and not finding.milder_reason:
            problems.append(
                f"« {finding.title} » : {len(lost)} refus n’apparaissent nulle part comme refus, sans raison "
                "écrite."
            )
    return problems


def _support(sorting: Sorting) -> dict[int, tuple[list[Contribution], int]]:
    """Finding → its supporting notes, and how many passages support it: one query."""
    found: dict[int, tuple[list[Contribution], int]] = {}
    rows = Evidence.objects.filter(finding__sorting=sorting, side=Evidence.Side.SUPPORT).order_by("pk")
    for one in rows.select_related("contribution"):
        notes, passages = found.get(one.finding_id, ([], 0))
        if one.contribution is None:
            passages += 1
        elif one.contribution.removed is None:
            notes = [*notes, one.contribution]
        found[one.finding_id] = (notes, passages)
    return found


def _refuse(problems: list[str]) -> None:
    if problems:
        raise Refused(" ".join(problems))


def _goes(actor: Actor, sorting: Sorting, state: str, verb: str, reason: str = "") -> Sorting:
    before, sorting.state = sorting.state, state
    sorting.save(update_fields=["state", "settled", "settled_by"])
    log(actor, sorting, verb, reason=reason, before=before, after=state)
    return sorting


@transaction.atomic
def close_table(*, actor: Actor, sorting: Sorting) -> Sorting:
    """From sorting to the draft: every note has its place. Without notes, a validated document is needed."""
    sorting = locked(sorting)
    if sorting.state != Sorting.State.SORTING:
        return sorting
    _refuse(to_place(sorting))
    if not _has_notes(sorting) and not _passages(sorting):
        raise Refused(
            "Il n’y a ni note ni document validé : saisissez ou importez ce qui a été dit, ou ajoutez l’avis "
            "des "
            "participants sur la page Documents."
        )
    return _goes(actor, sorting, Sorting.State.DRAFT, "close_table")


def _passages(sorting: Sorting) -> bool:
    held = Passage.objects.filter(document__consultation=sorting.consultation)
    return held.exclude(document__validated_by="").exists()


@transaction.atomic
def send_back_to_participants(*, actor: Actor, sorting: Sorting) -> Sorting:
    """From the draft to its reading by those who took part."""
    sorting = locked(sorting)
    if sorting.state != Sorting.State.DRAFT:
        raise Refused("Seul un projet peut être donné à relire.")
    _refuse(to_settle(sorting))
    return _goes(actor, sorting, Sorting.State.REVIEW, "review")


@transaction.atomic
def back_to_draft(*, actor: Actor, sorting: Sorting, reason: str) -> Sorting:
    """Take up the draft again, from the review or even once settled: with a reason, in the public journal."""
    sorting = locked(sorting)
    if sorting.state not in (Sorting.State.REVIEW, Sorting.State.SETTLED):
        raise Refused("La lecture est déjà un projet.")
    if not reason.strip():
        raise Refused("Dites pourquoi la lecture redevient un projet : la raison est publiée au journal.")
    if sorting.consultation.state == sorting.consultation.State.PUBLISHED:
        raise Refused(
            "La restitution est publiée : elle ne redevient pas un projet. Publiez un avis ou un droit de "
            "réponse, "
            "qui y sera joint."
        )
    sorting.settled, sorting.settled_by = None, ""
    return _goes(actor, sorting, Sorting.State.DRAFT, "reopen", reason.strip())


@transaction.atomic
def settle(*, actor: Actor, sorting: Sorting) -> Sorting:
    """« Arrêté »: what was heard no longer changes."""
    sorting = locked(sorting)
    if sorting.state != Sorting.State.REVIEW:
        raise Refused("La lecture est arrêtée après la relecture des participants : ouvrez-la d’abord.")
    _refuse(to_settle(sorting))
    sorting.settled, sorting.settled_by = timezone.now(), actor.function[:120]
    settled = _goes(actor, sorting, Sorting.State.SETTLED, "settle")
    dossier.ask_if_free(actor=actor, sorting=settled)
    return settled


@transaction.atomic
def attach_opinion(*, actor: Actor, sorting: Sorting, kind: str, signature: str, text: str) -> Opinion:
    """Attach a signed text, word for word; nobody can edit it afterwards.

    Who may do it depends on the kind: ``permissions.sign_as_garant`` or ``permissions.register_opinion``.
    """
    signature, text = " ".join(signature.split()), text.replace("\r\n", "\n").strip()
    if kind not in Opinion.Kind.values:
        raise Refused("Dites de quel avis il s’agit.")
    if not signature:
        raise Refused("Un avis est signé : écrivez la signature telle que son auteur ou autrice la veut.")
    if not text:
        raise Refused("Le texte de l’avis est vide.")
    if len(text) > LONGEST_OPINION:
        raise Refused(
            f"Le texte fait {len(text)} caractères ; la limite est de {LONGEST_OPINION} (quatre pages). Il "
            "est gardé "
            "dans le formulaire : son auteur ou autrice peut le raccourcir, personne d’autre."
        )
    content = {"kind": kind, "signature": signature, "text": text, "consultation": sorting.consultation.slug}
    made = Opinion.objects.create(
        sorting=sorting,
        kind=kind,
        signature=signature[:200],
        text=text,
        digest=hashlib.sha256(rfc8785.dumps(content)).hexdigest(),
    )
    log(actor, sorting, "opinion", thing=made, label=made.get_kind_display(), after={"digest": made.digest})
    return made
