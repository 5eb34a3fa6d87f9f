"""Who may change the settings of a territory. Creating one: ``accounts.permissions.create_territories``."""

from __future__ import annotations

from concertia_web.accounts.actors import Actor
from concertia_web.accounts.models import Role
from concertia_web.accounts.permissions import permission
from concertia_web.territories.models import Territory


@permission
def change_settings(actor: Actor, territory: Territory) -> bool:
    """Contacts, colours, legal notice: who answers for the concertation there, or the team of the network."""
    return actor.has(territory, Role.LEAD, Role.NETWORK)
