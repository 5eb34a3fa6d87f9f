"""Our own sentences in each language: data files in ``strings/``, one per language, same keys.

A value is a sentence with ``{placeholders}``, or ``{"one": …, "other": …}`` (and ``"zero"``) chosen
by a number.
Typography is applied when the file is read, so that it never touches what is put in a placeholder.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from concertia.errors import ConcertiaError
from concertia.reports.typography import long_date, number, percentage, typeset

LANGUAGES = ("fr", "en", "de")
Entry = str | dict[str, str]


@dataclass(frozen=True)
class Phrases:
    """The sentences of one language."""

    language: str
    entries: dict[str, Entry]

    def __call__(self, key: str, /, **values: str | int) -> str:
        """A sentence; whole numbers given as values are written as in the language.

        Raises KeyError for a key that does not exist.
        """
        entry = self.entries[key]
        if not isinstance(entry, str):
            raise KeyError(f"{key} needs a count")
        return entry.format(**self._written(values))

    def count(self, key: str, count: int, /, **values: str | int) -> str:
        """A sentence that depends on a number, available in it as ``{n}``."""
        entry = self.entries[key]
        if isinstance(entry, str):
            raise KeyError(f"{key} takes no count")
        if count == 0 and "zero" in entry:
            return entry["zero"].format(**self._written(values))
        single = abs(count) < 2 if self.language == "fr" else abs(count) == 1
        return entry["one" if single else "other"].format(n=self.number(count), **self._written(values))

    def named(self, group: str, value: str) -> str:
        """The words for a value of a closed list (``group.value``), or the value itself if unknown."""
        entry = self.entries.get(f"{group}.{value}")
        return entry if isinstance(entry, str) else value

    def number(self, value: float, decimals: int = 0) -> str:
        """A number as written in the language."""
        return number(value, self.language, decimals)

    def percent(self, share: float) -> str:
        """A share (0 to 1) in percent."""
        return percentage(share, self.language)

    def group(self, number: int) -> str:
        """« Groupe A »: a letter, never a name that judges."""
        return self("opinions.group", letter=chr(ord("A") + number))

    def date(self, iso: str) -> str:
        """A day as written in the language."""
        return long_date(iso, self("months").split(), self.language)

    def _written(self, values: dict[str, str | int]) -> dict[str, str]:
        return {key: value if isinstance(value, str) else self.number(value) for key, value in values.items()}


@lru_cache
def phrases(language: str) -> Phrases:
    """The sentences of a language. Raises ConcertiaError for a language without a file."""
    if language not in LANGUAGES:
        known = ", ".join(LANGUAGES)
        raise ConcertiaError(
            f"Le rapport n'existe pas en « {language} ». Langues possibles : {known}.",
            f"The report does not exist in “{language}”. Possible languages: {known}.",
        )
    text = files("concertia.reports").joinpath("strings", f"{language}.json").read_text(encoding="utf-8")
    return Phrases(language, {key: _typeset(value, language) for key, value in json.loads(text).items()})


def _typeset(entry: Entry, language: str) -> Entry:
    if isinstance(entry, str):
        return typeset(entry, language)
    return {form: typeset(text, language) for form, text in entry.items()}
