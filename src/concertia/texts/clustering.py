"""Points gathered into a two-level tree of themes, and how well it holds.

Vectors are reduced by an exact principal component analysis. Many texts are first cut into small groups by
k-means. The number of leaves is the one wanted, or, within bounds that grow with the cube root of the number
of texts, that with the best silhouette (Rousseeuw, 1987) among cuts of a tree (Ward, 1963). The leaves are
those that many groupings agree on (``consensus``). Points far from every centre and groups too small or
too loose are left out, never forced.
"""

from __future__ import annotations

import warnings
from concurrent.futures import Executor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster, linkage
from sklearn.cluster import KMeans, MiniBatchKMeans
from sklearn.exceptions import ConvergenceWarning
from sklearn.metrics import pairwise_distances, silhouette_score

from concertia.texts.consensus import Labels, Points, agreed, centres_of, closest, unit_rows, views
from concertia.texts.context import LEARNT, Voices, principal

DIMENSIONS = 64
MIN_SIZE = 5
"""Fewest distinct texts in a theme; 0.1 % of them in a large corpus."""
MIN_VOICES = 3.0
"""Least weight of a theme: what one talkative person says of many things is not one."""
MOST_OF_ONE = 0.5
"""Share of a theme that one contribution may say: more, and it is a contribution, not a theme."""
MIN_CLOSENESS = 0.25
"""Cosine to the centre below which a text is in no theme."""
MIN_COHESION = 0.35
"""Mean cosine to the centre below which a theme is not kept."""
REPLICATES = 10
STABILITY_SAMPLE = 20_000
SILHOUETTE_SAMPLE = 2_000
_LARGE = 10_000
_GROUPS_FROM = 2_000
"""Points from which small groups stand for them."""
_GROUPS = 1_000
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


