"""The units of a corpus: what is counted, embedded, themed and quoted."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from concertia.corpus.folder import Corpus
from concertia.corpus.identifiers import unit_id
from concertia.language.identification import identify, identify_expecting, usual
from concertia.language.segmentation import segment
from concertia.language.words import normalised

CHUNK = 2_000
"""Contributions per task: a constant, so that results never depend on the number of processes."""


@dataclass(frozen=True)
class Units:
    """The units, sorted by (contribution row, start); all arrays have one entry per unit.

    ``contribution`` is the row in ``corpus.contributions``; ``start`` and ``end`` are offsets in code
    points, half-open, in the published text; ``text`` is the slice itself. ``said`` tells what it says:
    the place of its ``normalised`` text in alphabetical order, −1 where it is blank.
    """

    contribution: NDArray[np.int64]
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    language: NDArray[Any]
    text: NDArray[Any]
    id: NDArray[Any]
    said: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.id)


Located = tuple[int, int, int, str, str]
"""Contribution (position in the chunk), start, end, language, normalised text."""


def build_units(corpus: Corpus, *, default_language: str, executor: Executor | None = None) -> Units:
    """Cut every contribution (blank and set-aside ones too) into at least one unit.

    A contribution takes the language its source declares, else the one identified, else that of most of
    the contributions identified, else ``default_language``; a unit too short to tell takes that of its
    contribution.
    """
    texts = [str(text) for text in corpus.published]
    starts = range(0, len(texts), CHUNK)
    chunks = [texts[start : start + CHUNK] for start in starts]
    guessed = executor.map(_guess, chunks) if executor else map(_guess, chunks)
    known = [
        declared or guess
        for declared, guess in zip(
            corpus.contributions["language"], chain.from_iterable(guessed), strict=True
        )
    ]
    expected = usual(known, default_language)
    languages = [language or expected for language in known]
    tasks = [(chunk, languages[start : start + CHUNK]) for start, chunk in zip(starts, chunks, strict=True)]
    results = executor.map(_cut, tasks) if executor else map(_cut, tasks)
    located = [
        (first + row, start, end, language, said)
        for first, result in zip(starts, results, strict=True)
        for row, start, end, language, said in result
    ]
    return _columns(located, texts, corpus.contributions["contribution_id"])


def _guess(texts: Sequence[str]) -> list[str]:
    return identify(texts, "")


def _cut(task: tuple[Sequence[str], Sequence[str]]) -> list[Located]:
    texts, languages = task
    spans = [
        (row, start, end)
        for row, (text, language) in enumerate(zip(texts, languages, strict=True))
        for start, end in segment(text, language)
    ]
    of_units = identify_expecting(
        [texts[row][a:b] for row, a, b in spans], [languages[row] for row, _, _ in spans]
    )
    return [
        (row, start, end, language, normalised(texts[row][start:end]))
        for (row, start, end), language in zip(spans, of_units, strict=True)
    ]


def _columns(located: Sequence[Located], texts: Sequence[str], ids: NDArray[Any]) -> Units:
    count = len(located)
    language, text, identifier = (np.empty(count, dtype=object) for _ in range(3))
    for index, (row, start, end, code, _) in enumerate(located):
        language[index] = code
        text[index] = texts[row][start:end]
        identifier[index] = unit_id(str(ids[row]), start, end)
    return Units(
        contribution=np.array([row for row, *_ in located], dtype=np.int64),
        start=np.array([start for _, start, *_ in located], dtype=np.int64),
        end=np.array([end for _, _, end, *_ in located], dtype=np.int64),
        language=language,
        text=text,
        id=identifier,
        said=_places([said for *_, said in located]),
    )


def _places(said: Sequence[str]) -> NDArray[np.int64]:
    place = {text: at for at, text in enumerate(sorted({text for text in said if text}))}
    return np.fromiter((place.get(text, -1) for text in said), np.int64, len(said))
