"""Who asks: an account with its roles, the bearer of a one-day link, or anybody."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from concertia_web.accounts.models import DayLink, Membership, Role, User

if TYPE_CHECKING:
    from concertia_web.territories.models import Territory

DAY_LINK = "day_link"
"""Key of the session that holds the number of the link by which someone came in."""


@dataclass(frozen=True)
class Actor:
    """Someone and what they may claim. Permissions are functions of an actor and an object."""

    user: User | None = None
    roles: Mapping[int, frozenset[str]] = field(default_factory=dict)
    """Territory (primary key) → roles there."""
    day_link: DayLink | None = None

    def has(self, territory: Territory, *roles: str) -> bool:
        """Whether they hold one of these roles in this territory."""
        return not self.roles.get(territory.pk, frozenset()).isdisjoint(roles)

    def belongs(self, territory: Territory) -> bool:
        """Whether they hold any role there."""
        return bool(self.roles.get(territory.pk))

    @property
    def installer(self) -> bool:
        """Whether they look after the site itself."""
        return self.user is not None and self.user.is_superuser

    @property
    def function(self) -> str:
        """What the public journal says of them."""
        if self.user is not None:
            return self.user.function or "sans fonction indiquée"
        return "lien d’un jour" if self.day_link is not None else "public"


ANYBODY = Actor()


def actor_of(user: User) -> Actor:
    """An account with all its roles: one query."""
    roles: dict[int, set[str]] = {}
    for territory, role in Membership.objects.filter(user=user).values_list("territory_id", "role"):
        roles.setdefault(territory, set()).add(role)
    return Actor(user, {place: frozenset(held) for place, held in roles.items()})


def _actor(request: HttpRequest) -> Actor:
    if request.user.is_authenticated:
        return actor_of(request.user)
    number = request.session.get(DAY_LINK)
    if number is not None:
        link = DayLink.objects.filter(
            pk=number, revoked=None, starts__lte=timezone.now(), expires__gt=timezone.now()
        ).first()
        if link is not None:
            return Actor(day_link=link)
    return ANYBODY


def actor_middleware(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Give each request its ``actor``, found only where a page asks for it."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        request.actor = SimpleLazyObject(lambda: _actor(request))  # type: ignore[attr-defined]
        return get_response(request)

    return middleware


__all__ = ["ANYBODY", "DAY_LINK", "Actor", "Role", "actor_middleware", "actor_of"]
