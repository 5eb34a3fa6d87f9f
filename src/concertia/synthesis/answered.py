"""What a generative model may not answer: each rule names the reason for which its words are not used.

It was given an id and passages of different contributions, and asked for a few words. Whatever it answers
(an invented figure, a name, what one contribution told it to write), either all of these rules hold or the
wording of the engine stays.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

from concertia.language.words import fold, stems, words
from concertia.synthesis.evidence import population_claim
from concertia.texts.kinds import kind_of_answer

SHARED = 2
"""Passages, each of another contribution, that a word must be in: what one alone says is not of all."""
NEW_WORDS = 1 / 3
"""Most content words of an answer that may be in fewer than ``SHARED`` passages."""
MOST = {"label": 70, "sentence": 240}
"""Characters of an answer, by what was asked."""
MOST_WORDS = {"label": 9, "sentence": 40}
LEAST = 3
"""Content words of a sentence under which it says nothing."""
REASONS = (
    "unreachable", "status", "timeout", "too_long", "not_json", "other_id", "empty", "long", "markup",
    "unfinished", "repeated", "quotation", "number", "name", "population", "kind", "support", "same",
    "taken", "withdrawn",
)  # fmt: skip
"""Why words were not used, in the order of the tests; the last ones depend on the rest of the reading."""

_MARKUP = re.compile(r"[<>{}\[\]|`*_#~\\]|https?:|www\.|@|//|\n|\r|\t")
_QUOTED = re.compile(r"«([^»]*)»|“([^”]*)”|„([^“”]*)[“”]|\"([^\"]*)\"|(?<!\w)['‘]([^'‘’]{2,})['’](?!\w)")
_MARKS = re.compile("[«»“”„\"‘]|(?<!\\w)'")
_DIGITS = re.compile(r"\d+(?:[.,\u202f\u00a0 ]\d+)*")
_QUANTITIES = frozenset(
    fold("""
    deux trois quatre cinq six sept huit neuf dix onze douze vingt trente quarante cinquante soixante
    cent cents mille million millions milliard milliards moitié tiers quart quarts majorité minorité
    plupart unanimité unanime unanimes double triple dizaine dizaines centaine centaines millier
    milliers premier première second seconde troisième pourcent pourcentage two three four five seven
    eight nine ten eleven twelve twenty thirty forty fifty hundred thousand billion half third quarter
    majority minority most unanimous dozen percent first zwei drei vier fünf sechs sieben acht neun zehn
    elf zwölf zwanzig dreißig vierzig fünfzig hundert tausend millionen milliarde hälfte drittel viertel
    mehrheit minderheit meisten einstimmig prozent
    """).split()
)
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
"""Categories of characters that show nothing or change what is around."""
_STRONG = frozenset({"refus", "condition", "crainte"})


def wording_section(wordings: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """``wording`` of ``result.json``: which model, how many questions, answers used, others by reason.

    Empty where no model was asked.
    """
    if not wordings:
        return {}
    refused = Counter(str(line["reason"]) for line in wordings if not line["accepted"])
    return {
        "model": str(wordings[0]["model"]),
        "asked": len(wordings),
        "accepted": len(wordings) - refused.total(),
        "refused": {reason: refused[reason] for reason in REASONS if refused[reason]},
    }


def without_refused(wordings: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The exchanges as they are published: of a refused answer, which may say anything, only the reason."""
    return [{**line, "answered": line["answered"] if line["accepted"] else None} for line in wordings]


def read_answer(content: str, target: str) -> tuple[str, str | None]:
    """(words, reason) of an answer to what was asked about ``target``; words are empty where it is not
    the object asked for: ``{"id": …, "text": …}`` and nothing else."""
    try:
        answer = json.loads(content)
    except (ValueError, RecursionError):
        return "", "not_json"
    if not isinstance(answer, dict) or set(answer) != {"id", "text"} or not isinstance(answer["text"], str):
        return "", "not_json"
    if answer["id"] != target:
        return "", "other_id"
    return answer["text"].strip(), None


