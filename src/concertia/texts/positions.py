"""For, against or qualified: what each author declared, else what the words of the contribution state.

A position is that of a whole contribution, title and body read together. The one declared holds. Otherwise,
where a consulted text is named, the turns of phrase by which people take sides are read
(``position_rules``). A reply answers another contribution, not the consulted text: only its declaration
counts. What nothing states is ``indetermine``: no position is guessed from an argument.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from concertia.corpus.folder import Corpus
from concertia.corpus.schema import POSITIONS
from concertia.language.words import fold
from concertia.texts.position_rules import called, stated_position
from concertia.texts.units import CHUNK, Units

UNKNOWN = "indetermine"
SOURCES = ("declared", "human", "stated", "learnt")
"""Where a position comes from: its author, a reader who coded it, the words, or examples coded by readers."""
_SAID_OTHERWISE = {
    "pour": "favorable",
    "oui": "favorable",
    "for": "favorable",
    "in favour": "favorable",
    "agree": "favorable",
    "d'accord": "favorable",
    "dafur": "favorable",
    "contre": "defavorable",
    "non": "defavorable",
    "against": "defavorable",
    "disagree": "defavorable",
    "pas d'accord": "defavorable",
    "dagegen": "defavorable",
    "nuancee": "nuance",
    "mitige": "nuance",
    "mixed": "nuance",
    "oui mais": "nuance",
    "qualified": "nuance",
    "teils": "nuance",
}


@dataclass(frozen=True)
class Positions:
    """One entry per unit, the same for all the units of a contribution.

    ``position`` among ``schema.POSITIONS``; ``source``: ``declared``, ``stated`` (read in the words),
    ``learnt`` (from examples), None where nothing is known.
    """

    position: NDArray[Any]
    source: NDArray[Any]


def positions_of_units(
    corpus: Corpus, units: Units, consulted: str | None = None, *, executor: Executor | None = None
) -> Positions | None:
    """Position of each unit's author on the ``consulted`` text.

    Without a consulted text only declarations count; None where nobody declared any.
    """
    declared = [declared_position(value) for value in corpus.contributions["declared_position"]]
    if consulted is None and not any(corpus.contributions["declared_position"]):
        return None
    position: NDArray[Any] = np.array(declared, dtype=object)
    known = [None if value == UNKNOWN else "declared" for value in declared]
    source: NDArray[Any] = np.array(known, dtype=object)
    if consulted is not None:
        rows, words = _to_read(corpus, units)
        names = called(text for text, language in words if language == "fr")
        chunks = [(consulted, names, words[start : start + CHUNK]) for start in range(0, len(words), CHUNK)]
        read = executor.map(_read, chunks) if executor else map(_read, chunks)
        for row, found in zip(rows, chain.from_iterable(read), strict=True):
            if found is not None:
                position[row], source[row] = found, "stated"
    return Positions(position[units.contribution], source[units.contribution])


def _to_read(corpus: Corpus, units: Units) -> tuple[list[int], list[tuple[str, str]]]:
    """Rows of the contributions that declared nothing and answer nobody; their words and language."""
    first = np.unique(units.contribution, return_index=True)[1].tolist()
    parents, said = corpus.contributions["parent_id"], corpus.contributions["declared_position"]
    rows, words = [], []
    for row, unit in enumerate(first):
        text = corpus.published[row]
        if text and not said[row] and parents[row] is None:
            rows.append(row)
            words.append((str(text), str(units.language[unit])))
    return rows, words


def _read(task: tuple[str, tuple[str, ...], Sequence[tuple[str, str]]]) -> list[str | None]:
    consulted, names, words = task
    return [stated_position(text, language, consulted, names) for text, language in words]


def declared_position(value: str | None) -> str:
    """A declared position as one of ``schema.POSITIONS``."""
    folded = fold(value or "").strip()
    return folded if folded in POSITIONS else _SAID_OTHERWISE.get(folded, UNKNOWN)
