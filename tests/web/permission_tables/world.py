"""The small world in which the table of permissions is asked: one thing of each, and someone of each sort."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from django_scopes import scopes_disabled
from tests.web.factories import (
    make_campaign,
    make_commitment,
    make_consultation,
    make_network,
    make_session,
    make_territory,
    make_user,
)

from concertia_web.accounts.actors import ANYBODY, Actor, actor_of
from concertia_web.accounts.models import DayLink, Role, User
from concertia_web.campaigns.models import Campaign, Commitment
from concertia_web.consultations.models import Consultation, Session
from concertia_web.territories.models import Territory

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
WHO = (
    "lead", "facilitator", "analyst", "garant", "elected", "service", "reader",
    "network", "other", "installer", "link", "other-link", "anybody",
)  # fmt: skip
"""Everyone that a row may name; ``test_permissions`` says who they are."""


@dataclass
class World:
    """``home`` takes part in ``campaign``, called by ``network``, with one concertation and one session."""

    network: Territory
    home: Territory
    elsewhere: Territory
    campaign: Campaign
    commitment: Commitment
    consultation: Consultation
    session: Session
    users: dict[str, User] = field(default_factory=dict)
    actors: dict[str, Actor] = field(default_factory=dict)
    kept: dict[str, Any] = field(default_factory=dict)
    """What a phase prepares for the function that names the thing."""

    def put(self, thing: Any, **values: Any) -> Any:
        """Change these fields of a thing, in the database too."""
        for name, value in values.items():
            setattr(thing, name, value)
        thing.save(update_fields=list(values))
        return thing

    def fresh(self) -> None:
        """Forget what the last phase changed."""
        self.kept.clear()
        with scopes_disabled():
            for name in ("network", "home", "elsewhere", "campaign", "commitment", "consultation", "session"):
                getattr(self, name).refresh_from_db()


def make_world() -> World:
    """A new one, with its actors."""
    network, home, elsewhere = make_network(), make_territory(), make_territory()
    campaign = make_campaign(network)
    commitment = make_commitment(campaign, home)
    consultation = make_consultation(home, commitment=commitment)
    session = make_session(consultation)
    world = World(network, home, elsewhere, campaign, commitment, consultation, session)
    for role in WHO[:7]:
        world.users[role] = make_user(home, role)
    world.users["network"] = make_user(network, Role.NETWORK)
    world.users["other"] = make_user(elsewhere, *(role for role in Role.values if role != Role.NETWORK))
    world.users["installer"] = make_user(is_superuser=True)
    world.actors = {who: actor_of(user) for who, user in world.users.items()}
    world.actors["link"] = Actor(day_link=_link(consultation, session, world.users["lead"]))
    foreign = make_consultation(home)
    world.actors["other-link"] = Actor(day_link=_link(foreign, None, world.users["lead"]))
    world.actors["anybody"] = ANYBODY
    return world


def _link(consultation: Consultation, session: Session | None, author: User) -> DayLink:
    with scopes_disabled():
        return DayLink.objects.create(
            consultation=consultation,
            session=session,
            secret_hash=hashlib.sha256(str(consultation.pk).encode()).hexdigest(),
            label="Animation, table 3",
            starts=NOON - timedelta(hours=6),
            expires=NOON + timedelta(hours=18),
            created_by=author,
        )
