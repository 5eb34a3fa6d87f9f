"""What may name a theme: the words and short phrases of its texts, who says each, and in which forms."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from concertia.language.words import Word, stems, words

MAX_WORDS = 6
"""Words of a label."""
CANDIDATES = 60
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
_ACTS = {
    "fr": "stop suppression arrêt fin interdiction création augmentation hausse baisse diminution réduction "
    "mise développement renforcement amélioration sortie maintien proposition solution objectif nombre forme "
    "condition rédaction disposition gestion manière façon chose",
    "en": "stop end ban creation increase rise decrease reduction development improvement proposal solution "
    "number form condition way thing",
}
_AS_NOUN = 1_000
"""What a form seen as a noun counts for: « le climat » goes before « climatique », of the same stem."""
_BLANK = re.compile(r"\s+")

Key = tuple[str, ...]
"""Stems of a candidate."""
Occurrences = dict[Key, set[int]]
Surfaces = dict[Key, Counter[str]]


class Nouns:
    """How often each stem was seen where only a noun stands: after a determiner, or capitalised in German."""

    def __init__(self, language: str) -> None:
        self.acts = frozenset(stem for stem, _ in stems(_ACTS.get(language, ""), language))
        self._seen: Counter[str] = Counter()
        self._named: Counter[str] = Counter()

    def read(self, text: str, found: Sequence[Word], language: str) -> set[int]:
        """Learn from one text; where the words that are surely nouns there start."""
        determiners = _DETERMINERS.get(language)
        named = set()
        for index, word in enumerate(found):
            if not word.content:
                continue
            self._seen[word.stem] += 1
            if language == "de":
                noun = text[word.start].isupper()
            else:
                noun = determiners is None or _is_named(text, found, index, determiners)
            if noun:
                self._named[word.stem] += 1
                named.add(word.start)
        return named

    def add(self, other: Nouns) -> None:
        """Learn what another one learnt."""
        self._seen.update(other._seen)
        self._named.update(other._named)

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


@dataclass(frozen=True)
class Candidates:
    """What the texts of a theme hold: how many voices hold each candidate; for those that may name it, which
    voices and in which forms."""

    counts: dict[Key, int]
    occurrences: Occurrences
    surfaces: Surfaces
    nouns: Nouns


def read_candidates(task: tuple[Sequence[str], Sequence[int], str]) -> Candidates:
    """Those of texts, each with its voice, in a language."""
    texts, voices, language = task
    occurrences: Occurrences = defaultdict(set)
    surfaces: Surfaces = defaultdict(Counter)
    nouns = Nouns(language)
    for voice, text in zip(voices, texts, strict=True):
        shouted = text.isupper()
        found = words(text, language)
        named = nouns.read(text, found, language)
        for phrase in _phrases(text, found, language):
            key = tuple(word.stem for word in phrase)
            start, end = phrase[0].start, phrase[-1].end
            surface = text[start : start + len(phrase[0].surface)] if len(phrase) == 1 else text[start:end]
            surface = _BLANK.sub(" ", surface.lower() if shouted else _without_capital(text, start, surface))
            occurrences[key].add(voice)
            surfaces[key][surface] += _AS_NOUN if len(phrase) == 1 and start in named else 1
    counts = {key: len(held) for key, held in occurrences.items()}
    most = sorted(counts, key=lambda key: (-counts[key], key))[:CANDIDATES]
    least = least_voices(len(set(voices)))
    kept = {*most, *(key for key, count in counts.items() if count >= least)}
    return Candidates(
        counts,
        {key: held for key, held in occurrences.items() if key in kept},
        {key: forms for key, forms in surfaces.items() if key in kept},
        nouns,
    )


def least_voices(size: int) -> int:
    """Voices of a theme of ``size`` that must hold a candidate."""
    return max(2 if size >= 3 else 1, math.ceil(_MIN_SHARE * size))


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
