"""Who reads the readings of a concertation, launches and retouches them, and publishes one."""

from __future__ import annotations

from concertia_web.accounts.actors import Actor
from concertia_web.accounts.models import Role
from concertia_web.accounts.permissions import permission
from concertia_web.consultations.models import Consultation
from concertia_web.readings.models import Reading

_States = Consultation.State


@permission
def see_analyses(actor: Actor, consultation: Consultation) -> bool:
    """Explore the readings of a concertation to its contributions, published or not.

    Elected members and services see them once the reading is settled: what is heard is written without them.
    """
    place = consultation.territory
    if actor.has(place, Role.LEAD, Role.FACILITATOR, Role.ANALYST, Role.GARANT, Role.READER):
        return True
    settled = consultation.state in (_States.SETTLED, _States.PUBLISHED)
    return settled and actor.has(place, Role.ELECTED, Role.SERVICE)


@permission
def launch_analysis(actor: Actor, consultation: Consultation) -> bool:
    """Have what was said read by the engine, stop it, take it up again."""
    return consultation.state != _States.PUBLISHED and actor.has(
        consultation.territory, Role.LEAD, Role.ANALYST
    )


@permission
def retouch(actor: Actor, consultation: Consultation) -> bool:
    """Rename, merge, split, move, set aside, settle: never elected members, never once it is settled."""
    place = consultation.territory
    return (
        consultation.state in (_States.OPEN, _States.READING)
        and actor.has(place, Role.LEAD, Role.ANALYST)
        and not actor.has(place, Role.ELECTED)
    )


@permission
def publish_reading(actor: Actor, consultation: Consultation) -> bool:
    """Make a reading public with the results, or private again."""
    return consultation.state in (_States.SETTLED, _States.PUBLISHED) and actor.has(
        consultation.territory, Role.LEAD
    )


@permission
def see_reading(actor: Actor, reading: Reading) -> bool:
    """Open the pages of a reading: everyone if it is public, else those who may see its concertation's."""
    if reading.public:
        return True
    return reading.consultation is not None and see_analyses(actor, reading.consultation)
