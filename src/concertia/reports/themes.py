"""Themes with their counts and quotations, and the kinds of what was said."""

from __future__ import annotations

from typing import Any

from concertia.reports.charts import bars
from concertia.reports.model import (
    Block,
    Figure,
    Heading,
    Run,
    Runs,
    Table,
    paragraph,
    runs,
    strong,
)
from concertia.reports.phrases import Phrases
from concertia.reports.quoting import quote
from concertia.reports.source import Source

BARS_SHOWN = 20
CELLS_SHOWN = 25
Theme = dict[str, Any]


def themes(source: Source, say: Phrases) -> list[Block]:
    """The tree of themes: what was said, how much, by whom, and what opposes it. Full mode only."""
    tree = source.result.get("themes", [])
    blocks: list[Block] = [Heading(2, say("themes.title"), "themes")]
    if not tree:
        return [*blocks, paragraph(say("themes.none"))]
    blocks.append(paragraph(say("themes.intro")))
    tops = [theme for theme in _ordered(tree) if theme["parent"] is None]
    blocks.append(_overview(tops, source, say))
    for theme in tops:
        blocks += _theme(source, theme, 3, say)
        for child in _ordered(tree):
            if child["parent"] == theme["id"]:
                blocks += _theme(source, child, 4, say)
    return blocks


def _ordered(tree: list[Theme]) -> list[Theme]:
    return sorted(tree, key=lambda theme: (theme["order"], theme["id"]))


def _overview(tops: list[Theme], source: Source, say: Phrases) -> Figure:
    base = int(source.admitted.sum())
    shown = tops[:BARS_SHOWN]
    values = [theme["counts"]["contributions"] for theme in shown]
    rows: tuple[tuple[Runs, ...], ...] = tuple(
        (
            runs(Run(theme["label"], "link", f"#t-{theme['id']}")),
            runs(say.number(theme["counts"]["contributions"])),
            runs(say.percent(theme["share"])),
        )
        for theme in shown
    )
    header = (say("themes.theme"), say("themes.contributions"), say("themes.share", base=base))
    table = Table(say("themes.table"), header, rows, (False, True, True))
    caption = say("themes.figure", base=base)
    if len(tops) > len(shown):
        caption += " " + say.count("themes.figure_more", len(tops) - len(shown))
    alternative = say(
        "themes.alternative",
        list=", ".join(
            f"{theme['label']} ({say.number(value)})" for theme, value in zip(shown, values, strict=True)
        ),
    )
    labelled = [
        (theme["label"], value, say.number(value)) for theme, value in zip(shown, values, strict=True)
    ]
    return Figure(bars(labelled, caption), caption, alternative, table)


def _theme(source: Source, theme: Theme, level: int, say: Phrases) -> list[Block]:
    counts = theme["counts"]
    base = int(source.admitted.sum())
    blocks: list[Block] = [
        Heading(level, theme["label"], f"t-{theme['id']}"),
        paragraph(
            strong(say.count("contributions", counts["contributions"])),
            " ",
            say("themes.of", share=say.percent(theme["share"]), base=base),
            " ",
            _interval(theme, say),
            say("themes.counts", texts=counts["distinct_texts"], units=counts["units"]),
            " ",
            _persons(counts["persons"], say),
        ),
        paragraph(_kinds(theme["kinds"], say), role="small"),
        paragraph(say("themes.keywords", list=", ".join(theme["keywords"])), role="small"),
    ]
    if theme["fragile"]:
        blocks.append(paragraph(strong(say("themes.fragile")), role="small"))
    elif theme["guided"]:
        blocks.append(paragraph(say("themes.guided"), role="small"))
    for role in ("support", "dissent"):
        quotes = [item for item in theme["quotes"] if item["role"] == role]
        if quotes and role == "dissent":
            blocks.append(paragraph(strong(say("themes.dissent")), role="finding"))
        blocks += [quote(source, item["unit"], say) for item in quotes]
    for attribute, cells in sorted(theme.get("by", {}).items()):
        blocks += _crossing(attribute, cells, theme["label"], say)
    return blocks


