"""The form of the rules that recognise kinds: patterns on folded text, tried in a fixed order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Rules:
    """``neutral``: turns of phrase replaced first, because they only look like a kind (« je n'ai pas
    peur »); ``ordered``: (kind, pattern), the first pattern found gives the kind."""

    neutral: tuple[tuple[re.Pattern[str], str], ...]
    ordered: tuple[tuple[str, re.Pattern[str]], ...]
    turn: re.Pattern[str]
    """What opens a clause that may hold a refusal, a condition or a fear of its own (« , mais … »)."""


def rules(neutral: Sequence[tuple[str, str]], ordered: Sequence[tuple[str, str]], turn: str) -> Rules:
    """Compile patterns written for folded text (no case, no accent, straight apostrophes)."""
    return Rules(
        tuple((re.compile(pattern), replacement) for pattern, replacement in neutral),
        tuple((kind, re.compile(pattern)) for kind, pattern in ordered),
        re.compile(turn),
    )
