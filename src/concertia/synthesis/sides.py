"""Inside a theme, what is asked for or accepted apart from what is refused or feared, and where they meet.

Nothing is guessed here: the kind of each unit puts it on a side; where the kind takes none (a fact, a
question…), the position towards the consulted text does, if one was asked for and it answers nobody.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from concertia.language.words import stems
from concertia.synthesis.counts import Counter
from concertia.synthesis.quotes import by_centrality
from concertia.synthesis.reading import Reading
from concertia.texts.themes import Theme

SIDES = ("asked", "conditional", "refused")
_OF_KIND: Mapping[str, str] = {
    "attente": "asked",
    "proposition": "asked",
    "condition": "conditional",
    "refus": "refused",
    "crainte": "refused",
    "vigilance": "refused",
}
_OF_POSITION: Mapping[str | None, str] = {
    "favorable": "asked",
    "nuance": "conditional",
    "defavorable": "refused",
}
QUOTES = 2
"""Units quoted for each side, of different contributions."""
OBJECTS = 3
"""Keywords of the theme, at most, shown with how many contributions speak of them on each side."""
READ = 2_000
"""Units of a theme in which keywords are looked for, the most central first."""


def theme_sides(counter: Counter, theme: Theme) -> dict[str, Any]:
    """``asked``, ``conditional``, ``refused``: units, contributions, and the units to quote; ``objects``:
    keywords of which at least one contribution speaks on the first side and another on the last.

    Empty where no unit takes a side. A contribution may be on several sides: they do not add up. Once words
    are erased the counts hold; quotations and ``objects`` are those of what can still be read.
    """
    reading = counter.reading
    held = reading.units_of_theme[theme.id]
    taking = _by_side(reading, held.tolist())
    if not any(taking.values()):
        return {}
    of_side = _by_side(reading, by_centrality(reading, held))
    section: dict[str, Any] = {
        side: {
            "units": len(units),
            "contributions": len({int(reading.row[unit]) for unit in units}),
            "quotes": [str(reading.units["unit_id"][one]) for one in _of_different(reading, of_side[side])],
        }
        for side, units in taking.items()
    }
    return section | {"objects": _objects(reading, theme, of_side)}


def _by_side(reading: Reading, units: Sequence[int]) -> dict[str, list[int]]:
    of_side: dict[str, list[int]] = {side: [] for side in SIDES}
    for unit in units:
        side = side_of(reading, unit)
        if side is not None:
            of_side[side].append(unit)
    return of_side


def side_of(reading: Reading, unit: int) -> str | None:
    """The side a unit takes, or None. A reply stands for or against what it answers, not the theme."""
    kind = _OF_KIND.get(str(reading.units["kind"][unit]))
    if kind is not None or reading.of(unit, "parent_id") is not None:
        return kind
    return _OF_POSITION.get(reading.units["position"][unit])


def _of_different(reading: Reading, units: Sequence[int]) -> list[int]:
    chosen: dict[int, int] = {}
    texts: set[str] = set()
    for unit in units:
        words = " ".join(reading.text(unit).casefold().split())
        if words not in texts:
            texts.add(words)
            chosen.setdefault(int(reading.row[unit]), unit)
        if len(chosen) == QUOTES:
            break
    return list(chosen.values())


def _objects(reading: Reading, theme: Theme, of_side: Mapping[str, Sequence[int]]) -> list[dict[str, Any]]:
    keys = [(word, _stems(word, reading.parameters.lang[:2])) for word in theme.keywords]
    speaking: dict[str, dict[str, set[int]]] = {word: {side: set() for side in SIDES} for word, _ in keys}
    for side, units in of_side.items():
        for unit in units[:READ]:
            said = _stems(reading.text(unit), reading.units["language"][unit] or "und")
            for word, key in keys:
                if key and key <= said:
                    speaking[word][side].add(int(reading.row[unit]))
    met = [
        (min(len(rows["asked"]), len(rows["refused"])), {"words": word, **{s: len(rows[s]) for s in SIDES}})
        for word, rows in speaking.items()
        if rows["asked"] and rows["refused"] and len(rows["asked"] | rows["refused"]) > 1
    ]
    return [one for _, one in sorted(met, key=lambda pair: -pair[0])[:OBJECTS]]


def _stems(text: str, language: str) -> frozenset[str]:
    return frozenset(stem for stem, _ in stems(text, language))