def refusal(text: str, task: str, passages: Sequence[str], language: str) -> str | None:
    """Why ``text`` cannot stand for ``passages`` (each of another contribution); None where it may.

    ``task``: ``label`` or ``sentence``.
    """
    if not text:
        return "empty"
    if len(text) > MOST[task] or len(text.split()) > MOST_WORDS[task]:
        return "long"
    if _MARKUP.search(text) or any(unicodedata.category(one) in _UNSEEN for one in text):
        return "markup"
    if _unfinished(text, task, language):
        return "unfinished"
    if _repeats(text):
        return "repeated"
    if not _quotes_hold(text, passages):
        return "quotation"
    if _quantities(text) - _shared(map(_quantities, passages)):
        return "number"
    if _new_name(text, passages, language):
        return "name"
    if population_claim(text) is not None:
        return "population"
    if task == "sentence" and kind_of_answer(text, language, None, opening=True) in _STRONG:
        return "kind"
    return None if _supported(text, passages, language) else "support"


def _unfinished(text: str, task: str, language: str) -> bool:
    """Whether it stops on a small word, or for a sentence without a stop or before it says anything."""
    found = words(text, language)
    if not found or not (found[-1].content or found[-1].surface[0].isdigit()):
        return True
    return task == "sentence" and (text[-1] not in ".!?…»" or sum(w.content for w in found) < LEAST)


def _repeats(text: str) -> bool:
    """Whether it says the same word twice running, or the same three words twice: a model going round."""
    said = re.findall(r"\w+", fold(text))
    threes = list(zip(said, said[1:], said[2:], strict=False))
    twice = any(one == after for one, after in pairwise(said))
    return twice or len(set(threes)) < len(threes)


def _quotes_hold(text: str, passages: Sequence[str]) -> bool:
    """Whether whatever stands in quotation marks is in a passage, character for character."""
    for match in _QUOTED.finditer(text):
        quoted = next(group for group in match.groups() if group is not None).strip()
        if not quoted or not any(quoted in passage for passage in passages):
            return False
    return not _MARKS.search(_QUOTED.sub(" ", text))


def _quantities(text: str) -> set[str]:
    """Numbers in digits, words of quantity and percent signs of a text."""
    found = {re.sub(r"\D", "", match.group()) for match in _DIGITS.finditer(text)}
    found |= {word for word in re.findall(r"\w+", fold(text)) if word in _QUANTITIES}
    return found | {sign for sign in "%‰€$£" if sign in text}


def _shared(found: Iterable[set[str]]) -> set[str]:
    counts = Counter(one for own in found for one in own)
    return {one for one, count in counts.items() if count >= SHARED}


def _new_name(text: str, passages: Sequence[str], language: str) -> bool:
    """Whether a capitalised word is in fewer than ``SHARED`` passages. The first word may be any word that
    is not a name, so its stem is looked for; where it is in none, it might be one."""
    written = _shared(map(_forms, passages))
    stemmed = _shared({stem for stem, _ in stems(passage, language)} for passage in passages)
    for index, word in enumerate(words(text, language)):
        if not text[word.start].isupper():
            continue
        plain = not word.content or (index == 0 and word.stem in stemmed)
        if not plain and fold(word.surface) not in written:
            return True
    return False


def _forms(passage: str) -> set[str]:
    return {fold(word) for word in re.findall(r"[\w'’·-]+", passage)} | set(re.findall(r"\w+", fold(passage)))


def _supported(text: str, passages: Sequence[str], language: str) -> bool:
    """Whether enough of its content words are said by several of those it speaks for."""
    said = [stem for stem, _ in stems(text, language)]
    held = Counter(stem for passage in passages for stem in {stem for stem, _ in stems(passage, language)})
    new = sum(held[stem] < SHARED for stem in said)
    return bool(said) and new < len(said) and new <= NEW_WORDS * len(said)
