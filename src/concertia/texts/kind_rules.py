"""The form of the rules that recognise kinds: patterns on folded text, tried in a fixed order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any


@dataclass(frozen=True)
class Sought:
    """A pattern, and pieces of text of which it cannot do without one: looking for them first is quicker."""

    pattern: re.Pattern[str]
    pieces: tuple[str, ...]

    @classmethod
    def of(cls, pattern: str) -> Sought:
        """A pattern written for folded text, and its pieces."""
        return cls(re.compile(pattern), pieces(pattern))

    def may_be_in(self, text: str) -> bool:
        """False where the pattern cannot be in ``text``."""
        for piece in self.pieces:  # a plain loop: asked hundreds of times for each unit
            if piece in text:
                return True
        return not self.pieces

    def search(self, text: str) -> bool:
        """Whether the pattern is somewhere in ``text``."""
        return self.may_be_in(text) and self.pattern.search(text) is not None


@dataclass(frozen=True)
class Rules:
    """``neutral``: turns of phrase replaced first, because they only look like a kind (« je n'ai pas
    peur »); ``ordered``: (kind, pattern), the first pattern found gives the kind."""

    neutral: tuple[tuple[Sought, str], ...]
    ordered: tuple[tuple[str, Sought], ...]
    turn: re.Pattern[str]
    """What opens a clause that may hold a refusal, a condition or a fear of its own (« , mais … »)."""


def rules(neutral: Sequence[tuple[str, str]], ordered: Sequence[tuple[str, str]], turn: str) -> Rules:
    """Compile patterns written for folded text (no case, no accent, straight apostrophes)."""
    return Rules(
        tuple((Sought.of(pattern), replacement) for pattern, replacement in neutral),
        tuple((kind, Sought.of(pattern)) for kind, pattern in ordered),
        re.compile(turn),
    )


def pieces(pattern: str) -> tuple[str, ...]:
    """Texts such that any match of ``pattern`` holds at least one of them; () where there is no telling."""
    parser: Any = import_module("re._parser")
    return tuple(sorted(_of_sequence(parser.parse(pattern))))


def _of_sequence(items: Iterable[tuple[Any, Any]]) -> frozenset[str]:
    """Of all that a match must hold, what is longest at its shortest."""
    found: list[frozenset[str]] = []
    run = ""
    for operation, value in items:
        if str(operation) == "LITERAL":
            run += chr(value)
            continue
        found.append(frozenset({run}))
        run = ""
        found.append(_of_one(str(operation), value))
    found.append(frozenset({run}))
    best = max(found, key=_shortest)
    return best if _shortest(best) > 1 else frozenset()


def _of_one(operation: str, value: Any) -> frozenset[str]:
    if operation == "SUBPATTERN":
        return _of_sequence(value[-1])
    if operation == "MAX_REPEAT" and value[0] > 0:
        return _of_sequence(value[2])
    if operation == "BRANCH":
        ways = [_of_sequence(way) for way in value[1]]
        return frozenset().union(*ways) if all(ways) else frozenset()
    return frozenset()


def _shortest(texts: frozenset[str]) -> int:
    return min((len(text) for text in texts), default=0)
