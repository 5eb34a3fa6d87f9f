"""Wiring of the app."""

from __future__ import annotations

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Comptes."""

    name = "concertia_web.accounts"
    label = "accounts"
    verbose_name = "Comptes"
