"""Vectors of the distinct texts, computed by constant blocks that survive an interruption."""

from __future__ import annotations

import json
from concurrent.futures import Executor
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from concertia.texts.embedding import Embedder
from concertia.texts.fast import FROM, Fidelity, mapped

BLOCK = 8192
"""Texts per block: a constant, never a function of the number of processes."""


def text_vectors(
    texts: NDArray[Any], model: Embedder, stages: Path, pool: Executor | None
) -> NDArray[np.float32]:
    """One row per text, equal texts embedded once; blocks already in ``stages`` are read back.

    A model that learns from the corpus itself (``lexical``) receives all the texts at once.
    """
    distinct, position = _distinct(texts)
    block = len(distinct) if model.learns_from_corpus else BLOCK
    parts = []
    for start in range(0, len(distinct), max(block, 1)):
        kept = stages / f"{model.name.partition(':')[0]}-{start:09d}.npy"
        if kept.is_file():
            parts.append(np.load(kept, allow_pickle=False))
            continue
        part = model.embed(distinct[start : start + block], pool)
        fresh = kept.with_suffix(".tmp.npy")
        np.save(fresh, part, allow_pickle=False)
        fresh.replace(kept)
        parts.append(part)
    return np.concatenate(parts)[position]


def fast_vectors(
    texts: NDArray[Any], model: Embedder, stages: Path, pool: Executor | None
) -> tuple[NDArray[np.float32], Fidelity | None]:
    """The same with few of the texts embedded, from ``fast.FROM`` distinct ones on, and how faithful it is.

    Raises ConcertiaError where that is not faithful enough.
    """
    distinct, position = _distinct(texts)
    if len(distinct) < FROM or model.learns_from_corpus:
        return text_vectors(texts, model, stages, pool), None
    kept, told = stages / "fast.npy", stages / "fast.json"
    if not told.is_file():
        vectors, fidelity = mapped(distinct, model, pool)
        np.save(kept, vectors, allow_pickle=False)
        told.write_text(json.dumps(asdict(fidelity)), encoding="ascii")
    return np.load(kept, allow_pickle=False)[position], Fidelity(**json.loads(told.read_text("ascii")))


def _distinct(texts: NDArray[Any]) -> tuple[list[str], NDArray[np.int64]]:
    """The distinct texts in order, and the place of each text among them."""
    distinct = sorted(set(texts.tolist()))
    place = {text: row for row, text in enumerate(distinct)}
    return distinct, np.fromiter((place[text] for text in texts), np.int64, len(texts))
