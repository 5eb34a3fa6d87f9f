"""Who takes position, sees what came out, and chooses the texts."""

from __future__ import annotations


def _also_elected(world) -> None:
    """The lead is elected too: which texts are submitted is no longer theirs to choose."""
    from concertia_web.accounts.actors import actor_of
    from concertia_web.accounts.models import Membership, Role

    Membership.objects.get_or_create(user=world.users["lead"], territory=world.home, role=Role.ELECTED)
    world.actors["lead"] = actor_of(world.users["lead"])


PHASES = {
    "live results": lambda world: world.put(world.consultation, live_results=True),
    "lead is elected": _also_elected,
}
ROWS = {
    "read_positions": {"draft": "", "open reading settled published": "everyone"},
    "take_position": {"draft reading settled published": "", "open": "everyone"},
    "see_results": {
        "draft open": "",
        "reading settled": "lead analyst garant",
        "published": "everyone",
        "live results": "everyone",
    },
    "see_statements": {"always": "lead analyst garant reader"},
    "choose_statements": {
        "draft open": "lead analyst",
        "reading settled published": "",
        "lead is elected": "analyst",
    },
}
