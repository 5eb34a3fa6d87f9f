"""What « Cette semaine » says of the entry: notes to type, doubts to settle."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone

from concertia_web.accounts.actors import Actor
from concertia_web.accounts.models import Role
from concertia_web.consultations.models import Session
from concertia_web.contributions.models import Contribution
from concertia_web.contributions.permissions import COLLECTING, TYPISTS
from concertia_web.territories.models import Territory
from concertia_web.welcome.items import Item

RECENT = timedelta(days=30)
NOTED = (
    Session.Kind.WORKSHOP, Session.Kind.HEARING, Session.Kind.CLASS, Session.Kind.STREET, Session.Kind.CAFE,
)  # fmt: skip
"""Sessions of which notes are expected."""


def items(actor: Actor, territory: Territory) -> list[Item]:
    """For those who type."""
    if not actor.has(territory, *TYPISTS, Role.GARANT):
        return []
    found = [*_doubts(territory)]
    if actor.has(territory, *TYPISTS):
        found += _sessions(territory)
    return found


def _sessions(territory: Territory) -> list[Item]:
    now = timezone.now()
    sessions = (
        Session.objects.filter(
            consultation__state__in=COLLECTING,
            cancelled=False,
            kind__in=NOTED,
            starts__lt=now,
            starts__gt=now - RECENT,
        )
        .annotate(notes=Count("contributions", filter=Q(contributions__removed=None)))
        .select_related("consultation")
    )
    made = []
    for session in sessions:
        place = [territory.slug, session.consultation.slug, session.pk]
        if not session.notes:  # type: ignore[attr-defined]
            text = f"Saisir les notes de « {session.title} » (rien n’est encore saisi)"
            due = timezone.localtime(session.starts).date() + timedelta(days=3)
            made.append(Item(text, reverse("space:session-entry", args=place), due, urgent=now.date() > due))
        elif session.read_back is None:
            text = f"« {session.title} » : dire si les notes ont été relues en séance"
            made.append(Item(text, reverse("space:relecture", args=place)))
    return made


def _doubts(territory: Territory) -> list[Item]:
    counts = (
        Contribution.objects.doubtful()
        .filter(consultation__state__in=COLLECTING)
        .values("consultation__slug")
        .annotate(count=Count("pk"))
        .order_by("consultation__slug")
    )
    made = []
    for row in counts:
        several = "s" if row["count"] > 1 else ""
        text = f"Relire {row['count']} note{several} où quelque chose ressemble à une donnée personnelle"
        url = reverse("space:entry", args=[territory.slug, row["consultation__slug"]])
        made.append(Item(text, f"{url}#a-relire"))
    return made
