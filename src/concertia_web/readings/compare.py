"""Two versions of a reading side by side: which themes are the same, which appeared, what moved."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from concertia.storage.parquet import read_parquet
from concertia_web.readings.folder import ReadingFolder

SAME = 0.5
"""Share of the passages of both that two themes must hold together to be the same (Jaccard index)."""
MOST_MOVES = 20


@dataclass(frozen=True)
class Pair:
    """A theme in both versions."""

    before: Mapping[str, Any]
    after: Mapping[str, Any]
    common: int
    """Passages that both hold."""

    @property
    def renamed(self) -> bool:
        """Whether its name changed."""
        return bool(self.before["label"] != self.after["label"])

    @property
    def difference(self) -> int:
        """Contributions more (or fewer) than before."""
        counts = self.before["counts"], self.after["counts"]
        return int(counts[1]["contributions"]) - int(counts[0]["contributions"])


@dataclass(frozen=True)
class Move:
    """Passages that were in one theme and are in another."""

    before: str
    after: str
    units: int


@dataclass(frozen=True)
class Comparison:
    """What changed from the first version to the second."""

    pairs: list[Pair]
    gone: list[Mapping[str, Any]]
    new: list[Mapping[str, Any]]
    common_units: int
    moved: int
    """Passages of both versions whose theme is another one."""
    moves: list[Move]
    contributions: tuple[int, int]
    arrived: int
    """Contributions of the second that the first did not have."""
    left: int
    findings_same: int
    findings_changed: list[tuple[Mapping[str, Any], Mapping[str, Any]]]
    findings_gone: list[Mapping[str, Any]]
    findings_new: list[Mapping[str, Any]]


def compare(first: ReadingFolder, second: ReadingFolder) -> Comparison:
    """Themes are matched by id, else by the passages that they share."""
    before, after = _places(first), _places(second)
    common = before.keys() & after.keys()
    matched = _matched(first, second, before, after)
    names = {None: "aucun thème"}
    old = {**names, **{key: theme["label"] for key, theme in first.themes.items()}}
    fresh = {**names, **{key: theme["label"] for key, theme in second.themes.items()}}
    flows: Counter[tuple[str | None, str | None]] = Counter()
    for unit in sorted(common):
        place = before[unit]
        if (matched[place].after["id"] if place in matched else None) != after[unit]:
            flows[(place, after[unit])] += 1
    contributions = _contributions(before), _contributions(after)
    taken = {pair.after["id"] for pair in matched.values()}
    order = sorted(flows.items(), key=lambda item: (-item[1], str(item[0])))
    return Comparison(
        pairs=[matched[key] for key in first.themes if key in matched],
        gone=[theme for key, theme in first.themes.items() if key not in matched],
        new=[theme for key, theme in second.themes.items() if key not in taken],
        common_units=len(common),
        moved=sum(flows.values()),
        moves=[Move(old[a], fresh[b], units) for (a, b), units in order[:MOST_MOVES]],
        contributions=(len(contributions[0]), len(contributions[1])),
        arrived=len(contributions[1] - contributions[0]),
        left=len(contributions[0] - contributions[1]),
        **_findings(first, second),
    )


def _places(folder: ReadingFolder) -> dict[str, str | None]:
    """Passage → theme shown, or None."""
    units = read_parquet(folder.path / "units.parquet", ["unit_id", "theme_id"])
    shown = folder.themes
    return {
        str(unit): theme if theme in shown else None
        for unit, theme in zip(units["unit_id"].tolist(), units["theme_id"].tolist(), strict=True)
    }


def _contributions(places: Mapping[str, str | None]) -> set[str]:
    return {unit.partition(":")[0] for unit in places}


def _held(places: Mapping[str, str | None], folder: ReadingFolder) -> dict[str, set[str]]:
    """Theme → passages, those of its sub-themes included."""
    held: dict[str, set[str]] = defaultdict(set)
    for unit, theme in places.items():
        if theme is not None:
            held[theme].add(unit)
            parent = folder.themes[theme]["parent"]
            if parent in folder.themes:
                held[parent].add(unit)
    return held


def _matched(
    first: ReadingFolder,
    second: ReadingFolder,
    before: Mapping[str, str | None],
    after: Mapping[str, str | None],
) -> dict[str | None, Pair]:
    held, holding = _held(before, first), _held(after, second)
    found: dict[str | None, Pair] = {}
    taken: set[str] = set()

    def pair(old: str, new: str) -> None:
        taken.add(new)
        found[old] = Pair(first.themes[old], second.themes[new], len(held[old] & holding[new]))

    for key in first.themes:
        if key in second.themes:
            pair(key, key)
    for key in first.themes:
        if key in found:
            continue
        scores = [
            (len(held[key] & holding[other]) / (len(held[key] | holding[other]) or 1), other)
            for other in second.themes
            if other not in taken
        ]
        best = max(scores, default=(0.0, ""))
        if best[0] >= SAME:
            pair(key, best[1])
    return found


def _findings(first: ReadingFolder, second: ReadingFolder) -> dict[str, Any]:
    before, after = first.findings, second.findings
    both = [key for key in before if key in after]
    changed = [(before[key], after[key]) for key in both if before[key]["text"] != after[key]["text"]]
    return {
        "findings_same": len(both) - len(changed),
        "findings_changed": changed,
        "findings_gone": [finding for key, finding in before.items() if key not in after],
        "findings_new": [finding for key, finding in after.items() if key not in before],
    }
