"""Readings: the index of their folders, what was asked of the engine, and the retouches that people make.

The files are the truth of a reading, and its row can be rebuilt from its folder. Who asked for it, what
people retouched and whether it is published are decisions: for those the database is the truth.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django_scopes import ScopedManager

from concertia_web.consultations.models import Consultation
from concertia_web.jobs.models import Job
from concertia_web.territories.models import Territory


class ReadingQuerySet(models.QuerySet["Reading"]):
    """Reads that pages share."""

    def public(self) -> ReadingQuerySet:
        """What anyone may read: demonstrations, and what concertations published with their results."""
        told = models.Q(consultation=None) | models.Q(consultation__state=Consultation.State.PUBLISHED)
        return self.filter(told, visibility=Reading.Visibility.PUBLISHED)


class Reading(models.Model):
    """One folder of ``var/readings``: its notice, and the figures that the list shows."""

    class State(models.TextChoices):
        """Where the reading stands; ``running`` also covers one that was interrupted."""

        RUNNING = "running"
        READY = "ready"
        FAILED = "failed"

    class Visibility(models.TextChoices):
        """Who may read it."""

        PRIVATE = "private", "de travail"
        PUBLISHED = "published", "publiée"

    slug = models.SlugField(unique=True)
    position = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State.choices)
    notice: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField()
    """What the pack says of itself: title, subject, notice (each language → text), kind, source, licence."""
    language = models.CharField(max_length=8)
    """Of the report."""
    contributions = models.PositiveIntegerField(default=0)
    dossier_id = models.CharField(max_length=64, blank=True)
    consultation = models.ForeignKey(
        Consultation, on_delete=models.CASCADE, null=True, blank=True, related_name="readings"
    )
    """None: a demonstration, which belongs to nobody."""
    visibility = models.CharField(
        max_length=9, choices=Visibility.choices, default=Visibility.PRIVATE, db_index=True
    )

    objects = models.Manager.from_queryset(ReadingQuerySet)()

    class Meta:
        """Order of the list."""

        ordering = ["position", "slug"]

    def __str__(self) -> str:
        return self.slug

    @property
    def home(self) -> Path:
        """The folder that holds the notice, the reading and its dossier."""
        return Path(settings.READINGS) / self.slug

    @property
    def fictional(self) -> bool:
        """Whether the texts were invented for training, which every page says."""
        return bool(self.notice["kind"] == "fictional")

    @property
    def ready(self) -> bool:
        """Whether the report can be read."""
        return self.state == self.State.READY

    @property
    def public(self) -> bool:
        """Whether anyone may read it now."""
        told = self.consultation is None or self.consultation.state == Consultation.State.PUBLISHED
        return told and self.visibility == self.Visibility.PUBLISHED


class Analysis(Job):
    """A reading asked for one concertation: the snapshot, the options, and the folder that came out."""

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="analyses")
    number = models.PositiveIntegerField()
    """Version of the reading of this concertation: 1, 2, 3…"""
    options: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)
    """``by``, ``lang``, ``framing``, ``embedder``, ``min_cell``, ``position``, ``themes``."""
    same_texts = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="later"
    )
    """The earlier version whose snapshot it reads again; none: a fresh one."""
    snapshot: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict, blank=True)
    """What the snapshot holds: counts by sort, and when it was taken."""
    edits_read = models.PositiveIntegerField(default=0)
    """Retouches given to the engine with it."""
    examples_read = models.PositiveIntegerField(default=0)
    """Examples coded by people given to the engine with it."""
    reading = models.OneToOneField(
        Reading, on_delete=models.SET_NULL, null=True, blank=True, related_name="analysis"
    )
    asked_by = models.ForeignKey("accounts.User", on_delete=models.SET_NULL, null=True, related_name="+")
    given: models.JSONField[list[dict[str, Any]], list[dict[str, Any]]] = models.JSONField(
        default=list, blank=True
    )
    """Lines of ``edits.jsonl`` that stand for the retouches: what people decided on their table of sort."""
    given_for = models.CharField(max_length=80, blank=True)
    """Which state of which sort the lines come from; empty: the retouches of the concertation are read."""

    objects = ScopedManager(territory="consultation__territory")

    class Meta:
        """The last first."""

        ordering = ["consultation", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["consultation", "number"], name="one_reading_per_number")
        ]

    def __str__(self) -> str:
        return f"Lecture n° {self.number}"

    @property
    def territory(self) -> Territory:
        """Of its concertation."""
        return self.consultation.territory

    @property
    def slug(self) -> str:
        """The name of its folder, and its address once published."""
        return f"{self.consultation.slug[:34].strip('-')}-{self.number}-{self.pk}"

    @property
    def by_people(self) -> bool:
        """Whether people placed every note and worded every finding."""
        return bool(self.given_for)

    @property
    def ready(self) -> bool:
        """Whether it can be explored."""
        return self.state == self.State.DONE and self.reading is not None


class Edit(models.Model):
    """One retouch: replayed by the engine, in order, in the next version. The site never alters a result."""

    class Operation(models.TextChoices):
        """Those that the engine knows."""

        RENAME = "rename", "renommer"
        MERGE = "merge", "fondre"
        SPLIT = "split", "séparer"
        MOVE = "move", "déplacer"
        EXCLUDE = "exclude", "écarter"
        SETTLE = "settle", "arrêter"

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="edits")
    made_on = models.ForeignKey(
        Analysis, on_delete=models.SET_NULL, null=True, blank=True, related_name="edits"
    )
    """The version under the eyes of who made it."""
    position = models.PositiveIntegerField()
    operation = models.CharField(max_length=8, choices=Operation.choices)
    body: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField()
    """The line of ``edits.jsonl`` without its signature: ``op``, ``target``, ``into``, ``label``…"""
    summary = models.CharField(max_length=300)
    """What it does, in words: « Renommer « X » en « Y » »."""
    reason = models.TextField(blank=True)
    author = models.ForeignKey("accounts.User", on_delete=models.SET_NULL, null=True, related_name="+")
    function = models.CharField(max_length=120)
    """What is written in the file, which may be published: never a name."""
    made = models.DateTimeField(default=timezone.now)
    withdrawn = models.DateTimeField(null=True, blank=True)

    objects = ScopedManager(territory="consultation__territory")

    class Meta:
        """As replayed."""

        ordering = ["consultation", "position"]
        constraints = [
            models.UniqueConstraint(fields=["consultation", "position"], name="one_retouch_per_position")
        ]

    def __str__(self) -> str:
        return self.summary

    @property
    def line(self) -> dict[str, Any]:
        """The line of ``edits.jsonl``."""
        signed = {"author": self.function, "date": self.made.date().isoformat(), "reason": self.reason}
        return {**self.body, **signed}
