"""Positions on texts: what happened, what counts, and what is computed from it in the background.

The request appends one event and keeps the last position of the pair; it updates no counter, so that two
people never wait for each other. Every index starts with the concertation.
"""

from __future__ import annotations

import secrets

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from concertia_web.consultations.models import Consultation
from concertia_web.contributions.models import Contribution
from concertia_web.participation.models import Participant


def new_seed() -> str:
    """128 random bits: the order of the texts cannot be guessed from outside."""
    return secrets.token_hex(16)


class Value(models.IntegerChoices):
    """What a person thinks of a text: the values of the engine."""

    AGREE = 1, _("d’accord")
    DISAGREE = -1, _("pas d’accord")
    PASS = 0, _("je passe")


class PositionSettings(models.Model):
    """How positions are taken in one concertation, and how far the background work has come."""

    consultation = models.OneToOneField(
        Consultation, on_delete=models.CASCADE, related_name="position_settings"
    )
    threads = models.BooleanField(default=False)
    """Whether comments are listed under a text, and may be added."""
    version = models.BigIntegerField(default=0)
    """Grows with the list of texts and with their priorities: a process reads them again."""
    seed = models.CharField(max_length=32, default=new_seed)
    """With the number of a participant, decides the order in which the texts are shown to them."""
    tallied_seq = models.BigIntegerField(default=0)
    """Last event that the tallies count."""
    tallied = models.DateTimeField(null=True, blank=True)
    participants = models.PositiveIntegerField(default=0)
    """Who took at least one position, at the last tally."""
    spent = models.FloatField(default=0.0)
    """Seconds that the last tally took: the next one waits in proportion."""
    groups: models.JSONField[list[float], list[float]] = models.JSONField(default=list, blank=True)
    """Share of each group of the moment, for the order of the texts; empty while there are too few people."""
    journalled_seq = models.BigIntegerField(default=0)
    """Last event whose hash is in the journal."""
    series: models.JSONField[list[dict[str, object]], list[dict[str, object]]] = models.JSONField(
        default=list, blank=True
    )
    """What the search for series found: ``[{"reason": …, "participants": n}]``; nobody is named."""

    objects = ScopedManager(territory="consultation__territory")

    def __str__(self) -> str:
        return f"{self.consultation_id}"


class PositionEvent(models.Model):
    """One position taken, changed or taken again. Never changed, never deleted but with its person."""

    seq = models.BigAutoField(primary_key=True)
    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="+", db_index=False)
    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="+", db_index=False)
    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="+", db_index=False)
    value = models.SmallIntegerField(choices=Value.choices)
    important = models.BooleanField(default=False)
    nonce = models.BigIntegerField()
    """Given by the form: the same sending twice is one event."""
    at = models.DateTimeField(default=timezone.now)

    objects = ScopedManager(territory="consultation__territory")

    class Meta:
        """In the order received."""

        ordering = ["seq"]
        constraints = [
            models.UniqueConstraint(
                fields=["consultation", "participant", "nonce"], name="one_event_per_sending"
            ),
            models.CheckConstraint(condition=models.Q(value__in=[-1, 0, 1]), name="event_value_is_known"),
        ]
        indexes = [models.Index(fields=["consultation", "seq"])]

    def __str__(self) -> str:
        return f"{self.seq}"


class Position(models.Model):
    """The position that counts: the last one of a participant on a text."""

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="+", db_index=False)
    participant = models.ForeignKey(
        Participant, on_delete=models.CASCADE, related_name="positions", db_index=False
    )
    contribution = models.ForeignKey(
        Contribution, on_delete=models.CASCADE, related_name="positions", db_index=False
    )
    value = models.SmallIntegerField(choices=Value.choices)
    important = models.BooleanField(default=False)
    seq = models.BigIntegerField()
    """Of the event it comes from."""
    at = models.DateTimeField(default=timezone.now)

    objects = ScopedManager(territory="consultation__territory")

    class Meta:
        """By person."""

        ordering = ["consultation", "participant", "seq"]
        constraints = [
            models.UniqueConstraint(
                fields=["consultation", "participant", "contribution"], name="one_position_per_text"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.participant_id}:{self.contribution_id}"


class StatementTally(models.Model):
    """The counts of one text, recomputed in the background; ``sure_`` leaves out what looks like a series."""

    consultation = models.ForeignKey(
        Consultation, on_delete=models.CASCADE, related_name="tallies", db_index=False
    )
    contribution = models.OneToOneField(Contribution, on_delete=models.CASCADE, related_name="tally")
    agree = models.PositiveIntegerField(default=0)
    disagree = models.PositiveIntegerField(default=0)
    passed = models.PositiveIntegerField(default=0)
    important = models.PositiveIntegerField(default=0)
    sure_agree = models.PositiveIntegerField(default=0)
    sure_disagree = models.PositiveIntegerField(default=0)
    sure_passed = models.PositiveIntegerField(default=0)
    chances: models.JSONField[list[list[float]], list[list[float]]] = models.JSONField(
        default=list, blank=True
    )
    """Of each group of the moment: chances of agree, pass, disagree. Never shown: it orders the texts."""
    priority = models.FloatField(default=1.0)
    """Weight with which it is drawn as the next text."""

    objects = ScopedManager(territory="consultation__territory")

    class Meta:
        """The most seen first."""

        ordering = ["consultation", "contribution"]
        indexes = [models.Index(fields=["consultation", "contribution"])]

    def __str__(self) -> str:
        return f"{self.contribution_id}"

    @property
    def total(self) -> int:
        """Positions taken on it, passes included: the base of its figures."""
        return self.agree + self.disagree + self.passed

    @property
    def sure_total(self) -> int:
        """The same without what looks like a series."""
        return self.sure_agree + self.sure_disagree + self.sure_passed


class Arrival(models.Model):
    """From where and when somebody took their first position: a keyed digest that forgets after the hour.

    Only good for seeing that many came together; an address cannot be found again from it, and two hours
    cannot be compared. Deleted when the concertation is settled.
    """

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="+", db_index=False)
    participant = models.OneToOneField(Participant, on_delete=models.CASCADE, related_name="arrival")
    network = models.CharField(max_length=16)
    at = models.DateTimeField(default=timezone.now)

    objects = ScopedManager(territory="consultation__territory")

    class Meta:
        """In the order they came."""

        ordering = ["consultation", "pk"]
        indexes = [models.Index(fields=["consultation", "network"])]

    def __str__(self) -> str:
        return f"{self.participant_id}"
