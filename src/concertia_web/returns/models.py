"""The remontée: a draft that belongs to the territory, and the versions that it sent to the network."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.utils import timezone
from django_scopes import ScopedManager

from concertia_web.campaigns.models import Commitment
from concertia_web.territories.models import Territory


class Return(models.Model):
    """The draft of a territory for one commitment. Nobody outside the territory reads it."""

    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="returns")
    commitment = models.OneToOneField(Commitment, on_delete=models.CASCADE, related_name="draft_return")
    basis: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)
    """What the grid is made from, kept as it was: framing note, questions. See ``returns/basis.py``."""
    content: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)
    """The grid as filled, ``concertia/return/1``: see ``returns/grid.py``."""
    filled: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)
    """What was pre-filled last: what differs from it was written by a person."""
    changed = models.DateTimeField(default=timezone.now)
    changed_by = models.CharField(max_length=120, blank=True)

    objects = ScopedManager(territory="territory")

    class Meta:
        """By territory."""

        ordering = ["territory", "pk"]

    def __str__(self) -> str:
        return f"{self.commitment_id}"


class DraftState(models.Model):
    """The draft as it was before somebody changed it: what « revenir à » brings back."""

    draft = models.ForeignKey(Return, on_delete=models.CASCADE, related_name="states")
    content: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField()
    before = models.CharField(max_length=120)
    """What was done next, in words."""
    by = models.CharField(max_length=120)
    at = models.DateTimeField(default=timezone.now)

    objects = ScopedManager(territory="draft__territory")

    class Meta:
        """The last first."""

        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.draft_id} {self.at:%Y-%m-%d %H:%M}"


class GridFile(models.Model):
    """A filled XLSX or DOCX grid, read, that waits for a person to accept it. The file itself is not kept."""

    draft = models.ForeignKey(Return, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=200)
    content: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField()
    fresh: models.JSONField[list[list[str]], list[list[str]]] = models.JSONField(default=list)
    """``[section, id]`` of the records that came without an identifier."""
    unread: models.JSONField[list[dict[str, str]], list[dict[str, str]]] = models.JSONField(default=list)
    notes: models.JSONField[list[str], list[str]] = models.JSONField(default=list)
    cells = models.PositiveIntegerField(default=0)
    received = models.DateTimeField(default=timezone.now)
    received_by = models.CharField(max_length=120)
    accepted = models.DateTimeField(null=True, blank=True)

    objects = ScopedManager(territory="draft__territory")

    class Meta:
        """The last first."""

        ordering = ["-received", "-pk"]

    def __str__(self) -> str:
        return self.name


class ReturnVersion(models.Model):
    """What was sent, untouched. Read by the network that called, and by all when its conditions allow."""

    commitment = models.ForeignKey(Commitment, on_delete=models.CASCADE, related_name="returns")
    number = models.PositiveSmallIntegerField()
    content: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField()
    """The grid, with ``evidence`` (computed ranks) and ``labels`` (words of its keys)."""
    digest = models.CharField(max_length=64)
    """SHA-256 of the canonical JSON of ``content``."""
    sent = models.DateTimeField(default=timezone.now)
    sent_by = models.CharField(max_length=120)
    """A function."""
    late = models.BooleanField(default=False)
    """Sent after the date that the campaign announced: accepted all the same."""
    public_from = models.DateField(null=True, blank=True)
    """From when anyone may read it; empty: only after the territory says so."""
    withdrawn = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.CharField(max_length=300, blank=True)

    objects = ScopedManager(campaign="commitment__campaign")

    class Meta:
        """The last version first."""

        ordering = ["commitment", "-number"]
        constraints = [models.UniqueConstraint(fields=["commitment", "number"], name="one_return_per_number")]

    def __str__(self) -> str:
        return f"{self.commitment_id} v{self.number}"

    def public_on(self, day: date) -> bool:
        """Whether anyone may read it on that day."""
        return self.withdrawn is None and self.public_from is not None and self.public_from <= day
