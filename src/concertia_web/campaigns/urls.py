"""Addresses: ``public`` for everyone, in four languages; ``space`` in the space of a territory, in French."""

from __future__ import annotations

from django.urls import path

from concertia_web.campaigns.views import drafts, network, territory
from concertia_web.campaigns.views import public as pages

app_name = "campaigns"
_ONE = "campagnes/<slug:slug>/"
public = [
    path("campagnes/", pages.campaigns, name="list"),
    path(_ONE, pages.detail, name="detail"),
    path(f"{_ONE}participer/", pages.join, name="join"),
    path(f"{_ONE}participer/<str:token>/", pages.join_confirm, name="join-confirm"),
    path(f"{_ONE}textes/<slug:kind>/<int:version>/", pages.text, name="text"),
    path("message-du-mois/<slug:token>/", pages.pulse, name="pulse"),
]
space = [
    path("engagements/", territory.commitments, name="commitments"),
    path("engagements/<int:pk>/", territory.commitment, name="commitment"),
    path("campagnes/", network.campaigns, name="campaigns"),
    path("campagnes/nouvelle/", network.new, name="campaign-new"),
    path(_ONE, network.campaign, name="campaign"),
    path(f"{_ONE}etat/", network.move, name="campaign-move"),
    path(f"{_ONE}textes/<slug:kind>/", drafts.draft, name="campaign-text"),
    path(f"{_ONE}interets/<int:pk>/", network.interest, name="campaign-interest"),
    path(f"{_ONE}suivi/", network.followup, name="followup"),
    path(f"{_ONE}suivi/message/", network.send_pulses, name="campaign-pulses"),
    path(f"{_ONE}suivi/point-d-etape.pdf", network.progress, name="campaign-progress"),
]
