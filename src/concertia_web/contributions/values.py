"""What may be written in a note: read from a form, a device, a paste or a sheet, and checked in one place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from concertia.corpus.text import canonical
from concertia_web.consultations.models import Session
from concertia_web.contributions.models import Contribution, Kind

LONGEST = 4000
"""Characters of a note. What is longer is a document."""
MOST_DOTS = 9_999
MOST_VOICES = 100_000
FIELDS = (
    "text", "declared_kind", "subgroup", "question", "voice", "voice_count", "capture",
    "room_support", "dots",
)  # fmt: skip
"""What a person may say of a note; the same names on forms, on devices and in the table."""
Capture = Contribution.Capture
ROOM_CAPTURES = (Capture.NOTED, Capture.DICTATED, Capture.TRANSCRIBED, Capture.REWORDED)
CHANNELS = {
    Session.Kind.CLASS: Contribution.Channel.CLASS,
    Session.Kind.STREET: Contribution.Channel.STREET,
    Session.Kind.PAPER: Contribution.Channel.PAPER,
    Session.Kind.ONLINE: Contribution.Channel.ONLINE,
}
_EMPTY = {
    "declared_kind": "",
    "subgroup": "",
    "question": "",
    "voice": Contribution.Voice.COLLECTIVE,
    "voice_count": None,
    "capture": Contribution.Capture.NOTED,
    "room_support": Contribution.Support.UNMEASURED,
    "dots": None,
}
_CHOICES = {
    "declared_kind": ("", *Kind.values),
    "voice": Contribution.Voice.values,
    "capture": Contribution.Capture.values,
    "room_support": Contribution.Support.values,
}
_WORDS = {
    "declared_kind": "la colonne",
    "voice": "la voix",
    "capture": "la saisie",
    "room_support": "le soutien dans la salle",
}


class NoteError(Exception):
    """A note that cannot be kept as it is: what to do, in a sentence."""


def channel_of(session: Session | None) -> str:
    """By what way the words of a session came."""
    kind = session.kind if session is not None else Session.Kind.PAPER
    return CHANNELS.get(Session.Kind(kind), Contribution.Channel.ROOM)


def read_values(raw: Mapping[str, Any], session: Session | None = None) -> dict[str, Any]:
    """Checked values of all ``FIELDS``, those that are missing as in an ordinary note of a room.

    Raises NoteError with the sentence to show.
    """
    values: dict[str, Any] = {**_EMPTY, "text": _text(raw.get("text"))}
    for name, allowed in _CHOICES.items():
        said = raw.get(name, values[name])
        if not isinstance(said, str) or said not in allowed:
            raise NoteError(f"{_WORDS[name].capitalize()} n’est pas une de celles qui sont proposées.")
        values[name] = said
    values["subgroup"] = _line(raw.get("subgroup"), 60, "Le nom de la table ou du groupe")
    values["question"] = _line(raw.get("question"), 60, "La question")
    values["dots"] = _number(raw.get("dots"), MOST_DOTS, "Le nombre de gommettes", least=0)
    values["voice_count"] = _number(raw.get("voice_count"), MOST_VOICES, "Le nombre de personnes", least=1)
    if session is not None and session.kind == Session.Kind.CLASS:
        values["voice"] = Contribution.Voice.COLLECTIVE
    if values["voice"] != Contribution.Voice.COLLECTIVE:
        values["voice_count"] = None
    return values


def values_of(note: Contribution) -> dict[str, Any]:
    """The values of a note, as ``read_values`` gives them."""
    return {name: getattr(note, name) for name in FIELDS}


def _text(raw: Any) -> str:
    if not isinstance(raw, str):
        raise NoteError("Il n’y a pas de texte à garder.")
    text = canonical(raw).text.strip()
    if not any(character.isalnum() for character in text):
        raise NoteError("Écrivez au moins un mot : une note vide ne dirait rien.")
    if len(text) > LONGEST:
        raise NoteError(
            f"Cette note fait {len(text)} caractères, plus que les {LONGEST} d’une note. Coupez-la en "
            f"plusieurs, "
            "ou déposez-la comme document : rien n’en sera perdu."
        )
    return text


def _line(raw: Any, longest: int, what: str) -> str:
    if raw is None:
        return ""
    if not isinstance(raw, str):
        raise NoteError(f"{what} doit être un texte.")
    line = " ".join(canonical(raw).text.split())
    if len(line) > longest:
        raise NoteError(f"{what} dépasse {longest} caractères : raccourcissez-le.")
    return line


def _number(raw: Any, most: int, what: str, *, least: int) -> int | None:
    if raw is None or raw == "":
        return None
    if isinstance(raw, str) and raw.strip().isdecimal():
        raw = int(raw.strip()[:12])
    if isinstance(raw, bool) or not isinstance(raw, int) or not least <= raw <= most:
        raise NoteError(f"{what} doit être un nombre entier, de {least} à {most}.")
    return raw
