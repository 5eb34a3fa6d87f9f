"""What creates and changes territories. Each function writes one line in the journal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from concertia_web.accounts import services as accounts
from concertia_web.accounts.actors import Actor
from concertia_web.accounts.invitations import invite
from concertia_web.accounts.models import Role, User
from concertia_web.journal import services as journal
from concertia_web.territories.models import Territory
from concertia_web.territories.official import fold

SETTINGS = ("contact", "dpo", "address", "website", "languages", "colours", "legal")
RESERVED = frozenset({"nouvelle", "moi", "commencer"})
"""First words of addresses that are not territories."""


@transaction.atomic
def create_territory(*, actor: Actor, values: Mapping[str, Any], lead: str = "") -> Territory:
    """A territory with its first lead (an e-mail address, told by a message), or without one yet.

    A network gets the team of the network instead. ``values``: fields of ``Territory``.
    """
    territory = Territory(**values)
    territory.slug = territory.slug or free_slug(territory.name)
    territory.languages = territory.languages or ["fr"]
    territory.save()
    journal.record(
        actor=actor,
        action="territories.create",
        thing=territory,
        label=territory.full_name,
        territory=territory,
        after={"kind": territory.kind, "siren": territory.siren, "insee": territory.insee},
    )
    if lead:
        welcome(actor=actor, territory=territory, email=lead)
    return territory


def welcome(*, actor: Actor, territory: Territory, email: str) -> User:
    """Give this address the charge of the territory, with an account if it has none; tell it once saved."""
    role = Role.NETWORK if territory.is_network else Role.LEAD
    user = User.objects.filter(email=email.strip().lower()).first()
    user = user or accounts.create_account(actor=actor, email=email, territory=territory)
    _, new = accounts.give_role(actor=actor, user=user, territory=territory, role=role)
    if new:
        transaction.on_commit(lambda: invite([(user, [role])], territory=territory, actor=actor))
    return user


@transaction.atomic
def change_settings(*, actor: Actor, territory: Territory, values: Mapping[str, Any]) -> Territory:
    """What a territory says of itself."""
    before = {name: getattr(territory, name) for name in SETTINGS}
    after = {name: values.get(name, before[name]) for name in SETTINGS}
    if after == before:
        return territory
    for name, value in after.items():
        setattr(territory, name, value)
    territory.save(update_fields=list(SETTINGS))
    changed = [name for name in SETTINGS if before[name] != after[name]]
    journal.record(
        actor=actor,
        action="territories.settings",
        thing=territory,
        label=territory.full_name,
        territory=territory,
        before={name: before[name] for name in changed},
        after={name: after[name] for name in changed},
    )
    return territory


def free_slug(name: str) -> str:
    """The address of a territory, for ever: its name, with a number where another has it."""
    base = slugify(fold(name))[:70].strip("-") or "collectivite"
    taken = set(Territory.objects.filter(slug__startswith=base).values_list("slug", flat=True)) | RESERVED
    if base not in taken:
        return base
    return next(slug for number in range(2, 10**6) if (slug := f"{base}-{number}") not in taken)
