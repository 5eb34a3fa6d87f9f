"""Quotations: words exactly as published, for and against, from different contributions."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from concertia.language.words import stems
from concertia.synthesis.fragments import is_fragment
from concertia.synthesis.reading import Reading
from concertia.votes.equal_shares import equal_shares

SUPPORT, DISSENT = "support", "dissent"
QUOTES = {SUPPORT: 3, DISSENT: 2}
"""How many quotations a theme has, by role; a refusal or a vigilance without any has one more."""
FAMILIES: Mapping[str, str] = {
    **{kind: kind for kind in ("refus", "vigilance", "attente", "proposition")},
    "crainte": "vigilance",
    "condition": "vigilance",
}
"""Kinds that share the quotations of a theme; all others are one family, the last."""
OTHERS = "autre"
KEPT = ("refus", "vigilance")
"""Families that always have a seat."""
SHORT, LONG = 25, 320
"""Characters between which a unit reads well as a quotation; others come after."""
EXTRACT = 400
"""Characters above which a finding quotes the beginning of a unit, not the whole."""
FRAGMENT = 2
"""The last rank of ``readability``."""
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

    def rank(unit: int) -> tuple[int, float, int]:
        score = scores[unit]
        return readability(reading, unit), -(0.0 if score is None else float(score)), unit

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
    return sorted(ranked, key=lambda unit: (readability(reading, unit), -closeness(unit), unit))


def readability(reading: Reading, unit: int) -> int:
    """0: a sentence that reads well alone; 1: too short or too long for that; ``FRAGMENT``."""
    known = int(reading.readability[unit])
    if known < 0:
        length = int(reading.units["end"][unit] - reading.units["start"][unit])
        known = FRAGMENT if is_fragment(reading.text(unit)) else 0 if SHORT <= length <= LONG else 1
        reading.readability[unit] = known
    return known


def varied(reading: Reading, ranked: Sequence[int], wanted: int, taken: Sequence[int]) -> list[int]:
    """The first units of different contributions and texts; territories not heard yet go first.

    ``taken``: units already quoted for the same theme.
    """
    texts = {_same_words(reading, unit) for unit in taken}
    rows = {int(reading.row[unit]) for unit in taken}
    one_each: list[int] = []
    for unit in ranked:
        row, text = int(reading.row[unit]), _same_words(reading, unit)
        if row not in rows and text not in texts:
            rows.add(row)
            texts.add(text)
            one_each.append(unit)
    chosen: list[int] = []
    territories = {reading.of(unit, "territory") for unit in taken}
    for unit in one_each:
        territory = reading.of(unit, "territory")
        if len(chosen) < wanted and territory not in territories:
            territories.add(territory)
            chosen.append(unit)
    chosen += [unit for unit in one_each if unit not in chosen][: wanted - len(chosen)]
    return sorted(chosen, key=one_each.index)


def _same_words(reading: Reading, unit: int) -> str:
    return " ".join(reading.text(unit).casefold().split())


def dissenting(reading: Reading, support: Iterable[str]) -> tuple[str, ...]:
    """Units that stand against some supporting units: replies to their contributions, declared to be against.

    Nothing else is. Two units of opposed kinds often say the same (« no new tax », « lower taxes »), and
    nobody is said to disagree with what they were not answering.
    """
    held = set(support)
    found = {
        str(reading.units["unit_id"][unit])
        for contribution in {name.partition(":")[0] for name in held}
        for unit in reading.replies_against.get(contribution, ())
    }
    return tuple(sorted(found - held))


def theme_quotes(reading: Reading, theme: str) -> tuple[Quote, ...]:
    """Quotations of a theme: its kinds share them, central ones first, then replies to these."""
    support = _proportional(reading, reading.units_of_theme[theme])
    return (
        *(extract(reading, unit, SUPPORT) for unit in support),
        *(extract(reading, unit, DISSENT) for unit in _replies(reading, support)),
    )


def _proportional(reading: Reading, units: NDArray[np.int64]) -> list[int]:
    """Units to quote: equal shares of the contributions among the families of kinds they express.

    A family of ``KEPT`` that has no seat gets one more, so that nobody loses theirs.
    """
    against = {unit for replies in reading.replies_against.values() for unit in replies}
    ranked: dict[str, list[int]] = {family: [] for family in (*dict.fromkeys(FAMILIES.values()), OTHERS)}
    for unit in by_centrality(reading, units):
        if unit not in against:
            ranked[_family(reading, unit)].append(unit)
    voters, voter = np.unique(reading.row[units], return_inverse=True)
    said = np.array([_family(reading, unit) for unit in units], dtype=object)
    candidates: list[str] = []
    for family, held in ranked.items():
        candidates += [family] * len(varied(reading, held, QUOTES[SUPPORT], ()))
    approvals = [np.unique(voter[said == family]) for family in candidates]
    seats = [candidates[seat.candidate] for seat in equal_shares(approvals, len(voters), QUOTES[SUPPORT])]
    chosen: list[int] = []
    for family in dict.fromkeys([*seats, *KEPT]):
        chosen += varied(reading, ranked[family], max(seats.count(family), 1), chosen)
    return chosen


def _family(reading: Reading, unit: int | np.int64) -> str:
    return FAMILIES.get(reading.units["kind"][unit], OTHERS)


def _replies(reading: Reading, quoted: Sequence[int]) -> list[int]:
    """Replies against some quoted units, to quote beside them."""
    names = dissenting(reading, (str(reading.units["unit_id"][unit]) for unit in quoted))
    units = np.array([reading.unit_row[name] for name in names], dtype=np.int64)
    return varied(reading, by_centrality(reading, units), QUOTES[DISSENT], quoted)


def without_erased(reading: Reading, theme: str, held: tuple[Quote, ...]) -> tuple[Quote, ...]:
    """The quotations of a theme once words were erased: others of the same kind and position instead.

    Replies are chosen again: they stand against what is still quoted, never against its replacement.
    """
    if all(quoted_words(reading, quote) for quote in held):
        return held
    kept: list[Quote] = []
    for quote in (quote for quote in held if quote.role == SUPPORT):
        other = quote if quoted_words(reading, quote) else _replacement(reading, theme, quote, [*held, *kept])
        if other is not None:
            kept.append(other)
    replies = _replies(reading, [reading.unit_row[quote.unit] for quote in kept])
    return (*kept, *(extract(reading, unit, DISSENT) for unit in replies))


def _replacement(reading: Reading, theme: str, gone: Quote, quoted: Sequence[Quote]) -> Quote | None:
    """Another quotation of a theme, of a contribution not quoted yet, same kind and position."""
    rows = {reading.row[reading.unit_row[quote.unit]] for quote in quoted}
    lost = reading.unit_row[gone.unit]
    against = {unit for units in reading.replies_against.values() for unit in units}
    units = [
        unit
        for unit in reading.units_of_theme[theme]
        if reading.row[unit] not in rows
        and unit not in against
        and all(reading.units[name][unit] == reading.units[name][lost] for name in ("kind", "position"))
    ]
    ranked = by_centrality(reading, np.array(units, dtype=np.int64))
    return extract(reading, ranked[0], SUPPORT) if ranked else None
