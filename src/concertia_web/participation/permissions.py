"""Who may do what: prendre part."""

from __future__ import annotations

from django.utils import timezone

from concertia_web.accounts.actors import Actor
from concertia_web.accounts.models import Role
from concertia_web.accounts.permissions import permission
from concertia_web.consultations.models import Consultation
from concertia_web.contributions.models import Contribution
from concertia_web.contributions.permissions import READERS, TYPISTS
from concertia_web.participation.opening import is_public_now, writing_open

_STATES = Consultation.State


@permission
def contribute(_actor: Actor, consultation: Consultation) -> bool:
    """Write on line: everyone, while writing is open. What must be proved first is asked apart."""
    return writing_open(consultation)


@permission
def give_stakeholder_paper(_actor: Actor, consultation: Consultation) -> bool:
    """Deposit a cahier d’acteur: any organisation, while the concertation is open."""
    today = timezone.localdate()
    return consultation.state == _STATES.OPEN and consultation.opens <= today <= consultation.closes


@permission
def read_contributions(_actor: Actor, consultation: Consultation) -> bool:
    """Read the public list and the list of numbers: everyone, once the concertation is open."""
    return consultation.public


@permission
def read_contribution(_actor: Actor, contribution: Contribution) -> bool:
    """Read one contribution and its translations on its public page."""
    consultation = contribution.consultation
    return (
        consultation.public
        and contribution.removed is None
        and contribution.moderation == Contribution.Moderation.ACCEPTED
        and is_public_now(contribution, consultation)
        and not (contribution.doubt and not contribution.public_text and not contribution.doubt_decided)
    )


@permission
def hold_kiosk(actor: Actor, consultation: Consultation) -> bool:
    """Hold a kiosk or the telephone of the street mode: the team, or the bearer of a one-day link."""
    if consultation.state != _STATES.OPEN or actor.has(consultation.territory, Role.ELECTED):
        return False
    link = actor.day_link
    by_link = link is not None and link.open and link.consultation_id == consultation.pk
    return by_link or actor.has(consultation.territory, *TYPISTS)


@permission
def see_participation(actor: Actor, consultation: Consultation) -> bool:
    """Find a number at the desk, see what came on line and what was verified."""
    return actor.has(consultation.territory, *READERS)


@permission
def make_codes(actor: Actor, consultation: Consultation) -> bool:
    """Make and cancel personal codes, where the rules ask for them."""
    return (
        consultation.proof == Consultation.Proof.CODES
        and consultation.state in (_STATES.DRAFT, _STATES.OPEN)
        and actor.has(consultation.territory, Role.LEAD)
    )


@permission
def translate(actor: Actor, consultation: Consultation) -> bool:
    """Put a translation beside a contribution, with the name of its translator."""
    return consultation.state != _STATES.DRAFT and actor.has(
        consultation.territory, Role.LEAD, Role.FACILITATOR, Role.ANALYST
    )
