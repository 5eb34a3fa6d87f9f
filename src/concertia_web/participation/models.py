"""Who takes part on line, under a pseudonym; their codes and choices; translations; counts of the gate."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from concertia_web.consultations.models import Consultation


class RateCount(models.Model):
    """How many times something was asked in an hour or a day: keyed hashes only (see ``gate.py``)."""

    key = models.CharField(max_length=40, primary_key=True)
    until = models.BigIntegerField(db_index=True)
    """When it may be forgotten, in seconds of Unix time."""
    number = models.PositiveIntegerField(default=1)

    objects = models.Manager()

    def __str__(self) -> str:
        return f"{self.number}"


class Participant(models.Model):
    """Somebody who takes part in one concertation, found again by a private link that only they hold."""

    class Proof(models.TextChoices):
        """What was verified about this one: the weakest that the rules allow, or better."""

        NONE = "none", _("aucune vérification")
        EMAIL = "email", _("une adresse e-mail vérifiée")
        CODES = "codes", _("un code personnel à usage unique")
        OIDC = "oidc", _("une identité vérifiée par un service public")

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="participants")
    secret_hash = models.CharField(max_length=64, unique=True)
    """SHA-256 of the private link « suivi »; the link itself is kept nowhere."""
    pseudonym = models.CharField(max_length=64)
    """Random; goes into ``Contribution.author`` and into snapshots."""
    proof = models.CharField(max_length=8, choices=Proof.choices, default=Proof.NONE)
    proof_digest = models.CharField(max_length=64, blank=True)
    """Keyed hash of what was verified (address, code, subject at the provider): one person counts once."""
    public = models.CharField(max_length=40, blank=True)
    """Key of the public they said they belong to."""
    language = models.CharField(max_length=8, default="fr")
    suspicion = models.CharField(max_length=40, blank=True)
    """Why this one looks like part of a series (``positions/series.py``); disclosed, never deleted."""
    created = models.DateTimeField(default=timezone.now)

    objects = ScopedManager(territory="consultation__territory")

    class Meta:
        """In the order they came."""

        ordering = ["consultation", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["consultation", "proof", "proof_digest"],
                condition=~models.Q(proof_digest=""),
                name="one_participant_per_proof",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"


class CodeBatch(models.Model):
    """Single-use codes made together by the lead; the codes themselves were shown once, on the sheets."""

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="code_batches")
    label = models.CharField(max_length=120)
    """For whom: « Foyer des aînés », never a person."""
    made = models.DateTimeField(default=timezone.now)
    made_by = models.CharField(max_length=120)
    """A function."""
    cancelled = models.DateTimeField(null=True, blank=True)
    """Those that had not served no longer open anything."""

    objects = ScopedManager(territory="consultation__territory")

    class Meta:
        """The last first."""

        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.label


class ProofCode(models.Model):
    """One code, as a keyed hash. It serves once; who gives it again learns that it has served."""

    batch = models.ForeignKey(CodeBatch, on_delete=models.CASCADE, related_name="codes")
    code_hash = models.CharField(max_length=64, unique=True)
    used = models.DateTimeField(null=True, blank=True)
    refused = models.PositiveIntegerField(default=0)
    """How many times it was given again after it had served: a code that circulates shows here."""

    objects = ScopedManager(territory="batch__consultation__territory")

    def __str__(self) -> str:
        return f"{self.pk}"


class Choices(models.Model):
    """What the author of a contribution chose, only where the choice is real; they can change it."""

    contribution = models.OneToOneField(
        "contributions.Contribution", on_delete=models.CASCADE, related_name="choices"
    )
    signature = models.CharField(max_length=80, blank=True)
    """The name that they want shown beside their words; empty: nobody’s."""
    verbatim = models.BooleanField(default=True)
    """Whether their words may be published; otherwise they are counted, and not shown."""
    changed = models.DateTimeField(auto_now=True)

    objects = ScopedManager(territory="contribution__consultation__territory")

    def __str__(self) -> str:
        return f"{self.contribution_id}"


class Translation(models.Model):
    """A contribution in another language, by a person who signs it; beside the original, never instead."""

    contribution = models.ForeignKey(
        "contributions.Contribution", on_delete=models.CASCADE, related_name="translations"
    )
    language = models.CharField(max_length=8)
    text = models.TextField()
    translator = models.CharField(max_length=120)
    """As they want to be named."""
    made = models.DateTimeField(default=timezone.now)

    objects = ScopedManager(territory="contribution__consultation__territory")

    class Meta:
        """By language."""

        ordering = ["contribution", "language"]
        constraints = [
            models.UniqueConstraint(fields=["contribution", "language"], name="one_translation_per_language")
        ]

    def __str__(self) -> str:
        return f"{self.contribution_id} {self.language}"
