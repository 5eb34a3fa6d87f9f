"""What kind of act each unit is: expectation, fear, condition, refusal, vigilance, proposal…

The kind that the person, or the column of the wall, declared holds for all the units of the
contribution. Otherwise careful rules, in this order: a refusal, a condition or a fear is looked for
before any milder kind. What no rule recognises is « autre »: nothing is forced.
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
    for index, row in enumerate(units.contribution.tolist()):
        known = declared[row]
        kind[index] = known or kind_of(str(units.text[index]), str(units.language[index]))
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


def _first_match(text: str, rules: Rules) -> str:
    for pattern, replacement in rules.neutral:
        text = pattern.sub(replacement, text)
    clauses = [text, *(clause for clause in rules.turn.split(text)[1:] if clause)]
    for kind, pattern in rules.ordered:
        if any(pattern.search(clause) for clause in (clauses if kind in _STRONG else clauses[:1])):
            return kind
    return "autre"


@lru_cache(maxsize=1 << 16)
def _plain(text: str) -> str:
    """Folded, one space between words, opening marks and quotes left out."""
    folded = re.sub(r"\s+", " ", fold(text))
    return re.sub(r"^[^\w]+", "", folded).strip()
