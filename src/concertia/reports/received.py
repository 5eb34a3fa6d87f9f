"""What was received, what was not kept and why, and what the reading covers."""

from __future__ import annotations

from collections import Counter
from typing import Any

from concertia.reports.model import (
    Block,
    BulletList,
    Heading,
    Paragraph,
    Runs,
    Table,
    paragraph,
    runs,
    strong,
)
from concertia.reports.phrases import Phrases
from concertia.reports.source import Source

SERIES_SHOWN = 15


def received(source: Source, say: Phrases) -> list[Block]:
    """What was read and not kept, by source, with the reasons and the totals that were compared."""
    sources = source.imported["sources"]
    blocks: list[Block] = [Heading(2, say("received.title"), "recu"), paragraph(say("received.intro"))]
    blocks.append(_records(sources, say))
    reasons = _counted(sources, "reasons", "reason", say)
    if reasons:
        blocks += [paragraph(say("received.reasons")), _list(reasons)]
    else:
        blocks.append(paragraph(say("received.no_reason")))
    changes = _counted(sources, "repairs", "repair", say) + _counted(
        sources, "transformations", "transformation", say
    )
    if changes:
        blocks += [paragraph(say("received.repairs")), _list(changes)]
    blocks += _moderated(source, say)
    blocks += _reconciliation(sources, say)
    warnings = [text for item in sources for text in item.get("warnings", [])]
    if warnings:
        blocks += [paragraph(say("received.warnings")), _list(list(dict.fromkeys(warnings)))]
    return blocks


def _list(lines: list[str]) -> BulletList:
    return BulletList(tuple((paragraph(line),) for line in lines))


def _records(sources: list[dict[str, Any]], say: Phrases) -> Table:
    rows: list[tuple[Runs, ...]] = []
    for item in sources:
        for record, counts in item["records"].items():
            if counts["read"] == 0:
                continue
            rows.append(
                (
                    runs(item["path"]),
                    runs(say.named("format", item["format"])),
                    runs(say.named("record", record)),
                    *(runs(say.number(counts[name])) for name in ("read", "kept", "rejected")),
                )
            )
    return Table(
        caption=say("received.table"),
        header=tuple(
            say(f"received.{name}") for name in ("file", "format", "record", "read", "kept", "not_kept")
        ),
        rows=tuple(rows),
        numeric=(False, False, False, True, True, True),
    )


def _counted(sources: list[dict[str, Any]], field: str, group: str, say: Phrases) -> list[str]:
    """« texte vide : 3 », summed over the sources, largest first."""
    total: dict[str, int] = {}
    for item in sources:
        for name, count in item.get(field, {}).items():
            total[name] = total.get(name, 0) + count
    ordered = sorted(((n, c) for n, c in total.items() if c), key=lambda pair: (-pair[1], pair[0]))
    return [say("received.counted", name=say.named(group, name), count=count) for name, count in ordered]


def _moderated(source: Source, say: Phrases) -> list[Block]:
    aside = int((~source.admitted).sum())
    if aside == 0:
        return []
    reasons = Counter(
        str(reason or "") for reason in source.contributions["moderation_reason"][~source.admitted]
    )
    ordered = sorted(reasons.items(), key=lambda pair: (-pair[1], pair[0]))
    lines = [
        say("received.counted", name=say.named("moderation", reason or "none"), count=count)
        for reason, count in ordered
    ]
    return [paragraph(say.count("received.moderated", aside)), _list(lines)]


def _reconciliation(sources: list[dict[str, Any]], say: Phrases) -> list[Block]:
    checks = [check for item in sources for check in item.get("reconciliation", [])]
    if not checks:
        return [paragraph(say("received.no_check"))]
    rows = tuple(
        (
            runs(say.named("check", str(check["check"]))),
            runs(say.number(check["expected"])),
            runs(say.number(check["found"])),
            runs(say("received.ok" if check["ok"] else "received.differs")),
        )
        for check in checks
    )
    header = tuple(say(f"received.{name}") for name in ("check", "expected", "found", "verdict"))
    table = Table(say("received.checks"), header, rows, (False, True, True, False))
    return [table]


