"""Texts said by units, each once: what themes are found among."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from concertia.corpus.folder import Corpus
from concertia.language.words import stems
from concertia.texts.brevity import Stems
from concertia.texts.units import CHUNK, Units

MIN_LETTERS = 4


@dataclass(frozen=True)
class DistinctTexts:
    """Distinct normalised texts in alphabetical order; one unit of each stands for all."""

    of_unit: NDArray[np.int64]
    """(units,) the text of each unit, −1 for none."""
    first: NDArray[np.int64]
    """(texts,) the row of the unit that stands for it."""
    spoken: list[Stems]
    """Content stems of each text."""

    def __len__(self) -> int:
        return len(self.first)


def distinct_texts(corpus: Corpus, units: Units, executor: Executor | None) -> DistinctTexts:
    """The texts of the units that may be read and hold at least one content word."""
    rows = np.flatnonzero(corpus.readable[units.contribution] & (units.said >= 0))
    _, text = np.unique(units.said[rows], return_inverse=True)
    ones = _representatives(units, rows, text)
    tasks = [
        [(str(units.text[one]), str(units.language[one])) for one in ones[start : start + CHUNK]]
        for start in range(0, len(ones), CHUNK)
    ]
    said = [
        stems
        for part in (executor.map(_spoken, tasks) if executor else map(_spoken, tasks))
        for stems in part
    ]
    kept = np.array([bool(stems) for stems in said], dtype=np.bool_)
    place = np.where(kept, np.cumsum(kept) - 1, -1)
    of_unit = np.full(len(units), -1, dtype=np.int64)
    of_unit[rows] = place[text]
    return DistinctTexts(of_unit, ones[kept], [stems for stems in said if stems])


def _representatives(units: Units, rows: NDArray[np.int64], text: NDArray[np.int64]) -> NDArray[np.int64]:
    """Of the ``rows`` that say each text, that of the first in alphabetical order, then the first."""
    order = np.argsort(text, kind="stable")
    starts = np.flatnonzero(np.diff(text[order], prepend=-1))
    ones = rows[order[starts]]
    sizes = np.diff(np.append(starts, len(order)))
    for place in np.flatnonzero(sizes > 1).tolist():
        same = rows[order[starts[place] : starts[place] + sizes[place]]].tolist()
        ones[place] = min(same, key=lambda row: (str(units.text[row]), row))
    return ones


def _spoken(texts: Sequence[tuple[str, str]]) -> list[Stems]:
    return [
        tuple({sys.intern(stem): None for stem, _ in stems(text, language)}) if _has_letters(text) else ()
        for text, language in texts
    ]


def _has_letters(text: str) -> bool:
    letters = 0
    for one in text:
        letters += 3 if "\u3040" <= one <= "\ud7a3" else one.isalpha()
        if letters >= MIN_LETTERS:
            return True
    return False
