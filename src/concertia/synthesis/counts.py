"""The arithmetic of a reading: every published figure, by integer or float64 operations.

``assemble`` writes what these functions give and ``verify`` recomputes it with the same functions.
Only admitted contributions count (``moderation`` other than ``rejected``; those whose words are not
published, ``counted``, are among them). Shares and intervals are
rounded when the result is written, never before.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from concertia.corpus.folder import Corpus
from concertia.corpus.schema import KINDS, POSITIONS, VOICES
from concertia.synthesis.reading import Reading

Z95 = 1.959963984540054
"""Quantile 0.975 of the normal distribution."""
DECLARED = "declared"
NOT_TEXT = frozenset({"vote", "tally"})
"""Types of record of ``import.json`` that give no contribution."""


def wilson(successes: int, total: int) -> tuple[float, float]:
    """Wilson score interval at 95 % of a proportion, in [0, 1]; (0, 0) where ``total`` is 0.

    It says how far the share could move if as many people *of the same kind* spoke again. It says
    nothing about people who did not come. Source: E. B. Wilson, « Probable inference, the law of
    succession, and statistical inference », JASA 22, 1927, p. 209-212.
    """
    if total == 0:
        return 0.0, 0.0
    share = successes / total
    square = Z95 * Z95
    centre = (share + square / (2 * total)) / (1 + square / total)
    half = Z95 * math.sqrt(share * (1 - share) / total + square / (4 * total * total)) / (1 + square / total)
    low = 0.0 if successes == 0 else centre - half
    high = 1.0 if successes == total else centre + half
    return low, high


class Counter:
    """Counts over sets of units of one reading. A set is an array of unit rows, in increasing order."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading

    @cached_property
    def text_code(self) -> NDArray[np.int64]:
        """One number per distinct passage: a unit that repeats another has the number of the first."""
        units = self.reading.units
        code = {name: row for row, name in enumerate(units["unit_id"])}
        first = [
            code[name if first is None else first]
            for name, first in zip(units["unit_id"], units["duplicate_of"], strict=True)
        ]
        return np.array(first, dtype=np.int64)

    @cached_property
    def author_code(self) -> NDArray[np.int64]:
        """Per contribution, one number per known author; −1 where unknown."""
        seen: dict[str, int] = {}
        authors = self.reading.corpus.contributions["author"]
        return np.array([-1 if a is None else seen.setdefault(a, len(seen)) for a in authors], dtype=np.int64)

    @cached_property
    def person_code(self) -> NDArray[np.int64]:
        """Per contribution, a number: the same for two that one person is known to have written alone."""
        alone = np.equal(self.reading.corpus.contributions["voice"], "individual").astype(np.bool_)
        own = np.arange(len(alone), dtype=np.int64) + len(alone)
        return np.where(alone & (self.author_code >= 0), self.author_code, own)

    @cached_property
    def series_code(self) -> NDArray[np.int64]:
        """Per contribution, a number: the same for all those of a series, its own for another."""
        names = self.reading.units["series_id"]
        first: dict[str, int] = {}
        code = np.arange(len(self.reading.corpus), dtype=np.int64)
        for row, name in zip(self.reading.row.tolist(), names, strict=True):
            if name is not None:
                code[row] = first.setdefault(name, row)
        return code

    def once_per_series(self, codes: NDArray[np.int64]) -> NDArray[np.int64]:
        """Admitted contributions; of each series, the first only with each value (``codes``)."""
        rows = self.admitted_contributions
        pairs = np.column_stack([codes[rows], self.series_code[rows]])
        return rows[np.sort(np.unique(pairs, axis=0, return_index=True)[1])]

    @cached_property
    def authors_known(self) -> bool:
        """Whether any contribution has an author."""
        return bool((self.author_code >= 0).any())

    def contributions(self, units: NDArray[np.int64]) -> NDArray[np.int64]:
        """Rows of the distinct contributions of some units, in increasing order."""
        return np.unique(self.reading.row[units])

    def rows(self, unit_ids: Iterable[str]) -> NDArray[np.int64]:
        """Unit rows of some unit ids, in increasing order. Raises KeyError for an unknown id."""
        return np.array(sorted(self.reading.unit_row[name] for name in unit_ids), dtype=np.int64)

    def distinct_texts(self, units: NDArray[np.int64]) -> int:
        """Contributions of the set, those that say exactly the same passages in it counted once."""
        owner, code = self.reading.row[units], self.text_code[units]
        _, first, size = np.unique(owner, return_index=True, return_counts=True)
        alone = np.unique(code[first[size == 1]])
        several = {tuple(code[at : at + n]) for at, n in zip(first[size > 1], size[size > 1], strict=True)}
        return len(alone) + len(several)

    def persons(self, contributions: NDArray[np.int64]) -> int | None:
        """Distinct known authors; ``None`` where no contribution of the corpus has one."""
        if not self.authors_known:
            return None
        authors = self.author_code[contributions]
        return len(np.unique(authors[authors >= 0]))

    def counts(self, units: NDArray[np.int64]) -> dict[str, int | None]:
        """The four counts printed with every theme and finding."""
        contributions = self.contributions(units)
        return {
            "units": len(units),
            "contributions": len(contributions),
            "distinct_texts": self.distinct_texts(units),
            "persons": self.persons(contributions),
        }

    @cached_property
    def admitted_units(self) -> NDArray[np.int64]:
        """Rows of the admitted units."""
        return np.flatnonzero(self.reading.admitted)

    @cached_property
    def admitted_contributions(self) -> NDArray[np.int64]:
        """Rows of the admitted contributions: the base of every share of contributions."""
        return np.flatnonzero(np.asarray(self.reading.corpus.admitted, dtype=np.bool_))


