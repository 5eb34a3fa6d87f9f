"""Texts said several times: exact copies, near copies, and texts made from one template.

Near copies are found by MinHash signatures (Broder, 1997) and kept only when the Jaccard index of the
word shingles, computed exactly, passes the threshold. Nothing is removed: copies are disclosed.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import numpy as np
from datasketch import MinHash, MinHashLSH
from numpy.typing import NDArray

from concertia.corpus.folder import Corpus
from concertia.corpus.identifiers import content_id
from concertia.language.words import normalised
from concertia.texts.units import CHUNK, Units

NEAR = 0.8
"""Jaccard index of word shingles from which two texts are near copies."""
TEMPLATE = 0.5
"""Jaccard index from which two long texts come from one template."""
MIN_WORDS = 5
"""Shorter texts (« oui », « plus de bus ») are said alike by chance: no series."""
TEMPLATE_MIN_WORDS = 15
TEMPLATE_MIN_SIZE = 3
_PERMUTATIONS = 128
_SHINGLE = 3
_MIX = np.uint64(0x9E3779B97F4A7C15)
"""Odd, its bits well spread (2⁶⁴ over the golden ratio): other bands hardly ever give the same number."""


@dataclass(frozen=True)
class Duplicates:
    """One entry per unit, and the series of contributions.

    ``duplicate_of``: id of the first admitted unit with the same normalised text, or None.
    ``series_id``: series of the unit's contribution, or None. ``series``: as in ``result.json``.
    """

    duplicate_of: NDArray[Any]
    series_id: NDArray[Any]
    series: list[dict[str, Any]]


def find_duplicates(corpus: Corpus, units: Units, *, executor: Executor | None = None) -> Duplicates:
    """Exact duplicates between units that may be read, and series between their contributions."""
    series_of, series = _series(corpus, units, executor)
    rows = np.flatnonzero(corpus.readable[units.contribution] & (units.said >= 0))
    _, first, said = np.unique(units.said[rows], return_index=True, return_inverse=True)
    original = rows[first][said]
    duplicate_of = np.full(len(units), None, dtype=object)
    again = rows[original != rows]
    duplicate_of[again] = units.id[original[original != rows]]
    series_id = np.full(len(units), None, dtype=object)
    series_id[rows] = [series_of.get(row) for row in units.contribution[rows].tolist()]
    return Duplicates(duplicate_of, series_id, series)


def _series(
    corpus: Corpus, units: Units, executor: Executor | None
) -> tuple[dict[int, str], list[dict[str, Any]]]:
    readable = np.flatnonzero(corpus.readable)
    members: dict[str, list[int]] = defaultdict(list)
    for row, text in zip(readable.tolist(), _plain(corpus.published[readable], executor), strict=True):
        members[text].append(row)
    texts = sorted(text for text in members if len(text.split()) >= MIN_WORDS)
    grouped = _grouped(texts, executor)
    first = np.searchsorted(units.contribution, np.arange(len(corpus)))
    series: list[dict[str, Any]] = []
    series_of: dict[int, str] = {}
    for kind, group in grouped:
        rows = sorted(row for text in group for row in members[text])
        if len(rows) > 1:
            described = _described(kind, rows, corpus)
            described["example"] = units.id[first[described["example"]]]
            series.append(described)
            series_of.update(dict.fromkeys(rows, described["id"]))
    series.sort(key=lambda one: (-one["size"], one["id"]))
    return series_of, series


def _plain(texts: NDArray[Any], executor: Executor | None) -> list[str]:
    chunks = [texts[start : start + CHUNK].tolist() for start in range(0, len(texts), CHUNK)]
    found = executor.map(_normalised, chunks) if executor else map(_normalised, chunks)
    return [text for part in found for text in part]


def _normalised(texts: Sequence[str]) -> list[str]:
    return [normalised(str(text)) for text in texts]


def _described(kind: str, rows: Sequence[int], corpus: Corpus) -> dict[str, Any]:
    """A series as in ``result.json``; ``example``: the row of a contribution."""
    columns = corpus.contributions
    authors = [columns["author"][row] for row in rows]
    dates = sorted(str(columns["date"][row]) for row in rows if columns["date"][row])
    copies = Counter(normalised(str(corpus.published[row])) for row in rows)
    most_copied = max(copies.values())
    example = next(r for r in rows if copies[normalised(str(corpus.published[r]))] == most_copied)
    return {
        "id": content_id(str(columns["contribution_id"][row]) for row in rows),
        "kind": kind,
        "size": len(rows),
        "persons": len(set(authors)) if all(authors) else None,
        "first": dates[0] if dates else None,
        "last": dates[-1] if dates else None,
        "example": example,
    }


def _grouped(texts: Sequence[str], executor: Executor | None) -> list[tuple[str, list[str]]]:
    """(kind, distinct normalised texts) of each possible series; single texts are ``identical``."""
    near, template = _Groups(len(texts)), _Groups(len(texts))
    for bucket in _buckets(texts, executor):
        _compare(bucket, texts, near, template)
    result: list[tuple[str, list[str]]] = []
    for group in template.groups():
        parts: dict[int, list[int]] = defaultdict(list)
        for member in group:
            parts[near.root(member)].append(member)
        if len(parts) > 1 and len(group) >= TEMPLATE_MIN_SIZE:
            result.append(("template", [texts[member] for member in group]))
        else:
            result += [
                ("near" if len(part) > 1 else "identical", [texts[member] for member in part])
                for part in parts.values()
            ]
    return result


def _compare(bucket: Sequence[int], texts: Sequence[str], near: _Groups, template: _Groups) -> None:
    """Join the texts of a bucket that are alike; two that are near through others are not compared again."""
    alike: dict[int, list[int]] = {}
    for b in bucket:
        joined = alike.pop(near.root(b), [])
        for root, members in list(alike.items()):
            for a in members:
                similarity = _jaccard(texts[a], texts[b])
                if similarity >= TEMPLATE and _long(texts[a]) and _long(texts[b]):
                    template.join(a, b)
                if similarity >= NEAR:
                    template.join(a, b)
                    near.join(a, b)
                    joined += alike.pop(root)
                    break
        alike[near.root(b)] = [*joined, b]


def _jaccard(one: str, other: str) -> float:
    a, b = _shingles(one), _shingles(other)
    return len(a & b) / len(a | b)


def _long(text: str) -> bool:
    return len(text.split()) >= TEMPLATE_MIN_WORDS


@lru_cache(maxsize=1 << 12)
def _shingles(text: str) -> frozenset[str]:
    """Three words in a row; two for texts under eight words, where one word changes most of them."""
    words = text.split()
    width = _SHINGLE if len(words) >= 8 else 2
    return frozenset(" ".join(words[i : i + width]) for i in range(len(words) - width + 1))


def _buckets(texts: Sequence[str], executor: Executor | None) -> Iterator[list[int]]:
    """Texts, in order, that share a band of their signatures: they probably share half of their shingles."""
    chunks = [texts[start : start + CHUNK] for start in range(0, len(texts), CHUNK)]
    found = list(executor.map(_bands, chunks) if executor else map(_bands, chunks))
    for band in np.concatenate(found).T if found else ():
        order = np.argsort(band, kind="stable")
        ends = np.flatnonzero(np.diff(band[order])) + 1
        sizes = np.diff(np.concatenate([[0], ends, [len(order)]]))
        starts = np.concatenate([[0], ends])
        for start, size in zip(starts[sizes > 1].tolist(), sizes[sizes > 1].tolist(), strict=True):
            yield order[start : start + size].tolist()


def _bands(texts: Sequence[str]) -> NDArray[np.uint64]:
    """(n, bands) one number per band of the signature of each text."""
    signatures = MinHash.bulk(
        [[shingle.encode() for shingle in sorted(_shingles(text))] for text in texts],
        num_perm=_PERMUTATIONS,
        seed=1,
    )
    rows = np.stack([signature.hashvalues for signature in signatures]).astype(np.uint64)
    bands, width = _cut()
    numbers = np.zeros((len(rows), bands), dtype=np.uint64)
    for place in range(width):
        numbers = (numbers ^ rows[:, place : bands * width : width]) * _MIX
        numbers ^= numbers >> np.uint64(29)
    return numbers


@cache
def _cut() -> tuple[int, int]:
    """Bands and rows of each, for pairs from ``TEMPLATE`` on to share one with the fewest mistakes."""
    index = MinHashLSH(threshold=TEMPLATE, num_perm=_PERMUTATIONS)
    return int(index.b), int(index.r)


class _Groups:
    """Disjoint sets of 0 … n − 1, each named by its smallest member."""

    def __init__(self, count: int) -> None:
        self._parent = list(range(count))

    def root(self, member: int) -> int:
        while self._parent[member] != member:
            self._parent[member] = self._parent[self._parent[member]]
            member = self._parent[member]
        return member

    def join(self, a: int, b: int) -> None:
        low, high = sorted((self.root(a), self.root(b)))
        self._parent[high] = low

    def groups(self) -> list[list[int]]:
        gathered: dict[int, list[int]] = defaultdict(list)
        for member in range(len(self._parent)):
            gathered[self.root(member)].append(member)
        return list(gathered.values())
