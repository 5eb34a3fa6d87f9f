"""Wiring of the app."""

from __future__ import annotations

from django.apps import AppConfig


class AnswersConfig(AppConfig):
    """Réponses."""

    name = "concertia_web.answers"
    label = "answers"
    verbose_name = "Réponses"
