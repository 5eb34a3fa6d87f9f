"""Names of themes in the words of the contributions: what this theme says that its neighbours do not.

Candidates are words and short phrases; each is weighed by how much more often it occurs in the texts of
the theme than in those of its siblings (class-based TF-IDF), shown in the form people wrote most often.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from concertia.language.words import Word, words

MAX_WORDS = 6
MAX_PHRASES = 3
KEYWORDS = 8
MAX_TEXTS = 2_000
"""Texts read per theme, the most central first."""
_PHRASE_BONUS = 1.7
_SWALLOWED = 0.6
_CANDIDATES = 60
_MIN_SHARE = 0.02
_LINKERS = {
    "fr": re.compile(
        r"(?:-|\s+(?:(?:de|du|des|en|à|au|aux|sur|par)\s+)?(?:(?:la|le|les|l['’]|d['’]|de l['’])\s*)?)", re.I
    ),
    "en": re.compile(r"(?:-|\s+(?:(?:of|in|for|to|on)\s+)?(?:the\s+)?)", re.I),
    "de": re.compile(r"(?:-|\s+(?:(?:von|für|in|im|auf|zu)\s+)?(?:(?:der|die|das|den|dem)\s+)?)", re.I),
}
_PLAIN_LINK = re.compile(r"-|\s*")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_DETERMINERS = {
    "fr": _words(
        "le la les un une des du de au aux ce cet cette ces mon ma mes notre nos votre vos leur leurs"
    ),
    "en": _words("the a an of our their your my his her its this these those no more some any"),
}
_ADVERB = re.compile(r"\w+(?:ally|ically|ively|ously|ently|antly|edly)$")
"""In English, after « more », an adverb: « more democratically »."""
_INFINITIVE = re.compile(r"\w+(?:er|ir|oir|re)$")
"""In French, after « de » and « d' », most often a verb (« de poser »)."""
_MOSTLY_NAMED = 0.4
"""Share of its occurrences after a determiner from which a word is surely a noun."""
_BLANK = re.compile(r"\s+")

Key = tuple[str, ...]
"""Stems of a candidate."""
Occurrences = dict[Key, set[int]]
Surfaces = dict[Key, Counter[str]]


@dataclass(frozen=True)
class Naming:
    """Label of at most ``MAX_WORDS`` words, the keywords behind it, and the share of the texts of the
    theme in which at least one of them occurs."""

    label: str
    keywords: tuple[str, ...]
    coverage: float


@dataclass(frozen=True)
class _Candidate:
    key: Key
    texts: frozenset[int]
    weight: float


def name_themes(
    themes: Sequence[Sequence[str]],
    families: Sequence[int],
    language: str,
    *,
    given: Sequence[str | None] = (),
    taken: Sequence[str] = (),
) -> list[Naming]:
    """One naming per theme (its texts, most central first): labels all different, none in ``taken``.

    A theme with a ``given`` label keeps it. Themes of one family (the same number, not negative) are
    told apart from each other first.
    """
    nouns = _Nouns()
    found = [_occurrences(texts[:MAX_TEXTS], language, nouns) for texts in themes]
    sizes = [max(1, min(len(texts), MAX_TEXTS)) for texts in themes]
    shares = {family: _Shares() for family in (*families, None)}
    for (occurrences, _), size, family in zip(found, sizes, families, strict=True):
        for group in {None, family}:
            shares[group].add(occurrences, size)
    fixed = list(given) or [None] * len(themes)
    used = {label.casefold() for label in (*taken, *fixed) if label is not None}
    names = []
    for (occurrences, surfaces), size, family, label in zip(found, sizes, families, fixed, strict=True):
        rivals = [shares[None], shares[family]] if family >= 0 else [shares[None]]
        candidates = _weighed(occurrences, size, rivals, nouns)
        spare = candidates or _frequent(occurrences, size)
        naming = _naming(spare, surfaces, used if label is None else set(), size)
        if not candidates:
            naming = replace(naming, keywords=(), coverage=0.0)
        if label is None:
            used.add(naming.label.casefold())
        names.append(naming if label is None else replace(naming, label=label))
    return names


