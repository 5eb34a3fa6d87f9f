"""The accounts of the demonstration, one per role, all with the one password made for this installation.

Beside them, the private links of a few invented participants.
"""

from __future__ import annotations

import json
import os
import secrets
from pathlib import Path
from typing import Any

from django.conf import settings
from django.urls import reverse

from concertia_web.accounts.actors import Actor, actor_of
from concertia_web.accounts.models import User
from concertia_web.accounts.services import create_account, give_role
from concertia_web.consultations.models import Consultation
from concertia_web.demonstration.online import someone
from concertia_web.demonstration.pack import Pack
from concertia_web.participation.people import token_of
from concertia_web.territories.models import Territory

DOMAIN = "demo.invalid"


def accounts_file() -> Path:
    """Where the accounts and their password are kept, readable by the owner of the installation only."""
    return Path(settings.VAR) / "comptes-de-demonstration.json"


def accounts() -> dict[str, Any] | None:
    """The accounts, their password and the links; None without demonstration.

    ``{"password": "…", "accounts": [{"email", "function", "place"}], "links": [{"path", "says"}]}``
    """
    path = accounts_file()
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else None


def make_people(pack: Pack, places: dict[str, Territory], installer: Actor) -> dict[str, Actor]:
    """An account per line of the pack, with its roles; key → actor."""
    password = secrets.token_urlsafe(9)
    people, listed = {}, []
    for line in pack.content["accounts"]:
        territory = places[line["place"]]
        email = f"{line['key']}@{DOMAIN}"
        user = User.objects.filter(email=email).first() or create_account(
            actor=installer, email=email, function=line["function"], territory=territory
        )
        user.set_password(password)
        user.save(update_fields=["password"])
        for role in line["roles"]:
            give_role(actor=installer, user=user, territory=territory, role=role)
        people[line["key"]] = actor_of(user)
        listed.append({"email": email, "function": line["function"], "place": territory.full_name})
    _write({"password": password, "accounts": listed})
    return people


def keep_links(pack: Pack, consultations: dict[str, Consultation]) -> None:
    """The private links of a few invented participants, so that a visitor sees what they see."""
    links = []
    for line in pack.content["links"]:
        person = someone(consultations[line["consultation"]], line["who"])
        links.append(
            {"path": reverse("participation:receipt", args=[token_of(person)]), "says": line["says"]}
        )
    _write({**(accounts() or {}), "links": links})


def _write(content: dict[str, Any]) -> None:
    path = accounts_file()
    partial = path.with_suffix(".new")
    partial.unlink(missing_ok=True)
    with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as stream:
        json.dump(content, stream, ensure_ascii=False, indent=1)
    partial.replace(path)
