"""What « Cette semaine » says of campaigns."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from django_scopes import scope

from concertia_web.accounts.actors import Actor
from concertia_web.accounts.models import Role
from concertia_web.campaigns.following import follow
from concertia_web.campaigns.models import Campaign, Commitment, Interest
from concertia_web.campaigns.services.pulses import FOLLOWED
from concertia_web.languages import say
from concertia_web.territories.models import Territory
from concertia_web.welcome.items import Item

_S = Commitment.State
SOON = timedelta(days=14)


def items(actor: Actor, territory: Territory) -> list[Item]:
    """For the team of a network: interests, late territories, the message of the month. For a lead: dates."""
    if actor.has(territory, Role.NETWORK):
        return _network(territory)
    if actor.has(territory, Role.LEAD):
        return _lead(territory)
    return []


def _network(network: Territory) -> list[Item]:
    today = timezone.localdate()
    found: list[Item] = []
    for campaign in network.campaigns.exclude(state=Campaign.State.CLOSED).prefetch_related("milestones"):
        name = say(campaign.title, "fr").text
        page = reverse("space:campaign", args=[network.slug, campaign.slug])
        if campaign.state == Campaign.State.DRAFT:
            found.append(
                Item(
                    f"« {name} » est en préparation : publiez ses textes et ouvrez-la.", page, campaign.opens
                )
            )
            continue
        waiting = campaign.interests.filter(state=Interest.State.CONFIRMED).count()
        if waiting:
            noun = "collectivités attendent" if waiting > 1 else "collectivité attend"
            found.append(
                Item(f"{waiting} {noun} votre réponse pour rejoindre « {name} ».", page, urgent=True)
            )
        found += _followed(network, campaign, name)
        found += [
            Item(f"« {name} » : {say(one.label, 'fr').text}", page, one.due)
            for one in campaign.milestones.all()
            if today <= one.due <= today + SOON
        ]
    return found


def _followed(network: Territory, campaign: Campaign, name: str) -> list[Item]:
    today = timezone.localdate()
    page = reverse("space:followup", args=[network.slug, campaign.slug])
    follows = follow(campaign, today)
    found = []
    late = sum(1 for item in follows if item.late)
    if late:
        noun = "collectivités sont en retard" if late > 1 else "collectivité est en retard"
        found.append(Item(f"« {name} » : {late} {noun}.", page))
    month = today.replace(day=1)
    to_write = campaign.commitments.filter(state__in=FOLLOWED).exclude(correspondent="")
    if to_write.exclude(pulses__month=month, pulses__sent__isnull=False).exists():
        found.append(Item(f"« {name} » : le message du mois n’est pas parti chez tout le monde.", page))
    return found


def _lead(territory: Territory) -> list[Item]:
    today = timezone.localdate()
    found: list[Item] = []
    mine = Commitment.objects.filter(carrier__territory=territory, carrier__lead=True)
    mine = mine.exclude(campaign__state=Campaign.State.CLOSED).exclude(state__in=(_S.CLOSED, _S.WITHDRAWN))
    for commitment in mine.select_related("campaign").prefetch_related("pulses"):
        name = say(commitment.campaign.title, "fr").text
        page = reverse("space:commitment", args=[territory.slug, commitment.pk])
        due = commitment.campaign.returns_due
        if commitment.to_confirm:
            found.append(Item(f"« {name} » : confirmez l’engagement pris par l’exécutif précédent.", page))
        if commitment.state in (_S.INTERESTED, _S.COMMITTED):
            with scope(territory=territory):
                prepared = commitment.consultations.exists()
            if not prepared:
                new = reverse("space:consultation-new", args=[territory.slug])
                found.append(
                    Item(f"« {name} » : choisissez comment débattre, puis ouvrez la concertation.", new, due)
                )
        elif commitment.state == _S.CONSULTING:
            desk = reverse("space:return", args=[territory.slug, commitment.pk])
            found.append(Item(f"« {name} » : envoyez la remontée.", desk, due, urgent=today > due))
    return found
