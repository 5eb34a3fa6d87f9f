"""What an author states outright about a consulted text: « avis défavorable », « oui, mais ».

Folded text is rewritten by an ordered list of turns of phrase, each replaced by a mark (for, against,
qualified); a mark is then read with its strength, its object and the reserves that follow it. A stated
refusal is never softened by a reserve; a stated approval is. What nobody states gives nothing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from concertia.language.words import fold, stems
from concertia.texts import positions_de, positions_en, positions_fr
from concertia.texts.position_turns import AGAINST, FOR, JUDGEMENT, QUALIFIED, Turns

_TURNS = {"de": positions_de.TURNS, "en": positions_en.TURNS, "fr": positions_fr.TURNS}
_READ = 6_000
"""Code points of a contribution that are read."""
_OF_TEXT = 400
"""Code points of the consulted text whose words name it: its title and first lines."""
_MARK = re.compile(r"⟨([FDN])(\d)⟩")
_SENTENCE = re.compile(r"[.!?;\n…]+")
_QUOTED = re.compile(r"«([^«»]{1,600})»|“([^“”]{1,600})”|\"([^\"]{1,600})\"")
_OWN_WORDS = 2
"""Words of a quotation up to which it may be an emphasis of the author: avis « défavorable »."""
_LEAST_STEM = 3
"""Letters of a word of the consulted text that names it: « ZFE », not « n° »."""
_CALLED = re.compile(r"\bprojets? d(?:e |u |es |')(?:la |l'|les )?([a-z][\w-]{3,})")
_CALLED_BY, _CALLED_SHARE = 3, 0.02
_OPENING = 2
"""Sentences in which a judgement (« bonne idée », « oui ») is one on the whole text."""
_OBJECT = 9
"""Words after a stance in which its object is looked for."""


@dataclass(frozen=True)
class _Stated:
    sign: str
    strength: int
    sentence: int
    reserved: bool
    opposed: bool
    """Whether « mais » stands between this mark and the one before it."""


def called(texts: Iterable[str]) -> tuple[str, ...]:
    """What authors call the consulted text: « projet de déviation », when its title says « contournement ».

    The words of a share ``_CALLED_SHARE`` of the ``texts`` at least, and of ``_CALLED_BY``; sorted.
    """
    held: Counter[str] = Counter()
    count = 0
    for text in texts:
        count += 1
        held.update(set(_CALLED.findall(fold(text[:_READ]))))
    return tuple(sorted(word for word, n in held.items() if n >= max(_CALLED_BY, count * _CALLED_SHARE)))


def stated_position(text: str, language: str, consulted: str = "", names: tuple[str, ...] = ()) -> str | None:
    """The position that ``text`` states: favorable, defavorable or nuance; None where it states none.

    ``consulted``: the consulted text, whose words show that « contre l'éolien » is about it; ``names``:
    other words for it (``called``). A language without turns of its own is read with the French ones.
    """
    turns = _TURNS.get(language, positions_fr.TURNS)
    sentences = _sentences(_own_words(text[:_READ]), turns)
    about = _about(turns, " ".join([consulted[:_OF_TEXT], *names]), language)
    marked = [turns.mark(sentence, about) for sentence in sentences]
    found = list(_statements(marked, turns))
    return _verdict(found) if found else None


def _own_words(text: str) -> str:
    """Folded text without the words of others: quotations of three words or more."""
    # « maïs », once folded, would read as « mais ».
    kept = _QUOTED.sub(_unquoted, re.sub(r"\b(ma)ï(s)\b", r"\1i-\2", text))
    return re.sub(r"[^\S\n]+", " ", fold(kept))


def _unquoted(match: re.Match[str]) -> str:
    words = next(group for group in match.groups() if group is not None)
    return f" {words} " if len(words.split()) <= _OWN_WORDS or len(words) > len(match.string) * 0.8 else " "


def _sentences(text: str, turns: Turns) -> list[str]:
    for pattern, replacement in turns.neutral:
        text = pattern.sub(replacement, text)
    parts = (re.sub(r"^[^\w]+", "", part).strip() for part in _SENTENCE.split(text))
    return [part for part in parts if part]


@lru_cache(maxsize=8)
def _about(turns: Turns, consulted: str, language: str) -> Callable[[str], bool | None]:
    """Whether what follows a stance is about the consulted text; None where no object follows."""
    own = sorted({re.escape(stem) for stem, _ in stems(consulted, language) if len(stem) >= _LEAST_STEM})
    named = re.compile(rf"\b(?:{'|'.join([turns.named, *(f'{stem}{chr(92)}w*' for stem in own)])})\b")

    def about(after: str) -> bool | None:
        words = re.split(turns.stops, after.strip(), maxsplit=1)[0].split()[:_OBJECT]
        if named.search(" ".join(words)):
            return True
        return False if words and turns.introduced.match(words[0]) else None

    return about


def _statements(marked: Sequence[str], turns: Turns) -> Iterable[_Stated]:
    for number, sentence in enumerate(marked):
        found = list(_MARK.finditer(sentence))
        after = marked[number + 1] if number + 1 < len(marked) else ""
        for index, match in enumerate(found):
            end = found[index + 1].start() if index + 1 < len(found) else len(sentence)
            follows = sentence[match.end() : end]
            before = (
                sentence[: match.start()] if index == 0 else sentence[found[index - 1].end() : match.start()]
            )
            last = index + 1 == len(found)
            reserved = (
                bool(turns.reserve.search(follows))
                or bool(index == 0 and turns.proviso.match(before))
                or bool(turns.concession.search(before))
                or bool(last and turns.turn.match(after) and not _MARK.search(after))
            )
            opposed = bool(turns.but.search(before)) or bool(index == 0 and turns.turn.match(sentence))
            if match.group(2) != JUDGEMENT or number < _OPENING:
                yield _Stated(match.group(1), int(match.group(2)), number, reserved, opposed)


def _verdict(found: Sequence[_Stated]) -> str:
    """The strongest statements decide; among them, what follows « mais » holds against what it concedes."""
    strongest = max(one.strength for one in found)
    kept = [one for one in found if one.strength == strongest]
    signs = [one.sign for one in kept]
    if QUALIFIED in signs:
        return "nuance"
    if AGAINST not in signs:
        return "nuance" if any(one.reserved for one in kept) else "favorable"
    if FOR not in signs:
        return "defavorable"
    last = kept[-1]
    conceded = last.sign == AGAINST and last.opposed and signs.count(AGAINST) == 1
    return "defavorable" if conceded else "nuance"
