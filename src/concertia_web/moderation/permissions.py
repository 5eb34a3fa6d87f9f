"""Who may read what waits, decide, hear appeals and see what is not published. Elected members never."""

from __future__ import annotations

from concertia_web.accounts.actors import Actor
from concertia_web.accounts.models import Role
from concertia_web.accounts.permissions import permission
from concertia_web.consultations.models import Consultation

WATCHES = (Role.LEAD, Role.ANALYST, Role.GARANT)


def _holds(actor: Actor, consultation: Consultation, *roles: str) -> bool:
    place = consultation.territory
    return consultation.public and actor.has(place, *roles) and not actor.has(place, Role.ELECTED)


@permission
def see_moderation(actor: Actor, consultation: Consultation) -> bool:
    """See what waits and everything that was decided, hidden texts included."""
    return _holds(actor, consultation, *WATCHES)


@permission
def moderate(actor: Actor, consultation: Consultation) -> bool:
    """Publish, cover words, not publish; answer reports; undo."""
    return _holds(actor, consultation, Role.LEAD, Role.ANALYST)


@permission
def hear_appeals(actor: Actor, consultation: Consultation) -> bool:
    """Decide about an appeal: somebody else than who decided first, or the garant."""
    return _holds(actor, consultation, *WATCHES)


@permission
def undo_decision(actor: Actor, consultation: Consultation) -> bool:
    """Take a decision back: the garant may, so that nothing stays hidden wrongly."""
    return _holds(actor, consultation, *WATCHES)


@permission
def read_original(actor: Actor, consultation: Consultation) -> bool:
    """Open the words that a decision covered or hid; each time is in the journal."""
    return _holds(actor, consultation, *WATCHES)


@permission
def read_policy(_actor: Actor, consultation: Consultation) -> bool:
    """Read how this concertation is moderated, report a text: everyone, once it is open."""
    return consultation.public
