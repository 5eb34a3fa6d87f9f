"""Wiring of the app."""

from __future__ import annotations

from django.apps import AppConfig


class ConsultationsConfig(AppConfig):
    """Concertations."""

    name = "concertia_web.consultations"
    label = "consultations"
    verbose_name = "Concertations"
