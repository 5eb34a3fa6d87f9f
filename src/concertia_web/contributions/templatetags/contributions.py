"""Addresses of a desk, and what is said under a note."""

from __future__ import annotations

from typing import Any

from django import template

from concertia_web.contributions.desks import Desk
from concertia_web.contributions.models import Contribution, Passage
from concertia_web.contributions.personal import doubts
from concertia_web.contributions.words import COLUMN_LABELS

register = template.Library()
QUOTED = (Contribution.Capture.WRITTEN, Contribution.Capture.DICTATED, Contribution.Capture.TRANSCRIBED)


@register.simple_tag
def at(desk: Desk, name: str, *args: Any) -> str:
    """The address of a screen of this desk."""
    return desk.url(name, *args)


@register.filter
def facts(note: Contribution) -> str:
    """What is known of a note besides its words, in one line."""
    parts = [note.subgroup]
    if note.dots:
        parts.append(f"{note.dots} gommette{'s' if note.dots > 1 else ''}")
    if note.room_support != Contribution.Support.UNMEASURED:
        parts.append(f"soutien : {note.get_room_support_display()}")
    if note.voice == Contribution.Voice.COLLECTIVE and note.voice_count:
        parts.append(f"un groupe de {note.voice_count}")
    elif note.voice in (Contribution.Voice.INDIVIDUAL, Contribution.Voice.ORGANISATION):
        parts.append(note.get_voice_display())
    if note.capture != Contribution.Capture.NOTED:
        parts.append(note.get_capture_display())
    return " · ".join(str(part) for part in parts if part)


@register.filter
def several(count: int) -> str:
    """The mark of the plural in French, from two on."""
    return "s" if count > 1 else ""


@register.filter
def column(note: Contribution) -> str:
    """The title of its column on the wall."""
    return COLUMN_LABELS[note.declared_kind]


@register.filter
def quoted(note: Contribution) -> bool:
    """Whether its words may stand between quotation marks: those of the person, not of whoever took notes."""
    return note.capture in QUOTED


@register.filter
def doubtful(note: Contribution) -> bool:
    """Whether something looks like personal data, and nobody decided yet."""
    return bool(note.doubt) and not note.public_text and note.doubt_decided is None


@register.filter
def projected(note: Contribution) -> str:
    """The words on a wall that everyone reads: what looks personal is covered until somebody decides."""
    if doubtful(note) and not note.not_published:
        return doubts(note.text, young=note.channel == Contribution.Channel.CLASS).masked
    return note.shown_text


@register.filter
def place(passage: Passage) -> str:
    """« p. 3, § 2 », or the title above the paragraph and its number."""
    if passage.page is not None:
        return f"p. {passage.page}, § {passage.paragraph}"
    return f"« {passage.section} », § {passage.paragraph}" if passage.section else f"§ {passage.paragraph}"
