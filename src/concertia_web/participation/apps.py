"""Wiring of the app."""

from __future__ import annotations

from django.apps import AppConfig


class ParticipationConfig(AppConfig):
    """Prendre part."""

    name = "concertia_web.participation"
    label = "participation"
    verbose_name = "Prendre part"
