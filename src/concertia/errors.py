"""Errors are part of the interface: what happened, why it matters, what to do, in plain words."""

from __future__ import annotations


class ConcertiaError(Exception):
    """A problem explained to the person who can solve it.

    ``fr`` and ``en`` each say what was found, why it is a problem and what to do.
    ``exit_code`` is what the command line returns.
    """

    exit_code = 1

    def __init__(self, fr: str, en: str) -> None:
        super().__init__(fr)
        self.fr = fr
        self.en = en

    def text(self, language: str = "fr") -> str:
        """The message in the given language; French is the default and the fallback is English."""
        return self.fr if language.startswith("fr") else self.en


class UnusableSourceError(ConcertiaError):
    """A source cannot be used at all: found, expected, what to do (exit 2)."""

    exit_code = 2


class QuestionError(ConcertiaError):
    """Only a person can answer, and no option answered it (exit 3)."""

    exit_code = 3


class VerificationError(ConcertiaError):
    """Something published does not hold (exit 1)."""
