"""The columns of a wall: kinds of what is said, in the order of the room."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from concertia_web.consultations.models import Consultation, Session
from concertia_web.contributions.models import Contribution, Kind
from concertia_web.contributions.words import COLUMN_HINTS, COLUMN_LABELS

DEFAULT = (Kind.ATTENTE, Kind.CRAINTE, Kind.CONDITION, Kind.PROPOSITION, Kind.REFUS, Kind.QUESTION)
UNPLACED = ""
CHOICES = [(kind.value, COLUMN_LABELS[kind.value]) for kind in Kind] + [(UNPLACED, COLUMN_LABELS[UNPLACED])]
"""Every column that a note may be in."""


@dataclass
class Column:
    """One column and the notes in it."""

    key: str
    notes: list[Contribution] = field(default_factory=list)

    @property
    def label(self) -> str:
        """Its title."""
        return COLUMN_LABELS[self.key]

    @property
    def hint(self) -> str:
        """One line that says what goes there."""
        return COLUMN_HINTS[self.key]

    @property
    def slug(self) -> str:
        """Its name in an address: the column without kind needs one."""
        return self.key or "sans"


def kinds_of(consultation: Consultation) -> list[str]:
    """The kinds of its framing note, else those of an ordinary wall. A refusal always has its own column."""
    said = consultation.framing.content.get("kinds", []) if consultation.framing else []
    keys = [kind["key"] if isinstance(kind, dict) else kind for kind in said]
    known = [key for key in keys if key in Kind.values]
    if not known:
        return [kind.value for kind in DEFAULT]
    return known if Kind.REFUS in known else [*known, Kind.REFUS.value]


def keys_for(session: Session) -> list[str]:
    """The columns of a session: a class asks questions."""
    if session.kind == Session.Kind.CLASS:
        return [Kind.QUESTION.value]
    return kinds_of(session.consultation)


def arranged(session: Session, notes: Iterable[Contribution]) -> list[Column]:
    """Its columns with their notes. A note of another kind keeps it, in a column of its own at the end."""
    columns = {key: Column(key) for key in keys_for(session)}
    for note in notes:
        columns.setdefault(note.declared_kind, Column(note.declared_kind)).notes.append(note)
    return list(columns.values())
