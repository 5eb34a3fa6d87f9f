"""Vectors of the distinct texts, computed by constant blocks that survive an interruption."""

from __future__ import annotations

import json
from concurrent.futures import Executor
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from concertia.texts.embedding import Embedder, StoredVectors
from concertia.texts.fast import CHUNK, FROM, Fidelity, mapped

BLOCK = 8192
"""Texts per block: a constant, never a function of the number of processes."""


def text_vectors(texts: NDArray[Any], model: Embedder, stages: Path, pool: Executor | None) -> StoredVectors:
    """One row per text, equal texts embedded once; blocks already in ``stages`` are read back.

    A model that learns from the corpus itself (``lexical``) receives all the texts at once.
    """
    distinct, place = _distinct(texts)
    block = len(distinct) if model.learns_from_corpus else BLOCK
    files = []
    for start in range(0, len(distinct), max(block, 1)):
        files.append(stages / f"{model.name.partition(':')[0]}-{start:09d}.npy")
        if not files[-1].is_file():
            _keep(model.embed(distinct[start : start + block], pool), files[-1])
    return StoredVectors(files, block, place)


def fast_vectors(
    texts: NDArray[Any], model: Embedder, stages: Path, pool: Executor | None
) -> tuple[StoredVectors, Fidelity | None]:
    """The same with few of the texts embedded, from ``fast.FROM`` distinct ones on, and how faithful it is.

    Raises ConcertiaError where that is not faithful enough.
    """
    distinct, place = _distinct(texts)
    if len(distinct) < FROM or model.learns_from_corpus:
        return text_vectors(texts, model, stages, pool), None
    files = [stages / f"fast-{start:09d}.npy" for start in range(0, len(distinct), CHUNK)]
    told = stages / "fast.json"
    if not told.is_file():
        blocks, fidelity = mapped(distinct, model, pool)
        for block, kept in zip(blocks, files, strict=True):
            _keep(block, kept)
        told.write_text(json.dumps(asdict(fidelity)), encoding="ascii")
    return StoredVectors(files, CHUNK, place), Fidelity(**json.loads(told.read_text("ascii")))


def _keep(vectors: NDArray[np.float32], path: Path) -> None:
    fresh = path.with_suffix(".tmp.npy")
    np.save(fresh, vectors, allow_pickle=False)
    fresh.replace(path)


def _distinct(texts: NDArray[Any]) -> tuple[list[str], NDArray[np.int64]]:
    """The distinct texts in order, and the place of each text among them."""
    distinct = sorted(set(texts.tolist()))
    place = {text: row for row, text in enumerate(distinct)}
    return distinct, np.fromiter((place[text] for text in texts), np.int64, len(texts))
