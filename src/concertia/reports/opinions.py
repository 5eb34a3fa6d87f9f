"""Agree, disagree, pass: what gathers, what divides, and groups only where they may be shown."""

from __future__ import annotations

from typing import Any

import numpy as np

from concertia.reports.charts import Share, map_step, opinion_map, shares
from concertia.reports.model import Block, Figure, Heading, Run, Runs, Table, paragraph, runs
from concertia.reports.phrases import Phrases
from concertia.reports.quoting import other_language
from concertia.reports.source import Source

SHOWN = 10
SIDES = ("agree", "disagree", "pass")
Statement = dict[str, Any]


def opinions(source: Source, say: Phrases) -> list[Block]:
    """The section on answers, absent where nobody could agree or disagree."""
    section = source.result.get("opinions")
    if section is None:
        return []
    blocks: list[Block] = [
        Heading(2, say("opinions.title"), "accord"),
        paragraph(_intro(section, say)),
        paragraph(say("opinions.base")),
    ]
    statements = [item for item in section["statements"] if _answers(item)]
    by_id = {item["id"]: item for item in statements}
    gathered = [by_id[name] for name in _consensus(section) if name in by_id]
    if section["shown"] and gathered:
        blocks.append(Heading(3, say("opinions.gathers"), "rassemble"))
        blocks.append(_figure(source, gathered[:SHOWN], say("opinions.gathers_caption"), say))
    most = sorted(statements, key=lambda item: (-_answers(item), item["id"]))[:SHOWN]
    if most:
        blocks.append(Heading(3, say("opinions.answered"), "plus-repondu"))
        blocks.append(_figure(source, most, say("opinions.answered_caption"), say))
    blocks += _selected(source, section, by_id, say)
    if not section["shown"]:
        return blocks + ([paragraph(say("opinions.not_shown"))] if section["participants"] else [])
    dividing = sorted(statements, key=lambda item: (-(item.get("extremity") or 0.0), item["id"]))[:SHOWN]
    blocks.append(Heading(3, say("opinions.divides"), "divise"))
    blocks.append(_by_group(source, section, dividing, say("opinions.divides_caption"), say))
    return blocks + _groups(source, section, by_id, say)


def _selected(
    source: Source, section: dict[str, Any], by_id: dict[str, Statement], say: Phrases
) -> list[Block]:
    """Statements chosen so that those who agree share the room, and whom they leave out."""
    chosen = section.get("selected")
    listed = [] if chosen is None else [item for item in chosen["statements"] if item["statement"] in by_id]
    if chosen is None or not listed:
        return []
    rows: list[tuple[Runs, ...]] = []
    for item in listed:
        counts = [by_id[item["statement"]][side] for side in SIDES]
        written = " / ".join(map(say.number, counts))
        why = runs(say.named("selected_why", item["why"]))
        rows.append(((statement_run(source, item["statement"], say),), runs(written), why))
    header = (say("opinions.statement"), say("opinions.sides"), say("opinions.why"))
    represented, people = chosen["represented"], chosen["participants"]
    heard = [paragraph(say.count("opinions.represented", represented, total=people))]
    groups = {group: counts for group, counts in chosen["by_group"].items() if counts is not None}
    if section["shown"] and groups:
        parts = [
            say("opinions.represented_group", group=say.group(int(group)), heard=counts[0], size=counts[1])
            for group, counts in sorted(groups.items(), key=lambda item: int(item[0]))
        ]
        heard.append(paragraph(", ".join(parts) + "."))
    return [
        Heading(3, say("opinions.selected"), "choisies"),
        paragraph(say("opinions.selected_how")),
        Table(say("opinions.selected_table"), header, tuple(rows), (False, False, False)),
        *heard,
    ]


def _intro(section: dict[str, Any], say: Phrases) -> str:
    if not section["participants"]:
        return say("opinions.tallies", statements=len(section["statements"]), votes=section["tallied_votes"])
    return say(
        "opinions.intro",
        participants=section["participants"],
        statements=len(section["statements"]),
        votes=section["votes"],
    )


def _answers(item: Statement) -> int:
    return int(sum(item[side] for side in SIDES)) + int(item.get("mixed") or 0)


