"""Texts said by units, each once: what themes are found among."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from concertia.corpus.folder import Corpus
from concertia.language.words import stems
from concertia.texts.brevity import Stems
from concertia.texts.duplicates import normalised
from concertia.texts.units import CHUNK, Units

MIN_LETTERS = 4


@dataclass(frozen=True)
class DistinctTexts:
    """Distinct normalised texts in alphabetical order: unit rows of each, one of which stands for all."""

    rows: list[list[int]]
    first: NDArray[np.int64]
    spoken: list[Stems]
    """Content stems of each text."""


def distinct_texts(corpus: Corpus, units: Units, executor: Executor | None) -> DistinctTexts:
    """The texts of the units that may be read and hold at least one content word."""
    gathered: dict[str, list[int]] = defaultdict(list)
    for row in np.flatnonzero(corpus.readable[units.contribution]).tolist():
        if _has_letters(str(units.text[row])):
            gathered[normalised(str(units.text[row]))].append(row)
    held = [same for _, same in sorted(gathered.items())]
    del gathered
    ones = [min(same, key=lambda row: (str(units.text[row]), row)) for same in held]
    tasks = [
        [(str(units.text[one]), str(units.language[one])) for one in ones[start : start + CHUNK]]
        for start in range(0, len(ones), CHUNK)
    ]
    said = [
        stems
        for part in (executor.map(_spoken, tasks) if executor else map(_spoken, tasks))
        for stems in part
    ]
    kept = [place for place, stems in enumerate(said) if stems]
    return DistinctTexts(
        [held[place] for place in kept],
        np.array([ones[place] for place in kept], dtype=np.int64),
        [said[place] for place in kept],
    )


def _spoken(texts: Sequence[tuple[str, str]]) -> list[Stems]:
    return [tuple({sys.intern(stem): None for stem, _ in stems(text, language)}) for text, language in texts]


def _has_letters(text: str) -> bool:
    if text[:MIN_LETTERS].isalpha() and len(text) >= MIN_LETTERS:
        return True
    return sum(3 if "\u3040" <= one <= "\ud7a3" else one.isalpha() for one in text) >= MIN_LETTERS
