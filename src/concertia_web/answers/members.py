"""Which accounts answer for a service: those ticked, and the one whose address an answer was entrusted to."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.db.models import QuerySet

from concertia_web.accounts.actors import Actor
from concertia_web.accounts.models import Role, User
from concertia_web.answers.models import Service
from concertia_web.answers.refusals import Refused
from concertia_web.journal.services import record
from concertia_web.territories.models import Territory


def accounts_of(territory: Territory) -> QuerySet[User]:
    """Accounts that hold the role of a service here."""
    rows = User.objects.filter(memberships__territory=territory, memberships__role=Role.SERVICE)
    return rows.order_by("function", "pk")


def account_at(service: Service) -> User | None:
    """The account whose address is that of the service, where it holds that role here."""
    if not service.contact:
        return None
    return accounts_of(service.territory).filter(email__iexact=service.contact, is_active=True).first()


@transaction.atomic
def set_members(*, actor: Actor, service: Service, users: Iterable[User]) -> None:
    """Say which accounts answer for a service. Raises Refused for one without that role here."""
    wanted = sorted(users, key=lambda user: user.pk)
    held = accounts_of(service.territory).filter(pk__in=[user.pk for user in wanted])
    if held.count() != len(wanted):
        raise Refused("Donnez d’abord à cette personne le rôle « Service qui répond », dans l’équipe.")
    before = _keys(service)
    if before == [user.pk for user in wanted]:
        return
    service.members.set(wanted)
    _journal(actor, service, before)


@transaction.atomic
def tie(*, actor: Actor, service: Service) -> User | None:
    """Let the account at the address of the service answer for it; those already tied stay."""
    account = account_at(service)
    before = _keys(service)
    if account is not None and account.pk not in before:
        service.members.add(account)
        _journal(actor, service, before)
    return account


def _keys(service: Service) -> list[int]:
    return sorted(service.members.values_list("pk", flat=True))


def _journal(actor: Actor, service: Service, before: list[int]) -> None:
    record(
        actor=actor,
        action="answers.members",
        thing=service,
        label=service.name,
        territory=service.territory,
        before=before,
        after=_keys(service),
        public=False,
    )
