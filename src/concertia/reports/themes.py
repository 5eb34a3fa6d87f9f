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
from concertia.reports.sides import quotes_of_sides, sides
from concertia.reports.source import Source

BARS_SHOWN = 20
CELLS_SHOWN = 25
EQUAL = ("territory", "public")
KIND_COUNTS = ("units", "contributions", "distinct_texts", "persons", "declared", "detected")
ONE_VOICE = 1 / 3
"""Share of the passages of a theme from which it is said that one contribution makes them."""
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
        children = [child for child in _ordered(tree) if child["parent"] == theme["id"]]
        blocks += _theme(source, theme, 3, say, quoted=not children)
        for child in children:
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


def _theme(source: Source, theme: Theme, level: int, say: Phrases, *, quoted: bool = True) -> list[Block]:
    """A theme; not ``quoted`` where its sub-themes, which follow, quote the same words."""
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
            *_by_author(theme, say),
        ),
        paragraph(_kinds(theme["kinds"], say), role="small"),
        paragraph(say("themes.keywords", list=", ".join(theme["keywords"])), role="small"),
    ]
    if theme.get("wording") == "model":
        blocks.append(paragraph(say("themes.worded", model=source.result["wording"]["model"]), role="small"))
    if theme.get("largest_share", 0.0) > ONE_VOICE and counts["contributions"] > 1:
        blocks.append(
            paragraph(say("themes.one_voice", share=say.percent(theme["largest_share"])), role="small")
        )
    if theme["fragile"]:
        blocks.append(paragraph(strong(say("themes.fragile")), role="small"))
    elif theme["guided"]:
        found = "themes.founded" if theme.get("founded") else "themes.guided"
        blocks.append(paragraph(say(found), role="small"))
    below = quotes_of_sides(theme)
    for role in ("support", "dissent") if quoted else ():
        quotes = [item for item in theme["quotes"] if item["role"] == role and item["unit"] not in below]
        if quotes and role == "dissent":
            blocks.append(paragraph(strong(say("themes.dissent")), role="finding"))
        blocks += [quote(source, item["unit"], say) for item in quotes]
    blocks += sides(source, theme, say, quoted=quoted)
    for attribute, cells in sorted(theme.get("by", {}).items()):
        blocks += _crossing(attribute, cells, theme["label"], say)
        equal = theme.get("equal", {}).get(attribute)
        if equal is not None and not all(cell["suppressed"] for cell in cells):
            blocks.append(paragraph(_equal(equal, attribute, theme["share"], say), role="small"))
    return blocks


def _equal(equal: dict[str, Any], attribute: str, share: float, say: Phrases) -> str:
    """« À poids égal de 12 territoires : 23 % ; toutes contributions ensemble : 31 % »."""
    low, high = (say.percent(bound) for bound in equal["share"])
    mean = low if low == high else say("themes.between", low=low, high=high)
    named = say.count(
        f"themes.equal.{attribute}" if attribute in EQUAL else "themes.equal.other", equal["values"]
    )
    return say("themes.equal", values=named, mean=mean, share=say.percent(share))


def _interval(theme: Theme, say: Phrases) -> str:
    interval = theme.get("interval")
    if not interval or interval[0] == interval[1]:
        return ""
    return say("themes.interval", low=say.percent(interval[0]), high=say.percent(interval[1])) + " "


def _by_author(theme: Theme, say: Phrases) -> tuple[str, ...]:
    """The share where each author weighs one, where it is known and tells something else."""
    share = theme.get("share_by_author")
    if share is None or say.percent(share) == say.percent(theme["share"]):
        return ()
    return " ", say("themes.by_author", share=say.percent(share))


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
    counted = any("distinct_texts" in cell for cell in cells)
    rows = tuple(
        (
            runs(say("not_given") if cell["value"] is None else str(cell["value"])),
            runs(_out_of(cell, say)),
            *((runs(_texts_and_persons(cell, say)),) if counted else ()),
            runs(hidden if cell["suppressed"] else say.percent(cell["share"])),
            runs(say(f"representation.{cell.get('representation', 'untested')}")),
        )
        for cell in ordered[:CELLS_SHOWN]
    )
    names = ("out_of_its_own", *(["texts_persons"] if counted else []), "share_of_cell", "representation")
    header = (say.named("attribute", attribute), *(say(f"themes.{name}") for name in names))
    caption = say("themes.crossing", theme=label, attribute=say.named("by", attribute))
    blocks: list[Block] = [Table(caption, header, rows, (False, *(True for _ in names[:-1]), False))]
    if len(ordered) > CELLS_SHOWN:
        blocks.append(paragraph(say.count("themes.more_cells", len(ordered) - CELLS_SHOWN), role="small"))
    return blocks


def _out_of(cell: dict[str, Any], say: Phrases) -> str:
    """« 24 sur 155 »: a cell and its base, each where it may be told."""
    count = say("masked") if cell["suppressed"] else say.number(cell["contributions"])
    base = cell.get("base")
    return count if base is None else say("themes.out_of", count=count, base=say.number(base))


def _texts_and_persons(cell: dict[str, Any], say: Phrases) -> str:
    """« 22 / 19 »: different texts and known persons; a dash for what is not told."""
    texts, persons = (cell.get(name) for name in ("distinct_texts", "persons"))
    if texts is None:
        return say("masked")
    return (
        f"{say.number(texts)} / {say('representation.untested') if persons is None else say.number(persons)}"
    )


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
            *(runs(_number(item.get(name), say)) for name in KIND_COUNTS),
        )
        for item in found
    )
    header = tuple(say(f"kinds.{name}") for name in ("kind", *KIND_COUNTS))
    caption = say("kinds.figure", base=int(source.result["coverage"]["units"]))
    listed = ", ".join(say.count(f"kind_count.{item['kind']}", item["units"]) for item in found)
    labelled = [(say.named("kind", item["kind"]), item["units"], say.number(item["units"])) for item in found]
    table = Table(say("kinds.table"), header, rows, (False, *(True for _ in KIND_COUNTS)))
    blocks.append(Figure(bars(labelled, caption), caption, say("kinds.alternative", list=listed), table))
    return blocks + positions(source, say)


def _number(count: int | None, say: Phrases) -> str:
    return say("unknown") if count is None else say.number(count)


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
