"""Who takes position, and who chooses the texts."""

from __future__ import annotations

from concertia_web.accounts.actors import Actor
from concertia_web.accounts.models import Role
from concertia_web.accounts.permissions import permission
from concertia_web.consultations.models import Consultation

_STATES = Consultation.State


@permission
def read_positions(_actor: Actor, consultation: Consultation) -> bool:
    """Open the page of positions: everyone, once the concertation is open; taking one asks for its phase."""
    return consultation.public


@permission
def take_position(_actor: Actor, consultation: Consultation) -> bool:
    """Take position: everyone, while the concertation is open; ``opening`` asks for its phase too."""
    return consultation.state == _STATES.OPEN


@permission
def see_results(actor: Actor, consultation: Consultation) -> bool:
    """See counts: everyone where the rules promise live results or once published; the team after closing."""
    if consultation.state == _STATES.PUBLISHED or (consultation.public and consultation.live_results):
        return True
    return consultation.state in (_STATES.READING, _STATES.SETTLED) and actor.has(
        consultation.territory, Role.LEAD, Role.ANALYST, Role.GARANT
    )


@permission
def see_statements(actor: Actor, consultation: Consultation) -> bool:
    """See which texts are submitted to positions, in the space."""
    return actor.has(consultation.territory, Role.LEAD, Role.ANALYST, Role.GARANT, Role.READER)


@permission
def choose_statements(actor: Actor, consultation: Consultation) -> bool:
    """Choose the texts submitted to positions, write some to begin with, open the comments."""
    place = consultation.territory
    return (
        consultation.state in (_STATES.DRAFT, _STATES.OPEN)
        and actor.has(place, Role.LEAD, Role.ANALYST)
        and not actor.has(place, Role.ELECTED)
    )
