"""What changes a session: creation, edition, counting, copy, cancellation and its undoing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction

from concertia_web.accounts.actors import Actor
from concertia_web.consultations.models import Consultation, Session
from concertia_web.journal.services import record

FIELDS = (
    "kind", "title", "starts", "minutes", "place", "recruitment", "method", "facilitators", "head_counts",
    "not_agreed",
)  # fmt: skip


@transaction.atomic
def add_session(*, actor: Actor, consultation: Consultation, values: Mapping[str, Any]) -> Session:
    """A new session of a concertation."""
    session = Session.objects.create(
        consultation=consultation, **{name: values[name] for name in FIELDS if name in values}
    )
    _record(actor, "add-session", session, after=state_of(session))
    return session


@transaction.atomic
def change_session(*, actor: Actor, session: Session, values: Mapping[str, Any]) -> Session:
    """Change a session, its head counts included."""
    session = Session.objects.select_for_update().get(pk=session.pk)
    before = state_of(session)
    for name in FIELDS:
        if name in values:
            setattr(session, name, values[name])
    after = state_of(session)
    changed = [name for name in FIELDS if before[name] != after[name]]
    if changed:
        session.save(update_fields=changed)
        _record(actor, "change-session", session, before=before, after=after)
    return session


@transaction.atomic
def copy_session(*, actor: Actor, session: Session) -> Session:
    """The same session a week later, with nobody counted yet."""
    values = {name: getattr(session, name) for name in FIELDS}
    values |= {"head_counts": {}, "not_agreed": "", "starts": session.starts + timedelta(days=7)}
    return add_session(actor=actor, consultation=session.consultation, values=values)


@transaction.atomic
def cancel_session(*, actor: Actor, session: Session, cancelled: bool) -> Session:
    """Cancel a session, or bring it back: its notes and counts stay."""
    session = Session.objects.select_for_update().get(pk=session.pk)
    if session.cancelled != cancelled:
        session.cancelled = cancelled
        session.save(update_fields=["cancelled"])
        _record(actor, "cancel-session" if cancelled else "restore-session", session)
    return session


def state_of(session: Session) -> dict[str, Any]:
    """Its fields as JSON, for the journal."""
    values = {name: getattr(session, name) for name in FIELDS}
    return {
        name: value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value
        for name, value in values.items()
    }


def _record(actor: Actor, verb: str, session: Session, **more: Any) -> None:
    consultation = session.consultation
    record(
        actor=actor,
        action=f"consultations.{verb}",
        thing=session,
        label=session.title,
        territory=consultation.territory,
        public=consultation.public,
        **more,
    )
