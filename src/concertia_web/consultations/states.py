"""The life of a concertation: draft → open → reading → settled → published, and what each step needs."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from concertia_web.accounts.actors import Actor
from concertia_web.campaigns.models import Commitment
from concertia_web.campaigns.services import advance
from concertia_web.consultations import elections, rules
from concertia_web.consultations.models import Consultation
from concertia_web.consultations.services import RefusedError
from concertia_web.journal.services import record
from concertia_web.notices.services import in_languages, notify
from concertia_web.sorting.models import Sorting

_STATES = Consultation.State


def to_open(consultation: Consultation) -> list[str]:
    """What still keeps it from opening."""
    found = [
        f"{line.line.label['fr']} : {line.advice[0].lower()}{line.advice[1:]}"
        for line in rules.missing(consultation)
    ]
    if consultation.closes < timezone.localdate():
        found.append(
            "La date de clôture est passée : donnez-en une à venir, dans « Modifier la concertation »."
        )
    if not consultation.sessions.filter(cancelled=False).exists():
        found.append("Aucun temps de débat n’est prévu : ajoutez-en un.")
    return found


def to_close(consultation: Consultation, reason: str) -> list[str]:
    """What keeps the contributions from closing."""
    if consultation.closes > timezone.localdate() and not reason.strip():
        return [
            "La clôture annoncée n’est pas passée : dites pourquoi vous fermez plus tôt. La raison est "
            "publiée."
        ]
    return []


def to_settle(consultation: Consultation, reason: str) -> list[str]:
    """What keeps the reading from being settled."""
    notes = consultation.contributions.filter(removed=None).exists()
    if not notes and not consultation.documents.exists():
        return ["Il n’y a ni contribution ni document : il n’y a rien à arrêter."]
    sorting = _sorting(consultation)
    if sorting is not None and sorting.state != Sorting.State.SETTLED:
        return ["Les enseignements ne sont pas arrêtés : terminez le tri et la relecture, puis arrêtez-les."]
    if notes and sorting is None and not reason.strip():
        return [
            "Des contributions n’ont pas été triées : passez par « Tri », ou dites comment elles ont été "
            "lues."
        ]
    return []


def to_publish(consultation: Consultation, reason: str) -> list[str]:
    """What keeps the results from being published."""
    sorting = _sorting(consultation)
    if sorting is not None and sorting.state != Sorting.State.SETTLED:
        return [
            "Les enseignements ont été rouverts depuis que la lecture est arrêtée : arrêtez-les de nouveau "
            "avant de publier."
        ]
    near = elections.in_period(consultation.territory, timezone.localdate())
    if consultation.neutral and near and not reason.strip():
        return [
            f"Le mode neutre est en place ({near[0].label.lower()}) : publier maintenant demande une "
            "raison, qui "
            "sera inscrite au journal."
        ]
    return []


def is_settled(consultation: Consultation) -> bool:
    """Whether people sorted the notes and settled what they read: there is a restitution to publish."""
    sorting = _sorting(consultation)
    return sorting is not None and sorting.state == Sorting.State.SETTLED


def _sorting(consultation: Consultation) -> Sorting | None:
    return Sorting.objects.filter(consultation=consultation).first()


@transaction.atomic
def open_(*, actor: Actor, consultation: Consultation) -> Consultation:
    """Open it: freeze the rules, and say to the campaign that the debate has begun."""
    consultation = _locked(consultation, _STATES.DRAFT, "La concertation est déjà ouverte.")
    _refuse(to_open(consultation))
    content = rules.content_of(consultation)
    consultation.rules_page = content
    consultation.rules_digest = rules.digest_of(content)
    consultation.rules_frozen = timezone.now()
    consultation.state = _STATES.OPEN
    consultation.save(update_fields=["rules_page", "rules_digest", "rules_frozen", "state"])
    _record(actor, "open", consultation, after={"rules": consultation.rules_digest})
    notify(
        consultation=consultation,
        kind="opened",
        thing=consultation,
        words=in_languages(
            lambda: (
                _("Vous pouvez participer jusqu’au %(day)s.")
                % {"day": date_format(consultation.closes, "DATE_FORMAT")}
            )
        ),
    )
    _advance(actor, consultation)
    return consultation


@transaction.atomic
def close(*, actor: Actor, consultation: Consultation, reason: str = "") -> Consultation:
    """Close the contributions: the reading begins."""
    consultation = _locked(consultation, _STATES.OPEN, "Seule une concertation ouverte se clôt.")
    _refuse(to_close(consultation, reason))
    return _goes(actor, consultation, _STATES.READING, "close", reason)


@transaction.atomic
def reopen(*, actor: Actor, consultation: Consultation, reason: str) -> Consultation:
    """Open the contributions again."""
    consultation = _locked(
        consultation, _STATES.READING, "Les contributions ne se rouvrent que pendant la lecture."
    )
    if not reason.strip():
        raise RefusedError("Dites pourquoi vous rouvrez les contributions : la raison est publiée.")
    return _goes(actor, consultation, _STATES.OPEN, "reopen", reason)


@transaction.atomic
def settle(*, actor: Actor, consultation: Consultation, reason: str = "") -> Consultation:
    """What was heard no longer changes."""
    consultation = _locked(consultation, _STATES.READING, "Clôturez d’abord les contributions.")
    _refuse(to_settle(consultation, reason))
    return _goes(actor, consultation, _STATES.SETTLED, "settle", reason)


@transaction.atomic
def publish(*, actor: Actor, consultation: Consultation, reason: str = "") -> Consultation:
    """Publish what was heard."""
    consultation = _locked(consultation, _STATES.SETTLED, "Arrêtez d’abord la lecture.")
    _refuse(to_publish(consultation, reason))
    notify(
        consultation=consultation,
        kind="published",
        thing=consultation,
        words=in_languages(lambda: _("Ce qui a été entendu est publié.")),
    )
    return _goes(actor, consultation, _STATES.PUBLISHED, "publish", reason)


def _locked(consultation: Consultation, state: str, otherwise: str) -> Consultation:
    found = (
        Consultation.objects.select_for_update(of=("self",))
        .select_related("territory", "framing", "commitment")
        .get(pk=consultation.pk)
    )
    if found.state != state:
        raise RefusedError(otherwise)
    return found


def _refuse(reasons: list[str]) -> None:
    if reasons:
        raise RefusedError(*reasons)


def _goes(actor: Actor, consultation: Consultation, state: str, verb: str, reason: str) -> Consultation:
    before = consultation.state
    consultation.state = state
    consultation.save(update_fields=["state"])
    _record(
        actor, verb, consultation, reason=reason.strip(), before={"state": before}, after={"state": state}
    )
    return consultation


def _advance(actor: Actor, consultation: Consultation) -> None:
    if consultation.commitment is not None:
        advance(commitment=consultation.commitment, state=Commitment.State.CONSULTING, actor=actor)


def _record(actor: Actor, verb: str, consultation: Consultation, **more: Any) -> None:
    record(
        actor=actor,
        action=f"consultations.{verb}",
        thing=consultation,
        label=str(consultation),
        territory=consultation.territory,
        **more,
    )
