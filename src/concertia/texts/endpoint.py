"""Vectors from a server of one's own that speaks the ``/v1/embeddings`` protocol."""

from __future__ import annotations

import json
import os
import urllib.error
import urllib.request
from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Any

import numpy as np

from concertia.errors import ConcertiaError
from concertia.texts.embedding import Vectors, embed_distinct

BATCH = 64
"""Texts per request."""
_TIMEOUT_SECONDS = 120


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
        url, _, model = address.partition("#")
        url = url if "://" in url else f"http:{url}"
        if not url.startswith(("http://", "https://")):
            raise _refused(
                url,
                "une adresse commence par http:// ou https://",
                "an address starts with http:// or https://",
            )
        if not url.rstrip("/").endswith("/embeddings"):
            url = url.rstrip("/").removesuffix("/v1") + "/v1/embeddings"
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
        headers = {"Content-Type": "application/json"}
        if key := os.environ.get("CONCERTIA_EMBEDDING_KEY"):
            headers["Authorization"] = f"Bearer {key}"
        body = json.dumps({"model": self.model, "input": list(texts)}).encode()
        request = urllib.request.Request(self.url, body, headers)  # noqa: S310 - http(s) checked in `at`
        try:
            with urllib.request.urlopen(request, timeout=_TIMEOUT_SECONDS) as answer:  # noqa: S310
                content = json.loads(answer.read())
        except urllib.error.HTTPError as error:
            with error:
                raise _refused(self.url, f"il répond {error.code}", f"it answers {error.code}") from error
        except (OSError, ValueError) as error:
            raise _refused(
                self.url, "il ne répond pas comme prévu", "it does not answer as expected"
            ) from error
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
