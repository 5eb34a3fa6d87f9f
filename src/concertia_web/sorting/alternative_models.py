"""The table of the alternative syntheses (``models`` gives it with the others)."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django_scopes import ScopedManager

from concertia_web.consultations.models import Consultation


class AlternativeSynthesis(models.Model):
    """Another synthesis of the same words, by anyone, registered against the dossier that it reads.

    Listed once somebody has checked that it is neither illegal nor spam; never edited, never withdrawn for
    what it says.
    """

    class State(models.TextChoices):
        """Whether it is listed."""

        WAITING = "waiting", "à vérifier"
        LISTED = "listed", "publiée"
        REFUSED = "refused", "non publiée"

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="alternatives")
    dossier_id = models.CharField(max_length=64)
    title = models.CharField(max_length=200)
    signature = models.CharField(max_length=200)
    link = models.URLField(max_length=500, blank=True)
    text = models.TextField(blank=True)
    digest = models.CharField(max_length=64)
    received = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    refusal = models.CharField(max_length=500, blank=True)
    """Why it is not listed: published, with the date and without its words."""
    decided = models.DateTimeField(null=True, blank=True)

    objects = ScopedManager(territory="consultation__territory")

    class Meta:
        """In the order received; the same text once."""

        ordering = ["received", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["consultation", "digest"], name="one_alternative_per_text"),
            models.CheckConstraint(
                condition=~models.Q(link="") | ~models.Q(text=""), name="an_alternative_link_or_text"
            ),
        ]

    def __str__(self) -> str:
        return self.title
