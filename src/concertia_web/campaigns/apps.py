"""Wiring of the app."""

from __future__ import annotations

from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    """Campagnes."""

    name = "concertia_web.campaigns"
    label = "campaigns"
    verbose_name = "Campagnes"
