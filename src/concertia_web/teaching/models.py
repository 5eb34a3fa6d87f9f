"""Grids of codes, and the examples that people coded with them: what ``concertia analyse --learn`` reads."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django_scopes import ScopedManager

from concertia.texts.grids import UNDETERMINED
from concertia_web.consultations.models import Consultation
from concertia_web.contributions.models import Contribution

WHOLE = (0, 0)
"""Offsets that stand for a whole contribution."""


class Grid(models.Model):
    """The codes with which the texts of a concertation are coded: a shipped grid, or one of its own."""

    class Level(models.TextChoices):
        """What is coded."""

        CONTRIBUTION = "contribution", "chaque contribution, en entier"
        UNIT = "unit", "chaque phrase, une par une"

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="grids")
    key = models.CharField(max_length=60)
    """As written in the column ``grid``: the key of a pack, or the title that people gave."""
    title = models.CharField(max_length=120)
    version = models.PositiveIntegerField(null=True, blank=True)
    """Of the pack; none for a grid of one’s own."""
    level = models.CharField(max_length=12, choices=Level.choices)
    codes: models.JSONField[list[dict[str, str]], list[dict[str, str]]] = models.JSONField()
    """``[{"code": "favorable", "label": "favorable", "meaning": "…"}]``, in the order of the keyboard."""
    queue: models.JSONField[list[list[int]], list[list[int]]] = models.JSONField(default=list, blank=True)
    """``[[contribution, start, end], …]``: what to read next, most useful first, the same for everybody."""
    proposed = models.PositiveIntegerField(default=0)
    """How many of them the last reading hesitated about."""
    made = models.DateTimeField(default=timezone.now)
    closed = models.DateTimeField(null=True, blank=True)
    """When somebody put it aside: its examples stay, and no reading learns from them."""

    objects = ScopedManager(territory="consultation__territory")

    class Meta:
        """In the order in which they were opened."""

        ordering = ["consultation", "made", "pk"]
        constraints = [models.UniqueConstraint(fields=["consultation", "key"], name="one_grid_per_key")]

    def __str__(self) -> str:
        return self.title

    @property
    def own(self) -> bool:
        """Whether people wrote it here: codes can be added to it."""
        return self.version is None

    @property
    def told(self) -> list[dict[str, str]]:
        """Its codes, without « je ne sais pas », which every grid has."""
        return [one for one in self.codes if one["code"] != UNDETERMINED]

    @property
    def labels_by_code(self) -> dict[str, str]:
        """Code → how it is said on screen."""
        return {one["code"]: one["label"] for one in self.codes} | {UNDETERMINED: "je ne sais pas"}


class Example(models.Model):
    """What one person coded: one text, one grid. Another person’s is another row."""

    SKIPPED = ""
    """Code of what a person put off."""

    grid = models.ForeignKey(Grid, on_delete=models.CASCADE, related_name="examples")
    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="examples")
    start = models.PositiveIntegerField(default=0)
    end = models.PositiveIntegerField(default=0)
    """Offsets of the passage in code points, half-open; both 0 for the whole contribution."""
    code = models.CharField(max_length=60, blank=True)
    """One of the grid, ``indetermine``, or empty: put off."""
    words = models.CharField(max_length=16)
    """Seal of the words that were read: an example is dropped when its text is no longer what was read."""
    reader = models.CharField(max_length=40)
    """``user:12``."""
    user = models.ForeignKey("accounts.User", on_delete=models.SET_NULL, null=True, related_name="+")
    function = models.CharField(max_length=120)
    at = models.DateTimeField(default=timezone.now)

    objects = ScopedManager(territory="grid__consultation__territory")

    class Meta:
        """As coded."""

        ordering = ["grid", "at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["grid", "contribution", "start", "end", "reader"], name="one_code_per_reader"
            )
        ]

    def __str__(self) -> str:
        return f"{self.contribution_id}:{self.start}-{self.end} {self.code}"

    @property
    def place(self) -> tuple[int, int, int]:
        """Contribution, start, end."""
        return self.contribution_id, self.start, self.end
