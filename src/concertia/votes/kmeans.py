"""k-means of points in the plane, from the first distinct points: exact, and fast on millions of points.

Points are sorted once into small cells. At each step the distance of each centre to the middle of a cell
bounds its distance to the points of the cell: a centre further than the nearest one by more than the diameter
of the cell cannot be the nearest of any of its points. Most cells keep one centre, the others a few, and only
those are measured, with the formula of the plain algorithm: the labels are the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from concertia.votes.arrays import Counts, Flags, Floats, Integers

CELLS_FROM = 5000
"""Number of points from which cells are used."""
MOST_CELLS = 160
"""Cells along one axis, at most."""
BLOCK = 256
"""Points measured at a time, so that the table of distances stays in the processor's cache."""
SLACK = 1 + 1e-9
"""Bounds are widened by this much, beyond any rounding."""


@dataclass(frozen=True)
class Clusters:
    """``labels`` (n,) in 0…k−1, ``centers`` (k, 2), ``weights`` (k,); no cluster is empty."""

    labels: Integers
    centers: Floats
    weights: Floats


def kmeans(points: Floats, weights: Floats, k: int, *, iterations: int, tolerance: float = 0.01) -> Clusters:
    """Weighted k-means of ``points`` (n, 2), n ≥ 1, as in Polis.

    Starts from the first ``k`` distinct points in row order. A point at equal distance goes to the last
    centre; a cluster that empties disappears. Stops after ``iterations`` steps or when every centre moves by
    less than ``tolerance``.
    """
    centers = _first_distinct(points, k)
    cells = _Cells.of(points) if len(points) >= CELLS_FROM else None
    x, y = weights * points[:, 0], weights * points[:, 1]
    for _ in range(iterations):
        labels = nearest(points, centers) if cells is None else cells.nearest(centers)
        sums = np.column_stack([np.bincount(labels, part, len(centers)) for part in (weights, x, y)])
        kept = sums[:, 0] > 0
        moved = sums[kept, 1:] / sums[kept, :1]
        shift = np.sqrt(((moved - centers[kept]) ** 2).sum(axis=1))
        centers = moved
        if kept.all() and (shift < tolerance).all():
            break
    renumbered = (np.cumsum(kept) - 1).astype(np.int32)
    return Clusters(renumbered[labels], centers, sums[kept, 0])


def nearest(points: Floats, centers: Floats) -> Integers:
    """(n,) index of the nearest centre, the last one among equals."""
    labels = np.empty(len(points), dtype=np.int32)
    for start, distance in _squared_distances(points, centers[::-1]):
        labels[start : start + BLOCK] = len(centers) - 1 - np.argmin(distance, axis=1)
    return labels


def silhouette(points: Floats, labels: Integers) -> float:
    """Mean silhouette (Rousseeuw 1987) of at most a few hundred points, unweighted, in [−1, 1].

    A cluster of one point counts 0, and so does a partition in a single cluster.
    """
    count = np.bincount(labels)
    if len(count) < 2:
        return 0.0
    rows = np.arange(len(points))
    difference = points[:, None, :] - points[None, :, :]
    distance = np.sqrt(difference[..., 0] ** 2 + difference[..., 1] ** 2)
    member = np.zeros((len(points), len(count)))
    member[rows, labels] = 1.0
    # einsum without optimisation: plain loops, so the figure does not depend on the BLAS kernel.
    total = np.einsum("ij,jk->ik", distance, member, optimize=False)
    inside = total[rows, labels] / np.maximum(count[labels] - 1, 1)
    mean = total / count
    mean[rows, labels] = np.inf
    outside = mean.min(axis=1)
    largest = np.maximum(inside, outside)
    scored = (count[labels] > 1) & (largest > 0)
    return float(np.where(scored, (outside - inside) / np.where(scored, largest, 1.0), 0.0).mean())


def _first_distinct(points: Floats, k: int) -> Floats:
    """The first ``k`` distinct points, in row order."""
    size = k
    while True:
        size = min(4 * size, len(points))
        head = points[:size]
        _, first = np.unique(head, axis=0, return_index=True)
        if len(first) >= k or size == len(points):
            return head[np.sort(first)[:k]].copy()


