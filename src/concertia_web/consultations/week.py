"""What « Cette semaine » says of concertations: what to prepare, to close, to count, to publish."""

from __future__ import annotations

from datetime import date, timedelta

from django.urls import reverse
from django.utils import timezone

from concertia_web.accounts.actors import Actor
from concertia_web.accounts.models import Role
from concertia_web.consultations.models import Consultation, Draw, Session
from concertia_web.territories.models import Territory
from concertia_web.welcome.items import Item

SOON = timedelta(days=14)
_STATES = Consultation.State


def items(actor: Actor, territory: Territory) -> list[Item]:
    """For the lead: each step that is near or late. For facilitators: the sessions to count."""
    lead = actor.has(territory, Role.LEAD)
    if not lead and not actor.has(territory, Role.FACILITATOR):
        return []
    today = timezone.localdate()
    found: list[Item] = []
    if lead:
        rows = Consultation.objects.filter(territory=territory).exclude(state=_STATES.PUBLISHED)
        for consultation in rows:
            found += _steps(territory, consultation, today)
        found += _draws(territory, today)
    return found + _sessions(territory, today)


def _steps(territory: Territory, consultation: Consultation, today: date) -> list[Item]:
    page = reverse("space:consultation", args=[territory.slug, consultation.slug])
    rules = reverse("space:rules", args=[territory.slug, consultation.slug])
    if consultation.state == _STATES.DRAFT:
        return [
            Item(
                f"« {consultation} » : compléter la règle du jeu et ouvrir.",
                rules,
                consultation.opens,
                consultation.opens <= today,
            )
        ]
    if consultation.state == _STATES.OPEN and consultation.closes - today <= SOON:
        late = consultation.closes < today
        return [Item(f"« {consultation} » : clore les contributions.", page, consultation.closes, late)]
    if consultation.state in (_STATES.READING, _STATES.SETTLED):
        words = "arrêter la lecture" if consultation.state == _STATES.READING else "publier la restitution"
        due = consultation.results_on
        return [Item(f"« {consultation} » : {words}.", page, due, due is not None and due < today)]
    return []


def _sessions(territory: Territory, today: date) -> list[Item]:
    rows = Session.objects.filter(
        consultation__territory=territory,
        consultation__state__in=(_STATES.OPEN, _STATES.READING),
        cancelled=False,
        starts__lte=timezone.now(),
        head_counts={},
    ).exclude(kind__in=(Session.Kind.ONLINE, Session.Kind.PAPER))
    return [
        Item(
            f"« {session} » : compter les personnes venues, par public.",
            reverse("space:session", args=[territory.slug, session.consultation.slug, session.pk]),
            timezone.localdate(session.starts),
            timezone.localdate(session.starts) < today,
        )
        for session in rows.select_related("consultation")
    ]


def _draws(territory: Territory, today: date) -> list[Item]:
    rows = Draw.objects.filter(
        consultation__territory=territory,
        announced__isnull=False,
        drawn=None,
        seed_known_on__lte=today + SOON,
    )
    return [
        Item(
            f"« {draw} » : écrire la graine annoncée et tirer au sort.",
            reverse("space:draw", args=[territory.slug, draw.consultation.slug, draw.pk]),
            draw.seed_known_on,
            draw.seed_known_on is not None and draw.seed_known_on < today,
        )
        for draw in rows.select_related("consultation")
    ]
