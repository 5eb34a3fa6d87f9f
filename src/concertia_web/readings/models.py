"""The index of readings. The files are the truth; every row can be rebuilt from its folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import models


class Reading(models.Model):
    """One folder of ``var/readings``: its notice, and the figures that the list shows."""

    class State(models.TextChoices):
        """Where the reading stands; ``running`` also covers one that was interrupted."""

        RUNNING = "running"
        READY = "ready"
        FAILED = "failed"

    slug = models.SlugField(unique=True)
    position = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State.choices)
    notice: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField()
    """What the pack says of itself: title, subject, notice (each language → text), kind, source, licence."""
    language = models.CharField(max_length=8)
    """Of the report."""
    contributions = models.PositiveIntegerField(default=0)
    dossier_id = models.CharField(max_length=64, blank=True)

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
