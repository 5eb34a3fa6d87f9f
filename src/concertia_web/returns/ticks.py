"""What the worker does from time to time for remontées: write down that one became public."""

from __future__ import annotations

from django.utils import timezone

from concertia_web.returns.sending import tell_published


def tell_today() -> int:
    """« Remontée publiée », where the date chosen by the territory has come."""
    return tell_published(today=timezone.localdate())


TICKS = [tell_today]