class _Shares:
    """Sum, over some themes, of the share of their texts that hold each candidate."""

    def __init__(self) -> None:
        self._total: defaultdict[Key, float] = defaultdict(float)
        self._themes = 0

    def add(self, occurrences: Occurrences, size: int) -> None:
        """Count one theme of ``size`` texts."""
        self._themes += 1
        for key, rows in occurrences.items():
            self._total[key] += len(rows) / size

    def elsewhere(self, key: Key, share: float) -> float:
        """Mean share in the other themes, ``share`` being that of the theme at hand."""
        return (self._total[key] - share) / max(self._themes - 1, 1)


class _Nouns:
    """How often each stem was seen where only a noun stands: after a determiner, or capitalised in German."""

    def __init__(self) -> None:
        self._seen: Counter[str] = Counter()
        self._named: Counter[str] = Counter()

    def read(self, text: str, found: Sequence[Word], language: str) -> None:
        """Learn from one text."""
        determiners = _DETERMINERS.get(language)
        for index, word in enumerate(found):
            if not word.content:
                continue
            self._seen[word.stem] += 1
            if language == "de":
                self._named[word.stem] += text[word.start].isupper()
            elif determiners is None or _is_named(text, found, index, determiners):
                self._named[word.stem] += 1

    def factor(self, stem: str) -> float:
        """From 0.1 (never after a determiner) to 1 (surely a noun)."""
        share = self._named[stem] / self._seen[stem] if self._seen[stem] else 1.0
        return 0.1 + 0.9 * min(1.0, share / _MOSTLY_NAMED)


def _is_named(text: str, found: Sequence[Word], index: int, determiners: frozenset[str]) -> bool:
    """Whether the word stands after a determiner, elided or not, that is not « de » before a verb."""
    word = found[index]
    before = text[max(word.start - 2, 0) : word.start]
    if before[-1:] in ("'", "’"):
        return before[0] in "lL" or (before[0] in "dD" and not _INFINITIVE.match(word.surface))
    if not before[-1:].isspace() or not index or found[index - 1].surface not in determiners:
        return False
    if found[index - 1].surface == "more" and _ADVERB.match(word.surface):
        return False
    return found[index - 1].surface != "de" or not _INFINITIVE.match(word.surface)


def _occurrences(texts: Sequence[str], language: str, nouns: _Nouns) -> tuple[Occurrences, Surfaces]:
    occurrences: Occurrences = defaultdict(set)
    surfaces: Surfaces = defaultdict(Counter)
    for row, text in enumerate(texts):
        shouted = text.isupper()
        found = words(text, language)
        nouns.read(text, found, language)
        for phrase in _phrases(text, found, language):
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


def _phrases(text: str, found: Sequence[Word], language: str) -> Iterator[list[Word]]:
    """Content words, and up to three of them linked only by small words; never one ideograph alone."""
    content = [word for word in found if word.content]
    link = _LINKERS.get(language, _PLAIN_LINK)
    for index, word in enumerate(content):
        phrase = [word]
        if word.end - word.start > 1:
            yield phrase
        for following in content[index + 1 : index + 3]:
            if not link.fullmatch(text, phrase[-1].end, following.start):
                break
            phrase = [*phrase, following]
            if len(text[phrase[0].start : following.end].split()) <= MAX_WORDS - 1:
                yield phrase


