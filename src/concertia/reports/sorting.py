"""Small mode: notes laid out for people to sort, by theme of the framing note and by kind.

No cluster, percentage or interval: on sixty notes they would be noise with decimals.
"""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from concertia.corpus.schema import KINDS
from concertia.reports.model import Block, BulletList, Heading, Paragraph, Quote, paragraph, strong
from concertia.reports.phrases import Phrases
from concertia.reports.quoting import quote
from concertia.reports.source import Source

NEIGHBOURS_SHOWN = 20


def sorting(source: Source, say: Phrases) -> list[Block]:
    """Every note, once, under its theme of the framing note and its kind; then what looks alike."""
    guided = [theme for theme in source.result.get("themes", []) if theme["guided"]]
    guided.sort(key=lambda theme: (theme["order"], theme["id"]))
    key = "sorting.intro" if guided else "sorting.intro_no_framing"
    blocks: list[Block] = [Heading(2, say("sorting.title"), "notes"), paragraph(say(key))]
    themes = source.units["theme_id"]
    placed = np.zeros(len(themes), dtype=np.bool_)
    for theme in guided:
        inside = np.asarray(themes == theme["id"], dtype=np.bool_)
        placed |= inside
        blocks.append(Heading(3, theme["label"], f"t-{theme['id']}"))
        blocks += _by_kind(source, inside, say)
    if guided:
        blocks.append(Heading(3, say("sorting.elsewhere"), "sans-theme"))
    blocks += _by_kind(source, ~placed, say)
    return blocks + _neighbours(source, say)


def _by_kind(source: Source, inside: Any, say: Phrases) -> list[Block]:
    rows = [row for row in np.flatnonzero(inside) if _counts(source, int(row))]
    if not rows:
        return [paragraph(say("sorting.empty"))]
    blocks: list[Block] = []
    for kind in KINDS:
        units = [str(source.units["unit_id"][row]) for row in rows if source.units["kind"][row] == kind]
        units.sort(key=lambda unit: _place(source, unit))
        if units:
            blocks.append(paragraph(strong(say.count(f"kind_count.{kind}", len(units))), role="finding"))
            items: tuple[tuple[Paragraph | Quote, ...], ...] = tuple((quote(source, u, say),) for u in units)
            blocks.append(BulletList(items))
    return blocks


def _place(source: Source, unit: str) -> tuple[str, list[tuple[int, str]], str]:
    """Session, then the source's own order (2 before 10)."""
    row = source.passage(unit).row
    name = str(source.value("source_id", row) or "")
    natural = [(int(part), "") if part.isdecimal() else (-1, part) for part in re.split(r"(\d+)", name)]
    return str(source.value("session", row) or ""), natural, unit


def _counts(source: Source, row: int) -> bool:
    contribution = source.row_of[source.units["contribution_id"][row]]
    passage = source.passage(str(source.units["unit_id"][row]))
    return bool(source.admitted[contribution]) and bool(passage.text.strip())


def _neighbours(source: Source, say: Phrases) -> list[Block]:
    """Pairs of notes that look alike: proposed, never merged."""
    pairs = source.result.get("neighbours", [])
    if not pairs:
        return []
    blocks: list[Block] = [
        Heading(3, say("sorting.neighbours"), "voisines"),
        paragraph(say("sorting.neighbours_intro")),
    ]
    items = tuple(tuple(quote(source, unit, say) for unit in pair[:2]) for pair in pairs[:NEIGHBOURS_SHOWN])
    blocks.append(BulletList(items))
    if len(pairs) > NEIGHBOURS_SHOWN:
        blocks.append(paragraph(say.count("sorting.more_neighbours", len(pairs) - NEIGHBOURS_SHOWN)))
    return blocks
