"""Wiring of the app."""

from __future__ import annotations

from django.apps import AppConfig


class ContributionsConfig(AppConfig):
    """Contributions."""

    name = "concertia_web.contributions"
    label = "contributions"
    verbose_name = "Contributions"
