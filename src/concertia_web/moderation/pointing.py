"""What a person who moderates is shown in a text: personal data, and words by which someone is recognised."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from concertia_web.consultations.models import Consultation
from concertia_web.contributions.models import Contribution
from concertia_web.contributions.personal import doubts
from concertia_web.languages import say
from concertia_web.moderation.covering import Span, occurrences, spans_of, united
from concertia_web.moderation.indirect import Place, flags


@dataclass(frozen=True)
class Pointed:
    """One place in a text, why it is shown, and the reason of the list that it suggests."""

    start: int
    end: int
    words: str
    why: str
    reason: str

    @property
    def key(self) -> str:
        """As a box on a form: « 12-30 »."""
        return f"{self.start}-{self.end}"


def places_of(consultation: Consultation) -> dict[str, Place]:
    """Public → how large the place and that public are; ``""`` for a text without public. One query."""
    territory = consultation.territory
    counted: dict[str, int] = {}
    for session in consultation.sessions.filter(cancelled=False):
        for public, number in session.head_counts.items():
            counted[public] = counted.get(public, 0) + number
    listed = consultation.framing.content.get("publics", []) if consultation.framing else []
    names = {public["key"]: say(public["label"], "fr").text for public in listed}
    made = {"": Place(territory.name, territory.population)}
    for public in {*counted, *names, *consultation.publics}:
        staff = any(word in public for word in ("agent", "syndic", "salarie"))
        size = counted.get(public) if staff else None
        made[public] = Place(territory.name, territory.population, names.get(public, public), size)
    return made


def pointed(contribution: Contribution, places: dict[str, Place]) -> list[Pointed]:
    """Everything to look at in a text that is not covered yet, in order."""
    text = contribution.text
    covers = spans_of(text, contribution.public_text)
    young = contribution.channel == Contribution.Channel.CLASS
    found = [
        Pointed(start, end, text[start:end], "Cela ressemble à un nom ou à des coordonnées.", "coordonnees")
        for start, end in spans_of(text, doubts(text, young=young).masked)
    ]
    place = places.get(contribution.public) or places[""]
    found += [Pointed(one.start, one.end, one.words, one.why, "reconnaissable") for one in flags(text, place)]
    found = [one for one in found if not _inside(one, covers)]
    kept: list[Pointed] = []
    for one in sorted(found, key=lambda one: (one.start, -one.end)):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept


def chosen_spans(text: str, boxes: Iterable[str], words: str) -> tuple[list[Span], list[str]]:
    """The spans ticked (« 12-30 ») and those of words typed, one line each; and the lines not found."""
    spans: list[Span] = []
    for box in boxes:
        start, _, end = box.partition("-")
        if start.isascii() and end.isascii() and start.isdigit() and end.isdigit() and len(box) < 20:
            spans.append((int(start), int(end)))
    missing = []
    for line in words.splitlines():
        if line.strip():
            found = occurrences(text, line)
            spans += found
            if not found:
                missing.append(line.strip())
    return united(spans, len(text)), missing


def shown(text: str, found: Iterable[Pointed]) -> SafeString:
    """The text with what is pointed out marked; everything escaped."""
    parts, last = [], 0
    for one in found:
        parts += [escape(text[last : one.start]), "<mark>", escape(text[one.start : one.end]), "</mark>"]
        last = one.end
    parts.append(escape(text[last:]))
    return mark_safe("".join(parts).replace("\n", "<br>"))  # noqa: S308 - every part is escaped above


def _inside(one: Pointed, covers: list[Span]) -> bool:
    return any(start <= one.start and one.end <= end for start, end in covers)
