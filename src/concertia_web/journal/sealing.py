"""Seal the journal in blocks, and check the chain.

An entry is hashed whole (RFC 8785 of what ``content_of`` says); the hashes of a block make a Merkle tree; the
hash of a block covers its root and the hash of the block before. Publishing the last hash is enough: no entry
before it can be changed, removed or moved without changing it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import rfc8785
from django.db import transaction
from django.utils import timezone

from concertia_web.journal.models import Block, Chain, JournalEntry
from concertia_web.journal.services import digest, purge_values, who_of
from concertia_web.journal.tree import leaf_hash, root_of

MOST = 1000
"""Entries of one block."""
TERM = timedelta(days=5 * 365)
"""How long values before and after are kept; the entries themselves are public archives."""
VERSION = "concertia-journal-1"


def content_of(entry: JournalEntry) -> dict[str, Any]:
    """What is sealed of an entry: no name, no account; the territory by its address, which never changes."""
    return {
        "at": _instant(entry.at),
        "territory": entry.territory.slug if entry.territory else "",
        "who": entry.who,
        "function": entry.function,
        "action": entry.action,
        "object_type": entry.object_type,
        "object_id": entry.object_id,
        "object_label": entry.object_label,
        "public": entry.public,
        "reason": entry.reason,
        "before_hash": entry.before_hash,
        "after_hash": entry.after_hash,
    }


def leaf_of(entry: JournalEntry) -> bytes:
    """The leaf of an entry in the tree of its block."""
    return leaf_hash(rfc8785.dumps(content_of(entry)))


def header_of(block: Block) -> dict[str, Any]:
    """What the hash of a block covers."""
    return {
        "version": VERSION,
        "number": block.number,
        "previous": block.previous,
        "root": block.root,
        "entries": block.entries_count,
        "sealed": _instant(block.sealed),
    }


def hash_of(block: Block) -> str:
    """The hash of a block."""
    return hashlib.sha256(rfc8785.dumps(header_of(block))).hexdigest()


def seal(limit: int = MOST) -> Block | None:
    """Seal up to ``limit`` entries that are not yet; the block, or None where there was nothing to seal.

    Whoever calls it at the same time waits, then finds nothing left. An entry whose transaction ends later,
    even with a smaller number, waits for the next block.
    """
    Chain.objects.get_or_create(pk=1)
    with transaction.atomic():
        chain = Chain.objects.select_for_update().get(pk=1)
        waiting = JournalEntry.objects.filter(block=None).select_related("territory").order_by("pk")
        entries = list(waiting[:limit])
        if not entries:
            return None
        block = Block(
            number=chain.height + 1,
            previous=chain.head,
            root=root_of([leaf_of(entry) for entry in entries]).hex(),
            entries_count=len(entries),
            sealed=timezone.now(),
        )
        block.hash = hash_of(block)
        block.save(force_insert=True)
        for place, entry in enumerate(entries):
            entry.block, entry.place = block, place
        JournalEntry.objects.bulk_update(entries, ["block", "place"], batch_size=200)
        chain.height, chain.head = block.number, block.hash
        chain.save(update_fields=["height", "head"])
    return block


def tick() -> int:
    """What the worker does from time to time: seal everything, forget values at term. How many blocks."""
    blocks = 0
    while seal() is not None:
        blocks += 1
    purge_values(before=timezone.now() - TERM)
    return blocks


def oldest_unsealed_age() -> timedelta | None:
    """For how long the oldest entry has waited for its block; None where none waits."""
    oldest = JournalEntry.objects.filter(block=None).order_by("at").values_list("at", flat=True).first()
    return None if oldest is None else timezone.now() - oldest


def verify_chain(known: Mapping[int, str] | None = None) -> list[str]:
    """What is wrong in the chain, in sentences; empty where every entry is as it was sealed.

    ``known``: numbers and hashes of blocks noted elsewhere (published, printed, in the minutes of a council).
    They are what a chain rewritten from end to end cannot match.
    """
    problems: list[str] = []
    previous, expected = "", 1
    for block in Block.objects.order_by("number").iterator():
        if block.number != expected:
            problems.append(f"Il manque le bloc {expected}.")
        if block.previous != previous:
            problems.append(f"Le bloc {block.number} ne suit pas le précédent.")
        if block.hash != hash_of(block):
            problems.append(f"L’en-tête du bloc {block.number} a été changé.")
        problems += _entries_wrong(block)
        previous, expected = block.hash, block.number + 1
    chain = Chain.objects.filter(pk=1).first()
    if (chain.height, chain.head) != (expected - 1, previous) if chain else expected != 1:
        problems.append("La fin de la chaîne n’est pas celle qui a été scellée : des blocs ont disparu.")
    hashes = dict(Block.objects.filter(number__in=known or ()).values_list("number", "hash"))
    for number, noted in sorted((known or {}).items()):
        if hashes.get(number) != noted:
            problems.append(f"Le bloc {number} n’a pas l’empreinte notée ailleurs : {noted[:12]}…")
    return problems


def _entries_wrong(block: Block) -> Iterator[str]:
    entries = list(block.entries.select_related("territory", "value").order_by("place"))
    if [entry.place for entry in entries] != list(range(block.entries_count)):
        yield f"Le bloc {block.number} a {len(entries)} lignes à leur place au lieu de {block.entries_count}."
    if root_of([leaf_of(entry) for entry in entries]).hex() != block.root:
        yield f"Une ligne du bloc {block.number} a été changée, retirée ou déplacée."
    for entry in entries:
        if entry.user_id is not None and entry.who != who_of(entry.nonce, entry.user_id):
            yield f"La ligne {entry.pk} n’est plus attribuée à la personne qui l’a écrite."
        value = getattr(entry, "value", None)
        if value is not None and (
            digest(value.nonce, value.before) != entry.before_hash
            or digest(value.nonce, value.after) != entry.after_hash
        ):
            yield f"Les valeurs gardées avec la ligne {entry.pk} ont été changées."


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