def _weighed(
    occurrences: Occurrences, size: int, rivals: Sequence[_Shares], nouns: _Nouns
) -> list[_Candidate]:
    """Candidates by decreasing weight: share in the theme × log of its ratio to the mean elsewhere.

    A word found mostly inside one phrase gives way to it; what is rarely a noun weighs less.
    """
    least = max(2 if size >= 3 else 1, math.ceil(_MIN_SHARE * size))
    frequent = {
        key: rows for key, rows in occurrences.items() if len(rows) >= least and len(set(key)) == len(key)
    }
    inside: defaultdict[str, int] = defaultdict(int)
    for key, rows in frequent.items():
        for stem in key if len(key) > 1 else ():
            inside[stem] = max(inside[stem], len(rows))
    candidates = []
    for key, rows in frequent.items():
        if len(key) == 1 and inside[key[0]] >= _SWALLOWED * len(rows):
            continue
        share = len(rows) / size
        elsewhere = max(rival.elsewhere(key, share) for rival in rivals)
        ratio = (share + 0.5 / size) / (elsewhere + 0.5 / size)
        bonus = _PHRASE_BONUS if len(key) > 1 else 1.0
        weight = share * math.log(ratio) * bonus * nouns.factor(key[0])
        if weight > 0:
            candidates.append(_Candidate(key, frozenset(rows), weight))
    candidates.sort(key=lambda one: (-round(one.weight, 9), one.key))
    return candidates[:_CANDIDATES]


def _frequent(occurrences: Occurrences, size: int) -> list[_Candidate]:
    """What is said most, where nothing tells the theme from the others: a poor name, better than none."""
    most = sorted(occurrences.items(), key=lambda entry: (-len(entry[1]), entry[0]))[:_CANDIDATES]
    return [_Candidate(key, frozenset(rows), len(rows) / size) for key, rows in most]


def _naming(candidates: list[_Candidate], surfaces: Surfaces, used: set[str], size: int) -> Naming:
    forms = {one.key: _form(surfaces[one.key]) for one in candidates}
    label = _label(_chosen(candidates, forms), forms)
    if label.casefold() in used or not label:
        label = _another(candidates, forms, used)
    keywords = _spread(candidates, KEYWORDS)
    covered = frozenset().union(*(one.texts for one in keywords))
    return Naming(label, tuple(forms[one.key] for one in keywords), len(covered) / size)


def _form(surfaces: Counter[str]) -> str:
    """The form written most often, then the longest, then the first in the alphabet."""
    return min(surfaces, key=lambda surface: (-surfaces[surface], -len(surface), surface)).replace("'", "’")


def _chosen(candidates: list[_Candidate], forms: Mapping[Key, str]) -> list[_Candidate]:
    """Phrases that name the theme together: each shares no word with the others and covers new texts."""
    chosen: list[_Candidate] = []
    covered: set[int] = set()
    length = 0
    while len(chosen) < MAX_PHRASES:
        best, best_value = None, 0.0
        for one in candidates:
            added = len(forms[one.key].split())
            if length + added > MAX_WORDS or any(set(one.key) & set(other.key) for other in chosen):
                continue
            value = one.weight * len(one.texts - covered) / len(one.texts)
            if value > best_value + 1e-12:
                best, best_value = one, value
        if best is None or (len(chosen) > 1 and best_value < chosen[0].weight / 4):
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


def _label(chosen: Sequence[_Candidate], forms: Mapping[Key, str]) -> str:
    text = ", ".join(forms[one.key] for one in chosen)
    return text[:1].upper() + text[1:]


def _another(candidates: list[_Candidate], forms: Mapping[Key, str], used: set[str]) -> str:
    """A label nobody has: without its first phrases, else two of its phrases, else numbered."""
    chosen = [_chosen(candidates[skipped:], forms) for skipped in range(1, len(candidates))]
    chosen += [[candidates[0], one] for one in candidates[1:] if not set(one.key) & set(candidates[0].key)]
    for phrases in chosen:
        label = _label(phrases, forms)
        if label and label.casefold() not in used and len(label.split()) <= MAX_WORDS:
            return label
    base = _label(candidates[:1], forms) or "…"
    number = 2
    while f"{base} ({number})".casefold() in used:
        number += 1
    return f"{base} ({number})" if base.casefold() in used else base
