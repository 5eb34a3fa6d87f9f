"""A small map of France: outlines of the départements, and where to put the mark of a territory.

Mainland in Lambert's conformal conic projection (parallels 44° and 49°), Corse in one piece. The overseas
départements, whose outlines the source does not hold, are named boxes below.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from concertia.execution.packs import packs_folder

WIDTH, HEIGHT, MAINLAND = 600, 690, 585
OVERSEAS = {
    "971": "Guadeloupe",
    "972": "Martinique",
    "973": "Guyane",
    "974": "La Réunion",
    "976": "Mayotte",
}
BOX_WIDTH, BOX_HEIGHT = 112, 68
_BOXES_TOP = 612
_APART = 30.0
"""Between two marks."""
_RADIANS = math.pi / 180
_N = math.log(math.cos(44 * _RADIANS) / math.cos(49 * _RADIANS)) / math.log(
    math.tan(math.pi / 4 + 49 * _RADIANS / 2) / math.tan(math.pi / 4 + 44 * _RADIANS / 2)
)
_F = math.cos(44 * _RADIANS) * math.tan(math.pi / 4 + 44 * _RADIANS / 2) ** _N / _N
_LEFT, _UPPER, _SCALE = -0.0905, 0.084, 3330.0


class Outline(NamedTuple):
    """One département: ``path`` is the ``d`` of an SVG path."""

    code: str
    name: str
    path: str


class Mark(NamedTuple):
    """A place on the map."""

    x: float
    y: float


def project(longitude: float, latitude: float) -> Mark:
    """Where a place of the mainland or of Corse stands on the map."""
    radius = _F / math.tan(math.pi / 4 + latitude * _RADIANS / 2) ** _N
    origin = _F / math.tan(math.pi / 4 + 46.5 * _RADIANS / 2) ** _N
    angle = _N * (longitude - 3) * _RADIANS
    x, y = radius * math.sin(angle), origin - radius * math.cos(angle)
    return Mark(round((x - _LEFT) * _SCALE, 1), round((_UPPER - y) * _SCALE, 1))


@lru_cache(maxsize=1)
def _shapes() -> dict[str, tuple[str, list[list[tuple[float, float]]]]]:
    content = json.loads((packs_folder() / "territories/outlines.json").read_text(encoding="utf-8"))
    return {
        code: (shape["name"], [[(x / 100, y / 100) for x, y in ring] for ring in shape["rings"]])
        for code, shape in content.items()
    }


class Box(NamedTuple):
    """A named box for an overseas département."""

    name: str
    x: float
    y: float


def boxes(departments: Iterable[str]) -> list[Box]:
    """The boxes of these départements, in the order of their codes."""
    asked = set(departments)
    return [_box(code) for code in OVERSEAS if code in asked]


def _box(code: str) -> Box:
    left = 8 + list(OVERSEAS).index(code) * (BOX_WIDTH + 6)
    return Box(OVERSEAS[code], left, _BOXES_TOP)


@lru_cache(maxsize=1)
def outlines() -> tuple[Outline, ...]:
    """Every département that can be drawn, by code."""
    return tuple(
        Outline(code, name, "".join(_path(ring) for ring in rings))
        for code, (name, rings) in _shapes().items()
    )


def _path(ring: list[tuple[float, float]]) -> str:
    marks = [project(x, y) for x, y in ring[:-1]]
    steps = [f"{mark.x:g},{mark.y:g}" for mark in marks]
    return f"M{' '.join(steps)}Z"


@lru_cache(maxsize=128)
def centre(department: str) -> Mark | None:
    """The middle of a département, or None for one that is not on the map."""
    if department in OVERSEAS:
        box = _box(department)
        return Mark(box.x + BOX_WIDTH / 2, box.y + 46)
    shape = _shapes().get("20" if department in ("2A", "2B") else department)
    if shape is None:
        return None
    ring = max(shape[1], key=lambda ring: abs(_doubled_area(ring)))
    area = _doubled_area(ring)
    x = sum((a[0] + b[0]) * (a[0] * b[1] - b[0] * a[1]) for a, b in _sides(ring)) / (3 * area)
    y = sum((a[1] + b[1]) * (a[0] * b[1] - b[0] * a[1]) for a, b in _sides(ring)) / (3 * area)
    return project(x, y)


def _sides(ring: list[tuple[float, float]]) -> Iterable[tuple[tuple[float, float], tuple[float, float]]]:
    return pairwise(ring)


def _doubled_area(ring: list[tuple[float, float]]) -> float:
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in _sides(ring))


def spread(marks: list[Mark]) -> list[Mark]:
    """The marks moved, in order, to the nearest free place around where they belong: none covers another."""
    placed: list[Mark] = []
    for mark in marks:
        placed.append(next(spot for spot in _around(mark) if _free(spot, placed)))
    return placed


def _around(mark: Mark) -> Iterable[Mark]:
    yield mark
    ring = 0
    while True:
        ring += 1
        for turn in range(6 * ring):
            angle = 2 * math.pi * turn / (6 * ring)
            x = mark.x + ring * _APART * math.cos(angle)
            y = mark.y + ring * _APART * math.sin(angle)
            if (16 <= x <= WIDTH - 16 and 16 <= y <= HEIGHT - 16) or ring > 40:
                yield Mark(round(x, 1), round(y, 1))


def _free(spot: Mark, placed: list[Mark]) -> bool:
    return all(math.hypot(spot.x - other.x, spot.y - other.y) >= _APART - 1 for other in placed)
