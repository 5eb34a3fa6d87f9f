"""What « Cette semaine » says of accounts and of the team."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from concertia_web.accounts.actors import Actor
from concertia_web.accounts.models import DayLink, Membership, Role
from concertia_web.accounts.permissions import manage_team
from concertia_web.accounts.services import managers_of
from concertia_web.consultations.models import Session
from concertia_web.territories.models import Territory
from concertia_web.welcome.items import Item


def items(actor: Actor, territory: Territory) -> list[Item]:
    """One's own function where it is missing; for those who manage: a second manager, who types next."""
    found = []
    if actor.user is not None and not actor.user.function:
        text = "Indiquez votre fonction : le journal public la montre à la place de votre nom."
        found.append(Item(text, reverse("desk:account")))
    if manage_team(actor, territory):
        if len(list(managers_of(territory)[:2])) < 2:
            text = "Vous êtes la seule personne à pouvoir gérer l’équipe : donnez ce rôle à une deuxième."
            found.append(Item(text, reverse("space:team", args=[territory.slug])))
        found += _without_typist(territory)
    return found


def _without_typist(territory: Territory) -> list[Item]:
    """Sessions of the coming week for which nobody could type: no facilitator here, no link."""
    if Membership.objects.filter(territory=territory, role=Role.FACILITATOR).exists():
        return []
    now = timezone.now()
    sessions = Session.objects.filter(starts__gte=now, starts__lt=now + timedelta(days=7), cancelled=False)
    links = DayLink.objects.filter(consultation__territory=territory, revoked=None, expires__gt=now)
    found = []
    for session in sessions.select_related("consultation"):
        day = timezone.localdate(session.starts)
        covered = links.filter(
            Q(session=session) | Q(session=None, consultation=session.consultation),
            starts__lte=session.starts,
            expires__gt=session.starts,
        )
        if not covered.exists():
            text = f"« {session} » : personne ne peut encore saisir les notes. Faites un lien d’un jour."
            address = reverse("space:link-new", args=[territory.slug]) + f"?pour=s{session.pk}"
            found.append(Item(text, address, due=day))
    return found
