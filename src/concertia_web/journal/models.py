"""The journal: entries written in the transaction of the change, unchained; sealed in blocks afterwards.

An entry holds hashes; the values themselves are in a table of their own, which can be purged without
breaking the chain.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils import timezone


class Chain(models.Model):
    """The one row that a sealer holds while it seals: two never seal at once."""

    height = models.PositiveIntegerField(default=0)
    """Number of the last block."""
    head = models.CharField(max_length=64, blank=True)
    """Its hash."""

    def __str__(self) -> str:
        return f"{self.height} {self.head[:12]}"


class Block(models.Model):
    """Entries sealed together: their Merkle root is chained to the hash of the block before."""

    number = models.PositiveIntegerField(unique=True)
    previous = models.CharField(max_length=64, blank=True)
    root = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)
    entries_count = models.PositiveIntegerField()
    sealed = models.DateTimeField()

    class Meta:
        """In the order of the chain."""

        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.number} {self.hash[:12]}"


class JournalEntry(models.Model):
    """One thing that somebody did. Never changed, never deleted."""

    at = models.DateTimeField(default=timezone.now, db_index=True)
    territory = models.ForeignKey(
        "territories.Territory", on_delete=models.PROTECT, null=True, related_name="+"
    )
    user = models.ForeignKey("accounts.User", on_delete=models.SET_NULL, null=True, related_name="+")
    """For the territory itself; the public page shows ``function`` only."""
    who = models.CharField(max_length=64, blank=True)
    """SHA-256(nonce ‖ number of the account): sealed in the place of ``user``, who may be erased."""
    nonce = models.CharField(max_length=32, blank=True)
    """Without it, nobody can tell that two entries are of the same person."""
    function = models.CharField(max_length=120)
    action = models.CharField(max_length=60, db_index=True)
    """``app.verb``, ASCII: ``consultations.open``. Its words are in ``<app>/words.py``."""
    object_type = models.CharField(max_length=40)
    object_id = models.CharField(max_length=40)
    object_label = models.CharField(max_length=200)
    """Of an object that is public or has no words of people in it."""
    public = models.BooleanField(default=True)
    reason = models.TextField(blank=True)
    before_hash = models.CharField(max_length=64, blank=True)
    after_hash = models.CharField(max_length=64, blank=True)
    block = models.ForeignKey(Block, on_delete=models.PROTECT, null=True, related_name="entries")
    place = models.PositiveIntegerField(null=True)
    """Rank inside the block, from 0."""

    class Meta:
        """The last first."""

        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["territory", "-at"]),
            models.Index(fields=["object_type", "object_id"]),
        ]
        constraints = [models.UniqueConstraint(fields=["block", "place"], name="one_entry_per_place")]

    def __str__(self) -> str:
        return f"{self.action} {self.object_type} {self.object_id}"


class JournalValue(models.Model):
    """What an entry changed, before and after; purged at term while the entry and its hashes remain.

    The hashes cover a nonce that is kept here and goes with the values: once purged, nobody can find a value
    again by trying likely ones.
    """

    entry = models.OneToOneField(JournalEntry, on_delete=models.CASCADE, related_name="value")
    nonce = models.CharField(max_length=32)
    before: models.JSONField[Any, Any] = models.JSONField(null=True)
    after: models.JSONField[Any, Any] = models.JSONField(null=True)

    def __str__(self) -> str:
        return str(self.entry)
