"""Notes close to each other, proposed to people who sort by hand (small mode)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from concertia.texts.embedding import StoredVectors, Vectors
from concertia.texts.units import Units

NEIGHBOUR = 0.5
"""Cosine from which two notes are proposed as neighbours."""
NEIGHBOURS_EACH = 3


def neighbours(
    units: Units, vectors: Vectors | StoredVectors, first: NDArray[np.int64]
) -> tuple[tuple[int, int, float], ...]:
    """(unit row, unit row, cosine), closest first: pairs of different texts, each among the closest of the
    other, above ``NEIGHBOUR``. ``first``: a unit for each distinct text."""
    pairs = []
    for a, b, closeness in mutually_close(vectors[first].astype(np.float64)):
        low, high = sorted((int(first[a]), int(first[b])))
        pairs.append((low, high, closeness))
    return tuple(sorted(pairs, key=lambda pair: (-pair[2], str(units.id[pair[0]]), str(units.id[pair[1]]))))


def mutually_close(points: NDArray[np.float64]) -> list[tuple[int, int, float]]:
    """(row, later row, cosine) of the ``points`` (n, d) of norm 1 that are each among the ``NEIGHBOURS_EACH``
    closest of the other, above ``NEIGHBOUR``; by row."""
    if len(points) < 2:
        return []
    closeness = np.round(points @ points.T, 6)
    np.fill_diagonal(closeness, -1.0)
    nearest = np.argsort(-closeness, axis=1, kind="stable")[:, :NEIGHBOURS_EACH]
    return [
        (a, b, float(closeness[a, b]))
        for a in range(len(points))
        for b in nearest[a].tolist()
        if a < b and closeness[a, b] >= NEIGHBOUR and a in nearest[b]
    ]
