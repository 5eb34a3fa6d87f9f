"""The message that tells someone they have a role, and how to come in."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.template.loader import render_to_string
from django.urls import reverse

from concertia_web.accounts.actors import Actor
from concertia_web.accounts.models import Role, User
from concertia_web.territories.models import Territory

log = logging.getLogger(__name__)


def invite(people: Iterable[tuple[User, Sequence[str]]], *, territory: Territory, actor: Actor) -> list[User]:
    """Write to each, with their roles there; those whose message could not leave.

    Call it once the roles are saved. Answers go to the public address of the
    territory, where there is one.
    """
    unsent: list[User] = []
    connection = get_connection()
    for user, roles in people:
        try:
            _message(user, roles, territory, actor, connection).send()
        except (OSError, SMTPException) as error:
            log.warning("invitation not sent: %s", type(error).__name__)
            unsent.append(user)
    return unsent


def _message(
    user: User, roles: Sequence[str], territory: Territory, actor: Actor, connection: object
) -> EmailMessage:
    context = {
        "user": user,
        "territory": territory,
        "roles": [Role(role).label for role in roles],
        "by": actor.function,
        "address": settings.ADDRESS + reverse("account_login"),
        "space": settings.ADDRESS + reverse("space:home", args=[territory.slug]),
    }
    return EmailMessage(
        " ".join(f"{territory.full_name} : votre accès à Concertia".split()),
        render_to_string("accounts/email/invitation.txt", context),
        to=[user.email],
        reply_to=[territory.contact] if territory.contact else [],
        connection=connection,
    )
