"""An import: the files received, the questions they raise, the reconciliation, and what came in."""

from __future__ import annotations

from typing import Any

from django.db import models
from django_scopes import ScopedManager

from concertia_web.consultations.models import Consultation, Session
from concertia_web.contributions.models import Contribution
from concertia_web.jobs.models import Job
from concertia_web.territories.models import Territory


class Import(Job):
    """Files read by the engine for one concertation. Can be undone while its reading is not settled."""

    class Stage(models.TextChoices):
        """What the worker does when it takes it."""

        READ = "read", "lecture des fichiers"
        ENTER = "enter", "entrée des contributions"
        UNDO = "undo", "retrait des contributions"

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="imports")
    session = models.ForeignKey(
        Session, on_delete=models.SET_NULL, null=True, blank=True, related_name="imports"
    )
    stage = models.CharField(max_length=6, choices=Stage.choices, default=Stage.READ)
    options: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict, blank=True)
    """Answers of the person: format, mapping, public, question, encoding…"""
    report: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict, blank=True)
    """``import.json`` of the engine, and ``preview``: what would enter."""
    question: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict, blank=True)
    """What only a person can answer (``kind``, ``text``), with the tables as the engine understands them."""
    brought = models.PositiveIntegerField(default=0)
    """Contributions that entered."""
    already = models.PositiveIntegerField(default=0)
    """Contributions that were there before, and were left as they are."""
    asked_by = models.ForeignKey("accounts.User", on_delete=models.SET_NULL, null=True, related_name="+")
    undone = models.DateTimeField(null=True, blank=True)

    objects = ScopedManager(territory="consultation__territory")

    class Meta:
        """The last first."""

        ordering = ["-asked", "-pk"]

    def __str__(self) -> str:
        return f"{self.pk}"

    @property
    def territory(self) -> Territory:
        """Of its concertation."""
        return self.consultation.territory

    @property
    def to_confirm(self) -> bool:
        """Whether the files were read and a person must say whether their content enters."""
        return self.state == self.State.ASKING and self.question.get("kind") == "confirm"

    @property
    def entered(self) -> bool:
        """Whether what it brought is in the concertation."""
        return self.stage == self.Stage.ENTER and self.state == self.State.DONE


def source_place(instance: Any, name: str) -> str:
    """Where a received file waits, under ``var/files``; its original name is kept beside."""
    suffix = name.rsplit(".", 1)[-1].lower()[:5] if "." in name else "bin"
    return f"imports/{instance.job_id}/{instance.position}.{suffix}"


class ImportFile(models.Model):
    """One file of an import, as received."""

    job = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="files")
    position = models.PositiveSmallIntegerField()
    file = models.FileField(upload_to=source_place)
    original_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()

    objects = ScopedManager(territory="job__consultation__territory")

    class Meta:
        """In the order given."""

        ordering = ["job", "position"]

    def __str__(self) -> str:
        return self.original_name


class Provenance(models.Model):
    """What the source says of an imported contribution, and that a contribution has no column for."""

    contribution = models.OneToOneField(
        Contribution, on_delete=models.CASCADE, primary_key=True, related_name="provenance"
    )
    record = models.CharField(max_length=16)
    """``contribution_id`` of the engine."""
    source = models.TextField()
    territory = models.TextField(blank=True)
    public = models.TextField(blank=True)
    question = models.TextField(blank=True)
    session = models.TextField(blank=True)
    location = models.TextField(blank=True)
    position = models.CharField(max_length=12, blank=True)
    """Towards the text that was put to concertation."""
    parent = models.CharField(max_length=16, blank=True)
    """``record`` of the contribution that it answers."""
    said = models.CharField(max_length=40, blank=True)
    """The date and hour of the source."""
    votable = models.BooleanField(default=False)

    objects = ScopedManager(territory="contribution__consultation__territory")

    def __str__(self) -> str:
        return self.record
