"""Who writes on line, holds a kiosk, makes codes, answers at the desk, translates."""

from __future__ import annotations

from datetime import timedelta

from tests.web.permission_tables.world import NOON

from concertia_web.contributions.models import Contribution

READERS = "lead facilitator analyst garant reader"


def _note(world):
    kept = world.kept.get("note")
    return kept or Contribution(
        consultation=world.consultation, channel="online", moderation="accepted", text="Un guichet"
    )


def _online(world):
    world.put(world.consultation, blueprint="boite", opens=NOON.date(), closes=NOON.date())


def _over(world):
    _online(world)
    world.put(
        world.consultation, opens=NOON.date() - timedelta(days=9), closes=NOON.date() - timedelta(days=1)
    )


def _other(world, **more):
    values = {"channel": "online", "moderation": "accepted", "text": "Un guichet", **more}
    world.kept.update(note=Contribution(consultation=world.consultation, **values))


ABOUT = {"read_contribution": _note}
PHASES = {
    "online": _online,
    "over": _over,
    "codes asked": lambda world: world.put(world.consultation, proof="codes"),
    "codes too late": lambda world: world.put(world.consultation, proof="codes", state="reading"),
    "hidden": lambda world: _other(world, moderation="hidden"),
    "of the room": lambda world: _other(world, channel="room"),
    "doubtful": lambda world: _other(world, doubt="un nom"),
    "withdrawn": lambda world: _other(world, removed=NOON),
    "link taken back": lambda world: world.put(
        world.actors["link"].day_link, revoked=NOON, starts=NOON.replace(hour=6)
    ),
}
ROWS = {
    "contribute": {
        "online": "everyone",
        "over": "",
        "draft open reading settled published": "",
    },
    "give_stakeholder_paper": {
        "open": "everyone",
        "over": "",
        "draft reading settled published": "",
    },
    "read_contributions": {"draft": "", "open reading settled published": "everyone"},
    "read_contribution": {
        "draft": "",
        "open reading settled published": "everyone",
        "hidden": "",
        "of the room": "",
        "doubtful": "",
        "withdrawn": "",
    },
    "hold_kiosk": {
        "open": "lead facilitator link",
        "draft reading settled published": "",
        "link taken back": "lead facilitator",
    },
    "see_participation": {"always": READERS},
    "make_codes": {"always": "", "codes asked": "lead", "codes too late": ""},
    "translate": {
        "draft": "",
        "open reading settled published": "lead facilitator analyst",
    },
}
