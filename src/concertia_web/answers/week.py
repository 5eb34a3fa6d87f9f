"""What awaits someone on the answers: one line per concertation."""

from __future__ import annotations

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils import timezone

from concertia_web.accounts.actors import Actor
from concertia_web.accounts.models import Role
from concertia_web.answers.models import Answer
from concertia_web.consultations.models import Consultation
from concertia_web.sorting.notes import counted
from concertia_web.territories.models import Territory
from concertia_web.welcome.items import Item

_State = Answer.State


def items(actor: Actor, territory: Territory) -> list[Item]:
    """One line per concertation and role; one query, whatever their number."""
    states = _wanted(actor, territory)
    if not states:
        return []
    waiting = Q(answers__state__in=states)
    if actor.roles.get(territory.pk) == {Role.SERVICE}:
        waiting &= Q(answers__service__members=actor.user)
    rows = Consultation.objects.filter(waiting).annotate(
        n=Count("answers", filter=waiting), due=Min("answers__due", filter=waiting)
    )
    today = timezone.localdate()
    found = []
    for one in rows.order_by("opens", "pk"):
        said = counted(one.n, "réponse vous attend", "réponses vous attendent")  # type: ignore[attr-defined]
        due = one.due  # type: ignore[attr-defined]
        url = reverse("space:answers", args=[territory.slug, one.slug])
        found.append(Item(f"{said} : {one}", url, due=due, urgent=bool(due and due < today)))
    return found


def _wanted(actor: Actor, territory: Territory) -> list[str]:
    """The states that this person can move on."""
    if actor.has(territory, Role.ELECTED):
        return [_State.ELECTED]
    states: list[str] = []
    if actor.has(territory, Role.SERVICE):
        states.append(_State.SERVICE)
    if actor.has(territory, Role.LEAD):
        states += [_State.DRAFT, _State.SERVICE, _State.APPROVED]
    return states
