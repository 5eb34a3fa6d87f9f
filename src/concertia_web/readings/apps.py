"""Wiring of the app."""

from __future__ import annotations

from django.apps import AppConfig


class ReadingsConfig(AppConfig):
    """The app ``readings``."""

    name = "concertia_web.readings"
    default_auto_field = "django.db.models.BigAutoField"
