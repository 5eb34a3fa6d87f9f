"""Who prepares, opens, closes and publishes a concertation, holds its sessions and draws its panel."""

from __future__ import annotations

from concertia_web.accounts.actors import Actor
from concertia_web.accounts.models import Role
from concertia_web.accounts.permissions import permission
from concertia_web.consultations.models import Consultation, Draw, Session
from concertia_web.territories.models import Territory

_STATES = Consultation.State
LIVING = (_STATES.DRAFT, _STATES.OPEN, _STATES.READING)
"""What is prepared or running can still be changed; a settled reading no longer moves."""


@permission
def create_consultation(actor: Actor, territory: Territory) -> bool:
    """Prepare a concertation in a territory."""
    return actor.has(territory, Role.LEAD)


@permission
def see_consultation(actor: Actor, consultation: Consultation) -> bool:
    """Read its pages in the space, from the first draft."""
    return actor.belongs(consultation.territory)


@permission
def read_public_page(_actor: Actor, consultation: Consultation) -> bool:
    """Read its public page and its rules: everyone, once it is open."""
    return consultation.public


@permission
def change_consultation(actor: Actor, consultation: Consultation) -> bool:
    """Change its title, dates, publics, questions…; after opening, with a reason."""
    return consultation.state in LIVING and actor.has(consultation.territory, Role.LEAD)


@permission
def discard_consultation(actor: Actor, consultation: Consultation) -> bool:
    """Abandon a draft."""
    return consultation.state == _STATES.DRAFT and actor.has(consultation.territory, Role.LEAD)


@permission
def write_rules(actor: Actor, consultation: Consultation) -> bool:
    """Write the rules, before they are frozen."""
    return consultation.state == _STATES.DRAFT and actor.has(consultation.territory, Role.LEAD)


@permission
def correct_rules(actor: Actor, consultation: Consultation) -> bool:
    """Add a dated correction to the frozen rules."""
    return consultation.state in (_STATES.OPEN, _STATES.READING) and actor.has(
        consultation.territory, Role.LEAD
    )


@permission
def open_consultation(actor: Actor, consultation: Consultation) -> bool:
    """Open it: its rules freeze."""
    return consultation.state == _STATES.DRAFT and actor.has(consultation.territory, Role.LEAD)


@permission
def close_consultation(actor: Actor, consultation: Consultation) -> bool:
    """Close the contributions: the reading starts."""
    return consultation.state == _STATES.OPEN and actor.has(consultation.territory, Role.LEAD)


@permission
def reopen_consultation(actor: Actor, consultation: Consultation) -> bool:
    """Open the contributions again, with a reason."""
    return consultation.state == _STATES.READING and actor.has(consultation.territory, Role.LEAD)


@permission
def settle_consultation(actor: Actor, consultation: Consultation) -> bool:
    """Declare the reading settled. Elected members do not, even with another role."""
    place = consultation.territory
    return (
        consultation.state == _STATES.READING
        and actor.has(place, Role.LEAD, Role.ANALYST)
        and not actor.has(place, Role.ELECTED)
    )


@permission
def publish_consultation(actor: Actor, consultation: Consultation) -> bool:
    """Publish what was heard."""
    return consultation.state == _STATES.SETTLED and actor.has(consultation.territory, Role.LEAD)


@permission
def switch_neutral(actor: Actor, consultation: Consultation) -> bool:
    """Switch the electoral neutral mode, with a reason."""
    return consultation.state != _STATES.PUBLISHED and actor.has(consultation.territory, Role.LEAD)


@permission
def add_sessions(actor: Actor, consultation: Consultation) -> bool:
    """Add a session or copy one."""
    return consultation.state in LIVING and actor.has(consultation.territory, Role.LEAD, Role.FACILITATOR)


@permission
def change_session(actor: Actor, session: Session) -> bool:
    """Change a session, count those present, say what was not agreed, cancel it or bring it back."""
    return add_sessions(actor, session.consultation)


@permission
def see_draws(actor: Actor, consultation: Consultation) -> bool:
    """Follow the drawing of a panel in the space; no identifier is shown."""
    return actor.has(
        consultation.territory, Role.LEAD, Role.FACILITATOR, Role.ANALYST, Role.GARANT, Role.READER
    )


@permission
def hold_draws(actor: Actor, consultation: Consultation) -> bool:
    """Bring a list, announce, draw, read the identifiers drawn, erase the list."""
    return consultation.state in LIVING and actor.has(consultation.territory, Role.LEAD)


@permission
def audit_draw(actor: Actor, draw: Draw) -> bool:
    """Download the announced lottery, without identifiers, to do the draw again."""
    return draw.announced is not None and actor.has(draw.consultation.territory, Role.LEAD, Role.GARANT)


@permission
def read_draw(_actor: Actor, draw: Draw) -> bool:
    """Read the public page of a draw: everyone, once it is announced and its concertation open."""
    return draw.announced is not None and draw.consultation.public
