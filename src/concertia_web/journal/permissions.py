"""Who reads what of the journal. The public page is open to anyone: functions, never names."""

from __future__ import annotations

from concertia_web.accounts.actors import Actor
from concertia_web.accounts.models import Role
from concertia_web.accounts.permissions import permission
from concertia_web.territories.models import Territory


@permission
def see_journal(actor: Actor, territory: Territory) -> bool:
    """Read the journal of a territory with the names of colleagues and what is not public."""
    return actor.belongs(territory)


@permission
def see_values(actor: Actor, territory: Territory) -> bool:
    """Read what was written before and after a change: it may be words that are not published."""
    return actor.has(territory, Role.LEAD, Role.NETWORK, Role.GARANT)
