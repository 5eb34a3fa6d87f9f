"""Wiring of the app."""

from __future__ import annotations

from django.apps import AppConfig


class ImportsConfig(AppConfig):
    """Imports."""

    name = "concertia_web.imports"
    label = "imports"
    verbose_name = "Imports"
