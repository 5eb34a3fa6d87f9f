"""What « Cette semaine » shows about papers: a meeting is near and nothing was printed for it."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone

from concertia_web.accounts.actors import Actor
from concertia_web.accounts.models import Role
from concertia_web.consultations.models import Consultation, Session
from concertia_web.papers.dates import day, local_day
from concertia_web.papers.models import SlipRange
from concertia_web.territories.models import Territory
from concertia_web.welcome.items import Item

AHEAD = timedelta(days=14)
_ON_PAPER = (
    Session.Kind.WORKSHOP, Session.Kind.CAFE, Session.Kind.STREET, Session.Kind.PAPER, Session.Kind.CLASS,
)  # fmt: skip


def items(actor: Actor, territory: Territory) -> list[Item]:
    """One line per concertation whose next meeting is within two weeks and has no numbered sheets yet."""
    if not actor.has(territory, Role.LEAD, Role.FACILITATOR):
        return []
    now = timezone.now()
    near = (
        Session.objects.filter(
            consultation__state__in=(Consultation.State.DRAFT, Consultation.State.OPEN),
            kind__in=_ON_PAPER,
            cancelled=False,
            starts__gte=now,
            starts__lte=now + AHEAD,
        )
        .exclude(Exists(SlipRange.objects.filter(consultation=OuterRef("consultation"))))
        .select_related("consultation")
        .order_by("starts", "pk")
    )
    found: dict[int, Item] = {}
    for session in near:
        if session.consultation_id not in found:
            on = local_day(session.starts)
            found[session.consultation_id] = Item(
                f"Imprimer les feuilles et l’affiche\u00a0: «\u202f{session.title}\u202f», le {day(on)}",
                reverse("space:kit", args=[territory.slug, session.consultation.slug]),
                due=on,
            )
    return list(found.values())
