"""Vectors from a server of one's own that speaks the ``/v1/embeddings`` protocol."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Any

import numpy as np

from concertia.errors import ConcertiaError
from concertia.texts.embedding import Vectors, embed_distinct
from concertia.texts.server import NoAnswerError, ask_json, server_address

BATCH = 64
"""Texts per request."""
_TIMEOUT_SECONDS = 120
_MOST_BYTES = 64 << 20


@dataclass(frozen=True)
class EndpointEmbedder:
    """``url`` is the root of the server or its ``/v1/embeddings``; ``#model`` chooses the model.

    A key, where one is needed, is read from the variable ``CONCERTIA_EMBEDDING_KEY`` and never stored.
    """

    name: str
    url: str
    model: str
    learns_from_corpus: bool = False

    @classmethod
    def at(cls, address: str) -> EndpointEmbedder:
        """Adapter for ``URL`` or ``URL#model``. Raises ConcertiaError unless it is an http(s) address."""
        found = server_address(address, "/embeddings")
        if found is None:
            raise _refused(
                address,
                "une adresse commence par http:// ou https://",
                "an address starts with http:// or https://",
            )
        url, model = found
        return cls(name=f"http:{url}", url=url, model=model or "default")

    def embed(self, texts: Sequence[str], executor: Executor | None = None) -> Vectors:
        """Vectors of norm 1. Raises ConcertiaError where the server fails or answers something else."""
        return embed_distinct(texts, self._encode, None)

    def _encode(self, texts: Sequence[str], /) -> Vectors:
        batches = [texts[start : start + BATCH] for start in range(0, len(texts), BATCH)]
        rows = np.concatenate([self._ask(batch) for batch in batches])
        norms = np.linalg.norm(rows, axis=1, keepdims=True)
        unit = np.divide(rows, norms, out=np.zeros_like(rows), where=norms > 0)
        return np.asarray(unit, dtype=np.float32)

    def _ask(self, texts: Sequence[str]) -> Vectors:
        try:
            content = ask_json(
                self.url,
                {"model": self.model, "input": list(texts)},
                key_variable="CONCERTIA_EMBEDDING_KEY",
                seconds=_TIMEOUT_SECONDS,
                most_bytes=_MOST_BYTES,
            )
        except NoAnswerError as error:
            if error.code is not None:
                said = f"il répond {error.code}", f"it answers {error.code}"
            else:
                said = "il ne répond pas comme prévu", "it does not answer as expected"
            raise _refused(self.url, *said) from error
        return _rows(content, len(texts), self.url)


def _rows(content: Any, count: int, url: str) -> Vectors:
    try:
        entries = sorted(content["data"], key=lambda entry: int(entry["index"]))
        indices = [int(entry["index"]) for entry in entries]
        rows = np.array([entry["embedding"] for entry in entries], dtype=np.float32)
    except (KeyError, TypeError, ValueError) as error:
        raise _refused(url, "sa réponse est mal formée", "its answer is malformed") from error
    if indices != list(range(count)) or rows.ndim != 2 or rows.shape[1] == 0 or not np.isfinite(rows).all():
        raise _refused(
            url,
            f"{count} vecteurs de nombres finis étaient attendus, un par texte",
            f"{count} vectors of finite numbers were expected, one per text",
        )
    return rows


def _refused(url: str, fr: str, en: str) -> ConcertiaError:
    return ConcertiaError(
        f"Le serveur de plongement {url} n'est pas utilisable : {fr}. Vérifiez l'adresse et le modèle "
        "(http:URL#modèle), ou choisissez --embedder use ou lexical.",
        f"The embedding server {url} cannot be used: {en}. Check the address and the model "
        "(http:URL#model), or choose --embedder use or lexical.",
    )
