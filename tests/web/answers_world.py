"""A settled reading with answers on it, shared by the tests of the answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from django_scopes import scopes_disabled
from tests.web.sorting_world import Sorted, make_sorted

from concertia_web.accounts.actors import Actor, actor_of
from concertia_web.accounts.models import Role
from concertia_web.answers import members, services, targets
from concertia_web.answers.models import Answer
from concertia_web.answers.services import Written
from concertia_web.sorting.models import Finding


@dataclass
class Answering:
    """``findings``: an expectation on notes 0 and 2, a refusal on note 1."""

    made: Sorted
    findings: list[Finding] = field(default_factory=list)

    @property
    def place(self):
        return self.made.consultation

    def actor(self, role: str) -> Actor:
        return actor_of(self.made.user(role))

    @property
    def due(self):
        return timezone.localdate() + timedelta(days=20)

    def open(self, *things: str, title: str = "") -> Answer:
        named = things or (f"finding:{self.findings[0].pk}",)
        chosen = targets.chosen(self.place, named)
        return services.open_answer(
            actor=self.made.actor, consultation=self.place, things=chosen, title=title
        )

    def asked(self, *things: str, service: str = "Ressources humaines", title: str = "") -> Answer:
        found = services.service_named(
            territory=self.place.territory, name=service, contact="rh@territoire.invalid"
        )
        members.set_members(actor=self.made.actor, service=found, users=[self.made.user(Role.SERVICE)])
        answer = self.open(*things, title=title)
        return services.assign(actor=self.made.actor, answer=answer, service=found, due=self.due)

    def written(self, answer: Answer, outcome: str = "accepted", reason: str = "Dès janvier.") -> Answer:
        actor = self.actor(Role.SERVICE)
        answer.refresh_from_db()
        services.write(actor=actor, answer=answer, written=Written(outcome, reason, answer.revision))
        answer.refresh_from_db()
        return answer

    def published(self, *things: str, outcome: str = "accepted", reason: str = "Dès janvier.") -> Answer:
        answer = self.written(self.asked(*things), outcome, reason)
        services.approve(actor=self.actor(Role.ELECTED), answer=answer, revision=answer.revision)
        (answer,) = services.publish(actor=self.made.actor, answers=[answer])
        return answer

    def url(self, name: str, *more: object) -> str:
        return self.made.url(name, *more)

    def public(self, *more: object) -> str:
        name = "answers:answer" if more else "answers:answers"
        return reverse(name, args=[self.place.territory.slug, self.place.slug, *more])


def make_answering(state: str = "published") -> Answering:
    made = make_sorted()
    with scopes_disabled():
        first = made.finding("attente", 0, 2, title="Former avant d’équiper")
        second = made.finding("refus", 1, title="Pas de caméras")
        made.settled()
        made.consultation.state = state
        made.consultation.save()
    return Answering(made, [first, second])
