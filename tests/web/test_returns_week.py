"""What « Cette semaine » says of remontées, to the officer and to the network."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import time_machine
from django.urls import reverse
from django_scopes import scope
from tests.web.factories import TODAY, make_campaign, make_commitment, make_territory, make_user
from tests.web.returns_samples import lead_of, send

from concertia_web.accounts.actors import actor_of
from concertia_web.accounts.models import Role
from concertia_web.returns import week


@time_machine.travel(datetime(2026, 11, 22, 12, tzinfo=UTC), tick=False)
def test_the_week_of_the_officer_and_of_the_network(db):
    commitment = make_commitment(make_campaign(), make_territory())
    campaign = commitment.campaign
    actor = lead_of(commitment)
    with scope(territory=commitment.lead):
        assert week.items(actor, commitment.lead) == [], "the date is far"
        campaign.returns_due = TODAY + timedelta(days=9)
        campaign.save()
        (item,) = week.items(actor, commitment.lead)
        assert "à envoyer" in item.text and item.due == campaign.returns_due and not item.urgent
        campaign.returns_due = TODAY - timedelta(days=1)
        campaign.save()
        assert week.items(actor, commitment.lead)[0].urgent
        assert week.items(lead_of(commitment, Role.READER), commitment.lead) == []
    send(commitment)
    with scope(territory=commitment.lead):
        (item,) = week.items(actor, commitment.lead)
        assert "Accusé et miroir" in item.text and item.url == reverse(
            "space:return-version", args=[commitment.lead.slug, commitment.pk, 1]
        )
    network = campaign.network
    with scope(territory=network):
        (item,) = week.items(actor_of(make_user(network, Role.NETWORK)), network)
    assert item.text.startswith("1 remontée reçue")
