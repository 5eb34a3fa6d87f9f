"""Who read, how it was done, what it cannot say; and the annex for specialists."""

from __future__ import annotations

from collections import Counter
from typing import Any

from concertia.reports.model import (
    Anchored,
    Block,
    BulletList,
    Callout,
    Heading,
    PageBreak,
    Runs,
    Table,
    link,
    paragraph,
    quotes_in,
    runs,
)
from concertia.reports.opinions import statement_run
from concertia.reports.page_one import KINDS, findings_of, listed
from concertia.reports.phrases import Phrases
from concertia.reports.quoting import finding_full, other_language, source_line
from concertia.reports.source import Source

STATEMENTS_SHOWN = 60


def all_findings(source: Source, say: Phrases) -> list[Block]:
    """The findings with their quotations on both sides; how many more the dossier holds."""
    blocks: list[Block] = [
        Heading(2, say("findings.title"), "enseignements"),
        paragraph(say("findings.intro")),
    ]
    for kind in KINDS:
        found = findings_of(source, kind)
        if not found:
            continue
        blocks.append(Heading(3, say(f"one.{kind}.title"), f"tous-{kind}"))
        shown = listed(found)
        blocks.append(BulletList(tuple(finding_full(source, finding, say) for finding in shown)))
        if len(shown) < len(found):
            blocks.append(paragraph(say.count("findings.more", len(found) - len(shown))))
    if len(blocks) == 2:
        blocks.append(paragraph(say("one.trust.no_finding")))
    return blocks


def method(source: Source, say: Phrases) -> list[Block]:
    """Who read, the method in plain words, the limits."""
    embedder = source.result["embedder"]
    lines = [
        say("method.unit"),
        say("method.kinds"),
        say("method.themes" if not source.small else "method.small"),
    ]
    lines.append(_embedder(embedder, int(source.result["coverage"]["units"]), say))
    if "wording" in source.result:
        lines.append(say("method.wording", model=str(source.result["wording"]["model"])))
    lines += [say("method.solidity"), say("method.quotes"), say("method.shares")]
    lines.append(say("method.numbers"))
    limits = [say("limits.people"), say("limits.proof"), say("limits.kinds"), say("limits.readers")]
    if source.result["corpus"]["persons"] is None:
        limits.append(say("limits.persons"))
    if not source.small:
        limits += [say("limits.cells", cell=source.min_cell), say("limits.tests")]
    return [
        Heading(2, say("readers.title"), "qui-a-lu"),
        paragraph(say("readers.machine")),
        paragraph(say("one.trust.readers")),
        *_by_hand(source, say),
        Heading(2, say("method.title"), "methode"),
        _list(lines),
        Heading(3, say("limits.title"), "limites"),
        _list(limits),
        Heading(3, say("check.title"), "verifier"),
        Callout(say("check.how"), (paragraph(say("check.text")),)),
    ]


def _by_hand(source: Source, say: Phrases) -> list[Block]:
    """What people changed in this reading, what they set aside and why, what no longer applied."""
    blocks: list[Block] = []
    for name in ("edits", "conflicts"):
        count = len(source.result.get(name, []))
        if count:
            blocks.append(paragraph(say.count(f"readers.{name}", count)))
    aside = source.result.get("set_aside", [])
    if aside:
        reasons = Counter(str(entry["reason"]) for entry in aside)
        ordered = sorted(reasons.items(), key=lambda pair: (-pair[1], pair[0]))
        lines = [say("received.counted", name=reason, count=count) for reason, count in ordered]
        blocks += [paragraph(say.count("readers.set_aside", len(aside))), _list(lines)]
    return blocks


def _list(lines: list[str]) -> BulletList:
    return BulletList(tuple((paragraph(line),) for line in lines))


def _embedder(embedder: dict[str, Any], units: int, say: Phrases) -> str:
    """Which sentence embedding was used, and what changes without it."""
    name = str(embedder["name"])
    if name == "lexical":
        return say("embedder.lexical")
    used = say("embedder.use") if name == "use" else say("embedder.http", name=name)
    if fast := embedder.get("fast"):
        read, held = say.number(fast["embedded"]), say.number(fast["checked"])
        used += " " + say("embedder.fast", read=read, held=held, cosine=say.number(fast["cosine"], 2))
    changing = embedder.get("units_changing_theme_with_lexical")
    if changing is None:
        return used + " " + say("embedder.not_compared")
    return used + " " + say.count("embedder.changing", changing, total=units)


def annex(source: Source, say: Phrases) -> list[Block]:
    """Figures for specialists: stability of themes, groups, statements, parameters."""
    blocks: list[Block] = [
        PageBreak(),
        Heading(2, say("annex.title"), "annexe"),
        paragraph(say("annex.intro")),
        _parameters(source, say),
    ]
    if not source.small and source.result.get("themes"):
        blocks.append(_stability(source, say))
    section = source.result.get("opinions")
    if section is not None:
        blocks += _opinions(source, section, say)
    return blocks


