"""Who may sort, formulate, settle, sign and comment. Elected members never change what was heard."""

from __future__ import annotations

from concertia_web.accounts.actors import Actor
from concertia_web.accounts.models import Role
from concertia_web.accounts.permissions import permission
from concertia_web.consultations.models import Consultation


def _reads(actor: Actor, consultation: Consultation, *roles: str) -> bool:
    """One of these roles, and no seat: an elected member who also holds another role comments only."""
    place = consultation.territory
    return actor.has(place, *roles) and not actor.has(place, Role.ELECTED)


@permission
def sort(actor: Actor, consultation: Consultation) -> bool:
    """Place notes in columns, compare, agree."""
    return _reads(actor, consultation, Role.LEAD, Role.ANALYST)


@permission
def see_table(actor: Actor, consultation: Consultation) -> bool:
    """See the common table once both sorts are compared (one’s own before, for those who sort)."""
    return actor.has(consultation.territory, Role.LEAD, Role.ANALYST, Role.GARANT)


@permission
def see_findings(actor: Actor, consultation: Consultation) -> bool:
    """Read the findings, at every state."""
    return actor.belongs(consultation.territory)


@permission
def formulate(actor: Actor, consultation: Consultation) -> bool:
    """Write, arrange and remove findings; answer requests about them."""
    return _reads(actor, consultation, Role.LEAD, Role.ANALYST)


@permission
def settle(actor: Actor, consultation: Consultation) -> bool:
    """Give to read back, settle, or take the draft up again."""
    return _reads(actor, consultation, Role.LEAD, Role.ANALYST)


@permission
def annotate(actor: Actor, consultation: Consultation) -> bool:
    """Write a comment beside a finding, which changes nothing in it."""
    return actor.has(consultation.territory, Role.ELECTED, Role.SERVICE, Role.GARANT, Role.LEAD, Role.ANALYST)


@permission
def ask_change(actor: Actor, consultation: Consultation) -> bool:
    """Ask in public that a finding be changed or removed."""
    return actor.has(
        consultation.territory,
        Role.ELECTED,
        Role.SERVICE,
        Role.GARANT,
        Role.LEAD,
        Role.ANALYST,
        Role.FACILITATOR,
    )


@permission
def sign_as_garant(actor: Actor, consultation: Consultation) -> bool:
    """Attach the garant’s opinion: nobody else may."""
    return actor.has(consultation.territory, Role.GARANT)


@permission
def register_opinion(actor: Actor, consultation: Consultation) -> bool:
    """Attach a text that somebody else signed: minority opinion, right of reply, scientific opinion."""
    return _reads(actor, consultation, Role.LEAD)


@permission
def circulate(actor: Actor, consultation: Consultation) -> bool:
    """Ask for visas, take in the document that comes back."""
    return _reads(actor, consultation, Role.LEAD)


@permission
def call_outsiders(actor: Actor, consultation: Consultation) -> bool:
    """Announce and draw the sample of the lecture contradictoire, invite its readers."""
    return _reads(actor, consultation, Role.LEAD, Role.GARANT)


@permission
def export(actor: Actor, consultation: Consultation) -> bool:
    """Download every note with its place, moderated ones included."""
    return actor.has(consultation.territory, Role.LEAD, Role.ANALYST, Role.GARANT)


@permission
def check_alternatives(actor: Actor, consultation: Consultation) -> bool:
    """List an alternative synthesis, or refuse it as illegal or spam; never because of what it says."""
    return _reads(actor, consultation, Role.LEAD, Role.GARANT)
