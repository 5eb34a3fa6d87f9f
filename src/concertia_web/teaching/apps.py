"""Wiring of the app."""

from __future__ import annotations

from django.apps import AppConfig


class TeachingConfig(AppConfig):
    """Exemples."""

    name = "concertia_web.teaching"
    label = "teaching"
    verbose_name = "Exemples"