def _consensus(section: dict[str, Any]) -> list[str]:
    listed = [item for side in ("agree", "disagree") for item in section.get("consensus", {}).get(side, [])]
    return [item["statement"] if isinstance(item, dict) else item for item in listed]


def statement_run(source: Source, statement: str, say: Phrases) -> Run:
    """The words of a statement, in their language."""
    words = source.whole_text(statement) or say("quote.erased")
    return Run(" ".join(words.split()), language=_language(source, statement, say))


def _language(source: Source, statement: str, say: Phrases) -> str | None:
    return other_language(source.language_of.get(statement), say)


def _figure(source: Source, items: list[Statement], caption: str, say: Phrases) -> Figure:
    rows: list[tuple[Runs, ...]] = []
    drawn = []
    for item in items:
        words = statement_run(source, item["id"], say)
        counts = (int(item["agree"]), int(item["disagree"]), int(item["pass"]) + int(item.get("mixed") or 0))
        written = [say.number(count) for count in counts]
        rows.append(((words,), *(runs(count) for count in written)))
        drawn.append(Share(words.text, counts, " / ".join(written)))
    sides = (say("opinions.agree"), say("opinions.disagree"), say("opinions.pass"))
    table = Table(
        say("opinions.table"), (say("opinions.statement"), *sides), tuple(rows), (False, True, True, True)
    )
    alternative = caption + " " + say("opinions.alternative")
    return Figure(shares(drawn, sides, caption), caption, alternative, table)


def _by_group(
    source: Source, section: dict[str, Any], items: list[Statement], caption: str, say: Phrases
) -> Table:
    """Agree / disagree / pass of each group, as counts."""
    groups = [str(group["id"]) for group in section["groups"]]
    rows: list[tuple[Runs, ...]] = []
    for item in items:
        cells = []
        for group in groups:
            counts = item["by_group"].get(group, [0, 0, 0])
            cells.append(runs("—" if counts is None else " / ".join(map(say.number, counts[:3]))))
        rows.append(((statement_run(source, item["id"], say),), *cells))
    header = (say("opinions.statement"), *(say.group(int(group)) for group in groups))
    return Table(caption, header, tuple(rows), (False, *(True for _ in groups)))


def _groups(
    source: Source, section: dict[str, Any], by_id: dict[str, Statement], say: Phrases
) -> list[Block]:
    sizes = ", ".join(
        f"{say.group(group['id'])} ({say.number(group['size'])})" for group in section["groups"]
    )
    blocks: list[Block] = [
        Heading(3, say("opinions.groups"), "groupes"),
        paragraph(say.count("opinions.groups_intro", len(section["groups"]), list=sizes)),
    ]
    if section["fragile"]:
        blocks.append(paragraph(Run(say("opinions.fragile"), "strong")))
    blocks += _map(source, section, say)
    for group in section["groups"]:
        listed = section["representative"].get(str(group["id"]), [])
        own = [by_id[item["statement"]] for item in listed if item["statement"] in by_id]
        if own:
            caption = say("opinions.representative", group=say.group(group["id"]))
            blocks.append(_by_group(source, section, own[:5], caption, say))
    return blocks


def _map(source: Source, section: dict[str, Any], say: Phrases) -> list[Block]:
    if source.vote_groups is None:
        return [paragraph(say("opinions.no_rows"))]
    groups = source.vote_groups["group"]
    inside = np.array([group is not None for group in groups], dtype=np.bool_)
    if not inside.any():
        return []
    names = [say.group(group["id"]) for group in section["groups"]]
    x, y = (np.asarray(source.vote_groups[axis][inside], dtype=np.float64) for axis in ("x", "y"))
    people = int(inside.sum())
    caption = say.count("opinions.map", people)
    step = map_step(people)
    if step > 1:
        caption += " " + say("opinions.map_thinned", step=step)
    svg = opinion_map(x, y, np.asarray(groups[inside], dtype=np.int64), names, caption)
    rows = tuple(
        (runs(name), runs(say.number(group["size"])))
        for name, group in zip(names, section["groups"], strict=True)
    )
    table = Table(
        say("opinions.sizes"), (say("opinions.group_word"), say("opinions.people")), rows, (False, True)
    )
    return [Figure(svg, caption, caption + " " + say("opinions.map_alternative"), table)]
