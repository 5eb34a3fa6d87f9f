"""The port of the embedders: texts as vectors whose cosine measures how close they are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import Executor
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]

CHUNK = 1024
"""Texts per task, after sorting: constant, because the last bits of a vector depend on its batch."""


class StoredVectors:
    """Vectors kept in files, read by rows: very many need not fit in memory.

    ``files``: (≤ ``block``, d) arrays, all of ``block`` rows but the last; ``place`` (n,) gives for each row
    its place in them, one file after the other.
    """

    def __init__(self, files: Sequence[Path], block: int, place: NDArray[np.int64]) -> None:
        self._files, self._block, self._place = files, block, place
        width = np.load(files[0], mmap_mode="r", allow_pickle=False).shape[1] if files else 0
        self.shape = (len(place), int(width))

    def __len__(self) -> int:
        return len(self._place)

    def __getitem__(self, rows: NDArray[np.int64] | slice) -> Vectors:
        """Vectors of some rows, in memory. Files are closed at once: what was read of them is not held."""
        place = self._place[rows]
        found = np.empty((len(place), self.shape[1]), dtype=np.float32)
        order = np.argsort(place, kind="stable")
        file = place[order] // self._block
        for part in np.split(order, np.flatnonzero(np.diff(file)) + 1):
            if len(part):
                number = int(place[part[0]] // self._block)
                kept = np.load(self._files[number], mmap_mode="r", allow_pickle=False)
                found[part] = kept[place[part] - number * self._block]
        return found

    def part(self, rows: slice) -> StoredVectors:
        """Some of the vectors, still in their files."""
        return StoredVectors(self._files, self._block, self._place[rows])


class Embedder(Protocol):
    """Gives texts their vectors."""

    @property
    def name(self) -> str:
        """As in ``--embedder``."""
        ...

    @property
    def learns_from_corpus(self) -> bool:
        """Whether vectors depend on all the texts given: they must then be given at once."""
        ...

    def embed(self, texts: Sequence[str], executor: Executor | None = None) -> Vectors:
        """(n, d) float32 of Euclidean norm 1 (0 for a text without any word).

        The same bytes whatever the executor; raises ConcertiaError where it cannot.
        """
        ...


def embed_distinct(texts: Sequence[str], encode: Encoder, executor: Executor | None) -> Vectors:
    """Encode each distinct text once, sorted by length then alphabetically, by chunks of ``CHUNK``."""
    distinct = sorted(set(texts), key=lambda text: (len(text), text))
    if not distinct:
        return np.zeros((0, 0), dtype=np.float32)
    chunks = [distinct[start : start + CHUNK] for start in range(0, len(distinct), CHUNK)]
    parts: Iterable[Vectors] = executor.map(encode, chunks) if executor else map(encode, chunks)
    vectors = np.concatenate(list(parts))
    position = {text: row for row, text in enumerate(distinct)}
    return vectors[[position[text] for text in texts]]


class Encoder(Protocol):
    """A function that processes can share: texts to vectors."""

    def __call__(self, texts: Sequence[str], /) -> Vectors:
        """(n, d) vectors of ``texts``."""
        ...
