"""Changes that devices made without network: each applied once, and nothing written by anyone lost.

The rule, in full. A device sends, for each note it changed: the id of the note, an id of the change, the
revision it
started from (``base``, 0 for a new note), its own revision, and all the values or ``removed``.

- A change already applied changes nothing.
- A note that nobody changed since ``base`` takes the change.
- Otherwise two people changed the same note. The higher revision wins, the last to arrive when they are
  equal; the
  other words are kept as a ``RivalVersion`` and shown to whoever types, who decides.
- Taking a note back never wins over words written meanwhile; words win over a note taken back meanwhile.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from concertia_web.accounts.actors import Actor
from concertia_web.consultations.models import Session
from concertia_web.contributions.models import Contribution, RivalVersion
from concertia_web.contributions.services import (
    build,
    lock,
    next_position,
    number_taken,
    put,
    trace,
    words_kept,
)
from concertia_web.contributions.values import NoteError, read_values, values_of
from concertia_web.journal.services import record

MOST_CHANGES = 500
"""Changes in one message; a device that has more sends several."""
REMEMBERED = 30
HIGHEST_REVISION = 2_000_000_000
"""Of what a device may say; what the column of the database holds, with a margin."""
FURTHEST = 1_000
"""Changes of one note that a device may have made since it last heard of it."""


@dataclass(frozen=True)
class Change:
    """One change as received, checked."""

    note: uuid.UUID
    change: uuid.UUID
    base: int
    revision: int
    removed: bool
    values: dict[str, Any]


@dataclass(frozen=True)
class Outcome:
    """What became of one change: ``kept``, ``same``, ``rival`` (two versions) or ``refused``."""

    note: str
    state: str
    revision: int = 0
    why: str = ""


def read_change(raw: Any, session: Session) -> Change:
    """Check one change. Raises NoteError with the sentence that the device shows beside the note."""
    if not isinstance(raw, Mapping):
        raise NoteError("Cette note n’est pas lisible.")
    try:
        note, change = (uuid.UUID(str(raw.get(name))) for name in ("client_id", "change"))
    except ValueError as error:
        raise NoteError("Cette note n’a pas d’identifiant lisible.") from error
    base, revision = raw.get("base"), raw.get("revision")
    for number in (base, revision):
        if isinstance(number, bool) or not isinstance(number, int) or not 0 <= number <= HIGHEST_REVISION:
            raise NoteError("Cette note n’a pas de numéro de version lisible.")
    removed = raw.get("removed") is True
    values = {} if removed else read_values(raw, session)
    revision = min(max(revision, base + 1), base + FURTHEST)
    return Change(note, change, base, revision, removed, values)


@transaction.atomic
def apply_changes(*, actor: Actor, session: Session, changes: Sequence[Any]) -> list[Outcome]:
    """Apply changes in order; one that cannot be applied does not stop the others."""
    lock(session)
    read: list[Change | Outcome] = []
    for raw in changes[:MOST_CHANGES]:
        try:
            read.append(read_change(raw, session))
        except NoteError as error:
            name = str(raw.get("client_id", ""))[:64] if isinstance(raw, Mapping) else ""
            read.append(Outcome(name, "refused", why=str(error)))
    ids = {change.note for change in read if isinstance(change, Change)}
    known = {
        note.client_id: note
        for note in Contribution.objects.filter(consultation=session.consultation_id, client_id__in=ids)
    }
    applying = _Applying(actor, session, known, next_position(session))
    outcomes = [applying.apply(change) if isinstance(change, Change) else change for change in read]
    if applying.traces:
        record(
            actor=actor,
            action="contributions.sync",
            thing=session,
            label=f"{len(applying.traces)} notes · {session.title}",
            territory=session.consultation.territory,
            after=applying.traces,
            public=False,
        )
    return outcomes


class _Applying:
    def __init__(
        self, actor: Actor, session: Session, known: dict[uuid.UUID, Contribution], position: int
    ) -> None:
        self.actor = actor
        self.session = session
        self.known = known
        self.position = position
        self.traces: list[dict[str, Any]] = []

    def apply(self, change: Change) -> Outcome:
        """One change, by the rule at the head of this module."""
        note = self.known.get(change.note)
        if note is None:
            return self._new(change)
        if note.session_id != self.session.pk:
            why = "Cette note appartient à un autre temps de débat : ouvrez sa page pour la corriger."
            return Outcome(str(change.note), "refused", why=why)
        if str(change.change) in note.applied:
            return Outcome(str(note.client_id), "same", note.revision)
        if change.removed:
            return self._removed(note, change)
        return self._changed(note, change)

    def _new(self, change: Change) -> Outcome:
        if change.removed:
            return Outcome(str(change.note), "kept", change.revision)
        note = build(session=self.session, values=change.values, actor=self.actor)
        note.client_id, note.revision, note.position = change.note, change.revision, self.position
        self.position += 1
        self.known[change.note] = note
        return self._saved(note, change, "kept")

    def _removed(self, note: Contribution, change: Change) -> Outcome:
        if note.removed is None and change.base < note.revision:
            return self._saved(note, change, "rival")
        note.removed = note.removed or timezone.now()
        note.revision = max(note.revision + 1, change.revision)
        return self._saved(note, change, "kept")

    def _changed(self, note: Contribution, change: Change) -> Outcome:
        current = values_of(note)
        try:
            values = {**change.values, "text": words_kept(note, change.values["text"])}
        except NoteError as error:
            return Outcome(str(note.client_id), "refused", note.revision, str(error))
        if current == values and note.removed is None:
            return self._saved(note, change, "same")
        if note.removed is not None and (taken := number_taken(note)):
            return Outcome(str(note.client_id), "refused", note.revision, taken)
        if change.base >= note.revision or note.removed is not None:
            note.removed = None
            put(note, values)
            note.revision = max(note.revision + 1, change.revision)
            return self._saved(note, change, "kept")
        other = values
        if change.revision >= note.revision:
            other = current
            put(note, values)
        note.revision = max(note.revision + 1, change.revision)
        outcome = self._saved(note, change, "rival")
        if not any(rival.values == other for rival in note.rivals.all()):
            RivalVersion.objects.create(contribution=note, values=other)
        return outcome

    def _saved(self, note: Contribution, change: Change, state: str) -> Outcome:
        note.applied = [*note.applied, str(change.change)][-REMEMBERED:]
        note.save()
        if state != "same":
            self.traces.append(trace(note))
        return Outcome(str(note.client_id), state, note.revision)


def as_sent(note: Contribution) -> dict[str, Any]:
    """A note as devices receive it, in the words that may be read. ``note.rivals`` must be prefetched."""
    return {
        **values_of(note),
        "text": note.shown_text,
        "client_id": str(note.client_id),
        "revision": note.revision,
        "position": note.position,
        "doubt": note.doubt if not (note.public_text or note.doubt_decided) else "",
        "masked": "" if note.not_published else note.public_text,
        "rivals": [{"id": rival.pk, "text": rival.shown_text} for rival in note.rivals.all()],
    }


def notes_for_devices(session: Session) -> list[dict[str, Any]]:
    """Every standing note of a session, in order: two queries."""
    return [as_sent(note) for note in session.contributions.standing().prefetch_related("rivals")]
