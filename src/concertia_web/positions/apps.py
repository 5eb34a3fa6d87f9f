"""Wiring of the app."""

from __future__ import annotations

from django.apps import AppConfig


class PositionsConfig(AppConfig):
    """Positions."""

    name = "concertia_web.positions"
    label = "positions"
    verbose_name = "Positions"
