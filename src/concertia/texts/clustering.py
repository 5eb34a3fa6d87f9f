"""Points gathered into a two-level tree of themes, and how well it holds.

Vectors are reduced by an exact principal component analysis, cut into many small groups by k-means,
whose centres are merged (Ward, 1963) into leaves; the number of leaves is the one, within bounds that
grow with the cube root of the number of texts, with the best silhouette (Rousseeuw, 1987). Points far
from every centre and groups too small or too loose are left out, never forced.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster, linkage
from sklearn.cluster import KMeans, MiniBatchKMeans
from sklearn.exceptions import ConvergenceWarning
from sklearn.metrics import silhouette_score

from concertia.texts.lexical import oriented

Points = NDArray[np.float64]
Labels = NDArray[np.int64]

DIMENSIONS = 64
MIN_SIZE = 5
"""Fewest distinct texts in a theme; 0.1 % of them in a large corpus."""
MIN_CLOSENESS = 0.25
"""Cosine to the centre below which a text is in no theme."""
MIN_COHESION = 0.35
"""Mean cosine to the centre below which a theme is not kept."""
REPLICATES = 10
STABILITY_SAMPLE = 20_000
SILHOUETTE_SAMPLE = 2_000
_LARGE = 20_000
_GROUP_SIZE = 8
_MAX_GROUPS = 400
_PARENTS_FROM = 9


@dataclass(frozen=True)
class Tree:
    """``leaf``: (n,) leaf of each point or −1; ``parent``: (k,) parent of each leaf or −1;
    ``score``: (n,) cosine of each point to the centre of its leaf, 0 without leaf; ``stability``: (k,).
    """

    leaf: Labels
    parent: Labels
    score: NDArray[np.float64]
    stability: NDArray[np.float64]


def reduced(vectors: NDArray[np.float32]) -> Points:
    """(n, ≤ 64) principal components of the centred vectors, each row of norm 1 (0 stays 0)."""
    centred = vectors.astype(np.float64) - vectors.mean(axis=0, dtype=np.float64)
    values, directions = np.linalg.eigh(centred.T @ centred)
    kept = np.flatnonzero(values > max(values[-1], 1e-12) * 1e-9)[::-1][:DIMENSIONS]
    return _unit_rows(centred @ oriented(directions[:, kept]))


def grow_tree(points: Points, seed: int) -> Tree:
    """The tree of ``points`` (rows of norm 1), in an order that depends on content only."""
    count = len(points)
    labels, leaves = _leaves(points, seed)
    smallest = max(MIN_SIZE, count // 1000)
    centres = _centres(points, labels, leaves)
    labels, score = _kept(points, labels, centres)
    cohesion = np.bincount(labels[labels >= 0], score[labels >= 0], leaves)
    sizes = np.bincount(labels[labels >= 0], minlength=leaves)
    good = np.flatnonzero((sizes >= smallest) & (cohesion >= MIN_COHESION * sizes))
    if len(good) < leaves and len(good):
        centres = centres[good]
        labels, score = _kept(points, np.asarray((points @ centres.T).argmax(axis=1)), centres)
    elif not len(good):
        labels, score = np.full(count, -1), np.zeros(count)
    stability = _stability(points, labels, len(good), seed)
    return Tree(labels.astype(np.int64), _parents(centres[: len(good)]), score, stability)


def bounds(count: int) -> tuple[int, int]:
    """Fewest and most leaves looked for among ``count`` distinct texts: about ∛n to 2 ∛n, at most 60."""
    low = max(2, min(round(count ** (1 / 3)), 30))
    return low, max(low, min(round(2 * count ** (1 / 3)), 60, count // MIN_SIZE))


def _leaves(points: Points, seed: int) -> tuple[Labels, int]:
    groups = min(max(len(points) // _GROUP_SIZE, 1), _MAX_GROUPS)
    low, high = bounds(len(points))
    if groups < 2 or len(points) < 2 * MIN_SIZE:
        return np.zeros(len(points), dtype=np.int64), 1
    centres = _unit_rows(_k_means(points, groups, seed, starts=3))
    small = np.asarray((points @ centres.T).argmax(axis=1))
    merges = linkage(centres, "ward")
    sample = points[:: max(1, -(-len(points) // SILHOUETTE_SAMPLE))]
    best, best_centres = -2.0, centres[:1]
    for wanted in range(min(low, groups), min(high, groups) + 1):
        of_group = fcluster(merges, wanted, "maxclust") - 1
        candidate = _centres(points, of_group[small], int(of_group.max()) + 1)
        labels = (sample @ candidate.T).argmax(axis=1)
        quality = round(_silhouette(sample, labels), 6)
        if quality > best:
            best, best_centres = quality, candidate
    final = _refined(points, best_centres)
    return np.asarray((points @ final.T).argmax(axis=1)), len(final)


def _silhouette(sample: Points, labels: Labels) -> float:
    distinct = len(np.unique(labels))
    return float(silhouette_score(sample, labels)) if 1 < distinct < len(sample) else -1.0


def _k_means(points: Points, groups: int, seed: int, starts: int) -> Points:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        if len(points) > _LARGE:
            model = MiniBatchKMeans(groups, batch_size=4096, n_init=starts, random_state=seed)
        else:
            model = KMeans(groups, n_init=starts, max_iter=50, random_state=seed)
        return np.asarray(model.fit(points).cluster_centers_, dtype=np.float64)


def _refined(points: Points, centres: Points, rounds: int = 10) -> Points:
    """A few rounds of spherical k-means (Dhillon and Modha, 2001) from the merged centres."""
    for _ in range(rounds):
        labels = np.asarray((points @ centres.T).argmax(axis=1))
        centres = _centres(points, labels, len(centres))
    return centres


def _centres(points: Points, labels: Labels, count: int) -> Points:
    sums = np.zeros((count, points.shape[1]))
    np.add.at(sums, labels, points)
    return _unit_rows(sums)


def _kept(points: Points, labels: Labels, centres: Points) -> tuple[Labels, NDArray[np.float64]]:
    score = np.einsum("ij,ij->i", points, centres[labels])
    far = score < MIN_CLOSENESS
    return np.where(far, -1, labels), np.where(far, 0.0, score)


def _parents(centres: Points) -> Labels:
    """Leaves of one parent: about four; a leaf that stays alone has none."""
    if len(centres) < _PARENTS_FROM:
        return np.full(len(centres), -1, dtype=np.int64)
    groups = fcluster(linkage(centres, "ward"), max(3, round(len(centres) / 4)), "maxclust")
    alone = np.bincount(groups)[groups] < 2
    return np.where(alone, -1, groups).astype(np.int64)


def _stability(points: Points, labels: Labels, leaves: int, seed: int) -> NDArray[np.float64]:
    """Mean, over groupings of random halves with other seeds, of the best Jaccard index of each leaf.

    Hennig (2007), « Cluster-wise assessment of cluster stability »; halves are of at most
    ``STABILITY_SAMPLE`` texts.
    """
    total = np.zeros(leaves)
    if leaves == 0:
        return total
    random = np.random.default_rng(seed)
    for replicate in range(REPLICATES):
        size = min(len(points) // 2, STABILITY_SAMPLE)
        rows = np.sort(random.permutation(len(points))[:size])
        centres = _unit_rows(_k_means(points[rows], min(leaves, size), seed + 1 + replicate, starts=1))
        other = np.asarray((points[rows] @ centres.T).argmax(axis=1))
        total += _best_jaccard(labels[rows], other, leaves, len(centres))
    return total / REPLICATES


def _best_jaccard(labels: Labels, other: Labels, leaves: int, groups: int) -> NDArray[np.float64]:
    inside = labels >= 0
    common = np.zeros((leaves, groups))
    np.add.at(common, (labels[inside], other[inside]), 1)
    union = common.sum(axis=1)[:, None] + np.bincount(other[inside], minlength=groups)[None, :] - common
    return np.asarray(np.divide(common, union, out=np.zeros_like(common), where=union > 0).max(axis=1))


def _unit_rows(rows: Points) -> Points:
    norms = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(np.divide(rows, norms, out=np.zeros_like(rows), where=norms > 1e-9))
