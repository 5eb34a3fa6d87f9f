r"""Make the two files of this folder from their published sources. Needs Python 3.11, nothing else.

    npm install --prefix FOLDER @etalab/decoupage-administratif@6.0.0
    python packs/territories/make.py \
        FOLDER/node_modules/@etalab/decoupage-administratif/data departements.geojson

``official.tsv.xz`` holds one line per commune, EPCI, EPT, département and région, sorted; ``outlines.json``
the outlines of the départements, simplified border by border so that neighbours still touch. Same sources,
same bytes: the digests are in ``LICENCE.md``.
"""

from __future__ import annotations

import hashlib
import json
import lzma
import math
import sys
from collections import defaultdict
from itertools import pairwise
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
COLUMNS = ("kind", "code", "siren", "name", "joint", "population", "department", "region", "parent")
TOLERANCE = 0.016
"""Degrees: between one and two kilometres."""
SMALLEST = 0.004
"""Square degrees: islands below that are left out, unless a département has nothing larger."""
CORSICA = "20"
"""The source draws Corse in one piece, under the name of one of its départements, and nothing overseas."""
NATURES = {"CC": "cc", "CA": "ca", "CU": "cu", "METRO": "metropole", "MET69": "metropole", "EPT": "ept"}
Point = tuple[float, float]


def rows(folder: Path) -> list[tuple[str, ...]]:
    """Every authority of the list, sorted by kind then code."""
    communes, epci, ept, departments, regions = (
        json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
        for name in ("communes", "epci", "ept", "departements", "regions")
    )
    current = [row for row in communes if row["type"] == "commune-actuelle"]
    parent = {member["code"]: body["code"] for body in epci for member in body["membres"]}
    place = {row["code"]: (row.get("departement", ""), row.get("region", "")) for row in current}
    by_department: dict[str, int] = defaultdict(int)
    by_region: dict[str, int] = defaultdict(int)
    for row in current:
        by_department[place[row["code"]][0]] += row.get("population", 0)
        by_region[place[row["code"]][1]] += row.get("population", 0)
    found = [
        _row("commune", row["code"], row.get("siren", ""), row, row.get("population"), *place[row["code"]],
             parent.get(row["code"], ""))
        for row in current
    ]  # fmt: skip
    for body in [*epci, *ept]:
        seat = max(
            body["membres"], key=lambda member: (member.get("populationMunicipale") or 0, member["code"])
        )
        found.append(
            _row(NATURES[body["type"]], body["code"], body["code"], body, body["populationMunicipale"],
                 *place.get(seat["code"], ("", "")), "")
        )  # fmt: skip
    for row in departments:
        code, region = row["code"], row.get("region", "")
        found.append(_row("departement", code, "", row, by_department[code], code, region, ""))
    found += [
        _row("region", row["code"], "", row, by_region[row["code"]], "", row["code"], "") for row in regions
    ]
    return sorted(found)


def _row(
    kind: str, code: str, siren: str, row: dict[str, Any],
    population: int | None, department: str, region: str, parent: str,
) -> tuple[str, ...]:  # fmt: skip
    name = " ".join(row["nom"].replace("''", '"').replace('"', " ").replace("'", "’").split())
    joint = str(row.get("typeLiaison", ""))
    return (kind, code, siren, name, joint, str(population or ""), department, region, parent)


def outlines(source: Path) -> dict[str, Any]:
    """Outlines by département code: rings of ``[longitude, latitude]`` in hundredths of a degree."""
    shapes = {
        feature["properties"]["code_insee"]: (feature["properties"]["nom"], _rings(feature["geometry"]))
        for feature in json.loads(source.read_text(encoding="utf-8"))["features"]
    }
    around: dict[Point, set[Point]] = defaultdict(set)
    for _, rings in shapes.values():
        for ring in rings:
            for a, b in pairwise(ring):
                around[a].add(b)
                around[b].add(a)
    forks = {point for point, others in around.items() if len(others) != 2}
    made = {}
    for code, (name, rings) in sorted(shapes.items()):
        kept = [_simplified(ring, forks) for ring in rings if abs(_area(ring)) >= SMALLEST]
        kept = kept or [_simplified(max(rings, key=lambda ring: abs(_area(ring))), forks)]
        made[code] = {
            "name": "Corse" if code == CORSICA else name.replace("'", "’"),
            "rings": [[[round(x * 100), round(y * 100)] for x, y in ring] for ring in kept if len(ring) > 3],
        }
    return made


def _rings(geometry: dict[str, Any]) -> list[list[Point]]:
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    return [[(x, y) for x, y, *_ in polygon[0]] for polygon in polygons]


def _area(ring: list[Point]) -> float:
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring)) / 2


def _simplified(ring: list[Point], forks: set[Point]) -> list[Point]:
    """The ring, each border between two forks thinned in the same direction whoever it belongs to."""
    body = ring[:-1]
    cuts = [index for index, point in enumerate(body) if point in forks]
    if not cuts:
        start = body.index(min(body))
        body = body[start:] + body[:start]
        middle = len(body) // 2
        return _thin(body[: middle + 1])[:-1] + _thin([*body[middle:], body[0]])
    body = body[cuts[0] :] + body[: cuts[0]] + [body[cuts[0]]]
    made: list[Point] = []
    arc = [body[0]]
    for point in body[1:]:
        arc.append(point)
        if point in forks:
            forward = arc[0] <= arc[-1]
            thin = _thin(arc if forward else arc[::-1])
            made += (thin if forward else thin[::-1])[:-1]
            arc = [point]
    return [*made, made[0]]


def _thin(points: list[Point]) -> list[Point]:
    """Douglas and Peucker."""
    if len(points) < 3:
        return points
    (ax, ay), (bx, by) = points[0], points[-1]
    length = math.hypot(bx - ax, by - ay)
    worst, where = 0.0, 0
    for index, (x, y) in enumerate(points[1:-1], start=1):
        if length:
            away = abs((bx - ax) * (ay - y) - (ax - x) * (by - ay)) / length
        else:
            away = math.hypot(x - ax, y - ay)
        if away > worst:
            worst, where = away, index
    if worst <= TOLERANCE:
        return [points[0], points[-1]]
    return _thin(points[: where + 1])[:-1] + _thin(points[where:])


def main(folder: str, geojson: str) -> None:
    """Write both files and say their digests."""
    sys.setrecursionlimit(20_000)
    lines = "\n".join("\t".join(row) for row in [COLUMNS, *rows(Path(folder))]) + "\n"
    (HERE / "official.tsv.xz").write_bytes(
        lzma.compress(lines.encode("utf-8"), preset=9 | lzma.PRESET_EXTREME)
    )
    shapes = json.dumps(outlines(Path(geojson)), ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    (HERE / "outlines.json").write_text(shapes + "\n", encoding="utf-8")
    for name in ("official.tsv.xz", "outlines.json"):
        content = (HERE / name).read_bytes()
        sys.stdout.write(f"{hashlib.sha256(content).hexdigest()}  {name}  {len(content)} bytes\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
