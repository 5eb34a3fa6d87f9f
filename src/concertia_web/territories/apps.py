"""Wiring of the app."""

from __future__ import annotations

from django.apps import AppConfig


class TerritoriesConfig(AppConfig):
    """Collectivités."""

    name = "concertia_web.territories"
    label = "territories"
    verbose_name = "Collectivités"