def _parameters(source: Source, say: Phrases) -> Table:
    """The reference profile and the parameters, key by key, in alphabetical order."""
    corpus = source.result["corpus"]
    rows = [(say("annex.corpus_id"), str(corpus["id"])), (say("annex.schema"), str(source.result["schema"]))]
    for section in ("parameters", "profile"):
        values = source.result.get(section) or {}
        rows += [(name, _plain(values[name], say)) for name in sorted(values)]
    return Table(
        say("annex.parameters"),
        (say("annex.name"), say("annex.value")),
        tuple((runs(name), runs(value)) for name, value in rows),
        (False, False),
    )


def _plain(value: Any, say: Phrases) -> str:
    if value is None:
        return "—"
    if isinstance(value, bool):
        return say("yes" if value else "no")
    if isinstance(value, (list, tuple)):
        return ", ".join(_plain(item, say) for item in value) or "—"
    if isinstance(value, dict):
        return ", ".join(f"{name} = {_plain(value[name], say)}" for name in sorted(value)) or "—"
    return str(value)


def _stability(source: Source, say: Phrases) -> Table:
    ordered = sorted(source.result["themes"], key=lambda theme: (theme["order"], theme["id"]))
    rows: list[tuple[Runs, ...]] = [
        (
            runs(link(theme["label"], f"#t-{theme['id']}")),
            runs(theme["id"]),
            runs(say.number(theme["counts"]["units"])),
            runs(_measure(theme["stability"], say, 2)),
            runs(say("yes" if theme["fragile"] else "no")),
        )
        for theme in ordered
    ]
    header = tuple(say(f"annex.{name}") for name in ("theme", "id", "units", "stability", "fragile"))
    return Table(say("annex.themes"), header, tuple(rows), (False, False, True, True, False))


def _opinions(source: Source, section: dict[str, Any], say: Phrases) -> list[Block]:
    blocks: list[Block] = [
        Heading(3, say("annex.opinions"), "annexe-accord"),
        paragraph(say("annex.opinions_how")),
    ]
    if section["shown"]:
        blocks.append(
            paragraph(
                say(
                    "annex.groups",
                    k=section["k"],
                    stability=_measure(section["stability"], say, 2),
                    silhouette=_measure(section["silhouette"], say, 2),
                    people=section["in_conversation"],
                )
            )
        )
        blocks += _representative(source, section, say)
    blocks += _statements(source, section, say)
    return blocks


def _representative(source: Source, section: dict[str, Any], say: Phrases) -> list[Block]:
    """Which statements characterise each group, with the tests."""
    blocks: list[Block] = []
    names = ("p", "p_test", "repness", "repness_test")
    header = (say("opinions.statement"), say("annex.side"), *(say(f"annex.{name}") for name in names))
    for group in sorted(section["representative"], key=int):
        rows = tuple(
            (
                (statement_run(source, item["statement"], say),),
                runs(say(f"opinions.{item['side']}")),
                *(runs(say.number(item[name], 2)) for name in names),
            )
            for item in section["representative"][group]
        )
        if rows:
            caption = say("annex.representative", group=say.group(int(group)))
            blocks.append(Table(caption, header, rows, (False, False, True, True, True, True)))
    return blocks


def _statements(source: Source, section: dict[str, Any], say: Phrases) -> list[Block]:
    """Priority, extremity, consensus measures of the statements with the highest priority."""
    shown = ["priority"]
    if section["shown"]:
        shown += ["extremity", "group_aware_consensus", "group_aware_consensus_geometric", "bridging"]
    items = sorted(section["statements"], key=lambda item: (-(item.get("priority") or 0.0), item["id"]))
    rows = tuple(
        (
            (statement_run(source, item["id"], say),),
            *(runs(_measure(item.get(name), say)) for name in shown),
        )
        for item in items[:STATEMENTS_SHOWN]
    )
    if not rows:
        return []
    header = (say("opinions.statement"), *(say(f"annex.{name}") for name in shown))
    caption = say("annex.statements", shown=len(rows), total=len(items))
    return [Table(caption, header, rows, (False, *(True for _ in shown)))]


def _measure(value: float | None, say: Phrases, decimals: int = 3) -> str:
    return "—" if value is None else say.number(value, decimals)


def cited(source: Source, blocks: list[Block], say: Phrases) -> list[Block]:
    """Every contribution cited above, whole, in order of id: a quotation can be read in its place."""
    names = sorted({shown.contribution for shown in quotes_in(blocks)})
    if not names:
        return []
    made: list[Block] = [Heading(2, say("cited.title"), "citees"), paragraph(say("cited.intro"))]
    for name in names:
        row = source.row_of[name]
        title = (*source_line(source, row, say, linked=False), *runs(f" · {name}"))
        language = other_language(source.language_of.get(name), say)
        made.append(Anchored(f"c-{name}", title, source.whole_text(name) or say("quote.erased"), language))
    return made
