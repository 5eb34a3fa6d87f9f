"""Opinion groups: base clusters of participants, then groups of base clusters, as published by Polis."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from concertia.votes.arrays import Counts, Flags, Floats, Integers
from concertia.votes.kmeans import Clusters, kmeans, silhouette

BASE_CLUSTERS = 100
BASE_ITERATIONS = 100
GROUP_ITERATIONS = 20
MOST_GROUPS = 5


@dataclass(frozen=True)
class Grouping:
    """``labels`` (P,) group of each participant, −1 outside the conversation; ``k`` groups; silhouette in
    [−1, 1].
    """

    labels: Integers
    k: int
    silhouette: float


@dataclass(frozen=True)
class BaseGrouping:
    """``labels`` (n,) group of each base cluster, ``k`` groups, mean silhouette over base clusters."""

    labels: Integers
    k: int
    silhouette: float


def base_clusters(positions: Floats) -> Clusters:
    """At most 100 clusters of positions (n, 2) given in start order, each participant counting once."""
    return kmeans(positions, np.ones(len(positions)), BASE_CLUSTERS, iterations=BASE_ITERATIONS)


def group_clusters(centers: Floats, weights: Floats) -> BaseGrouping:
    """Groups of base clusters (n, 2) weighted by their sizes (n,).

    Weighted k-means for k = 2 … min(5, 2 + ⌊n/12⌋); the k with the highest mean silhouette wins, the smaller
    one among equals. A single base cluster is a single group.
    """
    best = BaseGrouping(np.zeros(len(centers), dtype=np.int32), 1, 0.0)
    for k in range(2, min(MOST_GROUPS, 2 + len(centers) // 12) + 1):
        clusters = kmeans(centers, weights, k, iterations=GROUP_ITERATIONS)
        found = BaseGrouping(clusters.labels, len(clusters.centers), silhouette(centers, clusters.labels))
        if found.k > 1 and (best.k == 1 or found.silhouette > best.silhouette):
            best = found
    return best


def group_participants(positions: Floats, order: Counts, included: Flags) -> Grouping:
    """Groups of the included participants.

    ``positions`` (P, 2); ``order`` (P,) the order in which participants start the base clusters; ``included``
    (P,).
    """
    labels = np.full(len(positions), -1, dtype=np.int32)
    rows = order[included[order]]
    if not len(rows):
        return Grouping(labels, 0, 0.0)
    base = base_clusters(positions[rows])
    groups = group_clusters(base.centers, base.weights)
    labels[rows] = groups.labels[base.labels]
    return Grouping(labels, groups.k, groups.silhouette)
