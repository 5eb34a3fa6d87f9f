"""Who fills, sends and reads a remontée: the draft stays at home, elected members never edit it."""

from __future__ import annotations

EVERYONE_AT_HOME = "lead facilitator analyst garant elected service reader"


def _also_elected(world) -> None:
    """The lead is elected too."""
    from concertia_web.accounts.actors import actor_of
    from concertia_web.accounts.models import Membership, Role

    Membership.objects.get_or_create(user=world.users["lead"], territory=world.home, role=Role.ELECTED)
    world.actors["lead"] = actor_of(world.users["lead"])


def _carried_with(world) -> None:
    """Another territory carries the commitment too, without answering for it."""
    from concertia_web.campaigns.models import Carrier

    Carrier.objects.get_or_create(commitment=world.commitment, territory=world.elsewhere, lead=False)


PHASES = {
    "withdrawn": lambda world: world.put(world.commitment, state="retire"),
    "campaign closed": lambda world: world.put(world.campaign, state="closed"),
    "carried with another": _carried_with,
    "lead is elected": _also_elected,
}
ABOUT = {
    "read_draft": lambda world: world.commitment,
    "edit_draft": lambda world: world.commitment,
    "send_return": lambda world: world.commitment,
    "read_received": lambda world: world.campaign,
}
ROWS = {
    "read_draft": {
        "always": EVERYONE_AT_HOME,
        "withdrawn": EVERYONE_AT_HOME,
        "carried with another": f"{EVERYONE_AT_HOME} other",
    },
    "edit_draft": {
        "always": "lead analyst",
        "campaign closed": "lead analyst",
        "withdrawn": "",
        "carried with another": "lead analyst",
        "lead is elected": "analyst",
    },
    "send_return": {
        "always": "lead",
        "campaign closed": "lead",
        "withdrawn": "",
        "carried with another": "lead",
        "lead is elected": "",
    },
    "read_received": {"always": "network", "withdrawn": "network"},
}
