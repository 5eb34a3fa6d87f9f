"""Who asked to be told, by e-mail, and what there is to tell.

An address is kept encrypted beside a keyed hash of it, in one row that goes away with one click. A notice
holds nothing that a participant wrote.
"""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from concertia_web.consultations.models import Consultation
from concertia_web.contributions.models import Contribution
from concertia_web.participation.models import Participant


class Subscription(models.Model):
    """One address that wants news of a concertation, or of its own words in it. Stopping erases the row."""

    class Rhythm(models.TextChoices):
        """How often at most. Nothing leaves when there is nothing to tell."""

        ONCE = "once", _("dès qu’il y a du nouveau")
        DAILY = "daily", _("le matin, un seul message")
        WEEKLY = "weekly", _("le lundi matin, un seul message")

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="subscriptions")
    participant = models.ForeignKey(
        Participant, on_delete=models.CASCADE, null=True, blank=True, related_name="subscriptions"
    )
    """Set: about everything that this participant wrote."""
    contribution = models.ForeignKey(
        Contribution, on_delete=models.CASCADE, null=True, blank=True, related_name="subscriptions"
    )
    """Set: about this one, for words that came by a desk or on paper."""
    digest = models.CharField(max_length=64)
    """Keyed hash of the address: asking twice is one row."""
    sealed = models.TextField()
    """The address, encrypted (``addresses.py``)."""
    language = models.CharField(max_length=8, default="fr")
    rhythm = models.CharField(max_length=8, choices=Rhythm.choices, default=Rhythm.DAILY)
    created = models.DateTimeField(default=timezone.now)
    asked = models.DateTimeField(default=timezone.now)
    """When the link that confirms it was last asked for."""
    confirmed = models.DateTimeField(null=True, blank=True)
    seen = models.PositiveBigIntegerField(default=0)
    """Last notice that was sent or that came before it."""
    due = models.DateTimeField(default=timezone.now)
    """Not before then."""
    attempts = models.PositiveSmallIntegerField(default=0)
    """Messages that could not leave, in a row."""

    objects = ScopedManager(territory="consultation__territory")

    class Meta:
        """In the order they came."""

        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["consultation", "digest"],
                condition=models.Q(participant=None, contribution=None),
                name="one_subscription_per_address",
            ),
            models.UniqueConstraint(
                fields=["participant", "digest"], name="one_subscription_per_participant_address"
            ),
            models.UniqueConstraint(
                fields=["contribution", "digest"], name="one_subscription_per_contribution_address"
            ),
        ]
        indexes = [models.Index(fields=["due"])]

    def __str__(self) -> str:
        return f"{self.pk}"

    @property
    def about_own(self) -> bool:
        """Whether it is about one’s own words."""
        return self.participant_id is not None or self.contribution_id is not None


class Notice(models.Model):
    """Something that happened and that is worth telling. Written in the transaction of what happened."""

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="notices")
    contribution = models.ForeignKey(
        Contribution, on_delete=models.CASCADE, null=True, blank=True, related_name="notices"
    )
    """Set: for its author only. Otherwise it is public, and in the feeds."""
    kind = models.CharField(max_length=12)
    """One of ``words.KINDS``."""
    words: models.JSONField[dict[str, str], dict[str, str]] = models.JSONField()
    """Language → one sentence."""
    path = models.CharField(max_length=300, blank=True)
    """Where to read it, without the prefix of a language; empty: the page of the concertation."""
    key = models.CharField(max_length=64, unique=True)
    """Hash of what it tells: the same thing told twice is one notice."""
    created = models.DateTimeField(default=timezone.now)

    objects = ScopedManager(territory="consultation__territory")

    class Meta:
        """In the order told."""

        ordering = ["pk"]
        indexes = [models.Index(fields=["consultation", "contribution", "id"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
