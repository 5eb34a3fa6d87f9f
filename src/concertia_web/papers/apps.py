"""Wiring of the app."""

from __future__ import annotations

from django.apps import AppConfig


class PapersConfig(AppConfig):
    """Papiers."""

    name = "concertia_web.papers"
    label = "papers"
    verbose_name = "Papiers"
