"""Decisions on texts, appeals against them, reports from readers. Decisions are only ever added.

None of these tables holds the words that a decision covered: where they stood is enough to cover them again
or to take the cover away, and erasing the text erases them.
"""

from __future__ import annotations

import secrets
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from concertia_web.consultations.models import Consultation
from concertia_web.contributions.models import Contribution, Document

_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def new_number() -> str:
    """A number that can be read on the telephone and that nobody guesses: « S-7K2M-4QXT-9D »."""
    made = "".join(secrets.choice(_LETTERS) for _rank in range(10))
    return f"S-{made[:4]}-{made[4:8]}-{made[8:]}"


class KeptQuerySet(models.QuerySet["Decision"]):
    """Rows that are only ever added."""

    def update(self, **_values: Any) -> int:
        """Never."""
        raise TypeError("a decision is never changed: add another one")

    def delete(self) -> tuple[int, dict[str, int]]:
        """Never on its own; it goes with its text."""
        raise TypeError("a decision is never deleted")


class Decision(models.Model):
    """What somebody decided about one text. A row is never changed nor deleted: another one undoes it."""

    class Verb(models.TextChoices):
        """What was decided."""

        ACCEPT = "accept", _("publié")
        MASK = "mask", _("publié, quelques mots couverts")
        HIDE = "hide", _("non publié")
        WAIT = "wait", _("remis à lire")

    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="decisions")
    verb = models.CharField(max_length=6, choices=Verb.choices)
    reason = models.CharField(max_length=20, blank=True)
    """Key of the published list; empty for what is published whole."""
    note = models.CharField(max_length=500, blank=True)
    """Written to the author."""
    spans: models.JSONField[list[list[int]], list[list[int]]] = models.JSONField(default=list, blank=True)
    """Characters covered, ``[[start, end], …]``."""
    before: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict, blank=True)
    """``{"state": "accepted", "reason": "", "spans": []}``: what it replaced."""
    undoes = models.OneToOneField(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="undone_by"
    )
    by = models.ForeignKey(
        "accounts.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    function = models.CharField(max_length=120)
    at = models.DateTimeField(default=timezone.now)

    objects = ScopedManager(
        models.Manager.from_queryset(KeptQuerySet), territory="contribution__consultation__territory"
    )

    class Meta:
        """In the order decided."""

        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["contribution", "at"])]

    def __str__(self) -> str:
        return f"{self.verb} {self.contribution_id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Only ever added. Raises TypeError for a row that exists."""
        if self.pk is not None and not self._state.adding:
            raise TypeError("a decision is never changed: add another one")
        super().save(*args, **kwargs)


class Appeal(models.Model):
    """The author of a text asks that a decision be looked at again, by somebody else when possible."""

    class Outcome(models.TextChoices):
        """What came of it."""

        UPHELD = "upheld", _("la décision est maintenue")
        CHANGED = "changed", _("le texte est publié")

    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="appeals")
    decision = models.OneToOneField(Decision, on_delete=models.CASCADE, related_name="appeal")
    text = models.TextField()
    at = models.DateTimeField(default=timezone.now)
    by_desk = models.BooleanField(default=False)
    """Said at a desk or on the telephone, and typed there."""
    outcome = models.CharField(max_length=8, choices=Outcome.choices, blank=True)
    answer = models.TextField(blank=True)
    decided = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(
        "accounts.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    function = models.CharField(max_length=120, blank=True)
    same_person = models.BooleanField(default=False)
    """Decided by who took the first decision, because nobody else could: said with the answer."""

    objects = ScopedManager(territory="contribution__consultation__territory")

    class Meta:
        """The oldest first: they wait."""

        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.contribution_id}"


class Report(models.Model):
    """« Signaler »: a reader points out a text or a document. Its number opens a page with the answer."""

    class Outcome(models.TextChoices):
        """What came of it."""

        KEPT = "kept", _("le texte reste publié")
        MASKED = "masked", _("quelques mots sont couverts")
        HIDDEN = "hidden", _("le texte n’est plus publié")

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="reports")
    contribution = models.ForeignKey(
        Contribution, on_delete=models.CASCADE, null=True, blank=True, related_name="reports"
    )
    document = models.ForeignKey(
        Document, on_delete=models.CASCADE, null=True, blank=True, related_name="reports"
    )
    number = models.CharField(max_length=16, unique=True, default=new_number)
    reason = models.CharField(max_length=20, blank=True)
    """Key of the published list; empty: something else, said in ``text``."""
    text = models.TextField(blank=True)
    at = models.DateTimeField(default=timezone.now)
    outcome = models.CharField(max_length=8, choices=Outcome.choices, blank=True)
    ground = models.CharField(max_length=20, blank=True)
    """Key of the published list: for what words are covered, or nothing is published any more."""
    answer = models.TextField(blank=True)
    decided = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(
        "accounts.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    function = models.CharField(max_length=120, blank=True)

    objects = ScopedManager(territory="consultation__territory")

    class Meta:
        """The oldest first: they wait."""

        ordering = ["at", "pk"]
        indexes = [
            models.Index(fields=["contribution", "outcome"]),
            models.Index(fields=["document", "outcome"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(contribution=None, document__isnull=False)
                | models.Q(contribution__isnull=False, document=None),
                name="report_is_about_one_thing",
            )
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def outcome_words(self) -> str:
        """What came of it; empty while it waits."""
        about_document = {
            self.Outcome.KEPT: _("le document reste publié"),
            self.Outcome.HIDDEN: _("le document n’est plus publié"),
        }
        if self.document_id is not None and self.outcome:
            return str(about_document[self.Outcome(self.outcome)])
        return str(self.get_outcome_display())
