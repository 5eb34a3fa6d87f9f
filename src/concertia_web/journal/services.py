"""Write in the journal; forget its values at term. Sealing is in ``sealing.py``."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

import rfc8785
from django.db import models, transaction

from concertia_web.journal.models import JournalEntry, JournalValue
from concertia_web.journal.tree import root_of

if TYPE_CHECKING:
    from concertia_web.accounts.actors import Actor
    from concertia_web.territories.models import Territory


def record(
    *,
    actor: Actor,
    action: str,
    thing: models.Model,
    label: str = "",
    territory: Territory | None = None,
    reason: str = "",
    before: Any = None,
    after: Any = None,
    public: bool = True,
) -> JournalEntry:
    """One entry, in the transaction of the change that it tells (call it inside ``transaction.atomic``).

    ``action`` is ``app.verb``; ``before`` and ``after`` are JSON values, hashed in the entry and kept apart.
    ``label`` must hold nothing that a person said and no name of a person.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("journal.record must be called inside the transaction of the change")
    nonce, secret = secrets.token_hex(16), secrets.token_hex(16)
    entry = JournalEntry.objects.create(
        territory=territory,
        user=actor.user,
        who=who_of(nonce, actor.user.pk) if actor.user is not None else "",
        nonce=nonce,
        function=actor.function[:120],
        action=action,
        object_type=thing._meta.label_lower,
        object_id=str(thing.pk),
        object_label=label[:200],
        public=public,
        reason=reason,
        before_hash=digest(secret, before),
        after_hash=digest(secret, after),
    )
    if before is not None or after is not None:
        JournalValue.objects.create(entry=entry, nonce=secret, before=before, after=after)
    return entry


def batch_of(leaves: Sequence[str]) -> dict[str, Any]:
    """What one entry says of many small things of an interval (positions): their count and Merkle root.

    ``leaves``: hexadecimal hashes, in the order in which they arrived; at least one.
    """
    return {"count": len(leaves), "root": root_of([bytes.fromhex(leaf) for leaf in leaves]).hex()}


@transaction.atomic
def purge_values(*, before: datetime) -> int:
    """Forget the values of entries older than this; how many. The entries and the chain remain whole."""
    deleted, _rows = JournalValue.objects.filter(entry__at__lt=before).delete()
    return deleted


def who_of(nonce: str, number: int) -> str:
    """The seal of a person in an entry."""
    return hashlib.sha256(bytes.fromhex(nonce) + str(number).encode()).hexdigest()


def digest(nonce: str, value: Any) -> str:
    """The hash of a value with its nonce; empty where there is no value."""
    if value is None:
        return ""
    return hashlib.sha256(rfc8785.dumps({"nonce": nonce, "value": value})).hexdigest()
