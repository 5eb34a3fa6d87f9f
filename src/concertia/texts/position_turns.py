"""The form of the turns of phrase that state a position: patterns on folded text, tried in a fixed"
" order."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

FOR, AGAINST, QUALIFIED = "F", "D", "N"
JUDGEMENT = "1"
ANY, OBJECT, NAMED = "any", "object", "named"
"""How much the object counts: not at all; an object that is not the consulted text says nothing of it; only
the consulted text makes it a position (« non à… »)."""


@dataclass(frozen=True)
class Turn:
    """``pattern``: the turn of phrase; ``strength``: 3 a formal opinion, 2 a stance, 1 a judgement."""

    pattern: re.Pattern[str]
    sign: str
    strength: int
    mode: str


@dataclass(frozen=True)
class Turns:
    """The turns of a language. ``neutral``: words of others, and turns that only look like a position."""

    neutral: tuple[tuple[re.Pattern[str], str], ...]
    ordered: tuple[Turn, ...]
    named: str
    """What names a consulted text in general: « ce », « projet », « construction »…"""
    introduced: re.Pattern[str]
    """How the object of a stance begins; what follows otherwise is no object (« mon opposition ferme »)."""
    stops: str
    """Where the object of a stance ends."""
    reserve: re.Pattern[str]
    """After an approval: what qualifies it."""
    proviso: re.Pattern[str]
    """Before an approval: « sous réserve de…, »."""
    concession: re.Pattern[str]
    """Before an approval: « même si je le soutiens »."""
    turn: re.Pattern[str]
    """What opens a sentence that qualifies the one before."""
    but: re.Pattern[str]

    def mark(self, sentence: str, about: Callable[[str], bool | None]) -> str:
        """``sentence`` with each turn replaced by its mark, or by « · » where it is not about the text."""
        for turn in self.ordered:
            sentence = turn.pattern.sub(lambda match, turn=turn: _marked(match, turn, about), sentence)  # type: ignore[misc]
        return sentence


def _marked(match: re.Match[str], turn: Turn, about: Callable[[str], bool | None]) -> str:
    mark = f" ⟨{turn.sign}{turn.strength}⟩ "
    if turn.mode == ANY:
        return mark
    concerned = about(match.string[match.end() :])
    kept = concerned is True if turn.mode == NAMED else concerned is not False
    return mark if kept else " · "


def turns(
    *,
    neutral: Sequence[tuple[str, str]],
    ordered: Sequence[tuple[str, str, int, str]],
    named: str,
    introduced: str,
    stops: str,
    reserve: str,
    proviso: str,
    concession: str,
    turn: str,
    but: str,
) -> Turns:
    """Compile patterns written for folded text (no case, no accent, straight apostrophes)."""
    return Turns(
        tuple((re.compile(pattern), replacement) for pattern, replacement in neutral),
        tuple(Turn(re.compile(pattern), sign, strength, mode) for pattern, sign, strength, mode in ordered),
        named,
        re.compile(introduced),
        stops,
        re.compile(reserve),
        re.compile(proviso),
        re.compile(concession),
        re.compile(turn),
        re.compile(but),
    )
