"""What a verification prints: one line per check, in French and in English."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from concertia.errors import ConcertiaError

SHOWN = 5
"""How many names of what does not hold a line gives; the count is always whole."""


@dataclass(frozen=True)
class CheckLine:
    """One check. ``ok`` is False where what is published does not hold."""

    ok: bool
    fr: str
    en: str

    def text(self, language: str = "fr") -> str:
        """The line in French, or in English."""
        return self.fr if language.startswith("fr") else self.en


def listed(fr: str, en: str, wrong: Iterable[str]) -> CheckLine:
    """A line that holds if nothing is wrong, else gives how many things are and the first ones."""
    found = sorted(set(wrong))
    if not found:
        return CheckLine(True, fr, en)
    names = ", ".join(found[:SHOWN]) + (" …" if len(found) > SHOWN else "")
    return CheckLine(False, f"{fr} : {len(found)} écart(s) : {names}", f"{en}: {len(found)} wrong: {names}")


def guarded(fr: str, en: str, check: Callable[[], Sequence[CheckLine]]) -> list[CheckLine]:
    """The lines of a check, or one that does not hold where the files it reads make no sense."""
    try:
        return list(check())
    except ConcertiaError as problem:
        return [CheckLine(False, f"{fr} : {problem.fr}", f"{en}: {problem.en}")]
    except Exception as problem:
        kind = type(problem).__name__
        return [
            CheckLine(False, f"{fr} : fichier illisible ou incohérent ({kind})", f"{en}: unreadable ({kind})")
        ]
