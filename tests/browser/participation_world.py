"""Makes, under ``CONCERTIA_VAR``, a concertation where one writes on line, and prints its addresses.

Run as a program: ``python -m tests.browser.participation_world``. Everything is invented.
"""

from __future__ import annotations

import json
import sys
from datetime import timedelta

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.utils import timezone  # noqa: E402
from django_scopes import scope, scopes_disabled  # noqa: E402
from tests.browser.room_world import by_link  # noqa: E402
from tests.web.factories import make_consultation, make_territory, make_user  # noqa: E402

from concertia_web.accounts.actors import actor_of  # noqa: E402
from concertia_web.accounts.models import Role  # noqa: E402
from concertia_web.accounts.services import make_day_link  # noqa: E402
from concertia_web.participation import people, services  # noqa: E402


def make_world() -> dict[str, object]:
    """The public page, the page of suivi of somebody, the session of a facilitator who came by a link."""
    today, now = timezone.localdate(), timezone.now()
    territory = make_territory("Vaubrun")
    lead = make_user(territory, Role.LEAD)
    consultation = make_consultation(
        territory,
        blueprint="boite",
        proof="none",
        moderation="after",
        opens=today,
        closes=today + timedelta(days=9),
        questions=[
            {"key": "conditions", "fr": "À quelles conditions ?", "ar": "بأي شروط؟"},
            {"key": "refus", "fr": "Que refusez-vous ?", "ar": "ماذا ترفضون؟"},
        ],
    )
    link, _token = make_day_link(
        actor=actor_of(lead),
        consultation=consultation,
        session=None,
        label="Marché",
        starts=now - timedelta(hours=1),
        expires=now + timedelta(hours=9),
    )
    with scope(territory=territory):
        person = people.join(consultation=consultation)
        note, _new = services.contribute(
            consultation=consultation,
            participant=person,
            wanted=services.Wanted(text="Garder un guichet ouvert avec quelqu’un", kind="attente"),
        )
    place = f"/territoires/{territory.slug}/concertations/{consultation.slug}/"
    return {
        "place": place,
        "token": people.token_of(person),
        "note": note.pk,
        "link": by_link(link),
    }


if __name__ == "__main__":
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    with scopes_disabled():
        json.dump(make_world(), sys.stdout)
