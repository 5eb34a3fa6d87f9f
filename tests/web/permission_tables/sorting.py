"""Who may sort, formulate, settle, sign and comment. The services ask for the state of the table."""

from __future__ import annotations

EVERYONE_AT_HOME = "lead facilitator analyst garant elected service reader"


def _also_elected(world) -> None:
    """The lead is elected too: what was heard is no longer theirs to change."""
    from concertia_web.accounts.actors import actor_of
    from concertia_web.accounts.models import Membership, Role

    Membership.objects.get_or_create(user=world.users["lead"], territory=world.home, role=Role.ELECTED)
    world.actors["lead"] = actor_of(world.users["lead"])


PHASES = {"lead is elected": _also_elected}
ROWS = {
    "sort": {"draft open reading settled published": "lead analyst", "lead is elected": "analyst"},
    "see_table": {"always": "lead analyst garant"},
    "see_findings": {"always": EVERYONE_AT_HOME},
    "formulate": {"draft open reading settled published": "lead analyst", "lead is elected": "analyst"},
    "settle": {"draft open reading settled published": "lead analyst", "lead is elected": "analyst"},
    "annotate": {"always": "lead analyst garant elected service"},
    "ask_change": {"always": "lead facilitator analyst garant elected service"},
    "sign_as_garant": {"always": "garant", "lead is elected": "garant"},
    "register_opinion": {"always": "lead", "lead is elected": ""},
    "circulate": {"always": "lead", "lead is elected": ""},
    "call_outsiders": {"always": "lead garant", "lead is elected": "garant"},
    "check_alternatives": {"always": "lead garant", "lead is elected": "garant"},
    "export": {"always": "lead analyst garant"},
}
