"""Where a text stands among others: what it means, its words, and what the rest of its contribution says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from concertia.texts.consensus import Points, unit_rows

WORDS = 0.2
"""Weight of the words beside the meaning."""
CONTEXT = 0.5
"""Weight of what the rest of its contribution says beside what a unit says."""


def with_words(vectors: NDArray[np.float32], words: NDArray[np.float32] | None) -> Points:
    """(n, d) rows whose cosine is that of centred ``vectors`` and of centred ``words`` together."""
    if words is None:
        return vectors.astype(np.float64)
    parts = [unit_rows(part.astype(np.float64) - part.mean(axis=0, dtype=float)) for part in (vectors, words)]
    return np.concatenate([np.sqrt(1 - WORDS) * parts[0], np.sqrt(WORDS) * parts[1]], axis=1)


def said_together(rows: Sequence[Sequence[int]], contribution: NDArray[np.int64]) -> list[list[int]]:
    """The texts of each contribution; ``rows``: the units that say each text, ``contribution``: theirs.

    Contributions that say the same texts count once, so that copies change nothing.
    """
    held: dict[int, set[int]] = defaultdict(set)
    for text, units in enumerate(rows):
        for unit in units:
            held[int(contribution[unit])].add(text)
    return [list(texts) for texts in sorted({tuple(sorted(texts)) for texts in held.values()})]


def in_context(own: Points, together: Sequence[Sequence[int]]) -> Points:
    """(n, d) each distinct text ``own`` (n, d), moved towards the mean of the contributions that say it.

    « It costs too much. » is about what its contribution is about.
    """
    context = np.zeros_like(own)
    for texts in together:
        context[texts] += unit_rows(own[texts].sum(axis=0, keepdims=True))
    return unit_rows(own + CONTEXT * unit_rows(context))


@dataclass(frozen=True)
class Voices:
    """What each text counts for, and who says it."""

    weight: NDArray[np.float64]
    """(n,) a contribution counts for one, shared by what it says."""
    speaker: NDArray[np.int64]
    """(n,) the first contribution that says it."""

    def of(self, texts: NDArray[np.int64] | NDArray[np.bool_]) -> Voices:
        """Those of some texts."""
        return Voices(self.weight[texts], self.speaker[texts])


def voices(together: Sequence[Sequence[int]], count: int) -> Voices:
    """Those of ``count`` texts, ``together`` being what each contribution says."""
    weight, speaker = np.zeros(count), np.full(count, -1, dtype=np.int64)
    for number, texts in enumerate(together):
        weight[texts] += 1 / len(texts)
        for text in texts:
            if speaker[text] < 0:
                speaker[text] = number
    return Voices(weight, speaker)