def corpus_section(counter: Counter) -> dict[str, Any]:
    """The ``corpus`` section. ``contributions`` and ``units`` are totals; ``set_aside`` by moderation."""
    corpus = counter.reading.corpus
    admitted = counter.admitted_contributions
    voices = [voice or "unknown" for voice in corpus.contributions["voice"][admitted]]
    known = counter.authors_known
    authors = corpus.contributions["author"][admitted]
    return {
        "id": corpus.id,
        "contributions": len(corpus),
        "units": len(counter.reading.row),
        "set_aside": len(corpus) - len(admitted),
        **_counted_only(corpus),
        "distinct_texts": counter.distinct_texts(counter.admitted_units),
        "persons": counter.persons(admitted),
        "persons_basis": corpus.report["participants_basis"] if known else "unknown",
        "without_author": sum(1 for author in authors if author is None),
        "voices": {voice: voices.count(voice) for voice in VOICES},
        "languages": _languages(counter),
        "rejected": sum(
            numbers["rejected"]
            for source in corpus.report["sources"]
            for record, numbers in source["records"].items()
            if record not in NOT_TEXT
        ),
    }


def _counted_only(corpus: Corpus) -> dict[str, int]:
    """How many are counted without their words; nothing where all that counts may be read."""
    unread = int((corpus.admitted & ~corpus.readable).sum())
    return {"counted_only": unread} if unread else {}


def _languages(counter: Counter) -> dict[str, int]:
    """Admitted contributions by the language of their longest unit (the first of the longest)."""
    units, longest = counter.reading.units, dict[int, tuple[int, str]]()
    for unit in counter.admitted_units:
        row = int(counter.reading.row[unit])
        length = int(units["end"][unit] - units["start"][unit])
        if row not in longest or length > longest[row][0]:
            longest[row] = (length, units["language"][unit] or "und")
    languages = [language for _, language in longest.values()]
    return {language: languages.count(language) for language in sorted(set(languages))}


def coverage_section(counter: Counter, in_findings: Iterable[str]) -> dict[str, Any]:
    """How much of what was said stands somewhere.

    ``units``: admitted; ``in_a_theme``: those with a theme; ``without_finding``: admitted contributions
    with no unit among the support or dissent of any finding; ``units_without_finding``: such units.
    """
    units = counter.admitted_units
    themed = sum(1 for theme in counter.reading.units["theme_id"][units] if theme is not None)
    found = counter.rows(set(in_findings))
    found = found[counter.reading.admitted[found]]
    return {
        "units": len(units),
        "in_a_theme": themed,
        "share": themed / len(units) if len(units) else 0.0,
        "without_finding": len(counter.admitted_contributions) - len(counter.contributions(found)),
        "units_without_finding": len(units) - len(found),
    }


def kinds_section(counter: Counter) -> list[dict[str, Any]]:
    """Units by kind: declared by the person or the column, or detected; ``units`` is their sum."""
    units = counter.admitted_units
    kind, source = counter.reading.units["kind"][units], counter.reading.units["kind_source"][units]
    section = []
    for name in KINDS:
        held = np.equal(kind, name).astype(np.bool_)
        declared = int(np.count_nonzero(held & np.equal(source, DECLARED).astype(np.bool_)))
        total = int(np.count_nonzero(held))
        section.append(
            {
                "kind": name,
                "declared": declared,
                "detected": total - declared,
                **counter.counts(units[held]),
            }
        )
    return section


def kind_counts(counter: Counter, units: NDArray[np.int64]) -> dict[str, int]:
    """Units of a set by kind, in the order of the contract, kinds without any left out."""
    kinds = list(counter.reading.units["kind"][units])
    return {name: kinds.count(name) for name in KINDS if name in kinds}


