"""The text to code: whole, or one passage among the rest of its contribution. Pure reads."""

from __future__ import annotations

from dataclasses import dataclass

from concertia_web.contributions.models import Contribution
from concertia_web.sorting.notes import QUOTED
from concertia_web.teaching.models import WHOLE, Example, Grid
from concertia_web.teaching.texts import Span, holds, words_of
from concertia_web.teaching.upcoming import Place, readable

LOOKED_AT = 25
"""Places looked at together: some may be gone, or may have been written again."""


@dataclass(frozen=True)
class Text:
    """A contribution as shown, cut around what is to be coded."""

    note: Contribution
    span: Span
    before: str
    words: str
    after: str
    given: str = ""
    """The code that this person gave to it, if they did."""

    @classmethod
    def of(cls, note: Contribution, span: Span, given: str = "") -> Text:
        """Cut at the offsets of what is coded."""
        words = words_of(note)
        start, end = (0, len(words)) if span == WHOLE else span
        return cls(note, span, words[:start], words[start:end], words[end:], given)

    @property
    def place(self) -> str:
        """As written in an address and in a form."""
        return f"{self.note.pk}-{self.span[0]}-{self.span[1]}"

    @property
    def quoted(self) -> bool:
        """Whether its words may stand between quotation marks."""
        return self.note.capture in QUOTED


def next_text(grid: Grid, reader: str) -> Text | None:
    """The first of the queue that this person did not code; None where there is none left."""
    mine = set(Example.objects.filter(grid=grid, reader=reader).values_list("contribution", "start", "end"))
    waiting: list[Place] = [
        place for held in grid.queue if (place := (held[0], held[1], held[2])) not in mine
    ]
    for start in range(0, len(waiting), LOOKED_AT):
        some = waiting[start : start + LOOKED_AT]
        rows = readable(grid).filter(pk__in={place[0] for place in some}).select_related("session")
        notes = {note.pk: note for note in rows}
        for key, *span in some:
            if key in notes and holds(notes[key], (span[0], span[1])):
                return Text.of(notes[key], (span[0], span[1]))
    return None


def text_at(grid: Grid, reader: str, place: Place) -> Text | None:
    """One text, with the code that this person gave to it; None where it cannot be coded any more."""
    note = readable(grid).filter(pk=place[0]).select_related("session").first()
    span = place[1:]
    if note is None or not holds(note, span) or (grid.level == Grid.Level.UNIT) != bool(span[1]):
        return None
    mine = Example.objects.filter(
        grid=grid, reader=reader, contribution=note, start=span[0], end=span[1]
    ).first()
    return Text.of(note, span, mine.code if mine else "")
