"""Quotations: words exactly as published, for and against, from different contributions."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from concertia.language.words import stems
from concertia.synthesis.reading import Reading

SUPPORT, DISSENT = "support", "dissent"
QUOTES = {SUPPORT: 3, DISSENT: 2}
"""How many quotations a theme has, by role."""
SHORT, LONG = 25, 320
"""Characters between which a unit reads well as a quotation; others come after."""
EXTRACT = 400
"""Characters above which a finding quotes the beginning of a unit, not the whole."""
OPPOSED_KINDS: Mapping[str, frozenset[str]] = {
    "attente": frozenset({"refus"}),
    "proposition": frozenset({"refus"}),
    "refus": frozenset({"attente", "proposition"}),
}
OPPOSED_POSITION = {"favorable": "defavorable", "defavorable": "favorable"}
_BREAK = re.compile(r"[.!?…;](?=\s|$)")


@dataclass(frozen=True)
class Quote:
    """Words of a unit. ``start`` and ``end`` are offsets in the published text of the contribution."""

    unit: str
    start: int
    end: int
    role: str

    @property
    def contribution(self) -> str:
        """The contribution quoted."""
        return self.unit.partition(":")[0]


def quoted_words(reading: Reading, quote: Quote) -> str:
    """The words of a quotation, read from the corpus; empty where the contribution was erased."""
    published = reading.corpus.published[reading.row[reading.unit_row[quote.unit]]]
    return "" if published is None else str(published)[quote.start : quote.end]


def quote_json(reading: Reading, quote: Quote) -> dict[str, Any]:
    """A quotation as it stands in ``result.json``. ``capture`` says whether it may bear quotation marks."""
    return {
        "contribution": quote.contribution,
        "unit": quote.unit,
        "start": quote.start,
        "end": quote.end,
        "text": quoted_words(reading, quote),
        "role": quote.role,
        "verbatim": True,
        "capture": reading.of(reading.unit_row[quote.unit], "capture"),
    }


def whole(reading: Reading, unit: int, role: str) -> Quote:
    """A unit quoted entirely."""
    columns = reading.units
    return Quote(str(columns["unit_id"][unit]), int(columns["start"][unit]), int(columns["end"][unit]), role)


def extract(reading: Reading, unit: int, role: str) -> Quote:
    """A unit quoted entirely, or its beginning up to a stop where it is long (a space failing that)."""
    quote = whole(reading, unit, role)
    words = reading.text(unit)
    if len(words) <= EXTRACT:
        return quote
    stops = [match.end() for match in _BREAK.finditer(words, 0, EXTRACT)]
    length = stops[-1] if stops else max(words.rfind(" ", 0, EXTRACT), 0) or EXTRACT
    return Quote(quote.unit, quote.start, quote.start + length, role)


def by_centrality(reading: Reading, units: NDArray[np.int64]) -> list[int]:
    """Units that may be quoted, those that read well first, then the most central, then by row."""
    scores = reading.units["theme_score"]

    def rank(unit: int) -> tuple[bool, float, int]:
        score = scores[unit]
        return not _reads_well(reading, unit), -(0.0 if score is None else float(score)), unit

    return sorted(
        (int(unit) for unit in units if reading.usable[unit] and reading.text(unit).strip()), key=rank
    )


def by_common_words(reading: Reading, units: Sequence[int]) -> list[int]:
    """Units that may be quoted, those that read well first, then those that speak most like the others.

    A unit is compared with all units of the set: cosine of its set of stems with their counts over the
    distinct texts of the set (copies count once), plus its centrality in its theme.
    """
    stemmed = {
        unit: frozenset(
            stem for stem, _ in stems(reading.text(unit), reading.units["language"][unit] or "und")
        )
        for unit in units
    }
    counts: dict[str, int] = {}
    for words in set(stemmed.values()):
        for word in words:
            counts[word] = counts.get(word, 0) + 1
    norm = math.sqrt(sum(count * count for count in counts.values())) or 1.0
    scores = reading.units["theme_score"]

    def closeness(unit: int) -> float:
        words = stemmed[unit]
        shared = sum(counts[word] for word in words) / (norm * math.sqrt(len(words))) if words else 0.0
        return round(shared + float(scores[unit] or 0.0), 9)

    ranked = by_centrality(reading, np.array(units, dtype=np.int64))
    return sorted(ranked, key=lambda unit: (not _reads_well(reading, unit), -closeness(unit), unit))


def _reads_well(reading: Reading, unit: int) -> bool:
    return bool(SHORT <= reading.units["end"][unit] - reading.units["start"][unit] <= LONG)


def varied(reading: Reading, ranked: Sequence[int], wanted: int, taken: frozenset[int]) -> list[int]:
    """The first units of different contributions and texts; territories not heard yet go first.

    ``taken``: contribution rows already quoted for the same theme.
    """
    texts: set[str] = set()
    rows = set(taken)
    chosen: list[int] = []
    one_each: list[int] = []
    for unit in ranked:
        row, text = int(reading.row[unit]), " ".join(reading.text(unit).casefold().split())
        if row not in rows and text not in texts:
            rows.add(row)
            texts.add(text)
            one_each.append(unit)
    territories: set[str | None] = set()
    for unit in one_each:
        territory = reading.of(unit, "territory")
        if len(chosen) < wanted and territory not in territories:
            territories.add(territory)
            chosen.append(unit)
    chosen += [unit for unit in one_each if unit not in chosen][: wanted - len(chosen)]
    return sorted(chosen, key=one_each.index)


def opposed_units(
    reading: Reading, theme_units: NDArray[np.int64], support: Sequence[int], kind: str
) -> list[int]:
    """Units of the same theme that stand against some support.

    Those of an opposed kind, those of the opposed position where the support leans to one side, and
    replies against one of the supporting contributions, wherever they are.
    """
    columns, held = reading.units, set(support)
    positions = [reading.stance[unit] for unit in support]
    leaning = [positions.count(side) for side in ("favorable", "defavorable")]
    against = None
    if leaning[0] != leaning[1]:
        against = OPPOSED_POSITION["favorable" if leaning[0] > leaning[1] else "defavorable"]
    opposed = OPPOSED_KINDS.get(kind, frozenset())
    found = {
        int(unit)
        for unit in theme_units
        if reading.usable[unit]
        and (columns["kind"][unit] in opposed or (against and reading.stance[unit] == against))
    }
    for unit in support:
        found.update(reading.replies_against.get(reading.units["contribution_id"][unit], ()))
    return sorted(found - held)


def theme_quotes(reading: Reading, theme: str) -> tuple[Quote, ...]:
    """Quotations of a theme: central ones for its leading kind, then those that stand against it."""
    units = reading.units_of_theme[theme]
    kinds = [str(reading.units["kind"][unit]) for unit in units]
    counts = sorted((-kinds.count(kind), kind) for kind in OPPOSED_KINDS if kind in kinds)
    leading = counts[0][1] if counts else ""
    against = set(opposed_units(reading, units, _leaning(reading, units, leading), leading))
    ranked = by_centrality(reading, units)
    support = varied(reading, [u for u in ranked if u not in against], QUOTES[SUPPORT], frozenset())
    taken = frozenset(int(reading.row[unit]) for unit in support)
    other = by_centrality(reading, np.array(sorted(against), dtype=np.int64))
    dissent = varied(reading, other, QUOTES[DISSENT], taken)
    return (
        *(extract(reading, unit, SUPPORT) for unit in support),
        *(extract(reading, unit, DISSENT) for unit in dissent),
    )


def _leaning(reading: Reading, units: NDArray[np.int64], leading: str) -> list[int]:
    """The units that carry the theme's leading kind and its more frequent position."""
    kind, position = reading.units["kind"], reading.stance
    sides = {side: sum(1 for unit in units if position[unit] == side) for side in OPPOSED_POSITION}
    side = max(sides, key=lambda name: sides[name]) if sides["favorable"] != sides["defavorable"] else None
    return (
        [int(u) for u in units if position[u] == side]
        if side
        else [int(u) for u in units if kind[u] == leading]
    )


def replacement(reading: Reading, theme: str, gone: Quote, kept: Sequence[Quote]) -> Quote | None:
    """Another quotation of a theme for one whose words were erased, of a contribution not quoted yet.

    It has the same kind and the same position as the one it replaces, so that it keeps its role.
    """
    rows = {reading.row[reading.unit_row[quote.unit]] for quote in kept}
    lost = reading.unit_row[gone.unit]
    units = [
        unit
        for unit in reading.units_of_theme[theme]
        if reading.row[unit] not in rows
        and all(reading.units[name][unit] == reading.units[name][lost] for name in ("kind", "position"))
    ]
    ranked = by_centrality(reading, np.array(units, dtype=np.int64))
    return extract(reading, ranked[0], gone.role) if ranked else None
