"""Wiring of the app."""

from __future__ import annotations

from django.apps import AppConfig


class ModerationConfig(AppConfig):
    """Modération."""

    name = "concertia_web.moderation"
    label = "moderation"
    verbose_name = "Modération"
