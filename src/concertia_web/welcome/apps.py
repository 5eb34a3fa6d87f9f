"""Wiring of the app."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig
from django.conf import settings


class WelcomeConfig(AppConfig):
    """Accueil."""

    name = "concertia_web.welcome"
    label = "welcome"
    verbose_name = "Accueil"

    def ready(self) -> None:
        """Register the permissions of every app: the tabs and the tests ask for them by name."""
        for name in settings.APPS:
            module = f"concertia_web.{name}.permissions"
            if find_spec(module) is not None:
                import_module(module)
