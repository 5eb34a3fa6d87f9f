"""Makes, under ``CONCERTIA_VAR``, a concertation where people take position, and prints its address.

Run as a program: ``python -m tests.browser.positions_world``. Everything is invented.
"""

from __future__ import annotations

import json
import sys

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django_scopes import scopes_disabled  # noqa: E402
from tests.web.positions_world import make_positions  # noqa: E402

from concertia_web.positions.models import PositionSettings  # noqa: E402


def make_world() -> dict[str, str]:
    """The public page."""
    consultation = make_positions(texts=6, live_results=True, moderation="after")
    PositionSettings.objects.filter(consultation=consultation).update(threads=True)
    return {"place": f"/territoires/{consultation.territory.slug}/concertations/{consultation.slug}/"}


if __name__ == "__main__":
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    with scopes_disabled():
        json.dump(make_world(), sys.stdout)
