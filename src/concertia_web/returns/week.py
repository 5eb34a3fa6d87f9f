"""What « Cette semaine » says of remontées: the date that nears, the acknowledgement that came."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from django_scopes import scope

from concertia_web.accounts.actors import Actor
from concertia_web.campaigns.models import Campaign, Commitment
from concertia_web.languages import say
from concertia_web.returns.models import ReturnVersion
from concertia_web.returns.paper import day_words
from concertia_web.returns.permissions import edit_draft, read_received
from concertia_web.territories.models import Territory
from concertia_web.welcome.items import Item

NEAR = timedelta(days=30)
FRESH = timedelta(days=7)


def items(actor: Actor, territory: Territory) -> list[Item]:
    """For who fills a remontée, and for the network that receives them."""
    return [*_own(actor, territory), *_received(actor, territory)]


def _own(actor: Actor, territory: Territory) -> list[Item]:
    commitments = [
        one
        for one in Commitment.objects.filter(carriers=territory, campaign__state=Campaign.State.OPEN)
        .exclude(state__in=[Commitment.State.WITHDRAWN, Commitment.State.CLOSED])
        .select_related("campaign__network")
        .prefetch_related("carrier_set__territory")
        .order_by("pk")
        if edit_draft(actor, one)
    ]
    last = _standing(commitments)
    today = timezone.localdate()
    found = []
    for one in commitments:
        title = say(one.campaign.title, "fr").text
        due = one.campaign.returns_due
        version = last.get(one.pk)
        if version is None and due - today <= NEAR:
            url = reverse("space:return", args=[territory.slug, one.pk])
            late = due < today
            text = "à envoyer, même en retard" if late else "à envoyer"
            found.append(Item(f"Remontée {text} : {title}", url, due, late))
        elif version is not None and timezone.now() - version.sent < FRESH:
            url = reverse("space:return-version", args=[territory.slug, one.pk, version.number])
            sent = day_words(timezone.localdate(version.sent))
            found.append(Item(f"Accusé et miroir de votre remontée du {sent} : {title}", url))
    return found


def _received(actor: Actor, territory: Territory) -> list[Item]:
    campaigns = [
        campaign
        for campaign in territory.campaigns.filter(state=Campaign.State.OPEN).select_related("network")
        if read_received(actor, campaign)
    ]
    found = []
    since = timezone.now() - FRESH
    for campaign in campaigns:
        with scope(campaign=campaign):
            count = ReturnVersion.objects.filter(
                commitment__campaign=campaign, withdrawn=None, sent__gte=since
            ).count()
        if count:
            word = "remontée reçue" if count == 1 else "remontées reçues"
            url = reverse("space:received", args=[territory.slug, campaign.slug])
            title = say(campaign.title, "fr").text
            found.append(Item(f"{count} {word} depuis sept jours : {title}", url))
    return found


def _standing(commitments: list[Commitment]) -> dict[int, ReturnVersion]:
    """Commitment → the last version that stands, without its content."""
    with scope(campaign=[one.campaign for one in commitments]):
        sent = ReturnVersion.objects.filter(commitment__in=commitments, withdrawn=None).defer("content")
        return {version.commitment_id: version for version in sent.order_by("number")}
