"""The notes to sort, as shown: their words, their kind, where they come from. Pure reads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import models

from concertia.language.words import fold
from concertia.texts.kinds import kinds_alone
from concertia_web.consultations.models import Consultation
from concertia_web.contributions.models import Contribution, Kind
from concertia_web.languages import say

QUOTED = frozenset({"written", "dictated", "transcribed"})
"""Captures whose words may stand between quotation marks."""
KIND_ORDER = {kind: rank for rank, kind in enumerate(("refus", "crainte", "condition", "vigilance"))}
COUNTED = {
    "attente": ("attente", "attentes"),
    "crainte": ("crainte", "craintes"),
    "condition": ("condition", "conditions"),
    "refus": ("refus", "refus"),
    "vigilance": ("point de vigilance", "points de vigilance"),
    "proposition": ("proposition", "propositions"),
    "constat": ("constat", "constats"),
    "question": ("question", "questions"),
    "temoignage": ("témoignage", "témoignages"),
    "autre": ("note sans nature précisée", "notes sans nature précisée"),
}
"""One, several: the kinds as they are counted in a sentence."""


def notes_of(consultation: Consultation) -> models.QuerySet[Contribution]:
    """Everything that was said and not taken back, moderated or not, in the order of entry."""
    found = Contribution.objects.filter(consultation=consultation, removed=None)
    return found.select_related("session").order_by("session__starts", "session", "position", "pk")


_read: dict[tuple[str, str], str] = {}
"""Words and language → kind, as long as this process lives: it depends on nothing else."""
_MOST_READ = 1 << 15


def read_kinds(notes: Iterable[Contribution]) -> None:
    """Read together the kinds that nobody declared, as the engine does: alone, each takes four times more."""
    asked = {_words(note): None for note in notes if not note.declared_kind}
    unread = [words for words in asked if words not in _read]
    if unread:
        if len(_read) > _MOST_READ:
            _read.clear()
        _read.update(zip(unread, kinds_alone(*zip(*unread, strict=True)), strict=True))


def _words(note: Contribution) -> tuple[str, str]:
    return note.text, note.language.split("-")[0]


def kind(note: Contribution) -> str:
    """The kind declared by the person or by the column of the wall; else the one that its words announce."""
    if note.declared_kind:
        return note.declared_kind
    text, language = _words(note)
    known = _read.get((text, language))
    return known or _read.setdefault((text, language), kinds_alone([text], [language])[0])


def kind_label(note: Contribution) -> str:
    """Its kind on screen; one that nobody declared says so."""
    found = kind(note)
    if note.declared_kind:
        return COUNTED[found][0]
    return "nature non précisée" if found == Kind.AUTRE else f"{COUNTED[found][0]} (d’après les mots)"


def kinds_in_words(kinds: Iterable[str]) -> str:
    """« 2 refus, 3 craintes »: refusals and fears first, then the most frequent."""
    counts = Counter(kinds)
    ordered = sorted(counts, key=lambda name: (KIND_ORDER.get(name, 9), -counts[name], name))
    return ", ".join(f"{counts[name]} {COUNTED[name][counts[name] > 1]}" for name in ordered)


def counted(number: int, one: str, several: str, none: str = "") -> str:
    """« 1 note », « 3 notes », « aucune note »."""
    if not number and none:
        return none
    return f"{number} {several if number > 1 else one}"


def public_labels(consultation: Consultation) -> dict[str, str]:
    """Key of a public → its name, from the framing note."""
    listed = consultation.framing.content.get("publics", []) if consultation.framing else []
    return {public["key"]: say(public["label"], "fr").text for public in listed}


def origin(note: Contribution, publics: dict[str, str]) -> str:
    """« Atelier du soir · Table 3 · agents · noté en séance »."""
    parts = [
        note.session.title if note.session else "",
        note.subgroup,
        publics.get(note.public, note.public),
        note.organisation,
        note.get_capture_display(),
        f"{note.dots} gommettes" if note.dots else "",
        ""
        if note.room_support == "unmeasured"
        else f"soutien dans la salle : {note.get_room_support_display()}",
        "non publiée" if note.moderation == "hidden" else "",
    ]
    return " · ".join(part for part in parts if part)


@dataclass(frozen=True)
class Filters:
    """What to show of the notes; empty: everything. ``place``: "", ``unplaced``, ``placed``, or a column."""

    place: str = ""
    kind: str = ""
    public: str = ""
    session: str = ""
    table: str = ""
    words: str = ""

    def keeps(self, note: Contribution, target: str | None) -> bool:
        """Whether this note is shown, given the column where it stands (None: not placed)."""
        return (
            _place_kept(self.place, target)
            and (not self.kind or kind(note) == self.kind)
            and (not self.public or note.public == self.public)
            and (not self.session or str(note.session_id) == self.session)
            and (not self.table or note.subgroup == self.table)
            and (not self.words or fold(self.words) in fold(note.shown_text))
        )


def _place_kept(wanted: str, target: str | None) -> bool:
    if wanted in ("unplaced", "placed"):
        return (target is not None) == (wanted == "placed")
    return not wanted or target == wanted


@dataclass(frozen=True)
class Choices:
    """Values that filters can take in these notes."""

    kinds: list[tuple[str, str]]
    publics: list[tuple[str, str]]
    sessions: list[tuple[str, str]]
    tables: list[str]


def choices(notes: Sequence[Contribution], publics: dict[str, str]) -> Choices:
    """Only what exists among the notes; a filter with one value is of no use and is left out."""
    kinds = {kind(note) for note in notes}
    found = {note.public for note in notes if note.public}
    sessions = {str(note.session.pk): note.session.title for note in notes if note.session}
    tables = {note.subgroup for note in notes if note.subgroup}
    return Choices(
        [(name, Kind(name).label) for name in Kind.values if name in kinds],
        [(key, publics.get(key, key)) for key in sorted(found)],
        list(sessions.items()),
        sorted(tables),
    )
