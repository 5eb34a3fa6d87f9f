"""Readings: analysts and the lead work on them, elected members come when they are settled."""

from __future__ import annotations

from concertia_web.accounts.actors import actor_of
from concertia_web.accounts.models import Membership, Role
from concertia_web.consultations.models import Consultation
from concertia_web.readings.models import Reading

_TEAM = "lead facilitator analyst garant reader"


def _reading(world) -> Reading:
    """A reading of the concertation that its lead published."""
    reading, _made = Reading.objects.get_or_create(
        slug="lecture-1",
        defaults={
            "position": 1,
            "state": Reading.State.READY,
            "notice": {"kind": "fictional"},
            "language": "fr",
            "consultation": world.consultation,
            "visibility": Reading.Visibility.PUBLISHED,
        },
    )
    reading.consultation = Consultation.objects.select_related("territory").get(pk=world.consultation.pk)
    return reading


def _also_elected(world) -> None:
    """The lead is elected too: what was heard is no longer theirs to change."""
    Membership.objects.get_or_create(user=world.users["lead"], territory=world.home, role=Role.ELECTED)
    world.actors["lead"] = actor_of(world.users["lead"])


PHASES = {"lead is elected": _also_elected}
ABOUT = {"see_reading": _reading}
ROWS = {
    "see_analyses": {
        "draft open reading": _TEAM,
        "settled published": f"{_TEAM} elected service",
    },
    "launch_analysis": {"draft open reading settled": "lead analyst", "published": ""},
    "retouch": {
        "open reading": "lead analyst",
        "draft settled published": "",
        "lead is elected": "analyst",
    },
    "publish_reading": {"settled published": "lead", "draft open reading": ""},
    "see_reading": {
        "draft open reading": _TEAM,
        "settled": f"{_TEAM} elected service",
        "published": "everyone",
    },
}
