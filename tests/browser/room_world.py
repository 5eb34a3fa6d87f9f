"""Makes, under ``CONCERTIA_VAR``, a concertation with its sessions, and prints the addresses and the ways in.

Run as a program: ``python -m tests.browser.room_world``. Everything is invented.
"""

from __future__ import annotations

import hashlib
import json
import sys
from datetime import timedelta

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.utils import timezone  # noqa: E402
from django_scopes import scope, scopes_disabled  # noqa: E402
from tests.web.factories import (  # noqa: E402
    make_campaign,
    make_commitment,
    make_consultation,
    make_notes,
    make_session,
    make_territory,
    make_user,
)

from concertia_web.accounts.actors import DAY_LINK, actor_of  # noqa: E402
from concertia_web.accounts.models import DayLink, Role, User  # noqa: E402
from concertia_web.contributions import services  # noqa: E402
from concertia_web.contributions.documents import add_document, set_published  # noqa: E402
from concertia_web.contributions.models import Contribution  # noqa: E402
from concertia_web.contributions.slips import add_slip  # noqa: E402


def signed_in(user: User) -> str:
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return session.session_key


def by_link(link: DayLink) -> str:
    session = SessionStore()
    session[DAY_LINK] = link.pk
    session.save()
    return session.session_key


def make_world() -> dict[str, object]:
    territory = make_territory("Vaubrun")
    user = make_user(territory, Role.LEAD, Role.FACILITATOR)
    other = make_user(territory, Role.FACILITATOR)
    consultation = make_consultation(
        territory, slug="ia", title={"fr": "L’IA dans nos services"},
        commitment=make_commitment(make_campaign(), territory),
    )  # fmt: skip
    shown = make_session(consultation, title="Atelier montré", not_agreed="Faut-il une caméra au stade ?")
    make_notes(shown, "Former les agents", "Un guichet avec quelqu’un", subgroup="Table 1", dots=4)
    make_notes(shown, "Pas de caméra algorithmique", declared_kind="refus", room_support="broad")
    make_notes(shown, "Oui si un humain relit", declared_kind="condition", capture="dictated", voice_count=6)
    actor = actor_of(user)
    with scope(territory=territory):
        services.add_note(
            actor=actor, session=shown, text="Appeler Mme Durand au 06 12 34 56 78", declared_kind="attente"
        )
        add_slip(actor=actor, consultation=consultation, slip=417, text="Un guichet ouvert le samedi")
        document, _new = add_document(
            actor=actor, consultation=consultation, kind="avis", title="Avis du panel", name="avis.md",
            data="# Avis\n\nNous voulons des guichets.\n\nNous refusons les caméras.".encode(),
            validated_by="les 40 membres du panel",
        )  # fmt: skip
        set_published(actor=actor, document=document, published=True)
    sessions = {name: make_session(consultation, title=f"Atelier {name}").pk for name in sys.argv[1:]}
    sessions["classe"] = make_session(consultation, kind="classe", title="Classe", place="Collège").pk
    sessions["montré"] = shown.pk
    link = DayLink.objects.create(
        consultation=consultation, secret_hash=hashlib.sha256(b"room").hexdigest(), label="Table 3",
        starts=timezone.now() - timedelta(hours=1), expires=timezone.now() + timedelta(hours=9),
        created_by=user,
    )  # fmt: skip
    return {
        "space": f"/espace/{territory.slug}/concertations/{consultation.slug}/",
        "public": f"/territoires/{territory.slug}/concertations/{consultation.slug}/",
        "document": document.pk,
        "sessions": sessions,
        "user": signed_in(user),
        "other": signed_in(other),
        "leaver": signed_in(other),
        "link": by_link(link),
        "link_pk": link.pk,
    }


def texts(session: int) -> list[str]:
    with scopes_disabled():
        found = Contribution.objects.standing().filter(session=session).order_by("position", "pk")
        return list(found.values_list("text", flat=True))


if __name__ == "__main__":
    if sys.argv[1] == "texts":
        sys.stdout.write(json.dumps(texts(int(sys.argv[2]))))
    elif sys.argv[1] == "link-over":
        DayLink.objects.filter(pk=int(sys.argv[2])).update(expires=timezone.now())
    elif sys.argv[1] == "signed-out":
        SessionStore(sys.argv[2]).delete()
    else:
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
        sys.stdout.write(json.dumps(make_world()))
