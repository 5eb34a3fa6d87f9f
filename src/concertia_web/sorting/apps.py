"""Wiring of the app."""

from __future__ import annotations

from django.apps import AppConfig


class SortingConfig(AppConfig):
    """Tri."""

    name = "concertia_web.sorting"
    label = "sorting"
    verbose_name = "Tri"
