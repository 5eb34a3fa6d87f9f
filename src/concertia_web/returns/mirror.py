"""The mirror: one remontée against those of the other territories of the campaign, the minute it is sent.

Elements are brought together by their kind, their theme or question, and their words (lexical vectors of the
engine: no neural network). It is a proposal to check by reading, and it says so. A territory is named, and
its words shown, only if its remontée is public or if it accepted; otherwise it is counted, or left out if it
asked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from concertia.texts.lexical import LexicalEmbedder
from concertia_web.returns.grid import Content, words_of
from concertia_web.returns.models import ReturnVersion
from concertia_web.returns.sections import Record

SAME_SUBJECT, ANY_SUBJECT = 0.24, 0.45
"""Least cosine between two elements of the same theme or question, and between two others."""
_SIDES = {"attente": "wish", "proposition": "wish", "accord": "wish"}
"""Only elements of the same side are brought together: a refusal is like nothing but a refusal."""


@dataclass(frozen=True)
class Other:
    """The remontée of another territory. ``shown``: whether it may be named and its titles read."""

    commitment: int
    number: int
    names: str
    public: bool
    shown: bool
    content: Content


@dataclass(frozen=True)
class Echo:
    """An element of another territory that may be shown."""

    title: str
    kind: str
    names: str
    commitment: int
    number: int
    public: bool


@dataclass(frozen=True)
class Point:
    """An element, how many other territories say something close, and those that may be shown."""

    title: str
    kind: str
    theme: str
    territories: int
    echoes: tuple[Echo, ...] = ()


@dataclass(frozen=True)
class Mirror:
    """What comes back to the territory."""

    others: int
    """Other territories whose remontée was received."""
    shown: tuple[str, ...]
    only_here: tuple[Point, ...]
    shared: tuple[Point, ...]
    refusals: tuple[Point, ...]
    only_there: tuple[Point, ...]
    unseen: tuple[tuple[str, int], ...]
    """Theme → territories that raise something there without being shown, and that is not raised here."""
    heard_only_here: tuple[str, ...]
    heard_only_there: tuple[tuple[str, int], ...]


def others_of(version: ReturnVersion, others: Sequence[ReturnVersion], today: date) -> list[Other]:
    """What may be used of the standing versions of the other territories."""
    found = []
    for one in sorted(others, key=lambda other: other.commitment_id):
        if one.commitment_id != version.commitment_id and one.withdrawn is None:
            public = one.public_on(today)
            sharing = one.content["publication"]["sharing"]
            if sharing == "none" and not public:
                continue
            names = ", ".join(one.content["territories"])
            shown = public or sharing == "named"
            found.append(Other(one.commitment_id, one.number, names, public, shown, one.content))
    return found


def mirror_of(content: Content, others: Sequence[Other]) -> Mirror:
    """The mirror of ``content``, as sent."""
    mine = content["items"]
    theirs = [(other, item) for other in others for item in other.content["items"]]
    near = _nearness(mine, [item for _other, item in theirs])
    labels = _labels(content, others)
    points = [_point(item, near[row], theirs, labels) for row, item in enumerate(mine)]
    silent = [pair for column, pair in enumerate(theirs) if not near[:, column].any()]
    return Mirror(
        others=len(others),
        shown=tuple(other.names for other in others if other.shown),
        only_here=tuple(point for point in points if point.territories == 0),
        shared=tuple(point for point in points if point.territories and point.kind != "refus"),
        refusals=tuple(point for point in points if point.territories and point.kind == "refus"),
        only_there=_only_there([pair for pair in silent if pair[0].shown], labels),
        unseen=_unseen([pair for pair in silent if not pair[0].shown], mine, labels),
        **_publics(content, others),
    )


def _labels(content: Content, others: Sequence[Other]) -> dict[str, str]:
    labels: dict[str, str] = {}
    for one in (content, *(other.content for other in others)):
        for key, label in words_of(one)["theme"].items():
            labels.setdefault(key, label)
    return labels


def _nearness(mine: Sequence[Record], theirs: Sequence[Record]) -> NDArray[np.bool_]:
    """(mine, theirs): whether two elements seem to say the same."""
    everything = [*mine, *theirs]
    close = np.zeros((len(mine), len(theirs)), dtype=np.bool_)
    if not mine or not theirs:
        return close
    vectors = LexicalEmbedder().embed([f"{item['title']}\n{item['text']}" for item in everything])
    cosines = vectors[: len(mine)].astype(np.float64) @ vectors[len(mine) :].astype(np.float64).T
    for row, one in enumerate(mine):
        for column, other in enumerate(theirs):
            least = SAME_SUBJECT if _same_subject(one, other) else ANY_SUBJECT
            close[row, column] = _side(one) == _side(other) and cosines[row, column] >= least
    return close


def _side(item: Record) -> str:
    return _SIDES.get(item["kind"], item["kind"])


def _same_subject(one: Record, other: Record) -> bool:
    theme = one["theme"] not in ("", "autre") and one["theme"] == other["theme"]
    return theme or (one["question"] != "" and one["question"] == other["question"])


def _point(
    item: Record, near: NDArray[np.bool_], theirs: Sequence[tuple[Other, Record]], labels: dict[str, str]
) -> Point:
    close = [pair for pair, is_near in zip(theirs, near, strict=True) if is_near]
    territories = {other.commitment for other, _found in close}
    echoes = tuple(_echo(other, found) for other, found in close if other.shown)
    return Point(item["title"], item["kind"], labels.get(item["theme"], ""), len(territories), echoes)


def _echo(other: Other, item: Record) -> Echo:
    return Echo(item["title"], item["kind"], other.names, other.commitment, other.number, other.public)


def _only_there(pairs: Sequence[tuple[Other, Record]], labels: dict[str, str]) -> tuple[Point, ...]:
    """What others raise and this territory does not: close ones together, the most shared first."""
    near = _nearness([item for _other, item in pairs], [item for _other, item in pairs])
    left = list(range(len(pairs)))
    points = []
    while left:
        first = left[0]
        group = [row for row in left if row == first or near[first, row]]
        left = [row for row in left if row not in group]
        item = pairs[first][1]
        territories = {pairs[row][0].commitment for row in group}
        echoes = tuple(_echo(*pairs[row]) for row in group)
        points.append(
            Point(item["title"], item["kind"], labels.get(item["theme"], ""), len(territories), echoes)
        )
    return tuple(sorted(points, key=lambda point: -point.territories))


def _unseen(
    pairs: Sequence[tuple[Other, Record]], mine: Sequence[Record], labels: dict[str, str]
) -> tuple[tuple[str, int], ...]:
    here = {item["theme"] for item in mine}
    found: dict[str, set[int]] = {}
    for other, item in pairs:
        if item["theme"] in labels and item["theme"] not in here and item["theme"] != "autre":
            found.setdefault(item["theme"], set()).add(other.commitment)
    counted = ((labels[theme], len(places)) for theme, places in found.items())
    return tuple(sorted(counted, key=lambda one: (-one[1], one[0])))


def _publics(content: Content, others: Sequence[Other]) -> dict[str, Any]:
    labels = {key: label for other in others for key, label in words_of(other.content)["publics"].items()}
    labels |= words_of(content)["publics"]
    here = _heard(content)
    there: Counter[str] = Counter()
    for other in others:
        there.update(_heard(other.content))
    only_there = sorted((-count, labels.get(key, key)) for key, count in there.items() if key not in here)
    return {
        "heard_only_here": tuple(sorted(labels.get(key, key) for key in here if not there[key])),
        "heard_only_there": tuple((label, -count) for count, label in only_there),
    }


def _heard(content: Content) -> set[str]:
    return {one["id"] for one in content["publics"] if one["heard"] in ("heard", "little")}
