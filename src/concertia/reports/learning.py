"""What people coded with a grid, what was coded after them, and how far to trust it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from concertia.reports.model import Block, Heading, Table, paragraph, runs
from concertia.reports.phrases import Phrases
from concertia.reports.source import Source
from concertia.texts.grids import UNDETERMINED

_NAMES = {"positions": "position", "natures": "kind"}
"""Grids whose codes have names of their own in the reports."""


def learning(source: Source, say: Phrases) -> list[Block]:
    """One part per grid; nothing where nobody coded anything."""
    found = source.result.get("learning", [])
    if not found:
        return []
    blocks: list[Block] = [Heading(2, say("learning.title"), "exemples"), paragraph(say("learning.intro"))]
    for number, grid in enumerate(found, 1):
        blocks.append(Heading(3, say("learning.grid", grid=str(grid["grid"])), f"grille-{number}"))
        blocks.append(paragraph(_counts(grid, say)))
        blocks.append(paragraph(_check(grid, source.small, say)))
        ignored = sum(grid["ignored"].values())
        if ignored:
            blocks.append(paragraph(say.count("learning.ignored", ignored)))
        blocks.append(_table(grid, say))
    return blocks


def _counts(grid: Mapping[str, Any], say: Phrases) -> str:
    size = "contributions" if grid["level"] == "contribution" else "units"
    learnt = sum(entry["learnt"][size] for entry in grid["codes"])
    sentences = [say.count(f"learning.human.{grid['level']}", int(grid["examples"]))]
    if "quality" in grid:
        sentences.append(say.count("learning.learnt", learnt))
    sentences.append(say.count("learning.left", int(grid["undetermined"][size])))
    return " ".join(sentences)


def _check(grid: Mapping[str, Any], small: bool, say: Phrases) -> str:
    if "quality" not in grid:
        least = grid["least"]
        return say("learning.too_few", examples=int(least["examples"]), per_code=int(least["per_code"]))
    quality = grid["quality"]
    low, high = (say.percent(bound) for bound in quality["interval"])
    return say(
        "learning.check",
        checked=int(quality["checked"]),
        right=int(quality["right"]),
        interval="" if small else say("learning.interval", low=low, high=high),
        most=int(quality["most_frequent"]),
        known=int(quality["known"]),
        right_known=int(quality["right_known"]),
    )


def _table(grid: Mapping[str, Any], say: Phrases) -> Table:
    size = "contributions" if grid["level"] == "contribution" else "units"
    group = _NAMES.get(grid["grid"], "")
    estimated = any("estimate" in entry for entry in grid["codes"])
    names = ("code", "human", "machine", *(["estimate"] if estimated else []), "words")
    header = tuple(say(f"learning.{name}") for name in names)
    rows = tuple(
        (
            runs(say.named("position" if entry["code"] == UNDETERMINED else group, entry["code"])),
            runs(say.number(entry["human"][size])),
            runs(say.number(entry["learnt"][size])),
            *([runs(_estimate(entry, say))] if estimated else []),
            runs(", ".join(entry.get("words", ()))),
        )
        for entry in grid["codes"]
    )
    return Table(
        say("learning.table", grid=str(grid["grid"])),
        header,
        rows,
        tuple(name not in ("code", "words") for name in names),
    )


def _estimate(entry: Mapping[str, Any], say: Phrases) -> str:
    return say.percent(entry["estimate"]) if "estimate" in entry else "—"
