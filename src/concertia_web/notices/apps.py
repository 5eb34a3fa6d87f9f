"""Wiring of the app."""

from __future__ import annotations

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """Avis."""

    name = "concertia_web.notices"
    label = "notices"
    verbose_name = "Avis"