def coverage(source: Source, say: Phrases) -> list[Block]:
    """What the reading covers: passages in a theme, in a finding, languages, repeated texts."""
    figures, corpus = source.result["coverage"], source.result["corpus"]
    share = "" if source.small else say("coverage.share", share=say.percent(figures["share"]))
    lines: list[Paragraph] = [
        paragraph(say.count("coverage.themes", figures["in_a_theme"], total=figures["units"]), share),
        paragraph(say.count("coverage.distinct", corpus["distinct_texts"])),
        paragraph(say("coverage.languages", list=_languages(corpus["languages"], say))),
    ]
    if source.framing:
        lines.insert(1, paragraph(_frame(source, say)))
    blocks: list[Block] = [
        Heading(2, say("coverage.title"), "couverture"),
        BulletList(tuple((line,) for line in lines)),
    ]
    return blocks + _series(source, say)


def _frame(source: Source, say: Phrases) -> str:
    """How many passages the framing note guides, and where the others are: « hors cadre »."""
    guided = {theme["id"] for theme in source.result["themes"] if theme["guided"]}
    known = set(source.contributions["contribution_id"][source.admitted])
    units = zip(source.units["contribution_id"], source.units["theme_id"], strict=True)
    held = [theme for contribution, theme in units if contribution in known]
    inside = sum(theme in guided for theme in held)
    nowhere = sum(theme is None for theme in held)
    found = len(held) - inside - nowhere
    if source.small:
        return say("coverage.frame_small", inside=inside, outside=found + nowhere)
    return say("coverage.frame", inside=inside, outside=found + nowhere, found=found, nowhere=nowhere)


def _languages(languages: dict[str, int], say: Phrases) -> str:
    ordered = sorted(languages.items(), key=lambda pair: (-pair[1], pair[0]))
    return ", ".join(f"{say.named('language', code)} ({say.number(count)})" for code, count in ordered)


def _series(source: Source, say: Phrases) -> list[Block]:
    series = source.result.get("series", [])
    if not series:
        return [paragraph(say("series.none"))]
    ordered = sorted(series, key=lambda item: (-item["size"], item["id"]))
    rows = []
    for item in ordered[:SERIES_SHOWN]:
        passage = source.passage(item["example"])
        persons = item.get("persons")
        rows.append(
            (
                runs(_shortened(passage.text or say("quote.erased"))),
                runs(say.named("series_kind", item["kind"])),
                runs(say.number(item["size"])),
                runs(say.number(item["variants"]) if "variants" in item else say("unknown")),
                runs(say("unknown") if persons is None else say.number(persons)),
                runs(_days(item, say)),
            )
        )
    header = tuple(
        say(f"series.{name}") for name in ("example", "kind", "size", "variants", "persons", "days")
    )
    blocks: list[Block] = [
        paragraph(say.count("series.intro", len(series))),
        Table(say("series.table"), header, tuple(rows), (False, False, True, True, True, False)),
    ]
    if len(ordered) > SERIES_SHOWN:
        blocks.append(paragraph(say.count("series.more", len(ordered) - SERIES_SHOWN)))
    return blocks + _versions(source, ordered[:SERIES_SHOWN], say)


def _days(item: dict[str, Any], say: Phrases) -> str:
    """First and last day of a series."""
    first, last = item["first"], item["last"]
    if first is None:
        return say("unknown")
    return (
        say.date(first) if first == last else say("meta.from_to", first=say.date(first), last=say.date(last))
    )


def _versions(source: Source, series: list[dict[str, Any]], say: Phrases) -> list[Block]:
    """Under the example of each series that has several versions, the most copied of the others."""
    items = [
        tuple(
            paragraph(strong(text) if at == 0 else text, role="text" if at == 0 else "small")
            for at, text in enumerate(
                _shortened(source.passage(unit).text or say("quote.erased"))
                for unit in (item["example"], *item["others"])
            )
        )
        for item in series
        if item.get("others")
    ]
    return [paragraph(say("series.versions")), BulletList(tuple(items))] if items else []


def _shortened(text: str, length: int = 160) -> str:
    text = " ".join(text.split())
    return text if len(text) <= length else text[:length].rsplit(None, 1)[0] + " […]"
