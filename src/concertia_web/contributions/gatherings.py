"""What is noted of a session as a whole: who was there, what was not agreed, whether it was read back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from concertia.corpus.text import canonical
from concertia_web.accounts.actors import Actor
from concertia_web.consultations.models import Session
from concertia_web.journal.services import record


@transaction.atomic
def describe_session(
    *,
    actor: Actor,
    session: Session,
    not_agreed: str,
    head_counts: Mapping[str, int],
    seen: Mapping[str, Any] | None = None,
) -> None:
    """Head counts by public (never names), and what was not agreed, one line each.

    ``seen``: both, as the page showed them. What somebody else wrote since then stays: their lines come
    after, and a count that this page did not change keeps their number.
    """
    session = (
        Session.objects.select_for_update(of=("self",))
        .select_related("consultation__territory")
        .get(pk=session.pk)
    )
    lines = _lines(not_agreed)
    if seen is not None:
        known = {*_lines(seen["not_agreed"]), *lines}
        lines += [line for line in _lines(session.not_agreed) if line not in known]
        shown, current = seen["head_counts"], session.head_counts
        head_counts = {
            key: head_counts.get(key, 0)
            if head_counts.get(key, 0) != shown.get(key, 0)
            else current.get(key, 0)
            for key in sorted({*head_counts, *current})
        }
    before = {"head_counts": session.head_counts, "not_agreed": len(session.not_agreed.splitlines())}
    session.not_agreed = "\n".join(lines)
    session.head_counts = {key: count for key, count in head_counts.items() if count}
    session.save(update_fields=["not_agreed", "head_counts"])
    after = {"head_counts": session.head_counts, "not_agreed": len(lines)}
    record(
        actor=actor,
        action="contributions.session",
        thing=session,
        label=session.title,
        territory=session.consultation.territory,
        before=before,
        after=after,
    )


def _lines(text: str) -> list[str]:
    return [line.strip() for line in canonical(text).text.splitlines() if line.strip()]


@transaction.atomic
def set_read_back(*, actor: Actor, session: Session, done: bool) -> None:
    """Say that the notes were read back to those present, or take it back."""
    if (session.read_back is not None) == done:
        return
    session.read_back = timezone.now() if done else None
    session.save(update_fields=["read_back"])
    record(
        actor=actor,
        action="contributions.read-back" if done else "contributions.not-read-back",
        thing=session,
        label=session.title,
        territory=session.consultation.territory,
    )
