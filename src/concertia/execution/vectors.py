"""Vectors of the distinct texts, computed by constant blocks that survive an interruption."""

from __future__ import annotations

from concurrent.futures import Executor
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from concertia.texts.embedding import Embedder

BLOCK = 8192
"""Texts per block: a constant, never a function of the number of processes."""


def text_vectors(
    texts: NDArray[Any], model: Embedder, stages: Path, pool: Executor | None
) -> NDArray[np.float32]:
    """One row per text, equal texts embedded once; blocks already in ``stages`` are read back.

    A model that learns from the corpus itself (``lexical``) receives all the texts at once.
    """
    distinct, position = np.unique(texts.astype(str), return_inverse=True)
    block = len(distinct) if model.learns_from_corpus else BLOCK
    parts = []
    for start in range(0, len(distinct), max(block, 1)):
        kept = stages / f"{model.name.partition(':')[0]}-{start:09d}.npy"
        if kept.is_file():
            parts.append(np.load(kept, allow_pickle=False))
            continue
        part = model.embed(distinct[start : start + block].tolist(), pool)
        fresh = kept.with_suffix(".tmp.npy")
        np.save(fresh, part, allow_pickle=False)
        fresh.replace(kept)
        parts.append(part)
    return np.concatenate(parts)[position]