def positions_section(counter: Counter) -> list[dict[str, Any]] | None:
    """Contributions by position; ``nuance`` where the units of one disagree. ``None`` without positions.

    ``share``: of the contributions that have a position. ``replies``: how many of them are about another
    contribution, not about the consulted text. ``declared`` by their authors, else ``detected`` by
    readers, in their words or after examples (absent where the source of a position was not kept yet).
    """
    reading = counter.reading
    units, of_contribution = reading.units["position"], dict[int, str]()
    sources, source_of = reading.units.get("position_source"), dict[int, str]()
    for unit in counter.admitted_units:
        position = units[unit]
        if position is not None:
            row = int(reading.row[unit])
            before = of_contribution.get(row, position)
            of_contribution[row] = position if before == position else "nuance"
            if sources is not None and sources[unit] is not None:
                source_of[row] = "declared" if sources[unit] == "declared" else "detected"
    if not of_contribution:
        return None
    found = list(of_contribution.values())
    parents = reading.corpus.contributions["parent_id"]
    replies = [position for row, position in of_contribution.items() if parents[row] is not None]
    entries: list[dict[str, Any]] = [
        {
            "position": name,
            "contributions": found.count(name),
            "replies": replies.count(name),
            "share": found.count(name) / len(found),
            **_voices(counter, [row for row, position in of_contribution.items() if position == name]),
        }
        for name in POSITIONS
    ]
    if sources is not None:
        for entry in entries:
            rows = [row for row, position in of_contribution.items() if position == entry["position"]]
            for origin in ("declared", "detected"):
                entry[origin] = sum(source_of.get(row) == origin for row in rows)
    return entries


def _voices(counter: Counter, rows: Sequence[int]) -> dict[str, int | None]:
    """Different texts and known persons among some contributions."""
    units = np.flatnonzero(counter.reading.admitted & np.isin(counter.reading.row, rows))
    return {name: counter.counts(units)[name] for name in ("distinct_texts", "persons")}


def theme_figures(counter: Counter, theme: str) -> dict[str, Any]:
    """Counts, share, interval and kinds of a theme.

    ``share``: its contributions among all admitted ones; ``largest_share``: the units of the contribution
    that has most of them, among its units. In small mode there is none of these, nor interval.
    """
    reading = counter.reading
    units = reading.units_of_theme[theme]
    counts = counter.counts(units)
    figures: dict[str, Any] = {"counts": counts, "kinds": kind_counts(counter, units)}
    if not reading.parameters.small:
        base, held = len(counter.admitted_contributions), int(counts["contributions"] or 0)
        figures["share"] = held / base if base else 0.0
        figures["interval"] = list(wilson(held, base))
        most = int(np.bincount(reading.row[units]).max()) if len(units) else 0
        figures["largest_share"] = most / len(units) if len(units) else 0.0
    return figures


def values_of(counter: Counter, attribute: str) -> tuple[list[str | None], NDArray[np.int64]]:
    """Values of an attribute over admitted contributions, the most frequent first, then ``None``.

    The array gives for each contribution of the corpus the index of its value (−1 where rejected).
    """
    column = counter.reading.corpus.contributions[attribute]
    rows = counter.admitted_contributions
    sizes: dict[str | None, int] = {}
    for row in rows:
        sizes[column[row]] = sizes.get(column[row], 0) + 1
    values = sorted(sizes, key=lambda value: (value is None, -sizes[value], str(value)))
    index = {value: position for position, value in enumerate(values)}
    codes = np.full(len(column), -1, dtype=np.int64)
    codes[rows] = [index[column[row]] for row in rows]
    return values, codes


def crossing(counter: Counter, codes: NDArray[np.int64], size: int) -> NDArray[np.int64]:
    """Contributions by theme (rows, in the order of the reading's themes) and value (columns)."""
    reading = counter.reading
    table = np.zeros((len(reading.themes), size), dtype=np.int64)
    for row, theme in enumerate(reading.themes):
        held = codes[counter.contributions(reading.units_of_theme[theme.id])]
        table[row] = np.bincount(held, minlength=size)
    return table


def people_crossing(counter: Counter, codes: NDArray[np.int64], size: int) -> NDArray[np.int64]:
    """The same cells in people: individual voices of one known author count as one, each other by itself."""
    reading = counter.reading
    table = np.zeros((len(reading.themes), size), dtype=np.int64)
    for row, theme in enumerate(reading.themes):
        held = counter.contributions(reading.units_of_theme[theme.id])
        pairs = np.unique(np.column_stack([codes[held], counter.person_code[held]]), axis=0)
        table[row] = np.bincount(pairs[:, 0], minlength=size)
    return table


def texts_crossing(counter: Counter, codes: NDArray[np.int64], size: int) -> NDArray[np.int64]:
    """Distinct texts by theme (rows) and value (columns): those of the passages of the theme."""
    reading = counter.reading
    table = np.zeros((len(reading.themes), size), dtype=np.int64)
    for row, theme in enumerate(reading.themes):
        units = reading.units_of_theme[theme.id]
        value = codes[reading.row[units]]
        order = np.argsort(value, kind="stable")
        for held in np.split(units[order], np.flatnonzero(np.diff(value[order])) + 1):
            if len(held):
                table[row, codes[reading.row[held[0]]]] = counter.distinct_texts(held)
    return table


def authors_crossing(counter: Counter, codes: NDArray[np.int64], size: int) -> NDArray[np.int64]:
    """Distinct known authors by theme (rows) and value (columns)."""
    reading = counter.reading
    table = np.zeros((len(reading.themes), size), dtype=np.int64)
    for row, theme in enumerate(reading.themes):
        held = counter.contributions(reading.units_of_theme[theme.id])
        held = held[counter.author_code[held] >= 0]
        pairs = np.unique(np.column_stack([codes[held], counter.author_code[held]]), axis=0)
        table[row] = np.bincount(pairs[:, 0], minlength=size)
    return table
