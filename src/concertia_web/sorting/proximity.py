"""Notes that look alike, proposed to the people who sort; nothing is placed or merged without them.

The engine compares: same text (case, accents and punctuation apart), nearly the same text (three words in a
row out of four or more in common), or close by their words (``lexical``, without any neural network).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from itertools import combinations, pairwise

import numpy as np

from concertia.language.words import normalised
from concertia.texts.duplicates import NEAR
from concertia.texts.embedders import embedder
from concertia.texts.neighbours import mutually_close

IDENTICAL, NEARLY, CLOSE = "identical", "near", "close"
WORDS = {IDENTICAL: "même texte", NEARLY: "presque le même texte", CLOSE: "texte proche"}
MOST_TEXTS = 1_500
"""Above, only copies are looked for."""
_SHORT = 3
"""Words under which two texts are alike only when they are the same."""

Pair = tuple[int, int, str]


def digest(texts: Mapping[int, str]) -> str:
    """Changes as soon as a note does."""
    made = hashlib.sha256()
    for note in sorted(texts):
        made.update(f"{note}\n{texts[note]}\n\n".encode())
    return made.hexdigest()


def look_alike(texts: Mapping[int, str]) -> list[Pair]:
    """Pairs of notes (lower key first), copies first, then by closeness: the same for the same notes."""
    notes = sorted(note for note in texts if texts[note].strip())
    plain = {note: normalised(texts[note]) for note in notes}
    pairs: dict[tuple[int, int], str] = {}
    first: dict[str, int] = {}
    for note in notes:
        original = first.setdefault(plain[note], note)
        if original != note:
            pairs[original, note] = IDENTICAL
    distinct = [note for note in notes if first[plain[note]] == note]
    pairs |= _nearly(distinct, plain)
    if len(distinct) <= MOST_TEXTS:
        for pair in _close(distinct, texts, plain):
            pairs.setdefault(pair, CLOSE)
    return [(a, b, kind) for (a, b), kind in pairs.items()]


def _nearly(notes: Sequence[int], plain: Mapping[int, str]) -> dict[tuple[int, int], str]:
    runs = {note: _runs(plain[note]) for note in notes}
    holders: dict[str, list[int]] = {}
    for note in notes:
        for run in sorted(runs[note]):
            holders.setdefault(run, []).append(note)
    candidates = {pair for held in holders.values() for pair in combinations(held, 2)}
    return {
        (a, b): NEARLY
        for a, b in sorted(candidates)
        if len(runs[a] & runs[b]) >= NEAR * len(runs[a] | runs[b])
    }


def _runs(text: str) -> frozenset[str]:
    words = text.split()
    return frozenset(" ".join(pair) for pair in pairwise(words)) if len(words) >= _SHORT else frozenset()


def _close(notes: Sequence[int], texts: Mapping[int, str], plain: Mapping[int, str]) -> list[tuple[int, int]]:
    """Each among the closest of the other, above the engine’s threshold; closest first."""
    able = [note for note in notes if len(plain[note].split()) >= _SHORT]
    if len(able) < 2:
        return []
    vectors = embedder("lexical").embed([texts[note] for note in able]).astype(np.float64)
    found = [(-close, able[a], able[b]) for a, b, close in mutually_close(vectors)]
    return [(a, b) for _, a, b in sorted(found)]