def reduced(vectors: Points) -> Points:
    """(n, ≤ 64) principal components of the centred vectors, each row of norm 1 (0 stays 0).

    The components of very many are learnt from ``LEARNT`` of them, every k-th.
    """
    centred = vectors - vectors.mean(axis=0, dtype=np.float64).astype(np.float32)
    learnt = centred[:: max(1, -(-len(centred) // LEARNT))]
    return unit_rows(centred @ principal(learnt, DIMENSIONS))


def grow_tree(
    points: Points,
    seed: int,
    leaves: int | None = None,
    said_by: Voices | None = None,
    *,
    replicates: int = REPLICATES,
    executor: Executor | None = None,
) -> Tree:
    """The tree of ``points`` (rows of norm 1), in an order that depends on content only.

    ``leaves``: how many are wanted; chosen from the points where nobody says. ``said_by``: what each point
    counts for and who says it; each counts for one and is said by somebody else unless told.
    ``replicates``: groupings that stability is measured on.
    """
    count = len(points)
    said_by = Voices(np.ones(count), np.arange(count)) if said_by is None else said_by
    weights = said_by.weight
    smallest = max(MIN_SIZE, count // 1000)
    labels, found = _leaves(points, weights, seed, leaves)
    centres = centres_of(points, labels, found)
    labels, score = _kept(points, labels, centres)
    cohesion = np.bincount(labels[labels >= 0], score[labels >= 0], found)
    sizes = np.bincount(labels[labels >= 0], minlength=found)
    voices = np.bincount(labels[labels >= 0], weights[labels >= 0], found)
    good = np.flatnonzero((sizes >= smallest) & (voices >= MIN_VOICES) & (cohesion >= MIN_COHESION * sizes))
    if len(good) < found and len(good):
        centres = centres[good]
        labels, score = _kept(points, closest(points, centres), centres)
    elif not len(good):
        labels, score = np.full(count, -1), np.zeros(count)
    centres, labels, score = _without_one_voice(points, centres[: len(good)], labels, score, said_by.speaker)
    stability = _stability(points, weights, labels, len(centres), seed, replicates, executor)
    return Tree(labels.astype(np.int64), _parents(centres), score, stability)


def _without_one_voice(
    points: Points, centres: Points, labels: Labels, score: NDArray[np.float64], speaker: Labels
) -> tuple[Points, Labels, NDArray[np.float64]]:
    """Without the leaves of which one contribution says more than ``MOST_OF_ONE``, worst first: their points
    go to the closest leaf left, or to none."""
    while len(centres):
        shares = [
            np.unique(speaker[labels == leaf], return_counts=True)[1].max(initial=0)
            / max(np.count_nonzero(labels == leaf), 1)
            for leaf in range(len(centres))
        ]
        worst = int(np.argmax(shares))
        if shares[worst] <= MOST_OF_ONE:
            break
        loose = np.flatnonzero(labels == worst)
        centres = np.delete(centres, worst, axis=0)
        labels = np.where(labels > worst, labels - 1, labels)
        labels[loose], score[loose] = -1, 0.0
        if len(centres):
            nearest = closest(points[loose], centres)
            labels[loose], score[loose] = _kept(points[loose], nearest, centres)
    return centres, labels, score


def bounds(count: int) -> tuple[int, int]:
    """Fewest and most leaves looked for among ``count`` distinct texts: about ∛n to 2 ∛n, at most 60."""
    low = max(2, min(round(count ** (1 / 3)), 30))
    return low, max(low, min(round(2 * count ** (1 / 3)), 60, count // MIN_SIZE))


def _leaves(
    points: Points, weights: NDArray[np.float64], seed: int, wanted: int | None, least: float = MIN_VOICES
) -> tuple[Labels, int]:
    """(n,) leaf of each point, and how many leaves; none of a weight under ``least``."""
    if len(points) < 2 * MIN_SIZE or not points.any():  # too few, or all the same
        return np.zeros(len(points), dtype=np.int64), 1
    small = _small_groups(points, seed)
    sizes = np.bincount(small, weights).astype(np.float64)
    seen = views(points, sizes, small)
    moved = seen[-1]
    if len(sizes) < len(points):
        moved = unit_rows(seen[-1].astype(points.dtype)[small] + points)
    if wanted is None:
        wanted = _how_many(points, seen[-1], small)
    groups = agreed(seen, sizes, wanted, max(least, len(points) / 1000), seed)
    found = int(groups.max()) + 1
    centres = _refined(moved, centres_of(moved, groups[small], found))
    labels = closest(moved, centres)
    used, labels = np.unique(labels, return_inverse=True)
    return labels, len(used)


def _small_groups(points: Points, seed: int) -> Labels:
    """(n,) the small group that stands for each point: itself, or one of ``_GROUPS``."""
    if len(points) <= _GROUPS_FROM:
        return np.arange(len(points))
    centres = unit_rows(_k_means(points, _GROUPS, seed))
    small = closest(points, centres)
    return np.asarray(np.unique(small, return_inverse=True)[1])


def _how_many(points: Points, centres: Points, small: Labels) -> int:
    """Leaves of the cut with the best silhouette."""
    low, high = bounds(len(points))
    merges = linkage(centres, "ward")
    sample = slice(None, None, max(1, -(-len(points) // SILHOUETTE_SAMPLE)))
    apart = pairwise_distances(points[sample])
    best, chosen = -2.0, low
    for wanted in range(min(low, len(centres)), min(high, len(centres)) + 1):
        of_group = fcluster(merges, wanted, "maxclust") - 1
        quality = round(_silhouette(apart, of_group[small][sample]), 6)
        if quality > best:
            best, chosen = quality, wanted
    return chosen


def _silhouette(apart: Points, labels: Labels) -> float:
    distinct = len(np.unique(labels))
    score = silhouette_score(apart, labels, metric="precomputed") if 1 < distinct < len(apart) else -1.0
    return float(score)


def _k_means(points: Points, groups: int, seed: int) -> Points:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        if len(points) > _LARGE:
            model = MiniBatchKMeans(groups, batch_size=4096, n_init=1, init="random", random_state=seed)
        else:
            model = KMeans(groups, n_init=1, max_iter=30, random_state=seed)
        return np.asarray(model.fit(points).cluster_centers_, dtype=np.float64)


def _refined(points: Points, centres: Points, rounds: int = 2) -> Points:
    """A few rounds of spherical k-means (Dhillon and Modha, 2001) from the centres agreed on."""
    for _ in range(rounds):
        labels = closest(points, centres)
        centres = centres_of(points, labels, len(centres))
    return centres


def _kept(points: Points, labels: Labels, centres: Points) -> tuple[Labels, NDArray[np.float64]]:
    score = np.einsum("ij,ij->i", points, centres.astype(points.dtype)[labels]).astype(np.float64)
    far = score < MIN_CLOSENESS
    return np.where(far, -1, labels), np.where(far, 0.0, score)


def _parents(centres: Points) -> Labels:
    """Leaves of one parent: about four; a leaf that stays alone has none."""
    if len(centres) < _PARENTS_FROM:
        return np.full(len(centres), -1, dtype=np.int64)
    groups = fcluster(linkage(centres, "ward"), max(3, round(len(centres) / 4)), "maxclust")
    alone = np.bincount(groups)[groups] < 2
    return np.where(alone, -1, groups).astype(np.int64)


def _stability(
    points: Points,
    weights: NDArray[np.float64],
    labels: Labels,
    leaves: int,
    seed: int,
    replicates: int,
    executor: Executor | None,
) -> NDArray[np.float64]:
    """Mean, over groupings of random halves with other seeds, of the best Jaccard index of each leaf.

    Hennig (2007), « Cluster-wise assessment of cluster stability »; halves are of at most
    ``STABILITY_SAMPLE`` texts.
    """
    total = np.zeros(leaves)
    if leaves == 0 or replicates == 0:
        return total
    random = np.random.default_rng(seed)
    size = min(len(points) // 2, STABILITY_SAMPLE)
    halves = [np.sort(random.permutation(len(points))[:size]) for _ in range(replicates)]
    tasks = [
        (points[rows], weights[rows], seed + 1 + replicate, leaves) for replicate, rows in enumerate(halves)
    ]
    found = executor.map(_grouped_again, tasks) if executor else map(_grouped_again, tasks)
    for rows, (other, groups) in zip(halves, found, strict=True):
        total += _best_jaccard(labels[rows], other, leaves, groups)
    return total / replicates


def _grouped_again(task: tuple[Points, NDArray[np.float64], int, int]) -> tuple[Labels, int]:
    points, weights, seed, leaves = task
    return _leaves(points, weights, seed, leaves, MIN_VOICES / 2)


def _best_jaccard(labels: Labels, other: Labels, leaves: int, groups: int) -> NDArray[np.float64]:
    inside = labels >= 0
    common = np.zeros((leaves, groups))
    np.add.at(common, (labels[inside], other[inside]), 1)
    union = common.sum(axis=1)[:, None] + np.bincount(other[inside], minlength=groups)[None, :] - common
    return np.asarray(np.divide(common, union, out=np.zeros_like(common), where=union > 0).max(axis=1))
