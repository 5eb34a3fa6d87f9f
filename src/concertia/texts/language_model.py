"""The port of the generative models, optional and off by default: it words, it decides nothing.

One adapter: any server that speaks the ``/v1/chat/completions`` protocol, chosen by its address.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from concertia.errors import ConcertiaError
from concertia.texts.server import NoAnswerError, ask_json, server_address

MOST_BYTES = 64 << 10
"""Size of an answer above which it is not read: a label and its envelope take a few hundred bytes."""
SECONDS = 120.0
MOST_TOKENS = 160


class LanguageModel(Protocol):
    """Answers one question at a time."""

    @property
    def name(self) -> str:
        """As printed wherever it worded something."""
        ...

    def complete(self, question: Mapping[str, Any]) -> str:
        """The words of the answer. ``question``: ``messages`` and ``response_format``, as in the protocol.

        Raises NoAnswerError where there is none that can be used.
        """
        ...


@dataclass(frozen=True)
class ServedModel:
    """``url`` is the root of a server or its ``/v1/chat/completions``; ``#model`` chooses the model.

    A key, where one is needed, is read from the variable ``CONCERTIA_WORDING_KEY`` and never stored.
    """

    name: str
    url: str
    model: str
    seed: int = 0
    seconds: float = SECONDS

    @classmethod
    def at(cls, address: str, seed: int = 0) -> ServedModel:
        """Adapter for ``http:URL`` or ``http:URL#model``. Raises ConcertiaError for another address."""
        found = server_address(address.removeprefix("http:"), "/chat/completions")
        if found is None:
            raise ConcertiaError(
                f"L'adresse du modèle de langue « {address} » n'est pas utilisable : elle s'écrit http:URL "
                "ou http:URL#modèle, par exemple http://127.0.0.1:8080#mistral. Sans --wording, aucun "
                "modèle de langue n'est utilisé.",
                f"The address of the language model “{address}” cannot be used: it is written http:URL or "
                "http:URL#model, for instance http://127.0.0.1:8080#mistral. Without --wording, no language "
                "model is used.",
            )
        url, model = found
        return cls(name=model or "default", url=url, model=model or "default", seed=seed)

    def complete(self, question: Mapping[str, Any]) -> str:
        """The words of the first choice; temperature 0, and the seed of the reading."""
        asked = {
            "model": self.model,
            "temperature": 0,
            "seed": self.seed,
            "max_tokens": MOST_TOKENS,
            **question,
        }
        answer = ask_json(
            self.url,
            asked,
            key_variable="CONCERTIA_WORDING_KEY",
            seconds=self.seconds,
            most_bytes=MOST_BYTES,
        )
        try:
            said = answer["choices"][0]["message"]["content"]
        except (KeyError, IndexError, TypeError) as error:
            raise NoAnswerError("not_json") from error
        if not isinstance(said, str):
            raise NoAnswerError("not_json")
        return said.encode("utf-8", "replace").decode("utf-8")
