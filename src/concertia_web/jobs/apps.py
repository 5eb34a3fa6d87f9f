"""Wiring of the app."""

from __future__ import annotations

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Travaux."""

    name = "concertia_web.jobs"
    label = "jobs"
    verbose_name = "Travaux"
