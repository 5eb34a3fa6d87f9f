"""What kind of act each unit is: expectation, fear, condition, refusal, vigilance, proposal…

The kind that the person, or the column of the wall, declared holds for all the units of the
contribution. Otherwise careful rules, in this order: a refusal, a condition or a fear is looked for
before any milder kind. A bare « aucun » is read with the question it answers. What no rule recognises is
« autre »: nothing is forced.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from concertia.corpus.folder import Corpus
from concertia.corpus.schema import KINDS
from concertia.language.words import fold
from concertia.texts import kinds_ar, kinds_de, kinds_en, kinds_fr
from concertia.texts.answers import opens_with_no, refuses_nothing, says_only_no
from concertia.texts.kind_rules import Rules
from concertia.texts.units import Units

_RULES: Mapping[str, Rules] = {
    "ar": kinds_ar.RULES,
    "de": kinds_de.RULES,
    "en": kinds_en.RULES,
    "fr": kinds_fr.RULES,
}

_STRONG = ("condition", "refus", "crainte")
"""Looked for in each clause: nothing may hide them."""

_READ = 2_000
"""Code points of a unit that are read: only an endless word is longer."""

_LABEL = 120
"""Code points before « : » after which what is said is read on its own, where nothing else is recognised."""

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
    """One entry per unit: ``kind`` among ``schema.KINDS``; ``source`` is ``declared`` or ``rule``."""

    kind: NDArray[Any]
    source: NDArray[Any]


def detect_kinds(corpus: Corpus, units: Units) -> Kinds:
    """The kind of every unit: declared for its contribution, else by the rules of its language."""
    declared = [declared_kind(value) for value in corpus.contributions["declared_kind"]]
    kind = np.empty(len(units), dtype=object)
    source = np.empty(len(units), dtype=object)
    questions = corpus.contributions["question"]
    previous = -1
    for index, row in enumerate(units.contribution.tolist()):
        known, text, language = declared[row], str(units.text[index]), str(units.language[index])
        kind[index] = known or kind_of_answer(text, language, questions[row], opening=row != previous)
        previous = row
        source[index] = "declared" if known else "rule"
    return Kinds(kind, source)


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
    return _first_match(_plain(text[:_READ]), rules)


def kind_of_answer(text: str, language: str, question: str | None, *, opening: bool) -> str:
    """The kind of a unit, read with the question it answers, if any; ``opening``: first of its answer."""
    kind = kind_of(text, language)
    if not question or kind in ("condition", "question"):
        return kind
    said, asked = _plain(text[:_READ]), _plain(question[:_READ])
    if says_only_no(said):
        return "autre" if refuses_nothing(asked) else "refus"
    if opening and opens_with_no(said, asked) and not refuses_nothing(asked):
        return "refus"
    return kind


def _first_match(text: str, rules: Rules) -> str:
    for pattern, replacement in rules.neutral:
        text = pattern.sub(replacement, text)
    clauses = [text, *(clause for clause in rules.turn.split(text)[1:] if clause)]
    for kind, pattern in rules.ordered:
        if any(pattern.search(clause) for clause in (clauses if kind in _STRONG else clauses[:1])):
            return kind
    label, _, said = text.partition(":")
    return _first_match(said.strip(" -–—•\"«'"), rules) if said and len(label) <= _LABEL else "autre"


@lru_cache(maxsize=1 << 16)
def _plain(text: str) -> str:
    """Folded, one space between words, opening marks and quotes left out."""
    folded = re.sub(r"\s+", " ", fold(text))
    return re.sub(r"^[^\w]+", "", folded).strip()
