"""What kind of act each unit is: expectation, fear, condition, refusal, vigilance, proposal…

The kind that the person, or the column of the wall, declared holds for all the units of the
contribution. Otherwise careful rules, in this order: a refusal, a condition or a fear is looked for
before any milder kind. A bare « aucun » is read with the question it answers. In French, what the rules do
not hold is settled by a small model learnt from sentences read one by one (``kind_model``), and in Arabic by
what it learnt of meaning. Elsewhere, what no rule recognises is « autre »: nothing is forced.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from concertia.corpus.folder import Corpus
from concertia.corpus.schema import KINDS
from concertia.language.segmentation import segment
from concertia.language.words import fold
from concertia.texts import kinds_ar, kinds_de, kinds_en, kinds_fr
from concertia.texts.answers import opens_with_no, refuses_nothing, says_only_no
from concertia.texts.embedding import StoredVectors, Vectors
from concertia.texts.kind_model import HELD, chosen, shipped, word_features
from concertia.texts.kind_rules import Rules
from concertia.texts.ordered import in_order
from concertia.texts.units import Units

_RULES: Mapping[str, Rules] = {
    "ar": kinds_ar.RULES,
    "de": kinds_de.RULES,
    "en": kinds_en.RULES,
    "fr": kinds_fr.RULES,
}

_STRONG = ("condition", "refus", "crainte")
"""Looked for in each clause: nothing may hide them."""

_TOLD_FIRST = ("refus", "crainte", "condition", "vigilance")
"""Kinds that no milder one beside them may hide, where only one is told."""

LEARNT = ("fr", "ar")
"""French: the sentences that the model was learnt from. Arabic: their meaning alone, where it is ``SURE``."""

SURE = 0.5
"""Probability from which meaning alone is believed."""

CHUNK = 2_000
"""Units read by the rules in one task: a constant."""
WEIGHED = 20_000
"""Units weighed at once: a constant."""

_READ = 2_000
"""Code points of a unit that are read: only an endless word is longer."""

_LABEL = 120
"""Code points before « : » after which what is said is read on its own, where nothing else is recognised."""

_LOST_APOSTROPHE = re.compile(r"\b(?<!['’-])([cdjlmns]|qu) (?=[aeiouh])")
"""Only French leaves such a letter alone before a vowel: no word of one letter is among these."""

_SAID_OTHERWISE = {
    "attentes": "attente",
    "besoin": "attente",
    "envie": "attente",
    "souhait": "attente",
    "expectation": "attente",
    "erwartung": "attente",
    "peur": "crainte",
    "inquietude": "crainte",
    "fear": "crainte",
    "concern": "crainte",
    "sorge": "crainte",
    "bedingung": "condition",
    "non": "refus",
    "refusal": "refus",
    "ablehnung": "refus",
    "point de vigilance": "vigilance",
    "points de vigilance": "vigilance",
    "idee": "proposition",
    "proposal": "proposition",
    "suggestion": "proposition",
    "vorschlag": "proposition",
    "observation": "constat",
    "frage": "question",
    "testimony": "temoignage",
}


@dataclass(frozen=True)
class Kinds:
    """One entry per unit: ``kind`` among ``schema.KINDS``; ``source``: ``declared``, ``rule``, ``learnt``."""

    kind: NDArray[Any]
    source: NDArray[Any]


def detect_kinds(
    corpus: Corpus,
    units: Units,
    vectors: Vectors | StoredVectors | None = None,
    *,
    executor: Executor | None = None,
) -> Kinds:
    """The kind of every unit: declared for its contribution, else by the rules, else learnt.

    ``vectors``: one row per unit, of the ``use`` embedder; without them the model reads words alone.
    """
    declared = [declared_kind(value) for value in corpus.contributions["declared_kind"]]
    rows = units.contribution.tolist()
    opening = np.diff(units.contribution, prepend=-1) != 0
    questions = corpus.contributions["question"]
    kind: NDArray[Any] = np.array([declared[row] for row in rows], dtype=object)
    unsaid = np.flatnonzero(kind == None)  # noqa: E711 - element by element
    source: NDArray[Any] = np.full(len(units), "declared", dtype=object)
    source[unsaid] = "rule"
    tasks = (
        [
            (str(units.text[at]), str(units.language[at]), questions[rows[at]], bool(opening[at]))
            for at in part
        ]
        for part in np.split(unsaid, range(CHUNK, len(unsaid), CHUNK))
    )
    reads = in_order(_read, tasks, executor)
    start = 0
    while batch := list(islice(reads, WEIGHED // CHUNK)):
        read = _Read.together(batch)
        part = unsaid[start : start + len(read.kind)]
        start += len(part)
        kind[part] = read.kind
        _settle(kind, source, part, units.language[part], read, vectors)
    return Kinds(kind, source)


def _settle(
    kind: NDArray[Any],
    source: NDArray[Any],
    rows: NDArray[np.int64],
    languages: NDArray[Any],
    read: _Read,
    vectors: Vectors | StoredVectors | None,
) -> None:
    """Write what is learnt of the units ``rows``, where the rules let the model answer."""
    french, arabic = (rows[read.learnt & (languages == name).astype(np.bool_)] for name in LEARNT)
    if len(french):
        given = None if vectors is None else vectors[french]
        kind[french] = chosen(shipped().weighed(read.words, kind[french].tolist(), given))
        source[french] = "learnt"
    if vectors is not None and len(arabic):
        shares = shipped().by_meaning(vectors[arabic])
        sure = shares.max(axis=1) >= SURE
        kind[arabic[sure]] = chosen(shares[sure])
        source[arabic[sure]] = "learnt"


def kinds_alone(texts: Sequence[str], languages: Sequence[str]) -> list[str]:
    """One kind for each text, read alone and without vectors: for a list of notes, while somebody waits.

    Its passages are read as ``detect_kinds`` reads them; of several kinds, a refusal, a fear, a condition, a
    vigilance is told before any milder one, else the first that is not « autre ». About 0.3 ms a text.
    """
    parts = [
        (row, text[start:end], language)
        for row, (text, language) in enumerate(zip(texts, languages, strict=True))
        for start, end in segment(text, language)
    ]
    kinds = [kind_of(part, language) for _, part, language in parts]
    french = [
        place
        for place, (_, part, language) in enumerate(parts)
        if language == "fr" and not _holds(part, kinds[place], None)
    ]
    for rows in map(np.ndarray.tolist, _chunks(french)):
        said = [plain(parts[place][1][:_READ]) for place in rows]
        learnt = chosen(shipped().probabilities(said, [kinds[place] for place in rows], None))
        for place, kind in zip(rows, learnt, strict=True):
            kinds[place] = kind
    found: list[list[str]] = [[] for _ in texts]
    for (row, _, _), kind in zip(parts, kinds, strict=True):
        found[row].append(kind)
    return [_told_first(held) for held in found]


def _told_first(kinds: Sequence[str]) -> str:
    strong = (kind for kind in _TOLD_FIRST if kind in kinds)
    return next(strong, next((kind for kind in kinds if kind != "autre"), "autre"))


def _chunks(places: Sequence[int]) -> Iterator[NDArray[np.int64]]:
    for start in range(0, len(places), CHUNK):
        yield np.array(places[start : start + CHUNK], dtype=np.int64)


@dataclass(frozen=True)
class _Read:
    """What some units say by the rules; ``learnt``: (n,) where the model is asked; ``words``: its inputs for
    the French ones of these."""

    kind: list[str]
    learnt: NDArray[np.bool_]
    words: sparse.csr_matrix

    @classmethod
    def together(cls, parts: Sequence[_Read]) -> _Read:
        """One after the other."""
        return cls(
            [kind for part in parts for kind in part.kind],
            np.concatenate([part.learnt for part in parts]),
            sparse.vstack([part.words for part in parts], format="csr"),
        )


def _read(task: Sequence[tuple[str, str, str | None, bool]]) -> _Read:
    kinds = [
        kind_of_answer(text, language, asked, opening=opening) for text, language, asked, opening in task
    ]
    learnt = [
        language in LEARNT and not _holds(text, kind, asked)
        for kind, (text, language, asked, _) in zip(kinds, task, strict=True)
    ]
    french = [
        plain(text[:_READ])
        for (text, language, _, _), asked in zip(task, learnt, strict=True)
        if asked and language == "fr"
    ]
    model = shipped()
    words = word_features(french, model.terms, model.idf)
    return _Read(kinds, np.array(learnt, dtype=np.bool_), words)


def _holds(text: str, rule: str, question: str | None) -> bool:
    """Whether what the rules say stands: a strong kind, a question, a bare « non », nothing to read."""
    said = plain(text[:_READ])
    return rule in HELD or not said or bool(question and says_only_no(said))


def declared_kind(value: str | None) -> str | None:
    """A declared kind as one of ``schema.KINDS``; None where it is none of them."""
    if not value:
        return None
    folded = fold(value).strip()
    for candidate in (folded, folded.removesuffix("s")):
        if candidate in KINDS:
            return candidate
        if candidate in _SAID_OTHERWISE:
            return _SAID_OTHERWISE[candidate]
    return None


def kind_of(text: str, language: str) -> str:
    """The kind that the rules recognise in one unit; « autre » for a language without rules."""
    rules = _RULES.get(language)
    if rules is None:
        return "question" if text.rstrip().endswith(("?", "؟", "\uff1f")) else "autre"
    return _first_match(plain(text[:_READ]), rules)


def kind_of_answer(text: str, language: str, question: str | None, *, opening: bool) -> str:
    """The kind of a unit, read with the question it answers, if any; ``opening``: first of its answer."""
    kind = kind_of(text, language)
    if not question or kind in ("condition", "question"):
        return kind
    said, asked = plain(text[:_READ]), plain(question[:_READ])
    if says_only_no(said):
        return "autre" if refuses_nothing(asked) else "refus"
    if opening and opens_with_no(said, asked) and not refuses_nothing(asked):
        return "refus"
    return kind


def _first_match(text: str, rules: Rules) -> str:
    for looks_strong, replacement in rules.neutral:
        if looks_strong.may_be_in(text):
            text = looks_strong.pattern.sub(replacement, text)
    clauses = [text, *(clause for clause in rules.turn.split(text)[1:] if clause)]
    for kind, sought in rules.ordered:
        if any(sought.search(clause) for clause in (clauses if kind in _STRONG else clauses[:1])):
            return kind
    label, _, said = text.partition(":")
    return _first_match(said.strip(" -–—•\"«'"), rules) if said and len(label) <= _LABEL else "autre"


@lru_cache(maxsize=1 << 12)
def plain(text: str) -> str:
    """As rules and model read it: folded, one space between words, opening marks and quotes left out, the
    apostrophes that a form lost put back (« pas d accord »)."""
    folded = _LOST_APOSTROPHE.sub(r"\1'", re.sub(r"\s+", " ", fold(text)))
    return re.sub(r"^[^\w]+", "", folded).strip()
