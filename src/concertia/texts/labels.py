"""Names of themes in the words of the contributions: what this theme says that its neighbours do not.

Candidates are words and short phrases; each is weighed by how much more often it occurs in the texts of
the theme than in those of its siblings (class-based TF-IDF), shown in the form people wrote most often.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from concertia.language.words import Word, words

MAX_WORDS = 6
MAX_PHRASES = 3
KEYWORDS = 8
MAX_TEXTS = 2_000
"""Texts read per theme, the most central first."""
_PHRASE_BONUS = 1.7
_SMOOTHING = 1.0
_MIN_SHARE = 0.02
_LINKERS = {
    "fr": re.compile(
        r"(?:-|\s+(?:(?:de|du|des|en|à|au|aux|sur|par)\s+)?(?:(?:la|le|les|l['’]|d['’]|de l['’])\s*)?)", re.I
    ),
    "en": re.compile(r"(?:-|\s+(?:(?:of|in|for|to|on)\s+)?(?:the\s+)?)", re.I),
    "de": re.compile(r"(?:-|\s+(?:(?:von|für|in|im|auf|zu)\s+)?(?:(?:der|die|das|den|dem)\s+)?)", re.I),
}
_PLAIN_LINK = re.compile(r"-|\s+")
_BLANK = re.compile(r"\s+")


@dataclass(frozen=True)
class Naming:
    """Label of at most ``MAX_WORDS`` words and the keywords behind it."""

    label: str
    keywords: tuple[str, ...]


@dataclass(frozen=True)
class _Candidate:
    key: tuple[str, ...]
    texts: frozenset[int]
    weight: float


def name_themes(themes: Sequence[Sequence[str]], language: str, taken: Sequence[str] = ()) -> list[Naming]:
    """One naming per theme (its texts, most central first), all labels different, none in ``taken``."""
    found = [_occurrences(texts[:MAX_TEXTS], language) for texts in themes]
    shares: defaultdict[tuple[str, ...], float] = defaultdict(float)
    for (occurrences, _), texts in zip(found, themes, strict=True):
        size = min(len(texts), MAX_TEXTS)
        for key, rows in occurrences.items():
            shares[key] += len(rows) / size
    used = {label.casefold() for label in taken}
    names = []
    for index, (occurrences, surfaces) in enumerate(found):
        size = min(len(themes[index]), MAX_TEXTS)
        candidates = _weighed(occurrences, size, shares, len(themes) - 1)
        naming = _naming(candidates, surfaces, used, size)
        used.add(naming.label.casefold())
        names.append(naming)
    return names


Occurrences = dict[tuple[str, ...], set[int]]
Surfaces = dict[tuple[str, ...], Counter[str]]


def _occurrences(texts: Sequence[str], language: str) -> tuple[Occurrences, Surfaces]:
    occurrences: Occurrences = defaultdict(set)
    surfaces: Surfaces = defaultdict(Counter)
    for row, text in enumerate(texts):
        shouted = text.isupper()
        for phrase in _phrases(text, language):
            key = tuple(word.stem for word in phrase)
            start, end = phrase[0].start, phrase[-1].end
            surface = text[start : start + len(phrase[0].surface)] if len(phrase) == 1 else text[start:end]
            surface = _BLANK.sub(" ", surface.lower() if shouted else _without_capital(text, start, surface))
            occurrences[key].add(row)
            surfaces[key][surface] += 1
    return occurrences, surfaces


def _without_capital(text: str, start: int, surface: str) -> str:
    """The first letter in lower case where only its place in the sentence made it a capital."""
    opening = not text[:start].strip(" «\"'’lLdD([-") or text[:start].rstrip()[-1:] in ".!?:;/"
    return surface[0].lower() + surface[1:] if opening and not surface[1:2].isupper() else surface


def _phrases(text: str, language: str) -> Iterator[list[Word]]:
    """Content words, and up to three of them linked only by small words."""
    content = [word for word in words(text, language) if word.content]
    link = _LINKERS.get(language, _PLAIN_LINK)
    for index, word in enumerate(content):
        phrase = [word]
        yield phrase
        for following in content[index + 1 : index + 3]:
            if not link.fullmatch(text, phrase[-1].end, following.start):
                break
            phrase = [*phrase, following]
            if len(text[phrase[0].start : following.end].split()) <= MAX_WORDS - 1:
                yield phrase


def _weighed(
    occurrences: Occurrences, size: int, shares: Mapping[tuple[str, ...], float], others: int
) -> list[_Candidate]:
    """Candidates by decreasing weight: share in the theme × log of its ratio to the mean elsewhere."""
    least = max(2 if size >= 5 else 1, math.ceil(_MIN_SHARE * size))
    candidates = []
    for key, rows in occurrences.items():
        if len(rows) < least or len(set(key)) < len(key):
            continue
        share = len(rows) / size
        elsewhere = (shares[key] - share) / max(others, 1)
        ratio = (share + _SMOOTHING / size / 2) / (elsewhere + _SMOOTHING / size / 2)
        weight = share * math.log(ratio) * (_PHRASE_BONUS if len(key) > 1 else 1.0)
        if weight > 0:
            candidates.append(_Candidate(key, frozenset(rows), weight))
    candidates.sort(key=lambda one: (-round(one.weight, 9), one.key))
    return candidates


def _naming(candidates: list[_Candidate], surfaces: Surfaces, used: set[str], size: int) -> Naming:
    forms = {one.key: _form(surfaces[one.key]) for one in candidates[:60]}
    candidates = candidates[:60]
    chosen = _chosen(candidates, forms, MAX_PHRASES)
    keywords = tuple(forms[one.key] for one in _spread(candidates, KEYWORDS))
    label = _label(chosen, forms)
    if label.casefold() in used or not label:
        label = _another(candidates, forms, used)
    return Naming(label, keywords)


def _form(surfaces: Counter[str]) -> str:
    """The form written most often, then the longest, then the first in the alphabet."""
    return min(surfaces, key=lambda surface: (-surfaces[surface], -len(surface), surface)).replace("'", "’")


def _chosen(candidates: list[_Candidate], forms: dict[tuple[str, ...], str], most: int) -> list[_Candidate]:
    """Phrases that name the theme together: each shares no word with the others and covers new texts."""
    chosen: list[_Candidate] = []
    covered: set[int] = set()
    length = 0
    while len(chosen) < most:
        best, best_value = None, 0.0
        for one in candidates:
            added = len(forms[one.key].split())
            if length + added > MAX_WORDS or any(set(one.key) & set(other.key) for other in chosen):
                continue
            value = one.weight * len(one.texts - covered) / len(one.texts)
            if value > best_value + 1e-12:
                best, best_value = one, value
        if best is None or (chosen and best_value < chosen[0].weight / 4):
            break
        chosen.append(best)
        covered |= best.texts
        length += len(forms[best.key].split())
    return chosen


def _spread(candidates: list[_Candidate], most: int) -> list[_Candidate]:
    """Heaviest candidates, none made only of words already there."""
    kept: list[_Candidate] = []
    seen: set[str] = set()
    for one in candidates:
        if not set(one.key) <= seen:
            kept.append(one)
            seen |= set(one.key)
        if len(kept) == most:
            break
    return kept


def _label(chosen: Sequence[_Candidate], forms: dict[tuple[str, ...], str]) -> str:
    text = ", ".join(forms[one.key] for one in chosen)
    return text[:1].upper() + text[1:]


def _another(candidates: list[_Candidate], forms: dict[tuple[str, ...], str], used: set[str]) -> str:
    """A label nobody has: the same without its first phrase, else numbered."""
    for skipped in range(1, len(candidates)):
        label = _label(_chosen(candidates[skipped:], forms, MAX_PHRASES), forms)
        if label and label.casefold() not in used:
            return label
    base = _label(candidates[:1], forms) or "…"
    number = 2
    while f"{base} ({number})".casefold() in used:
        number += 1
    return f"{base} ({number})" if base.casefold() in used else base
