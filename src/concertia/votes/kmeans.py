"""k-means of points in the plane, from the first distinct points, exact and fast on millions of points.

The nearest-centre regions (Voronoi cells) are convex: when the four corners of a rectangle have the same
nearest centre, so has every point inside it. Points are sorted once into a grid of rectangles; at each step
whole rectangles are assigned at a time, and only the points of rectangles crossed by a border are measured
one by one. The result is that of the plain algorithm (up to the rounding of equal distances).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from concertia.votes.arrays import Floats, Integers

GRID_FROM = 4096
"""Number of points above which the grid is used."""
CELLS = 256
BLOCK = 1 << 14


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
    grid = _Grid.of(points, weights) if len(points) > GRID_FROM else None
    for _ in range(iterations):
        if grid is None:
            labels = nearest(points, centers)
            sums = _sums(labels, points, weights, len(centers))
        else:
            sums = grid.sums(centers)
        kept = sums[:, 0] > 0
        moved = sums[kept, 1:] / sums[kept, :1]
        shift = np.sqrt(((moved - centers[kept]) ** 2).sum(axis=1))
        previous, centers = centers, moved
        if kept.all() and (shift < tolerance).all():
            break
    if grid is not None:
        labels = nearest(points, previous)
        kept = np.bincount(labels, minlength=len(previous)) > 0
    renumbered = (np.cumsum(kept) - 1).astype(np.int32)
    return Clusters(renumbered[labels], centers, sums[kept, 0])


def nearest(points: Floats, centers: Floats) -> Integers:
    """(n,) index of the nearest centre, the last one among equals; no matrix product, so no BLAS in the
    result.
    """
    labels = np.empty(len(points), dtype=np.int32)
    x, y = np.ascontiguousarray(centers[::-1].T)
    for start in range(0, len(points), BLOCK):
        block = points[start : start + BLOCK]
        distance = block[:, :1] - x
        distance *= distance
        other = block[:, 1:] - y
        other *= other
        distance += other
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
    score = np.where(
        (count[labels] > 1) & (largest > 0), (outside - inside) / np.where(largest > 0, largest, 1), 0
    )
    return float(score.mean())


def _first_distinct(points: Floats, k: int) -> Floats:
    """The first ``k`` distinct points, in row order."""
    size = k
    while True:
        size = min(4 * size, len(points))
        head = points[:size]
        _, first = np.unique(head, axis=0, return_index=True)
        if len(first) >= k or size == len(points):
            return head[np.sort(first)[:k]].copy()


def _sums(labels: Integers, points: Floats, weights: Floats, k: int) -> Floats:
    """(k, 3) weight, Σ w·x and Σ w·y of each cluster."""
    return np.column_stack(
        [
            np.bincount(labels, weights, k),
            np.bincount(labels, weights * points[:, 0], k),
            np.bincount(labels, weights * points[:, 1], k),
        ]
    )


@dataclass(frozen=True)
class _Grid:
    """Points sorted into rectangles cut at quantiles of x and y, with the sums of each rectangle."""

    points: Floats
    weights: Floats
    cell: Integers
    edges_x: Floats
    edges_y: Floats
    cell_sums: Floats

    @classmethod
    def of(cls, points: Floats, weights: Floats) -> _Grid:
        edges_x, edges_y = (_edges(points[:, axis]) for axis in (0, 1))
        columns = np.clip(np.searchsorted(edges_x, points[:, 0], side="right") - 1, 0, len(edges_x) - 2)
        rows = np.clip(np.searchsorted(edges_y, points[:, 1], side="right") - 1, 0, len(edges_y) - 2)
        cell = (columns * (len(edges_y) - 1) + rows).astype(np.int32)
        order = np.argsort(cell, kind="stable")
        cell, points, weights = cell[order], points[order], weights[order]
        cells = (len(edges_x) - 1) * (len(edges_y) - 1)
        return cls(points, weights, cell, edges_x, edges_y, _sums(cell, points, weights, cells))

    def sums(self, centers: Floats) -> Floats:
        """(k, 3) sums of the clusters of the nearest centres."""
        corners = np.column_stack(
            [np.repeat(self.edges_x, len(self.edges_y)), np.tile(self.edges_y, len(self.edges_x))]
        )
        at_corner = nearest(corners, centers).reshape(len(self.edges_x), len(self.edges_y))
        first = at_corner[:-1, :-1]
        whole = (first == at_corner[1:, :-1]) & (first == at_corner[:-1, 1:]) & (first == at_corner[1:, 1:])
        owner = np.where(whole, first, len(centers)).ravel()
        totals = np.column_stack(
            [np.bincount(owner, self.cell_sums[:, axis], len(centers) + 1)[:-1] for axis in range(3)]
        )
        crossed = np.flatnonzero(~whole.ravel()[self.cell])
        points = self.points[crossed]
        return totals + _sums(nearest(points, centers), points, self.weights[crossed], len(centers))


def _edges(values: Floats) -> Floats:
    """Increasing cut points from the least to the greatest value, at least two."""
    edges = np.unique(np.quantile(values, np.linspace(0, 1, CELLS + 1)))
    return edges if len(edges) > 1 else np.array([edges[0], np.nextafter(edges[0], np.inf)])