def _interval(theme: Theme, say: Phrases) -> str:
    interval = theme.get("interval")
    if not interval or interval[0] == interval[1]:
        return ""
    return say("themes.interval", low=say.percent(interval[0]), high=say.percent(interval[1])) + " "


def _persons(persons: int | None, say: Phrases) -> str:
    return say("themes.persons_unknown") if persons is None else say.count("themes.persons", persons)


def _kinds(kinds: dict[str, int], say: Phrases) -> str:
    ordered = sorted(((kind, count) for kind, count in kinds.items() if count), key=lambda p: (-p[1], p[0]))
    named = [say.count(f"kind_count.{kind}", count) for kind, count in ordered]
    return say("themes.kinds", list=", ".join(named))


def _crossing(attribute: str, cells: list[dict[str, Any]], label: str, say: Phrases) -> list[Block]:
    """By territory or public; a cell below the threshold reads « masqué »."""
    if len(cells) < 2:
        return []
    if all(cell["suppressed"] for cell in cells):
        return [paragraph(say("themes.all_masked", attribute=say.named("by", attribute)), role="small")]
    ordered = sorted(cells, key=lambda cell: (-(cell["contributions"] or 0), str(cell["value"])))
    hidden = say("masked")
    rows = tuple(
        (
            runs(say("not_given") if cell["value"] is None else str(cell["value"])),
            runs(hidden if cell["suppressed"] else say.number(cell["contributions"])),
            runs(hidden if cell["suppressed"] else say.percent(cell["share"])),
        )
        for cell in ordered[:CELLS_SHOWN]
    )
    header = (say.named("attribute", attribute), say("themes.contributions"), say("themes.share_of_cell"))
    caption = say("themes.crossing", theme=label, attribute=say.named("by", attribute))
    blocks: list[Block] = [Table(caption, header, rows, (False, True, True))]
    if len(ordered) > CELLS_SHOWN:
        blocks.append(paragraph(say.count("themes.more_cells", len(ordered) - CELLS_SHOWN), role="small"))
    return blocks


def kinds(source: Source, say: Phrases) -> list[Block]:
    """Kinds of what was said: a refusal stays a refusal."""
    found = [item for item in source.result["kinds"] if item["units"]]
    found.sort(key=lambda item: (-item["units"], item["kind"]))
    blocks: list[Block] = [Heading(2, say("kinds.title"), "natures"), paragraph(say("kinds.intro"))]
    if not found:
        return [*blocks, paragraph(say("kinds.none"))]
    rows: tuple[tuple[Runs, ...], ...] = tuple(
        (
            runs(say.named("kind", item["kind"])),
            *(runs(say.number(item[name])) for name in ("units", "contributions", "declared", "detected")),
        )
        for item in found
    )
    header = tuple(
        say(f"kinds.{name}") for name in ("kind", "units", "contributions", "declared", "detected")
    )
    caption = say("kinds.figure", base=int(source.result["coverage"]["units"]))
    listed = ", ".join(say.count(f"kind_count.{item['kind']}", item["units"]) for item in found)
    labelled = [(say.named("kind", item["kind"]), item["units"], say.number(item["units"])) for item in found]
    table = Table(say("kinds.table"), header, rows, (False, True, True, True, True))
    blocks.append(Figure(bars(labelled, caption), caption, say("kinds.alternative", list=listed), table))
    return blocks + positions(source, say)


def positions(source: Source, say: Phrases) -> list[Block]:
    """For or against the consulted text, where the reading asked for it."""
    found = source.result.get("positions", [])
    if not found:
        return []
    header = [say("positions.position"), say("themes.contributions")]
    if not source.small:
        header.append(say("themes.share", base=int(source.admitted.sum())))
    rows = tuple(
        (
            runs(say.named("position", item["position"])),
            runs(say.number(item["contributions"])),
            *(() if source.small else (runs(say.percent(item["share"])),)),
        )
        for item in found
    )
    table = Table(say("positions.table"), tuple(header), rows, (False, True, True)[: len(header)])
    return [Heading(3, say("positions.title"), "positions"), paragraph(say("positions.intro")), table]
