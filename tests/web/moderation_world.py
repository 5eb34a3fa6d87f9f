"""A small concertation with texts written on line, and someone of each sort to moderate them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django_scopes import scopes_disabled
from tests.web.factories import make_consultation, make_territory, make_user

from concertia_web.accounts.actors import Actor, actor_of
from concertia_web.accounts.models import Role, User
from concertia_web.consultations.models import Consultation
from concertia_web.contributions.models import Contribution
from concertia_web.participation import people
from concertia_web.participation.models import Participant


@dataclass
class Moderated:
    """One concertation at Vaubrun, its lead, an analyst and a garant."""

    consultation: Consultation
    lead: User
    analyst: User
    garant: User

    def actor(self, who: str = "lead") -> Actor:
        """The one of that name."""
        return actor_of(getattr(self, who))

    def url(self, name: str, *more: object) -> str:
        """A screen of the space."""
        return reverse(
            f"space:{name}", args=[self.consultation.territory.slug, self.consultation.slug, *more]
        )

    def public(self, name: str, *more: object) -> str:
        """A public page of moderation."""
        place = [self.consultation.territory.slug, self.consultation.slug]
        return reverse(f"moderation:{name}", args=[*place, *more])

    @scopes_disabled()
    def participant(self) -> Participant:
        """Somebody who takes part on line."""
        return people.join(consultation=self.consultation, language="fr")

    @scopes_disabled()
    def text(self, words: str = "Je propose une formation pour tous.", **more: Any) -> Contribution:
        """A text written on line."""
        values = {"capture": "written", "channel": "online", "voice": "individual", **more}
        return Contribution.objects.create(consultation=self.consultation, text=words, **values)


def make_moderated(population: int = 1200, **more: Any) -> Moderated:
    """A new one, open."""
    territory = make_territory(population=population)
    consultation = make_consultation(territory, **more)
    users = [
        make_user(territory, role, function=role.label) for role in (Role.LEAD, Role.ANALYST, Role.GARANT)
    ]
    return Moderated(consultation, *users)
