"""A sample drawn in public: contributions for readers who do not know the themes.

The seed is announced beforehand (for instance the result of a public draw). Anyone can draw the same
sample with any tool that has SHA-256.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from concertia.corpus.folder import Corpus


def draw(identifiers: Iterable[str], seed: str, size: int) -> tuple[str, ...]:
    """The ``size`` identifiers whose SHA-256(seed ‖ line feed ‖ identifier) is smallest, in that order.

    All of them where there are fewer. Raises ValueError for a negative size.
    """
    if size < 0:
        raise ValueError("a sample cannot have a negative size")

    def rank(identifier: str) -> tuple[bytes, str]:
        return hashlib.sha256(f"{seed}\n{identifier}".encode()).digest(), identifier

    return tuple(sorted(set(identifiers), key=rank)[:size])


def sample_contributions(corpus: Corpus, seed: str, size: int) -> tuple[str, ...]:
    """Ids of the contributions that may be read, for outside readers, in the order of the draw."""
    return draw(corpus.contributions["contribution_id"][corpus.readable], seed, size)
