"""What a synthesis states, from the kinds and themes of the units and from the positions people took.

Among the units of one theme and kind, a finding is one sentence and those that say the same or nearly
(``closeness``). Those left over on a theme make one more finding, which says that they share a subject and
not that they agree; fewer than ``SUBJECT_VOICES`` stay in their theme. Each refusal is in a finding of its
own, and so is each note of a small corpus, where nothing is lost.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from concertia.synthesis.closeness import Closeness, Near
from concertia.synthesis.counts import Counter
from concertia.synthesis.finding import (
    FINDING_KINDS,
    SUBJECT,
    Finding,
    NonEmpty,
    UnsupportedFindingError,
    carried_over,
    identified,
    non_empty,
    solidity,
)
from concertia.synthesis.fragments import is_fragment
from concertia.synthesis.opinion_findings import opinion_findings
from concertia.synthesis.quotes import (
    FRAGMENT,
    SUPPORT,
    Quote,
    by_common_words,
    dissenting,
    extract,
    quoted_words,
    readability,
    whole,
)
from concertia.synthesis.reading import Reading
from concertia.texts.themes import Theme

SUPPORTING: Mapping[str, frozenset[str]] = {
    "attente": frozenset({"attente"}),
    "vigilance": frozenset({"crainte", "condition", "vigilance"}),
    "refus": frozenset({"refus"}),
    "proposition": frozenset({"proposition"}),
}
"""Which kinds of unit support which finding. A refusal has its own: it is never turned into a vigilance."""
TESTIMONY = "temoignage"
VOICES = 2
"""Distinct texts, or known persons, that a finding needs in full mode if it is not a refusal."""
CENTRES = 1_000
"""Sentences of one theme and kind, the most central, around which findings are looked for: a bound that only
corpora of some hundred thousand passages reach."""
SUBJECT_VOICES = 3
"""The same, for voices that share a theme and a kind without saying the same."""
ROOM_WORDS = {"plusieurs": 3, "large": 6}
"""Support in the room said in words, as dots: it only orders findings of as many contributions."""

__all__ = ["FINDING_KINDS", "SUPPORTING", "Finding", "NonEmpty", "build_findings", "non_empty", "solidity"]


def build_findings(reading: Reading, previous: Iterable[Mapping[str, Any]] = ()) -> tuple[Finding, ...]:
    """All findings of a reading, in display order: by kind, then most contributions, then most dots.

    ``previous``: the ``findings`` of an earlier result, whose ids are carried over by overlap.
    """
    held = _units_by_theme(reading)
    considered = sorted(unit for units in held.values() for unit in units)
    grouping = _Grouping(reading, Closeness(reading, considered), Counter(reading))
    themes = {theme.id: theme for theme in reading.themes}
    found = []
    for theme, units in held.items():
        for kind in SUPPORTING:
            voices = supporting_units(reading, units, kind)
            groups = grouping.groups(kind, voices, in_theme=theme is not None)
            found += [_finding(reading, kind, group, themes.get(theme or "")) for group in groups]
            said = {unit for group in groups for unit in group}
            left = [unit for unit in voices if unit not in said]
            if theme is not None and grouping.share_a_subject(left):
                found.append(_on_subject(reading, kind, left, themes[theme]))
    return carried_over(_ordered(reading, [*found, *opinion_findings(reading)]), list(previous))


def _ordered(reading: Reading, findings: Sequence[Finding]) -> list[Finding]:
    def rank(item: tuple[int, Finding]) -> tuple[int, int, int, bool, float, int]:
        index, finding = item
        kind = FINDING_KINDS.index(finding.kind)
        if finding.statement is not None:
            return kind, 0, 0, False, 0.0, index
        rows = {int(reading.row[reading.unit_row[unit]]) for unit in finding.support}
        dots = sum(_dots(reading.corpus.contributions["room_support"][row]) for row in rows)
        return kind, -len(rows), -dots, is_fragment(finding.text), -(finding.stability or 0.0), index

    return [finding for _, finding in sorted(enumerate(findings), key=rank)]


def _dots(room_support: str | None) -> int:
    """What the room showed for a note: its dots, or the word that stands for them."""
    named, _, count = (room_support or "").partition(":")
    return int(count) if named == "dots" else ROOM_WORDS.get(named, 0)


def _units_by_theme(reading: Reading) -> dict[str | None, list[int]]:
    """Usable units that may support a finding, by theme, then those of no theme.

    In small mode only guided themes are shown: units of the others count as being in none.
    """
    small = reading.parameters.small
    held: dict[str | None, list[int]] = {t.id: [] for t in reading.themes if t.guided or not small}
    held[None] = []
    may = frozenset().union(*SUPPORTING.values(), {TESTIMONY})
    for unit in np.flatnonzero(reading.usable):
        if reading.units["kind"][unit] in may:
            theme = reading.units["theme_id"][unit]
            held[theme if theme in held else None].append(int(unit))
    return held


def supporting_units(reading: Reading, units: Sequence[int], kind: str) -> list[int]:
    """Units among ``units`` that support a finding of this kind.

    A testimony supports a vigilance only if its contribution says there, in another unit, what it fears,
    on what condition or what to be careful about.
    """
    kinds = reading.units["kind"]
    support = [unit for unit in units if kinds[unit] in SUPPORTING[kind]]
    if kind == "vigilance":
        worried = {int(reading.row[unit]) for unit in support}
        support += [u for u in units if kinds[u] == TESTIMONY and int(reading.row[u]) in worried]
    return sorted(support)


@dataclass(frozen=True)
class _Grouping:
    """How the units of one theme and kind fall into findings."""

    reading: Reading
    closeness: Closeness
    counter: Counter

    def groups(self, kind: str, units: Sequence[int], *, in_theme: bool) -> list[list[int]]:
        """Groups of units, the one that words the finding first: the most echoed sentence, then the others.

        In full mode, a fragment words a refusal only, and units outside themes give refusals only.
        """
        small = self.reading.parameters.small
        if not units or not (small or in_theme or kind == "refus"):
            return []
        own = [unit for unit in units if self.reading.units["kind"][unit] in SUPPORTING[kind]]
        free = np.ones(len(units), dtype=np.bool_)
        found: list[list[int]] = []
        near = self.closeness.among(units)
        kept = small or kind == "refus"
        for tier in _tiers(self.reading, own)[: None if kept else FRAGMENT]:
            found += self._around(near, _central(self.reading, tier), units, free)
        left = {unit for unit, still in zip(units, free, strict=True) if still}
        return found + (self._each([unit for unit in own if unit in left]) if kept else [])

    def _around(
        self, near: Near, centres: Sequence[int], units: Sequence[int], free: NDArray[np.bool_]
    ) -> list[list[int]]:
        """Groups of ``VOICES`` at least around some of the ``centres``; their units leave ``free``."""
        at = {unit: position for position, unit in enumerate(units)}
        place = np.array([at[unit] for unit in centres], dtype=np.int64)
        echoes = near.counts(centres, [unit for unit in units if free[at[unit]]])
        found = []
        while len(place):
            echoes[~free[place]] = 0
            best = int(echoes.argmax())
            if echoes[best] < VOICES:
                break
            left = np.flatnonzero(free)
            close = near.close([centres[best]], [units[int(other)] for other in left])[0]
            group = [units[int(other)] for other in left[close]]
            if self._voices(group) < VOICES:
                echoes[best] = 0
                continue
            free[left[close]] = False
            echoes -= near.counts(centres, group)
            found.append([centres[best], *(unit for unit in group if unit != centres[best])])
        return found

    def _each(self, units: Sequence[int]) -> list[list[int]]:
        """Each unit, with those that repeat it exactly."""
        repeats: dict[str, list[int]] = {}
        for unit in units:
            columns = self.reading.units
            repeats.setdefault(columns["duplicate_of"][unit] or columns["unit_id"][unit], []).append(unit)
        return list(repeats.values())

    def share_a_subject(self, left: Sequence[int]) -> bool:
        """Whether the units that no group took are enough to be told together, in full mode."""
        return not self.reading.parameters.small and bool(left) and self._voices(left) >= SUBJECT_VOICES

    def _voices(self, group: Sequence[int]) -> int:
        units = np.array(sorted(group), dtype=np.int64)
        persons = self.counter.persons(self.counter.contributions(units))
        return max(self.counter.distinct_texts(units), persons or 0)


def _central(reading: Reading, units: Sequence[int]) -> list[int]:
    """The ``CENTRES`` units closest to the centre of their theme, in the order of their rows."""
    scores = reading.units["theme_score"]
    ranked = sorted(units, key=lambda unit: (-float(scores[unit] or 0.0), unit))
    return sorted(ranked[:CENTRES])


def _tiers(reading: Reading, units: Sequence[int]) -> list[list[int]]:
    """Units by how well they may word a finding: whole sentences, then long ones, then fragments."""
    tiers: list[list[int]] = [[] for _ in range(FRAGMENT + 1)]
    for unit in units:
        tiers[readability(reading, unit)].append(unit)
    return tiers


def _finding(reading: Reading, kind: str, group: Sequence[int], theme: Theme | None) -> Finding:
    """A finding in the words of the first unit of its group."""
    names = reading.units["unit_id"]
    quote, wording = _words(reading, group[0])
    held = non_empty(str(names[unit]) for unit in group)
    return Finding(
        id=identified(kind, held),
        kind=kind,
        theme=None if theme is None else theme.id,
        text=quoted_words(reading, quote),
        wording=wording,
        support=held,
        dissent=dissenting(reading, held),
        quote=quote,
        stability=None if theme is None or theme.guided else theme.stability,
    )


def _on_subject(reading: Reading, kind: str, units: Sequence[int], theme: Theme) -> Finding:
    """Voices of one kind on one theme that do not say the same; its words are those of one of them."""
    names = reading.units["unit_id"]
    quote, wording = worded(reading, kind, units)
    held = non_empty(str(names[unit]) for unit in units)
    return Finding(
        id=identified(kind, held),
        kind=kind,
        theme=theme.id,
        text=quoted_words(reading, quote),
        wording=wording,
        support=held,
        quote=quote,
        stability=None if theme.guided else theme.stability,
        basis=SUBJECT,
    )


def _words(reading: Reading, unit: int) -> tuple[Quote, str]:
    """The words of a unit, and whether they are all of it."""
    quote = extract(reading, unit, SUPPORT)
    return quote, "verbatim" if quote == whole(reading, unit, SUPPORT) else "extracted"


def worded(reading: Reading, kind: str, support: Sequence[int]) -> tuple[Quote, str]:
    """Words of the supporting unit that speaks most like the others, and whether they are all of it.

    Units of the finding's own kind come first. Raises UnsupportedFindingError where none can be quoted.
    """
    own = [unit for unit in support if reading.units["kind"][unit] in SUPPORTING.get(kind, ())]
    for units in (own, support):
        for unit in by_common_words(reading, units):
            return _words(reading, unit)
    raise UnsupportedFindingError(
        "Aucune des contributions à l'appui de cet enseignement ne peut être citée.",
        "None of the contributions that support this finding can be quoted.",
    )


def reworded(reading: Reading, finding: Finding, *, force: bool = False) -> Finding:
    """The finding, its words taken anew from its support if they no longer come from it (or ``force``)."""
    if finding.quote is None or (finding.quote.unit in finding.support and not force):
        return finding
    rows = [reading.unit_row[unit] for unit in finding.support]
    quote, wording = worded(reading, finding.kind, rows)
    return replace(finding, quote=quote, wording=wording, text=quoted_words(reading, quote))
