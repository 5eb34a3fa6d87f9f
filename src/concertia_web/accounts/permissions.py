"""How permissions are written: one named function per action, ``(actor, object) -> bool``, in each app.

Each app has a ``permissions.py`` whose functions carry ``@permission``. The table of the tests
(``tests/web/test_permissions.py``) walks roles × phases × actions and fails for a function it does not name.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied

from concertia_web.accounts.actors import Actor
from concertia_web.accounts.models import Role
from concertia_web.territories.models import Territory

Permission = Callable[[Actor, Any], bool]
PERMISSIONS: dict[str, Permission] = {}
"""``app.action`` → function, for the table of the tests and the page that explains roles."""


def permission(function: Permission) -> Permission:
    """Register a permission under the name of its app and its own."""
    app = function.__module__.split(".")[-2]
    PERMISSIONS[f"{app}.{function.__name__}"] = function
    return function


def require(rule: Permission, actor: Actor, thing: Any, why: str = "") -> None:
    """Raise PermissionDenied, with a sentence for the person, when ``rule`` says no."""
    if not rule(actor, thing):
        raise PermissionDenied(why or "Votre rôle ne permet pas cette action ici.")


@permission
def manage_team(actor: Actor, territory: Territory) -> bool:
    """Give and take roles, make one-day links."""
    return actor.has(territory, Role.LEAD, Role.NETWORK)


@permission
def create_territories(actor: Actor, _thing: object) -> bool:
    """Add a territory and its first lead: the person who installed the site, or the team of a network."""
    return actor.installer or any(Role.NETWORK in roles for roles in actor.roles.values())


@permission
def enter_space(actor: Actor, territory: Territory) -> bool:
    """See the space of a territory at all."""
    return actor.belongs(territory)
