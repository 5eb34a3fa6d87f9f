"""Personal codes that serve once: made by batches, printed on sheets, kept as keyed hashes only."""

from __future__ import annotations

import secrets

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from concertia_web.accounts.actors import Actor
from concertia_web.consultations.models import Consultation
from concertia_web.journal.services import record
from concertia_web.participation.models import CodeBatch, ProofCode
from concertia_web.participation.people import digest_of

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Without the signs that are taken for one another: 0 and O, 1, I and L."""
LENGTH = 12
MOST = 5_000


class CodeError(Exception):
    """A code that opens nothing. ``reason``: ``unknown``, ``used`` or ``cancelled``."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@transaction.atomic
def make_batch(
    *, actor: Actor, consultation: Consultation, count: int, label: str
) -> tuple[CodeBatch, list[str]]:
    """New codes, given once and kept nowhere: « ABCD-EFGH-JKMN »."""
    if not 1 <= count <= MOST:
        raise ValueError(f"from 1 to {MOST} codes")
    batch = CodeBatch.objects.create(consultation=consultation, label=label, made_by=actor.function[:120])
    codes: list[str] = []
    seen: set[str] = set()
    while len(codes) < count:
        code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
        if code not in seen:
            seen.add(code)
            codes.append(code)
    ProofCode.objects.bulk_create(
        [ProofCode(batch=batch, code_hash=code_hash(consultation, code)) for code in codes], batch_size=500
    )
    _journal(actor, "codes", batch, {"count": count})
    return batch, ["-".join(code[start : start + 4] for start in range(0, LENGTH, 4)) for code in codes]


@transaction.atomic
def cancel_batch(*, actor: Actor, batch: CodeBatch) -> None:
    """The codes of this batch that have not served open nothing any more."""
    if batch.cancelled is None:
        batch.cancelled = timezone.now()
        batch.save(update_fields=["cancelled"])
        _journal(actor, "codes-cancel", batch, {"unused": batch.codes.filter(used=None).count()})


def spend(*, consultation: Consultation, code: str) -> str:
    """Use a code, once and for all; its digest, for the participant. Call it in the transaction that joins.

    Raises CodeError.
    """
    digest = code_hash(consultation, code)
    codes = ProofCode.objects.filter(batch__consultation=consultation, code_hash=digest)
    # held: whoever gives the same code at this moment waits, then reads that it has served
    found = codes.select_for_update(of=("self",)).select_related("batch").first()
    if found is None:
        raise CodeError("unknown")
    if found.used is not None:
        raise CodeError("used")
    if found.batch.cancelled is not None:
        raise CodeError("cancelled")
    found.used = timezone.now()
    found.save(update_fields=["used"])
    return digest


def refused_again(*, consultation: Consultation, code: str) -> None:
    """Count that a code which has served was given again: a code that circulates is disclosed."""
    ProofCode.objects.filter(
        batch__consultation=consultation, code_hash=code_hash(consultation, code)
    ).update(refused=F("refused") + 1)


def code_hash(consultation: Consultation, code: str) -> str:
    """What is kept of a code, however it was typed."""
    return digest_of(consultation, "codes", plain(code))


def plain(code: str) -> str:
    """A code as made, from what people type: spaces, dashes and case do not matter."""
    return "".join(sign for sign in code.upper() if sign.isalnum())[: 2 * LENGTH]


def _journal(actor: Actor, verb: str, batch: CodeBatch, after: dict[str, int]) -> None:
    record(
        actor=actor,
        action=f"participation.{verb}",
        thing=batch,
        label=batch.label,
        territory=batch.consultation.territory,
        after=after,
    )
