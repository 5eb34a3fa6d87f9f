"""Inside a theme, what is asked apart from what is refused: quotations of each, and where they meet."""

from __future__ import annotations

from typing import Any

from concertia.reports.model import Block, Runs, Table, paragraph, runs, strong
from concertia.reports.phrases import Phrases
from concertia.reports.quoting import quote
from concertia.reports.source import Source

SIDES = ("asked", "conditional", "refused")


def quotes_of_sides(theme: dict[str, Any]) -> set[str]:
    """Units quoted on a side of a theme: they are not quoted elsewhere under it."""
    section = theme.get("sides") or {}
    return {unit for side in SIDES if section for unit in section[side]["quotes"]}


def sides(source: Source, theme: dict[str, Any], say: Phrases, *, quoted: bool) -> list[Block]:
    """The sides of a theme that somebody takes, with their quotations if ``quoted``."""
    section = theme.get("sides")
    if not section:
        return []
    blocks: list[Block] = []
    for side in SIDES:
        held = section[side]
        if not held["units"]:
            continue
        count = say.count("contributions", held["contributions"])
        blocks.append(paragraph(strong(say(f"side.{side}")), f" ({count})", role="finding"))
        blocks += [quote(source, unit, say) for unit in held["quotes"] if quoted]
    return [*blocks, *_objects(theme, section["objects"], say)]


def _objects(theme: dict[str, Any], objects: list[dict[str, Any]], say: Phrases) -> list[Block]:
    """The words on which both sides speak."""
    if not objects:
        return []
    header = (say("side.words"), *(say(f"side.{side}") for side in SIDES))
    rows: tuple[tuple[Runs, ...], ...] = tuple(
        (runs(one["words"]), *(runs(say.number(one[side])) for side in SIDES)) for one in objects
    )
    return [Table(say("side.table", theme=theme["label"]), header, rows, (False, True, True, True))]
