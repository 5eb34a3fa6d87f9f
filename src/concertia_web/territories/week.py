"""What « Cette semaine » says of the settings of a territory."""

from __future__ import annotations

from django.urls import reverse

from concertia_web.accounts.actors import Actor
from concertia_web.territories.models import Territory
from concertia_web.territories.permissions import change_settings
from concertia_web.welcome.items import Item


def items(actor: Actor, territory: Territory) -> list[Item]:
    """A public address and a delegate for data protection are needed before anything opens."""
    if not change_settings(actor, territory):
        return []
    missing = [name for name, value in (("une adresse publique", territory.contact),
                                        ("la personne déléguée à la protection des données", territory.dpo))
               if not value]  # fmt: skip
    if not missing:
        return []
    page = reverse("space:settings", args=[territory.slug])
    return [Item(f"Indiquez {' et '.join(missing)} dans les réglages.", page)]
