"""Marks noted at the end of an idea that say how many people held it: « (5 gommettes) », « ●●● », « x3 »,
« (groupe de 9) ». They are the support and the voice of the note, read when the corpus is imported: not
words of the idea itself.
"""

from __future__ import annotations

from concertia.corpus.formats.column_names import plain
from concertia.corpus.formats.vocabulary import (
    DRAWN_DOTS,
    LAST_BRACKETS,
    PLUS_NUMBER,
    PLUSES,
    SAID_DOTS,
    SUPPORT_BY_WORD,
    TIMES,
    voice_of,
)

_PATTERNS = (SAID_DOTS, DRAWN_DOTS, TIMES, PLUS_NUMBER, PLUSES)
_LONGEST = 80
"""Code points at the end of an idea in which its marks are looked for, one after the other."""


def end_before_marks(text: str, start: int, end: int) -> int:
    """Where ``text[start:end]`` ends without its marks; ``start`` if it holds nothing else."""
    while start < end:
        low = max(start, end - _LONGEST)
        tail = text[low:end].rstrip()
        cut = _mark(tail)
        if cut is None:
            return end
        end = low + len(tail[:cut].rstrip())
    return end


def _mark(tail: str) -> int | None:
    for pattern in _PATTERNS:
        if found := pattern.search(tail):
            return found.start()
    brackets = LAST_BRACKETS.search(tail)
    if brackets and (plain(brackets.group(1)) in SUPPORT_BY_WORD or voice_of(brackets.group(1))):
        return brackets.start()
    return None
