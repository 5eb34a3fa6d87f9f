"""Who may open a campaign, follow it, and change a commitment."""

from __future__ import annotations

from tests.web.factories import make_user

from concertia_web.accounts.actors import actor_of
from concertia_web.accounts.models import Role


def _about_commitment(world):
    return world.commitment


ABOUT = {
    "start_campaign": lambda world: world.kept.get("place", world.network),
    "run_campaign": lambda world: world.campaign,
    "follow_campaign": lambda world: world.campaign,
    "see_commitment": _about_commitment,
    "change_commitment": _about_commitment,
    "see_correspondent": _about_commitment,
}


def _reader_of_the_network(world):
    world.actors["reader"] = actor_of(make_user(world.network, Role.READER))


def _restore(world):
    world.actors["reader"] = actor_of(world.users["reader"])


PHASES = {
    "of a territory": lambda world: world.kept.update(place=world.home),
    "a reader of the network": _reader_of_the_network,
    "withdrawn": lambda world: (_restore(world), world.put(world.commitment, state="retire")),
}
ROWS = {
    "start_campaign": {"always": "network", "of a territory": ""},
    "run_campaign": {"always": "network"},
    "follow_campaign": {"always": "network", "a reader of the network": "network reader"},
    "see_commitment": {
        "always": "lead facilitator analyst garant elected service reader network",
        "withdrawn": "lead facilitator analyst garant elected service reader network",
    },
    "change_commitment": {"always": "lead network", "withdrawn": "lead network"},
    "see_correspondent": {"always": "lead network"},
}
