"""Texts too short to found a theme: « Éducation. » joins the theme that speaks of it, « Navrant ! » none.

Texts with a single content word are close to each other because they are short, not because they say the
same thing: clustered with the others they would make a theme of exclamations.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from concertia.texts.clustering import MIN_CLOSENESS, Tree
from concertia.texts.consensus import Points

FOUNDING_WORDS = 2
"""Distinct content words from which a text takes part in finding the themes."""
SHARED = 0.1
"""Share of the texts of a theme that hold the word of a short text, from which it may join them."""

Stems = tuple[str, ...]
"""The distinct content stems of a text."""


def founding(spoken: Sequence[Stems]) -> NDArray[np.bool_]:
    """(n,) whether each text, given its content stems, may found a theme; all where none can."""
    able = np.array([len(stems) >= FOUNDING_WORDS for stems in spoken], dtype=np.bool_)
    return able if able.any() else np.ones(len(able), dtype=np.bool_)


def join_short(tree: Tree, points: Points, founders: NDArray[np.bool_], spoken: Sequence[Stems]) -> Tree:
    """The tree of the founders, extended to all ``points``: a short text goes to the theme in which its
    words are the most frequent, if they are in ``SHARED`` of its texts and its cosine to the centre is
    that of a member; else to none.
    """
    leaves = len(tree.parent)
    leaf = np.full(len(points), -1, dtype=np.int64)
    score = np.zeros(len(points))
    leaf[founders], score[founders] = tree.leaf, tree.score
    members = [np.flatnonzero(leaf == index) for index in range(leaves)]
    held = [Counter(stem for row in rows.tolist() for stem in spoken[row]) for rows in members]
    sums = np.stack([points[rows].sum(axis=0) for rows in members]) if leaves else np.zeros((0, 1))
    norms = np.linalg.norm(sums, axis=1)
    for row in np.flatnonzero(~founders).tolist():
        shares = [
            sum(held[index][stem] for stem in spoken[row]) / max(len(members[index]), 1)
            for index in range(leaves)
        ]
        best = max(range(leaves), key=lambda index: (shares[index], -index), default=-1)
        if best >= 0 and shares[best] >= SHARED and norms[best] > 1e-9:
            closeness = float(points[row] @ sums[best] / norms[best])
            if closeness >= MIN_CLOSENESS:
                leaf[row], score[row] = best, closeness
    return Tree(leaf, tree.parent, score, tree.stability)
