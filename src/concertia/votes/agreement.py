"""What a group agrees on, what sets it apart, what everybody agrees on: the published Polis statistics.

Notation: na, nd, ns are the agree votes, the disagree votes and all votes (a pass and a mitigé are votes).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from concertia.votes.arrays import Counts, Flags, Floats
from concertia.votes.counts import seen

Z90 = 1.2816
"""One-tailed 90 % threshold of the normal law, as written in Polis."""
MOST = 5


@dataclass(frozen=True)
class Side:
    """One side (agree or disagree) of each statement: smoothed share ``p`` and its test ``z``; (…, S)."""

    p: Floats
    z: Floats


@dataclass(frozen=True)
class Chosen:
    """A statement put forward: column, side, share and test; ``repness`` compares with the other groups."""

    column: int
    side: str
    p: float
    p_test: float
    repness: float = 0.0
    repness_test: float = 0.0


def share(count: Counts, total: Counts) -> Side:
    """p = (n + 1)/(N + 2), z = 2·√(N + 1)·((n + 1)/(N + 1) − 1/2): is this more than a half?"""
    p = (count + 1) / (total + 2)
    z = 2 * np.sqrt(total + 1) * ((count + 1) / (total + 1) - 0.5)
    return Side(p, z)


def ratio(count: Counts, total: Counts, other_count: Counts, other_total: Counts) -> tuple[Floats, Floats]:
    """How much more than in the other groups: ratio of smoothed shares, and test of two proportions.

    r = p / ((1 + n_other)/(2 + N_other)); the test adds one to the four numbers, and is 0 where the pooled
    share is 1.
    """
    r = ((count + 1) / (total + 2)) / ((other_count + 1) / (other_total + 2))
    n1, t1, n2, t2 = count + 1, total + 1, other_count + 1, other_total + 1
    pooled = (n1 + n2) / (t1 + t2)
    spread = np.sqrt(pooled * (1 - pooled) * (1 / t1 + 1 / t2))
    certain = spread == 0
    return r, np.where(certain, 0.0, (n1 / t1 - n2 / t2) / np.where(certain, 1.0, spread))


def group_aware_consensus(counts: Counts) -> tuple[Floats, Floats]:
    """(S,) product over the groups of (agree + 1)/(all + 2), and its geometric mean.

    ``counts`` (k, S, 4), k ≥ 1. The product is Polis's; it falls with the number of groups, the geometric
    mean (product^(1/k)) does not.
    """
    product = ((counts[..., 0] + 1) / (seen(counts) + 2)).prod(axis=0)
    return product, product ** (1 / len(counts))


def consensus(counts: Counts, candidates: Flags) -> tuple[list[Chosen], list[Chosen]]:
    """Up to five statements agreed with, and five disagreed with, by all participants together.

    ``counts`` (S, 4), ``candidates`` (S,). Kept: p > 1/2 and test above z90; best p × test first, then
    column.
    """
    total = seen(counts)
    sides = []
    for axis, name in ((0, "agree"), (1, "disagree")):
        found = share(counts[:, axis], total)
        kept = np.flatnonzero(candidates & (found.p > 0.5) & (found.z > Z90))
        best = kept[np.argsort(-(found.p * found.z)[kept], kind="stable")][:MOST]
        sides.append([Chosen(int(j), name, float(found.p[j]), float(found.z[j])) for j in best])
    return sides[0], sides[1]


def representative(counts: Counts, candidates: Flags) -> list[list[Chosen]]:
    """For each group, up to five statements that set it apart, agrees before disagrees.

    ``counts`` (k, S, 4), ``candidates`` (S,). A statement qualifies when, for the same side, both the share
    in the group and the difference with the others pass their test at z90. The statement the group agrees
    with most comes first; then by repness × its test × p × its test. When none qualifies, the best one alone.
    """
    whole = counts.sum(axis=0)
    return [
        _representative_of(counts[group], whole - counts[group], candidates) for group in range(len(counts))
    ]


def _representative_of(counts: Counts, others: Counts, candidates: Flags) -> list[Chosen]:
    total, other_total = seen(counts), seen(others)
    agree, disagree = share(counts[:, 0], total), share(counts[:, 1], total)
    ra, rat = ratio(counts[:, 0], total, others[:, 0], other_total)
    rd, rdt = ratio(counts[:, 1], total, others[:, 1], other_total)
    columns = np.flatnonzero(candidates)
    if not len(columns):
        return []

    def chosen(j: int) -> Chosen:
        if rat[j] > rdt[j]:
            return Chosen(j, "agree", float(agree.p[j]), float(agree.z[j]), float(ra[j]), float(rat[j]))
        return Chosen(j, "disagree", float(disagree.p[j]), float(disagree.z[j]), float(rd[j]), float(rdt[j]))

    voted = columns[(counts[columns, 0] > 0) | (counts[columns, 1] > 0)]
    head = _best_agreed(voted, ra, rat, agree)
    passing = ((rat > Z90) & (agree.z > Z90)) | ((rdt > Z90) & (disagree.z > Z90))
    metric = np.where(rat > rdt, ra * rat * agree.p * agree.z, rd * rdt * disagree.p * disagree.z)
    kept = columns[passing[columns]]
    if not len(kept):
        strongest = int(columns[np.argmax(np.maximum(rat, rdt)[columns])])
        return [chosen(strongest if head is None else head)]
    ranked = [int(j) for j in kept[np.argsort(-metric[kept], kind="stable")] if j != head]
    result = [chosen(j) for j in ([head] if head is not None else []) + ranked][:MOST]
    return [entry for side in ("agree", "disagree") for entry in result if entry.side == side]


def _best_agreed(columns: Counts, ra: Floats, rat: Floats, agree: Side) -> int | None:
    """The statement that a group agrees with most, read in column order as Polis does; ``None`` when there is
    none.

    A first candidate needs a share above a half at z90, or more agreement than elsewhere; then one replaces
    it by p × test, or by repness × test × p × test once the current one is agreed with more than elsewhere.
    """
    by_share = agree.p * agree.z
    by_repness = ra * rat * by_share
    best: int | None = None
    for j in columns.tolist():
        if best is None:
            better = agree.z[j] > Z90 or (ra[j] > 1.0 and agree.p[j] > 0.5)
        elif ra[best] > 1.0:
            better = by_repness[j] > by_repness[best]
        else:
            better = by_share[j] > by_share[best]
        if better:
            best = j
    return best
