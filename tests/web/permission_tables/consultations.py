"""Who prepares, opens, closes and publishes a concertation, holds its sessions and draws its panel."""

from __future__ import annotations

from tests.web.factories import TODAY

HOME = "lead facilitator analyst garant elected service reader"


def _draw(world):
    from django.utils import timezone

    from concertia_web.consultations.models import Draw

    announced = timezone.now() if world.kept.get("announced", True) else None
    return Draw.objects.create(
        consultation=world.consultation,
        title="Panel",
        source="Liste",
        excluded="Les absents",
        size=10,
        announced=announced,
        seed_known_on=TODAY,
    )


def _elected_too(world) -> None:
    from concertia_web.accounts.actors import actor_of
    from concertia_web.accounts.models import Membership, Role

    for who in ("lead", "analyst"):
        Membership.objects.get_or_create(user=world.users[who], territory=world.home, role=Role.ELECTED)
        world.actors[who] = actor_of(world.users[who])
    world.put(world.consultation, state="reading")


ABOUT = {
    "create_consultation": lambda world: world.home,
    "change_session": lambda world: world.session,
    "audit_draw": _draw,
    "read_draw": _draw,
}
PHASES = {
    "not announced": lambda world: world.kept.update(announced=False),
    "reading, and elected": _elected_too,
}
LIVING = {"draft open reading": "lead", "settled published": ""}
ROWS = {
    "create_consultation": {"always": "lead"},
    "see_consultation": {"draft open reading settled published": HOME},
    "read_public_page": {"draft": "", "open reading settled published": "everyone"},
    "change_consultation": LIVING,
    "discard_consultation": {"draft": "lead", "open reading settled published": ""},
    "write_rules": {"draft": "lead", "open reading settled published": ""},
    "correct_rules": {"open reading": "lead", "draft settled published": ""},
    "open_consultation": {"draft": "lead", "open reading settled published": ""},
    "close_consultation": {"open": "lead", "draft reading settled published": ""},
    "reopen_consultation": {"reading": "lead", "draft open settled published": ""},
    "settle_consultation": {
        "reading": "lead analyst",
        "draft open settled published": "",
        "reading, and elected": "",
    },
    "publish_consultation": {"settled": "lead", "draft open reading published": ""},
    "switch_neutral": {"draft open reading settled": "lead", "published": ""},
    "add_sessions": {"draft open reading": "lead facilitator", "settled published": ""},
    "change_session": {"draft open reading": "lead facilitator", "settled published": ""},
    "see_draws": {"draft open reading settled published": "lead facilitator analyst garant reader"},
    "hold_draws": LIVING,
    "audit_draw": {"draft open reading settled published": "lead garant", "not announced": ""},
    "read_draw": {"draft": "", "open reading settled published": "everyone", "not announced": ""},
}
