"""Who may print what."""

from __future__ import annotations

from concertia_web.accounts.actors import Actor
from concertia_web.accounts.models import Role
from concertia_web.accounts.permissions import permission
from concertia_web.consultations.models import Consultation
from concertia_web.territories.models import Territory


@permission
def read_papers(actor: Actor, territory: Territory) -> bool:
    """Take the ready papers: anyone of the territory; they hold nothing that a resident said."""
    return actor.belongs(territory)


@permission
def fill_papers(actor: Actor, territory: Territory) -> bool:
    """Write the facts that the papers use."""
    return actor.has(territory, Role.LEAD)


@permission
def print_kit(actor: Actor, consultation: Consultation) -> bool:
    """Take the posters, the forms without numbers and the sheets of the facilitators."""
    return actor.belongs(consultation.territory)


@permission
def reserve_numbers(actor: Actor, consultation: Consultation) -> bool:
    """Print numbered forms: numbers are taken, so not for everyone, and only before the reading ends."""
    unsettled = consultation.state in (
        Consultation.State.DRAFT,
        Consultation.State.OPEN,
        Consultation.State.READING,
    )
    return unsettled and actor.has(consultation.territory, Role.LEAD, Role.FACILITATOR)


@permission
def print_results(actor: Actor, consultation: Consultation) -> bool:
    """Print what came out: those who read, then everyone of the territory once it is published."""
    if consultation.state == Consultation.State.PUBLISHED:
        return actor.belongs(consultation.territory)
    return actor.has(consultation.territory, Role.LEAD, Role.FACILITATOR, Role.ANALYST, Role.GARANT)


@permission
def follow_calendar(_actor: Actor, consultation: Consultation) -> bool:
    """Subscribe to the dates: anybody, as soon as the concertation is public."""
    return consultation.public
