"""What changes accounts, roles and one-day links. Each function writes one line in the journal."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from concertia_web.accounts.actors import ANYBODY, Actor
from concertia_web.accounts.lists import Line
from concertia_web.accounts.models import DayLink, Membership, Role, User
from concertia_web.consultations.models import Consultation, Session
from concertia_web.journal import services as journal
from concertia_web.territories.models import Territory

MANAGERS = (Role.LEAD, Role.NETWORK)


class LastManagerError(Exception):
    """The person is the only one who can manage the team: somebody else must be able to first."""

    def __str__(self) -> str:
        return (
            "C’est la seule personne qui peut gérer cette équipe : sans elle, plus personne ne pourrait "
            "donner de rôle. Donnez d’abord ce rôle à quelqu’un d’autre, puis retirez celui-ci."
        )


@transaction.atomic
def create_account(
    *, actor: Actor, email: str, name: str = "", function: str = "", territory: Territory | None = None
) -> User:
    """An account that signs in by a code sent to its address. ``territory``: the team that makes it.

    Raises IntegrityError when the address has an account: look for it first.
    """
    user = User.objects.create_user(email, name=name.strip(), function=function.strip())
    journal.record(
        actor=actor,
        action="accounts.create",
        thing=user,
        territory=territory,
        after={"email": user.email, "name": user.name, "function": user.function},
        public=False,
    )
    return user


@transaction.atomic
def create_installer(*, email: str, name: str = "") -> User:
    """The account of the person who installs the site; made once, or found again."""
    found = User.objects.filter(email=email.strip().lower()).first()
    if found is not None and found.is_superuser:
        return found
    if found is None:
        found = User.objects.create_superuser(email, name=name, function="installation du site")
    else:
        found.is_staff = found.is_superuser = True
        found.save(update_fields=["is_staff", "is_superuser"])
    journal.record(actor=ANYBODY, action="accounts.install", thing=found, label="installation du site")
    return found


@transaction.atomic
def give_role(
    *, actor: Actor, user: User, territory: Territory, role: str, reason: str = ""
) -> tuple[Membership, bool]:
    """The role, and whether it is new. Raises ValueError for the team of a network where there is none."""
    if role == Role.NETWORK and not territory.is_network:
        raise ValueError("the team of a network belongs to a network")
    membership, new = Membership.objects.get_or_create(user=user, territory=territory, role=Role(role))
    if new:
        journal.record(
            actor=actor,
            action="accounts.give_role",
            thing=membership,
            label=membership.get_role_display(),
            territory=territory,
            reason=reason,
            after={"person": str(user), "role": role},
        )
    return membership, new


@transaction.atomic
def take_role(*, actor: Actor, user: User, territory: Territory, role: str, reason: str = "") -> bool:
    """Take the role back; False where it was not held. Raises LastManagerError."""
    held = Membership.objects.select_for_update().filter(territory=territory)
    managing = [row for row in held.select_related("user") if row.role in MANAGERS and row.user.is_active]
    membership = held.filter(user=user, role=role).first()
    if membership is None:
        return False
    if role in MANAGERS and not any(row.pk != membership.pk for row in managing):
        raise LastManagerError
    journal.record(
        actor=actor,
        action="accounts.take_role",
        thing=membership,
        label=membership.get_role_display(),
        territory=territory,
        reason=reason,
        before={"person": str(user), "role": role},
    )
    membership.delete()
    return True


@transaction.atomic
def take_list(*, actor: Actor, territory: Territory, lines: Iterable[Line]) -> dict[User, list[str]]:
    """Make the accounts that are missing and give the roles of a list; whoever got one, with the new roles.

    The name and function of an account that exists already are left as they are.
    """
    given: dict[User, list[str]] = {}
    for line in lines:
        user = User.objects.filter(email=line.email).first()
        if user is None:
            user = create_account(
                actor=actor, email=line.email, name=line.name, function=line.function, territory=territory
            )
        if give_role(actor=actor, user=user, territory=territory, role=line.role)[1]:
            given.setdefault(user, []).append(line.role)
    return given


@transaction.atomic
def describe_self(*, actor: Actor, name: str, function: str) -> User:
    """Change one's own name and function."""
    user = actor.user
    if user is None:
        raise ValueError("no account")
    before = {"name": user.name, "function": user.function}
    user.name, user.function = name.strip(), function.strip()
    user.save(update_fields=["name", "function"])
    after = {"name": user.name, "function": user.function}
    if after != before:
        journal.record(
            actor=actor, action="accounts.describe", thing=user, before=before, after=after, public=False
        )
    return user


@transaction.atomic
def make_day_link(
    *,
    actor: Actor,
    consultation: Consultation,
    session: Session | None,
    label: str,
    starts: datetime,
    expires: datetime,
) -> tuple[DayLink, str]:
    """A link and its secret, which is not kept: show it now or never."""
    if actor.user is None:
        raise ValueError("no account")
    token = secrets.token_urlsafe(16)
    link = DayLink.objects.create(
        consultation=consultation,
        session=session,
        secret_hash=hash_of(token),
        label=label,
        starts=starts,
        expires=expires,
        created_by=actor.user,
    )
    journal.record(
        actor=actor,
        action="accounts.make_link",
        thing=link,
        label=label,
        territory=consultation.territory,
        after={"starts": starts.isoformat(), "expires": expires.isoformat()},
    )
    return link, token


@transaction.atomic
def revoke_day_link(*, actor: Actor, link: DayLink, reason: str = "") -> DayLink:
    """Close a link before its time; who came in by it is out at the next page."""
    if link.revoked is None:
        link.revoked = timezone.now()
        link.save(update_fields=["revoked"])
        journal.record(
            actor=actor,
            action="accounts.revoke_link",
            thing=link,
            label=link.label,
            territory=link.consultation.territory,
            reason=reason,
        )
    return link


def hash_of(token: str) -> str:
    """What is kept of the secret of a link."""
    return hashlib.sha256(token.encode()).hexdigest()


def link_of(token: str) -> DayLink | None:
    """The link of that secret, open or not."""
    found = DayLink.objects.filter(secret_hash=hash_of(token))
    return found.select_related("consultation__territory", "session").first()


def managers_of(territory: Territory) -> Iterable[User]:
    """Those who can manage its team."""
    return User.objects.filter(
        memberships__territory=territory, memberships__role__in=MANAGERS, is_active=True
    ).distinct()