def _squared_distances(points: Floats, centers: Floats) -> Iterator[tuple[int, Floats]]:
    """For each block of points its start and its (block, k) table, overwritten by the next one.

    No matrix product: the figures do not depend on the linear-algebra library.
    """
    x, y = np.ascontiguousarray(centers.T)
    first, second = np.empty((2, BLOCK, len(centers)))
    for start in range(0, len(points), BLOCK):
        block = points[start : start + BLOCK]
        table, other = first[: len(block)], second[: len(block)]
        np.subtract(block[:, :1], x, out=table)
        np.subtract(block[:, 1:], y, out=other)
        table *= table
        other *= other
        table += other
        yield start, table


@dataclass(frozen=True)
class _Cells:
    """Points sorted by cell: ``order`` (n,), ``points`` (n, 2) sorted; of each of the m cells the number of
    its points (m,), the middle (m, 2) and the diameter (m,) of the rectangle around them.
    """

    order: Counts
    points: Floats
    sizes: Counts
    middle: Floats
    diameter: Floats

    @classmethod
    def of(cls, points: Floats) -> _Cells:
        """Cut at quantiles of each axis, so that a few outliers do not empty the cells."""
        parts = int(np.clip(np.sqrt(len(points) / 8), 8, MOST_CELLS))
        cell = np.zeros(len(points), dtype=np.int32)
        for axis in (0, 1):
            cuts = np.quantile(points[:, axis], np.arange(1, parts) / parts)
            cell = cell * parts + np.searchsorted(cuts, points[:, axis], side="right").astype(np.int32)
        order = np.argsort(cell, kind="stable")
        ordered = points[order]
        starts = np.flatnonzero(np.diff(cell[order], prepend=-1))
        sizes = np.diff(starts, append=len(points))
        low, high = np.minimum.reduceat(ordered, starts), np.maximum.reduceat(ordered, starts)
        diameter = np.sqrt(((high - low) ** 2).sum(axis=1))
        return cls(order, ordered, sizes, (low + high) / 2, diameter)

    def nearest(self, centers: Floats) -> Integers:
        """(n,) index of the nearest centre of each point, in the original order."""
        possible = np.empty((len(self.sizes), len(centers)), dtype=np.bool_)
        for start, distance in _squared_distances(self.middle, centers):
            rows = slice(start, start + BLOCK)
            reach = (np.sqrt(distance.min(axis=1)) + self.diameter[rows]) * SLACK
            np.less_equal(distance, (reach * reach)[:, None], out=possible[rows])
        number = possible.sum(axis=1)
        labels = np.repeat(np.argmax(possible, axis=1).astype(np.int32), self.sizes)
        crossed = np.flatnonzero(np.repeat(number > 1, self.sizes))
        cell = np.repeat(np.arange(len(self.sizes)), self.sizes)[crossed]
        labels[crossed] = _nearest_possible(self.points[crossed], cell, possible, number, centers)
        result = np.empty_like(labels)
        result[self.order] = labels
        return result


def _nearest_possible(
    points: Floats, cell: Counts, possible: Flags, number: Counts, centers: Floats
) -> Integers:
    """(n,) nearest centre of points (n, 2) among those that are ``possible`` (m, k) in the cell of each."""
    listed = np.nonzero(possible)[1].astype(np.int32)
    first = (np.cumsum(number) - number)[cell]
    left = number[cell]
    best = np.full(len(points), np.inf)
    labels = np.zeros(len(points), dtype=np.int32)
    rows = np.arange(len(points))
    for rank in range(int(left.max(initial=0))):
        rows = rows[left[rows] > rank]
        center = listed[first[rows] + rank]
        distance = (points[rows, 0] - centers[center, 0]) ** 2 + (points[rows, 1] - centers[center, 1]) ** 2
        closer = distance <= best[rows]
        best[rows[closer]] = distance[closer]
        labels[rows[closer]] = center[closer]
    return labels
