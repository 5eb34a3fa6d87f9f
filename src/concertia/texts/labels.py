"""Names of themes in the words of the contributions: what this theme says that its neighbours do not.

Candidates are words and short phrases; each is weighed by how many more contributions of the theme hold it
than of its siblings (class-based TF-IDF): a word that one contribution repeats names nothing. They are shown
in the form people wrote most often, as a noun where it is one. A theme of themes is named by what it holds.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace

from concertia.texts.candidates import (
    CANDIDATES,
    MAX_WORDS,
    Key,
    Nouns,
    Occurrences,
    Surfaces,
    least_voices,
    read_candidates,
)

MAX_PHRASES = 3
KEYWORDS = 8
MAX_TEXTS = 500
"""Texts read per theme, the most central first."""
_PHRASE_BONUS = 1.7
_SWALLOWED = 0.6
_OF_ACT = 0.25
"""What the word of an act alone weighs: « suppression » says nothing of what should be removed."""
_SHOUTED = 4
_QUIET = 0.5


@dataclass(frozen=True)
class Naming:
    """Label of at most ``MAX_WORDS`` words, the keywords behind it, and the share of the contributions of
    the theme in which at least one of them occurs."""

    label: str
    keywords: tuple[str, ...]
    coverage: float


@dataclass(frozen=True)
class _Candidate:
    key: Key
    voices: frozenset[int]
    weight: float


def name_themes(
    themes: Sequence[Sequence[str]],
    families: Sequence[int],
    language: str,
    *,
    given: Sequence[str | None] = (),
    taken: Sequence[str] = (),
    voices: Sequence[Sequence[int]] = (),
    executor: Executor | None = None,
) -> list[Naming]:
    """One naming per theme (its texts, most central first): labels all different, none in ``taken``.

    ``voices``: for each theme, the contribution of each of its texts; each text is of its own if not told.
    A theme with a ``given`` label keeps it. Themes of one family (the same number, not negative) are
    told apart from each other first.
    """
    told = [list(said[:MAX_TEXTS]) for said in voices] or [list(range(len(t)))[:MAX_TEXTS] for t in themes]
    tasks = [(texts[:MAX_TEXTS], said, language) for texts, said in zip(themes, told, strict=True)]
    found = list(executor.map(read_candidates, tasks) if executor else map(read_candidates, tasks))
    nouns = Nouns(language)
    for read in found:
        nouns.add(read.nouns)
    sizes = [max(1, len(set(said))) for said in told]
    shares = {family: _Shares() for family in (*families, None)}
    for read, size, family in zip(found, sizes, families, strict=True):
        for group in {None, family}:
            shares[group].add(read.counts, size)
    fixed = list(given) or [None] * len(themes)
    used = {label.casefold() for label in (*taken, *fixed) if label is not None}
    names = []
    for read, size, family, label in zip(found, sizes, families, fixed, strict=True):
        rivals = [shares[None], shares[family]] if family >= 0 else [shares[None]]
        candidates = _weighed(read.occurrences, size, rivals, nouns)
        spare = candidates or _frequent(read.occurrences, size)
        naming = _naming(spare, read.surfaces, used if label is None else set(), size)
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

    def add(self, counts: Mapping[Key, int], size: int) -> None:
        """Count one theme of ``size`` texts, ``counts`` of which hold each candidate."""
        self._themes += 1
        for key, count in counts.items():
            self._total[key] += count / size

    def elsewhere(self, key: Key, share: float) -> float:
        """Mean share in the other themes, ``share`` being that of the theme at hand."""
        return (self._total[key] - share) / max(self._themes - 1, 1)


def name_of_parts(parts: Sequence[Naming], own: Naming, used: set[str]) -> Naming:
    """A theme of themes under the first words of the ``parts`` it holds, the largest first; ``own`` naming
    where they are ``used`` already."""
    chosen: list[str] = []
    for part in parts:
        word = part.keywords[0] if part.keywords else part.label
        fits = len(chosen) < MAX_PHRASES and len(" ".join([*chosen, word]).split()) <= MAX_WORDS
        if fits and word.casefold() not in map(str.casefold, chosen):
            chosen.append(word)
    text = ", ".join(chosen)
    label = text[:1].upper() + text[1:]
    return own if not label or label.casefold() in used else replace(own, label=label)


def _weighed(
    occurrences: Occurrences, size: int, rivals: Sequence[_Shares], nouns: Nouns
) -> list[_Candidate]:
    """Candidates by decreasing weight: share of the voices × log of its ratio to the mean elsewhere.

    A word found mostly inside one phrase gives way to it; what is rarely a noun weighs less.
    """
    least = least_voices(size)
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
        bonus = _PHRASE_BONUS if len(key) > 1 else _OF_ACT if key[0] in nouns.acts else 1.0
        weight = share * math.log(ratio) * bonus * nouns.factor(key[0])
        if weight > 0:
            candidates.append(_Candidate(key, frozenset(rows), weight))
    candidates.sort(key=lambda one: (-round(one.weight, 9), one.key))
    return candidates[:CANDIDATES]


def _frequent(occurrences: Occurrences, size: int) -> list[_Candidate]:
    """What is said most, where nothing tells the theme from the others: a poor name, better than none."""
    most = sorted(occurrences.items(), key=lambda entry: (-len(entry[1]), entry[0]))[:CANDIDATES]
    return [_Candidate(key, frozenset(rows), len(rows) / size) for key, rows in most]


def _naming(candidates: list[_Candidate], surfaces: Surfaces, used: set[str], size: int) -> Naming:
    forms = {one.key: _form(surfaces[one.key]) for one in candidates}
    label = _label(_chosen(candidates, forms), forms)
    if label.casefold() in used or not label:
        label = _another(candidates, forms, used)
    keywords = _spread(candidates, KEYWORDS)
    covered = frozenset().union(*(one.voices for one in keywords))
    return Naming(label, tuple(forms[one.key] for one in keywords), len(covered) / size)


def _form(surfaces: Counter[str]) -> str:
    """The form written most often, then the longest, then the first in the alphabet; a shouted one only
    where hardly anybody wrote it otherwise."""
    quiet = {one: count for one, count in surfaces.items() if len(one) < _SHOUTED or not one.isupper()}
    if sum(quiet.values()) < _QUIET * surfaces.total():
        quiet = dict(surfaces)
    return min(quiet, key=lambda surface: (-quiet[surface], -len(surface), surface)).replace("'", "’")


def _chosen(candidates: list[_Candidate], forms: Mapping[Key, str]) -> list[_Candidate]:
    """Phrases that name the theme together: each shares no word with the others and covers new voices."""
    chosen: list[_Candidate] = []
    covered: set[int] = set()
    length = 0
    while len(chosen) < MAX_PHRASES:
        best, best_value = None, 0.0
        for one in candidates:
            added = len(forms[one.key].split())
            if length + added > MAX_WORDS or any(_same_words(one, other, forms) for other in chosen):
                continue
            value = one.weight * len(one.voices - covered) / len(one.voices)
            if value > best_value + 1e-12:
                best, best_value = one, value
        if best is None or (len(chosen) > 1 and best_value < chosen[0].weight / 4):
            break
        chosen.append(best)
        covered |= best.voices
        length += len(forms[best.key].split())
    return chosen


def _same_words(one: _Candidate, other: _Candidate, forms: Mapping[Key, str]) -> bool:
    """Whether two phrases share a word, or are the singular and the plural of one."""
    ends = {forms[candidate.key].casefold().rstrip("sx") for candidate in (one, other)}
    return bool(set(one.key) & set(other.key)) or len(ends) == 1


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
