"""What « Cette semaine » shows. Each app may have a ``week.py`` with ``items(actor, territory)``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from importlib import import_module
from importlib.util import find_spec

from django.conf import settings
from django_scopes import scope

from concertia_web.accounts.actors import Actor
from concertia_web.territories.models import Territory


@dataclass(frozen=True)
class Item:
    """One thing to do or to know, in one sentence, and where to do it."""

    text: str
    url: str
    due: date | None = None
    """By when; None: no date."""
    urgent: bool = False
    """Late, or blocking somebody else."""


def items_of(actor: Actor, territory: Territory) -> list[Item]:
    """What awaits this person in this territory: late first, then by date."""
    found: list[Item] = []
    with scope(territory=territory):
        for name in settings.APPS:
            module = f"concertia_web.{name}.week"
            if find_spec(module) is not None:
                found += import_module(module).items(actor, territory)
    return sorted(found, key=lambda item: (not item.urgent, item.due or date.max, item.text))
