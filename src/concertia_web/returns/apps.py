"""Wiring of the app."""

from __future__ import annotations

from django.apps import AppConfig


class ReturnsConfig(AppConfig):
    """Remontées."""

    name = "concertia_web.returns"
    label = "returns"
    verbose_name = "Remontées"
