"""Work that takes time. The row holds everything: state, attempt, lease, progress.

A concrete job (an import, a reading) inherits from ``Job`` and is named in ``jobs/registry.py``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone

if TYPE_CHECKING:
    from concertia_web.territories.models import Territory

MOST_ATTEMPTS = 3


class Job(models.Model):
    """Something asked for, done by a worker that may be killed at any moment."""

    class State(models.TextChoices):
        """Where it stands."""

        QUEUED = "queued", "en attente"
        RUNNING = "running", "en cours"
        ASKING = "asking", "une question attend une réponse"
        DONE = "done", "terminé"
        FAILED = "failed", "interrompu"
        CANCELLED = "cancelled", "annulé"

    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED, db_index=True)
    attempt = models.PositiveSmallIntegerField(default=0)
    lease = models.CharField(max_length=32, blank=True)
    """Random name of the worker's hold; a worker whose name is no longer here has lost the job."""
    lease_until = models.DateTimeField(null=True, blank=True)
    cancel_asked = models.BooleanField(default=False)
    progress = models.FloatField(default=0.0)
    """0 to 1."""
    step = models.CharField(max_length=120, blank=True)
    """What is being done, in words."""
    problem = models.TextField(blank=True)
    """Why it stopped, for the person who can do something about it."""
    asked = models.DateTimeField(default=timezone.now)
    started = models.DateTimeField(null=True, blank=True)
    ended = models.DateTimeField(null=True, blank=True)

    class Meta:
        """A shape, not a table."""

        abstract = True

    @property
    def territory(self) -> Territory:
        """Whose job it is: the work is done inside its scope."""
        raise NotImplementedError

    @property
    def active(self) -> bool:
        """Whether something is still to happen without anybody's help."""
        return self.state in (self.State.QUEUED, self.State.RUNNING)

    @property
    def percent(self) -> int:
        """Progress for people."""
        return round(100 * self.progress)

    @property
    def interrupted(self) -> bool:
        """Whether it stopped before its end and can be taken up again."""
        return self.state in (self.State.FAILED, self.State.CANCELLED)
