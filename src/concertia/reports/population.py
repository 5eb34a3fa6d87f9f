"""Who spoke beside a population of reference, and territory by public: who is there, who is missing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from concertia.corpus.people import read_named
from concertia.reports.model import Block, Heading, Paragraph, Table, paragraph, runs, strong
from concertia.reports.phrases import Phrases
from concertia.reports.source import Source

ROWS_SHOWN = 25
UNDER_SHOWN = 6
View = Mapping[str, Any]


def population(source: Source, say: Phrases) -> list[Block]:
    """One table for each view of the comparison; nothing where no population was given."""
    found = source.result.get("population")
    if not found:
        return []
    blocks: list[Block] = [
        Heading(2, say("population.title"), "qui-manque"),
        paragraph(say("population.intro", name=found["name"])),
    ]
    if not found["views"]:
        return [*blocks, paragraph(say("population.nothing"))]
    lines = [say(f"population_unit.{found['unit']}", n=found["counted"])]
    if found["groups"]:
        lines.append(say.count("population.groups", found["groups"]))
    if found["joined"]:
        joined = [f"{', '.join(_age(one, say) for one in parts)}" for parts in found["joined"].values()]
        lines.append(say("population.joined", list=" ; ".join(joined)))
    blocks.append(paragraph(" ".join(lines)))
    for view in found["views"]:
        blocks += _view(view, found["unit"], source, say)
    if not source.small:
        blocks.append(paragraph(say("population.limits", cell=source.min_cell), role="small"))
    return blocks


def _view(view: View, unit: str, source: Source, say: Phrases) -> list[Block]:
    names = ["population.line", f"population_counted.{unit}"]
    if source.small:
        names.append("population.expected")
    else:
        names += ["population.share", "population.reference", "themes.representation"]
    rows = tuple(
        tuple(runs(text) for text in _row(cell, view, source, say)) for cell in view["cells"][:ROWS_SHOWN]
    )
    caption = say(f"population_view.{'.'.join(view['by'])}")
    numeric = tuple(name not in ("population.line", "themes.representation") for name in names)
    base = say("population.base", base=view["base"], unanswered=view["unanswered"])
    if view["unsaid"] and view["outside"]:
        base += say("population.split", unsaid=view["unsaid"], outside=view["outside"])
    blocks: list[Block] = [
        Table(caption, tuple(say(name) for name in names), rows, numeric),
        paragraph(base + ".", role="small"),
    ]
    if len(view["cells"]) > ROWS_SHOWN:
        blocks.append(
            paragraph(say.count("themes.more_cells", len(view["cells"]) - ROWS_SHOWN), role="small")
        )
    return blocks


def _row(cell: View, view: View, source: Source, say: Phrases) -> list[str]:
    hidden = say("masked")
    count = hidden if cell["suppressed"] else say.number(cell["count"])
    row = [line_name(cell["value"], view["by"], say), count]
    if source.small:
        return [*row, say.number(cell["expected"])]
    share = hidden if cell["share"] is None else say.percent(cell["share"])
    side = say(f"representation.{cell.get('representation', 'untested')}")
    return [*row, share, say.percent(cell["reference_share"]), side]


def line_name(value: list[str], by: list[str], say: Phrases) -> str:
    """« 15-29 ans, femmes »."""
    named = {"age": lambda one: _age(one, say), "sex": lambda one: say.named("sex", one)}
    return ", ".join(named.get(name, str)(one) for one, name in zip(value, by, strict=True))


def _age(name: str, say: Phrases) -> str:
    low, end = read_named(name)
    return (
        say("population.age.over", age=low) if end is None else say("population.age", age=f"{low}-{end - 1}")
    )


def under_represented(source: Source, say: Phrases) -> list[Paragraph]:
    """For the first page: the lines of one dimension that are clearly less present than in the population."""
    views = [view for view in source.result.get("population", {}).get("views", ()) if len(view["by"]) == 1]
    found = [
        (cell["difference"], view, cell)
        for view in views
        for cell in view["cells"]
        if cell.get("representation") == "under"
    ]
    found.sort(key=lambda one: (one[0], one[2]["value"]))
    listed = [
        say(
            "one.who.under_one",
            line=line_name(cell["value"], view["by"], say),
            share=say.percent(cell["share"]),
            reference=say.percent(cell["reference_share"]),
        )
        for _, view, cell in found[:UNDER_SHOWN]
    ]
    return [paragraph(strong(say("one.who.under", list=", ".join(listed))))] if listed else []


def joint(source: Source, say: Phrases) -> list[Block]:
    """The table of territory by public, then what is said more or less in its cells."""
    found = source.result.get("joint")
    if not found:
        return []
    blocks: list[Block] = [Heading(2, say("joint.title"), "territoire-public")]
    cells = found["cells"]
    if all(cell["suppressed"] for cell in cells):
        return [*blocks, paragraph(say("joint.all_masked"))]
    shown = [cell for cell in cells if cell["base"]]
    masked = sum(cell["suppressed"] for cell in cells)
    label = {theme["id"]: theme["label"] for theme in source.result["themes"]}
    sided = any(cell["themes"] for cell in shown)
    rows = tuple(
        (
            *(runs(say("not_given") if value is None else value) for value in cell["value"]),
            runs(say.number(cell["base"])),
            *((runs(_sides(cell, label, say)),) if sided else ()),
        )
        for cell in shown[:ROWS_SHOWN]
    )
    header = (
        *(say.named("attribute", name) for name in found["by"]),
        say("themes.contributions"),
        *((say("joint.themes"),) if sided else ()),
    )
    blocks += [
        paragraph(say("joint.intro" if sided else "joint.bases")),
        Table(say("joint.table"), header, rows, (False, False, True, False)[: len(header)]),
    ]
    if len(shown) > ROWS_SHOWN:
        blocks.append(paragraph(say.count("joint.more", len(shown) - ROWS_SHOWN), role="small"))
    if masked:
        blocks.append(paragraph(say.count("joint.masked", masked), role="small"))
    return blocks


def _sides(cell: View, label: Mapping[str, str], say: Phrases) -> str:
    """« plus : « Transports » ; moins : « École » », or a dash."""
    sides = []
    for side in ("over", "under"):
        themes = [f"« {label[one['theme']]} »" for one in cell["themes"] if one["representation"] == side]
        if themes:
            sides.append(say(f"joint.{side}", list=", ".join(themes)))
    return " ; ".join(sides) or say("representation.untested")
