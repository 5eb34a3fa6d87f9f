"""Who prepares, answers, approves, publishes and follows. Who is elected never changes what was heard."""

from __future__ import annotations

from concertia_web.accounts.actors import Actor
from concertia_web.accounts.models import Role
from concertia_web.accounts.permissions import permission
from concertia_web.answers.models import Answer
from concertia_web.consultations.models import Consultation

AFTER = (Consultation.State.SETTLED, Consultation.State.PUBLISHED)
"""What was heard no longer changes: it can be answered."""


def _holds(actor: Actor, consultation: Consultation, *roles: str) -> bool:
    """One of these roles, and no seat."""
    place = consultation.territory
    return actor.has(place, *roles) and not actor.has(place, Role.ELECTED)


@permission
def see_answers(actor: Actor, consultation: Consultation) -> bool:
    """Read the answers at every state."""
    return actor.belongs(consultation.territory)


def answers_alone(actor: Actor, consultation: Consultation) -> bool:
    """Whether the only role of this person here is to answer for a service."""
    return actor.roles.get(consultation.territory_id, frozenset()) == {Role.SERVICE}


def _of_theirs(actor: Actor, answer: Answer) -> bool:
    """Whether this person answers for the service to which the answer was given."""
    held = answer.service
    return held is not None and actor.user is not None and held.members.filter(pk=actor.user.pk).exists()


@permission
def see_answer(actor: Actor, answer: Answer) -> bool:
    """Read one answer at every state; with the role of a service alone, those of their service."""
    place = answer.consultation
    return see_answers(actor, place) and (not answers_alone(actor, place) or _of_theirs(actor, answer))


@permission
def answer_for(actor: Actor, answer: Answer) -> bool:
    """Write, correct and follow this answer: the lead any, somebody of a service those of that service."""
    place = answer.consultation
    return _holds(actor, place, Role.LEAD) or (
        _holds(actor, place, Role.SERVICE) and _of_theirs(actor, answer)
    )


@permission
def prepare(actor: Actor, consultation: Consultation) -> bool:
    """Choose what is answered together, give it to a service with a date, take in the sheets."""
    return consultation.state in AFTER and _holds(actor, consultation, Role.LEAD)


@permission
def write(actor: Actor, consultation: Consultation) -> bool:
    """Write the outcome and its reason."""
    return consultation.state in AFTER and _holds(actor, consultation, Role.SERVICE, Role.LEAD)


@permission
def approve(actor: Actor, consultation: Consultation) -> bool:
    """Approve an answer, or send it back to its service with a reason; never change its words."""
    return consultation.state in AFTER and actor.has(consultation.territory, Role.ELECTED)


@permission
def publish(actor: Actor, consultation: Consultation) -> bool:
    """Publish the approved answers, once what was heard is published."""
    return consultation.state == Consultation.State.PUBLISHED and _holds(actor, consultation, Role.LEAD)


@permission
def correct(actor: Actor, consultation: Consultation) -> bool:
    """Propose a correction of a published answer, put one away; the elected member approves it."""
    return consultation.state == Consultation.State.PUBLISHED and _holds(
        actor, consultation, Role.LEAD, Role.SERVICE
    )


@permission
def follow(actor: Actor, consultation: Consultation) -> bool:
    """Say what became of a published answer."""
    return consultation.state == Consultation.State.PUBLISHED and _holds(
        actor, consultation, Role.LEAD, Role.SERVICE
    )


@permission
def read_answers(_actor: Actor, consultation: Consultation) -> bool:
    """The public page of the answers: once what was heard is published."""
    return consultation.state == Consultation.State.PUBLISHED


@permission
def take_papers(actor: Actor, consultation: Consultation) -> bool:
    """Download the bilan, the draft report and the press sheet, once what was heard is settled."""
    return consultation.state in AFTER and actor.has(
        consultation.territory, Role.LEAD, Role.GARANT, Role.ELECTED, Role.ANALYST
    )
