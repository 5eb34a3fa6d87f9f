"""What the authority answers: to which words, by which service, with what reason, and what became of it."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from concertia_web.accounts.models import User
from concertia_web.consultations.models import Consultation
from concertia_web.contributions.models import Contribution
from concertia_web.sorting.models import Finding
from concertia_web.territories.models import Territory

LONGEST = 6000
"""Characters of a reason."""
LONGEST_WHY = 1000
"""Characters of the reason of a correction."""


class Outcome(models.TextChoices):
    """The five outcomes. A no is said as a no, with its reason."""

    ACCEPTED = "accepted", _("acceptée")
    PARTLY = "partly", _("acceptée en partie")
    REFUSED = "refused", _("refusée")
    ALREADY = "already", _("déjà fait")
    ELSEWHERE = "elsewhere", _("pas de notre ressort")


class Service(models.Model):
    """A service of the authority that answers. Its address is that of a function, never of a person."""

    territory = models.ForeignKey(Territory, on_delete=models.CASCADE, related_name="services")
    name = models.CharField(max_length=120)
    """« Direction des ressources humaines »."""
    contact = models.EmailField(blank=True)
    """« rh@ville.fr »: where the sheet to fill is sent. Never published."""
    members: models.ManyToManyField[User, models.Model] = models.ManyToManyField(
        User, related_name="services", blank=True
    )
    """Accounts that answer for it: with that role alone, they see and write its answers and no others."""

    objects = ScopedManager(territory="territory")

    class Meta:
        """By name."""

        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["territory", "name"], name="one_service_per_name")]

    def __str__(self) -> str:
        return self.name


class AnswerQuerySet(models.QuerySet["Answer"]):
    """Reads that others share."""

    def seen_by(self, user: User | None, *, alone: bool) -> AnswerQuerySet:
        """Those that somebody sees. ``alone``: their only role is to answer for a service."""
        return self.filter(service__members=user) if alone else self

    def published(self) -> AnswerQuerySet:
        """Those that anyone may read."""
        return self.filter(state=Answer.State.PUBLISHED)

    def waiting(self) -> AnswerQuerySet:
        """Asked of a service, and not published yet."""
        return self.exclude(state__in=(Answer.State.DRAFT, Answer.State.PUBLISHED))


class Answer(models.Model):
    """One answer, to one or several things that were heard."""

    class State(models.TextChoices):
        """Draft → service → elected member → approved → published."""

        DRAFT = "draft", "à confier à un service"
        SERVICE = "service", "chez le service"
        ELECTED = "elected", "à viser par l’élu·e"
        APPROVED = "approved", "visée, à publier"
        PUBLISHED = "published", "publiée"

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="answers")
    key = models.UUIDField(default=uuid.uuid4, unique=True)
    """Its name in the sheet of a service, and its public address."""
    title = models.CharField(max_length=300)
    """What was heard, in its own words: taken from the targets, never written anew by who answers."""
    state = models.CharField(max_length=9, choices=State.choices, default=State.DRAFT)
    service = models.ForeignKey(
        Service, on_delete=models.PROTECT, null=True, blank=True, related_name="answers"
    )
    due = models.DateField(null=True, blank=True)
    asked = models.DateTimeField(null=True, blank=True)
    """When a service was first asked: « sans réponse depuis … jours » counts from there."""
    outcome = models.CharField(max_length=9, choices=Outcome.choices, blank=True)
    reason = models.TextField(blank=True)
    """Always there once the service has answered."""
    revision = models.PositiveIntegerField(default=0)
    """Of the version that stands: 0, nothing written yet."""
    approved_by = models.CharField(max_length=120, blank=True)
    """A function, not a name."""
    approved = models.DateTimeField(null=True, blank=True)
    published = models.DateTimeField(null=True, blank=True)
    sent_back = models.TextField(blank=True)
    """Why the elected member sent it back to the service; empty once answered again."""
    made = models.DateTimeField(default=timezone.now)

    objects = ScopedManager(models.Manager.from_queryset(AnswerQuerySet), territory="consultation__territory")

    class Meta:
        """In the order made."""

        ordering = ["consultation", "pk"]
        indexes = [models.Index(fields=["consultation", "state"])]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=("draft", "service"))
                | (~models.Q(outcome="") & ~models.Q(reason="")),
                name="an_outcome_and_its_reason",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def correction(self) -> AnswerVersion | None:
        """The correction that stands, where a published answer was corrected. Reads ``versions``."""
        made = [one for one in self.versions.all() if one.correction and one.number == self.revision]
        return made[0] if made else None

    @property
    def replaced(self) -> list[AnswerVersion]:
        """What was published before its corrections, the last first. Reads ``versions``."""
        numbered = [one for one in self.versions.all() if one.number is not None]
        corrected = [one.number for one in numbered if one.correction]
        if not corrected:
            return []
        first = min(corrected) - 1
        return [one for one in numbered if first <= one.number < self.revision]

    def days_waiting(self, today: date) -> int | None:
        """Days since it was asked, where nothing is published yet."""
        if self.asked is None or self.state == self.State.PUBLISHED:
            return None
        return max(0, (today - timezone.localdate(self.asked)).days)

    def late(self, today: date) -> bool:
        """Whether it is past due and not published."""
        return self.state != self.State.PUBLISHED and self.due is not None and self.due < today


class AnswerTarget(models.Model):
    """One thing answered: a theme, a finding, or one contribution."""

    class Kind(models.TextChoices):
        """What it is."""

        THEME = "theme", _("thème")
        FINDING = "finding", _("enseignement")
        HEARD = "heard", _("enseignement d’une lecture")
        CONTRIBUTION = "note", _("contribution")

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="targets")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    key = models.CharField(max_length=60)
    """Column or theme, number of the finding or of the contribution, id in a reading: one answer each."""
    label = models.CharField(max_length=300)
    """Its words when the answer was opened."""
    finding = models.ForeignKey(
        Finding, on_delete=models.SET_NULL, null=True, blank=True, related_name="answered"
    )
    contribution = models.ForeignKey(
        Contribution, on_delete=models.CASCADE, null=True, blank=True, related_name="answered"
    )
    covers = models.ManyToManyField(Contribution, related_name="answered_with", blank=True)
    """Of a reading by the engine: the contributions it stands on, as they were when it was opened."""

    objects = ScopedManager(territory="answer__consultation__territory")

    class Meta:
        """In the order chosen; the same thing once per answer."""

        ordering = ["answer", "pk"]
        constraints = [models.UniqueConstraint(fields=["answer", "kind", "key"], name="one_target_per_thing")]

    def __str__(self) -> str:
        return self.label


class AnswerVersion(models.Model):
    """What was written once, kept for ever: nothing is lost when two people write."""

    class Source(models.TextChoices):
        """By what way."""

        SITE = "site", "sur le site"
        SHEET = "sheet", "par le fichier revenu"

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(null=True, blank=True)
    """Revision it became; empty: written beside another, and not kept, until somebody takes it."""
    outcome = models.CharField(max_length=9, choices=Outcome.choices)
    reason = models.TextField()
    source = models.CharField(max_length=5, choices=Source.choices, default=Source.SITE)
    function = models.CharField(max_length=120)
    made = models.DateTimeField(default=timezone.now)
    settled = models.BooleanField(default=True)
    """False: a rival, which waits for somebody to choose; or a correction, which waits for a visa."""
    correction = models.CharField(max_length=LONGEST_WHY, blank=True)
    """Why a published answer is corrected by this version; empty for all other versions."""
    published = models.DateTimeField(null=True, blank=True)
    """When a correction became what stands."""

    objects = ScopedManager(territory="answer__consultation__territory")

    class Meta:
        """The last first."""

        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.answer_id}:{self.number}"


class FollowUp(models.Model):
    """What became of a published answer, dated."""

    class State(models.TextChoices):
        """Announced → under way → done, or given up with its reason."""

        ANNOUNCED = "announced", _("annoncé")
        DOING = "doing", _("en cours")
        DONE = "done", _("fait")
        DROPPED = "dropped", _("abandonné")

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="follow_ups")
    state = models.CharField(max_length=9, choices=State.choices)
    text = models.CharField(max_length=1000, blank=True)
    day = models.DateField()
    function = models.CharField(max_length=120)
    at = models.DateTimeField(default=timezone.now)

    objects = ScopedManager(territory="answer__consultation__territory")

    class Meta:
        """In the order of the days."""

        ordering = ["answer", "day", "pk"]

    def __str__(self) -> str:
        return f"{self.answer_id}:{self.state}"


class ReturnedSheet(models.Model):
    """A sheet that came back from a service: read, shown, then taken in or put away."""

    class State(models.TextChoices):
        """What was decided."""

        SHOWN = "shown", "à vérifier"
        TAKEN = "taken", "reprise"
        LEFT = "left", "laissée"

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="answer_sheets")
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    rows: models.JSONField[list[dict[str, Any]], list[dict[str, Any]]] = models.JSONField(default=list)
    """``{"key", "revision", "outcome", "reason", "row"}`` of each line whose signature holds."""
    problems: models.JSONField[list[str], list[str]] = models.JSONField(default=list)
    state = models.CharField(max_length=5, choices=State.choices, default=State.SHOWN)
    received = models.DateTimeField(default=timezone.now)
    function = models.CharField(max_length=120)

    objects = ScopedManager(territory="consultation__territory")

    class Meta:
        """The last first."""

        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.name
