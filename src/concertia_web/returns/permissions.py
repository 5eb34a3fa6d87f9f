"""Who may prepare, send and read a remontée. The network reads no draft; elected members edit none."""

from __future__ import annotations

from concertia_web.accounts.actors import Actor
from concertia_web.accounts.models import Role
from concertia_web.accounts.permissions import permission
from concertia_web.campaigns.models import Campaign, Commitment

READERS = (
    Role.LEAD,
    Role.FACILITATOR,
    Role.ANALYST,
    Role.GARANT,
    Role.ELECTED,
    Role.SERVICE,
    Role.READER,
)


@permission
def read_draft(actor: Actor, commitment: Commitment) -> bool:
    """See the draft and what was sent, in the space of a territory that takes part."""
    return any(actor.has(carrier.territory, *READERS) for carrier in commitment.carrier_set.all())


@permission
def edit_draft(actor: Actor, commitment: Commitment) -> bool:
    """Fill the grid: who leads the concertation or reads it, in the territory that answers for it.

    Someone who is elected there too does not: what was heard is not theirs to change.
    """
    lead = commitment.lead
    return (
        _standing(commitment)
        and actor.has(lead, Role.LEAD, Role.ANALYST)
        and not actor.has(lead, Role.ELECTED)
    )


@permission
def send_return(actor: Actor, commitment: Commitment) -> bool:
    """Send it to the network, take a version back, open it to all."""
    return edit_draft(actor, commitment) and actor.has(commitment.lead, Role.LEAD)


@permission
def read_received(actor: Actor, campaign: Campaign) -> bool:
    """Read what territories sent: the team of the network that called."""
    return actor.has(campaign.network, Role.NETWORK, Role.ANALYST, Role.GARANT)


def _standing(commitment: Commitment) -> bool:
    """Whether the territory still takes part."""
    return commitment.state != Commitment.State.WITHDRAWN
