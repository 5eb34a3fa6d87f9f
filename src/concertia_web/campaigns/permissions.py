"""Who may open a campaign, follow it, and change a commitment."""

from __future__ import annotations

from concertia_web.accounts.actors import Actor
from concertia_web.accounts.models import Role
from concertia_web.accounts.permissions import permission
from concertia_web.campaigns.models import Campaign, Commitment
from concertia_web.territories.models import Territory


@permission
def start_campaign(actor: Actor, territory: Territory) -> bool:
    """Prepare a campaign: the team of a network, and nobody else."""
    return territory.is_network and actor.has(territory, Role.NETWORK)


@permission
def run_campaign(actor: Actor, campaign: Campaign) -> bool:
    """Write its texts and calendar, receive interests, send the monthly message."""
    return actor.has(campaign.network, Role.NETWORK)


@permission
def follow_campaign(actor: Actor, campaign: Campaign) -> bool:
    """See who is late, silent or in need, and the points d’étape."""
    return actor.has(campaign.network, Role.NETWORK, Role.READER)


@permission
def see_commitment(actor: Actor, commitment: Commitment) -> bool:
    """See an engagement from inside: its territories and the team of the network."""
    if actor.has(commitment.campaign.network, Role.NETWORK):
        return True
    return any(actor.belongs(territory) for territory in commitment.territories)


@permission
def change_commitment(actor: Actor, commitment: Commitment) -> bool:
    """Sign, date, complete, withdraw: the charge of the leading territory, or the team of the network."""
    return actor.has(commitment.lead, Role.LEAD) or actor.has(commitment.campaign.network, Role.NETWORK)


@permission
def see_correspondent(actor: Actor, commitment: Commitment) -> bool:
    """See and change the address to which the monthly message goes."""
    return change_commitment(actor, commitment)
