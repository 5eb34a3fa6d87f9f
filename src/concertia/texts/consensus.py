"""Groups that many groupings agree on, among points brought nearer to their neighbours.

A sentence alone says little of its subject; its nearest neighbours say more. Each point is first moved
towards the mean of its neighbours (a few steps of diffusion on the graph of nearest neighbours: Zhou et al.,
« Learning with local and global consistency », 2004). One k-means depends on its start; so many are made,
on several numbers of dimensions and of groups, and two points go together as often as they fell together
(« evidence accumulation »: Fred and Jain, 2005). Average linkage of these frequencies gives the groups.
"""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import squareform
from sklearn.cluster import KMeans
from sklearn.exceptions import ConvergenceWarning

Points = NDArray[Any]
"""Rows of floats: of single precision where there is one for each text, double for centres of groups."""
Labels = NDArray[np.int64]

VIEWS = (20, 30, 40, 64)
"""Dimensions of each view of the points."""
NEIGHBOURS = 8
TOWARDS = 0.7
"""Share of the neighbours in where a point goes, at each step."""
STEPS = 3
GROUPINGS = 24
FINER = 1.6
"""A grouping has between the number of groups wanted and this many times more."""
SPLITS = 8
"""Times more groups than wanted that are tried, until enough of them are large."""
_BLOCK = 8_192


def views(points: Points, sizes: NDArray[np.float64], of: Labels) -> list[Points]:
    """Each view of the centres of small groups: ``of`` (n,) gives that of each point, ``sizes`` (g,)."""
    found = []
    for dimensions in VIEWS:
        seen = unit_rows(points[:, :dimensions])
        if len(sizes) < len(points):
            seen = centres_of(seen, of, len(sizes))
        found.append(diffused(seen.astype(np.float64)))
    return found


def diffused(points: Points) -> Points:
    """``points`` (g, d) of norm 1, each moved ``STEPS`` times towards its nearest ``NEIGHBOURS``."""
    count = len(points)
    kept = min(NEIGHBOURS, count - 1)
    if kept < 1:
        return points
    closeness = np.round(points @ points.T, 9)
    np.fill_diagonal(closeness, -np.inf)
    nearest = np.argsort(-closeness, axis=1, kind="stable")[:, :kept]
    rows = np.repeat(np.arange(count), kept)
    weights = np.zeros((count, count))
    weights[rows, nearest.ravel()] = np.maximum(closeness[rows, nearest.ravel()], 0.0)
    weights = np.maximum(weights, weights.T)
    weights /= np.maximum(weights.sum(axis=1, keepdims=True), 1e-9)
    moved = points
    for _ in range(STEPS):
        moved = unit_rows(TOWARDS * (weights @ moved) + (1 - TOWARDS) * points)
    return moved


def agreed(seen: list[Points], sizes: NDArray[np.float64], wanted: int, smallest: float, seed: int) -> Labels:
    """(g,) group of each centre among ``wanted`` at most, −1 where its group is under ``smallest``.

    ``sizes`` (g,) how many points each centre stands for.
    """
    count = len(sizes)
    if count <= wanted or wanted < 2:
        return np.arange(count) if wanted >= 2 else np.zeros(count, dtype=np.int64)
    random = np.random.default_rng(seed)
    together = np.zeros((count, count), dtype=np.float32)
    for run in range(GROUPINGS):
        groups = min(round(wanted * random.uniform(1.0, FINER)), count)
        labels = _k_means(seen[run % len(seen)], groups, sizes, int(random.integers(2**31)))
        held = np.zeros((count, groups), dtype=np.float32)
        held[np.arange(count), labels] = 1.0
        together += held @ held.T
    apart = 1.0 - together.astype(np.float64) / GROUPINGS
    np.fill_diagonal(apart, 0.0)
    return _cut(linkage(squareform(apart, checks=False), "average"), sizes, wanted, smallest)


def _k_means(points: Points, groups: int, sizes: NDArray[np.float64], seed: int) -> Labels:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        model = KMeans(groups, n_init=1, max_iter=50, random_state=seed)
        return np.asarray(model.fit(points, sample_weight=sizes).labels_, dtype=np.int64)


def _cut(merges: Points, sizes: NDArray[np.float64], wanted: int, smallest: float) -> Labels:
    """The first cut of the tree with ``wanted`` groups that are not small; else that with most of them."""
    best = np.zeros(len(sizes), dtype=np.int64)
    most = 0
    for groups in range(wanted, min(len(sizes), SPLITS * wanted) + 1):
        labels = fcluster(merges, groups, "maxclust") - 1
        weights = np.bincount(labels, sizes)
        large = np.flatnonzero(weights >= smallest)
        if len(large) > most:
            kept = large[np.lexsort((large, -weights[large]))][:wanted]
            number = np.full(len(weights), -1, dtype=np.int64)
            number[kept] = np.arange(len(kept))
            best, most = number[labels], len(large)
        if most >= wanted:
            break
    return best


def centres_of(points: Points, labels: Labels, count: int) -> Points:
    """(count, d) mean direction of each group, of norm 1; labels −1 are in none."""
    inside = np.flatnonzero(labels >= 0)
    member = sparse.csr_matrix(
        (np.ones(len(inside)), (labels[inside], inside)), shape=(count, len(points)), dtype=np.float64
    )
    return unit_rows(np.asarray(member @ points))


def closest(points: Points, centres: Points) -> Labels:
    """(n,) which of the ``centres`` each point has the largest product with; by blocks of constant size."""
    across = centres.astype(points.dtype).T
    blocks = range(0, len(points), _BLOCK)
    return np.concatenate([(points[at : at + _BLOCK] @ across).argmax(axis=1) for at in blocks])


def unit_rows(rows: Points) -> Points:
    """The rows divided by their norm; 0 stays 0."""
    norms = np.sqrt(np.einsum("ij,ij->i", rows, rows))[:, None]
    return np.asarray(np.divide(rows, norms, out=np.zeros_like(rows), where=norms > 1e-9))
