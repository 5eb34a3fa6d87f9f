"""Makes, under ``CONCERTIA_VAR``, a concertation where one writes and takes position, and prints its address.

Run as a program: ``python -m tests.browser.taking_part_world``. Everything is invented.
"""

from __future__ import annotations

import json
import sys

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django_scopes import scopes_disabled  # noqa: E402
from tests.web.positions_world import make_positions  # noqa: E402


def make_world() -> dict[str, str]:
    """The public page."""
    consultation = make_positions(
        texts=12,
        blueprint="boite",
        moderation="after",
        live_results=True,
        title={"fr": "L’IA chez nous", "ar": "الذكاء الاصطناعي عندنا"},
        questions=[{"key": "conditions", "fr": "À quelles conditions ?", "ar": "بأي شروط؟"}],
    )
    return {"place": f"/territoires/{consultation.territory.slug}/concertations/{consultation.slug}/"}


if __name__ == "__main__":
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    with scopes_disabled():
        json.dump(make_world(), sys.stdout)
