"""Words, stems and folded forms: what matching and labels are made of."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import NamedTuple

import snowballstemmer

from concertia.language.stopwords import STOP_WORDS

SNOWBALL = {
    "ar": "arabic",
    "de": "german",
    "en": "english",
    "es": "spanish",
    "fr": "french",
    "it": "italian",
    "nl": "dutch",
    "pl": "polish",
    "pt": "portuguese",
    "ru": "russian",
    "tr": "turkish",
}

_ELISION = r"(?:[ldnsjmtcLDNSJMTC]|[Qq]u|[Jj]usqu|[Ll]orsqu|[Pp]uisqu|[Qq]uoiqu)['’]"
_WORD = re.compile(
    rf"(?P<elision>{_ELISION})?(?P<word>[\u3040-\u30ff\u3400-\u9fff]|"
    r"[^\W_\u3040-\u30ff\u3400-\u9fff]+(?:[-'’·][^\W\d_\u3040-\u30ff\u3400-\u9fff]+)*)"
)
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|\S{1,64}@\S+")
_NOT_WORD = re.compile(r"[\W_]+")
_PRONOUN_TAIL = re.compile(r"-(?:t-)?(?:je|tu|il|elle|on|nous|vous|ils|elles|ce|le|la|les|moi|y|en)$")


class Word(NamedTuple):
    """One word of a text: stem for matching, surface as written in lower case, and where it stands."""

    stem: str
    surface: str
    start: int
    end: int
    content: bool
    """False for a stop word, a number or a single letter."""


def words(text: str, language: str) -> list[Word]:
    """Words of ``text`` in order, elided articles left out; ideographs one by one."""
    addressed = "@" in text or "://" in text or "www." in text
    addresses = [match.span() for match in _ADDRESS.finditer(text)] if addressed else []
    found: list[Word] = []
    for match in _WORD.finditer(text):
        start, end = match.span("word")
        if addresses and any(a <= start < b for a, b in addresses):
            continue
        surface, stem, content = _entry(match.group("word"), language)
        found.append(Word(stem, surface, start, end, content))
    return found


def stems(text: str, language: str) -> list[tuple[str, str]]:
    """(stem, surface) of the content words of ``text``, in order."""
    return [(word.stem, word.surface) for word in words(text, language) if word.content]


def fold(text: str) -> str:
    """``text`` for matching: no case, no accent, ligatures opened, straight apostrophes."""
    return text.lower() if text.isascii() else text.translate(_FOLDS)


class _Folds(dict[int, str]):
    """What each character becomes; none depends on those beside it."""

    def __missing__(self, code: int) -> str:
        opened = _OPENED.get(chr(code), chr(code))
        plain = unicodedata.normalize("NFKD", opened.casefold())
        found = self[code] = "".join(one for one in plain if not unicodedata.combining(one))
        return found


_OPENED = {"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "’": "'"}
_FOLDS = _Folds()


def normalised(text: str) -> str:
    """``text`` without case, accents, punctuation and superfluous blanks; itself if nothing is left."""
    return _NOT_WORD.sub(" ", fold(text)).strip() or text.strip()


@lru_cache(maxsize=1 << 18)
def _entry(word: str, language: str) -> tuple[str, str, bool]:
    """(surface, stem, content) of one distinct word form."""
    surface = _PRONOUN_TAIL.sub("", unicodedata.normalize("NFC", word).lower().replace("’", "'"))
    folded = fold(surface)
    stop = STOP_WORDS.get(language, frozenset())
    short = len(surface) < 2 and not "\u3040" <= surface <= "\u9fff"
    content = not (short or folded in stop or surface[0].isdigit())
    algorithm = SNOWBALL.get(language)
    root = surface.partition("·")[0]
    stem = _stemmer(algorithm).stemWord(root) if algorithm else root
    return surface, fold(str(stem)), content


@cache
def _stemmer(algorithm: str) -> snowballstemmer.stemmer:
    return snowballstemmer.stemmer(algorithm)
