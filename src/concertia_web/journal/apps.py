"""Wiring of the app."""

from __future__ import annotations

from django.apps import AppConfig


class JournalConfig(AppConfig):
    """Journal."""

    name = "concertia_web.journal"
    label = "journal"
    verbose_name = "Journal"
