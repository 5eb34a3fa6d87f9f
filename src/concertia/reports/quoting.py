"""Quotations and findings as blocks: words exactly as published, their source, their solidity in words."""

from __future__ import annotations

from typing import Any

from concertia.reports.model import BulletList, Paragraph, Quote, Run, Runs, link, paragraph, runs, strong
from concertia.reports.phrases import Phrases
from concertia.reports.source import Source

CUT = 420
"""Characters after which a quotation is cut at a word, with […]; the whole text is among the cited ones."""
Finding = dict[str, Any]
Item = tuple[Paragraph | Quote, ...]


def quote(source: Source, unit_id: str, say: Phrases) -> Quote:
    """A unit as a quotation, with a link to the whole contribution at the end of the report."""
    passage = source.passage(unit_id)
    text = passage.text.strip()
    shown = text if len(text) <= CUT else text[:CUT].rsplit(None, 1)[0]
    return Quote(
        text=shown,
        source=source_line(source, passage.row, say),
        mark=passage.mark,
        contribution=passage.contribution,
        language=other_language(passage.language, say),
        cut=len(shown) < len(text),
    )


def other_language(language: str | None, say: Phrases) -> str | None:
    """The language of some words, where it is not that of the report."""
    return None if language in (None, "", "und", say.language) else language


def source_line(source: Source, row: int, say: Phrases) -> Runs:
    """« noté en séance · contribution 12 · Rennes · agents · 3 mai 2025 », as far as known."""
    capture = source.value("capture", row)
    name = source.value("source_id", row) or source.contributions["contribution_id"][row][:8]
    parts: list[str | Run] = []
    if capture in ("noted", "reworded", "dictated", "transcribed"):
        parts.append(say(f"capture.{capture}"))
    voice = source.value("voice", row)
    if voice in ("collective", "organisation"):
        parts.append(say(f"voice_of.{voice}"))
    target = f"#c-{source.contributions['contribution_id'][row]}"
    parts.append(link(say("quote.contribution", name=str(name)), target))
    for column in ("location", "territory", "public", "session"):
        value = source.value(column, row)
        if value:
            parts.append(str(value))
    support = source.value("room_support", row)
    if support and support != "non_mesure":
        parts.append(room_support(support, say))
    joined: list[str | Run] = []
    for part in parts:
        joined += [" · ", part] if joined else [part]
    return runs(*joined)


def room_support(value: str, say: Phrases) -> str:
    """Support in the room, in words: « plusieurs », « 4 gommettes »."""
    if value.startswith("dots:"):
        return say.count("room.dots", int(value.partition(":")[2]))
    return say.named("room", value)


def best_units(source: Source, units: list[str], wanted: int) -> list[str]:
    """Units that read well as quotations: short enough, central in their theme, one a contribution."""

    def rank(unit: str) -> tuple[bool, float, str]:
        row = source.unit_row.get(unit)
        score = 0.0 if row is None else float(source.units["theme_score"][row] or 0.0)
        return len(source.passage(unit).text) > CUT, -score, unit

    chosen: dict[str, str] = {}
    if wanted < 1:
        return []
    for unit in sorted((unit for unit in units if source.passage(unit).text.strip()), key=rank):
        chosen.setdefault(unit.partition(":")[0], unit)
        if len(chosen) == wanted:
            break
    return list(chosen.values())


def finding_item(source: Source, finding: Finding, say: Phrases) -> Item:
    """A finding for page one: its text, one quotation or note, its solidity in words.

    A divergence shows one quotation of each side.
    """
    quotes = [quote(source, unit, say) for unit in _first_units(source, finding, 1)]
    against: list[Paragraph | Quote] = []
    if finding["kind"] == "divergence" and finding["dissent"]:
        shown = [quote(source, unit, say) for unit in best_units(source, finding["dissent"], 1)]
        against = [paragraph(say("finding.other_side"), role="finding"), *shown]
    return *_text(source, finding, say, quotes), *quotes, *against, _solidity(source, finding, say)


def finding_full(source: Source, finding: Finding, say: Phrases) -> list[Paragraph | Quote | BulletList]:
    """A finding with up to three supporting and three opposing quotations."""
    support = [quote(source, unit, say) for unit in _first_units(source, finding, 3)]
    dissent = [quote(source, unit, say) for unit in best_units(source, finding["dissent"], 3)]
    blocks: list[Paragraph | Quote | BulletList] = [
        *_text(source, finding, say, support),
        _solidity(source, finding, say),
        *support,
    ]
    if dissent:
        against = len(source.contributions_of(finding["dissent"]))
        blocks += [paragraph(strong(say.count("finding.against", against)), role="finding"), *dissent]
    return blocks


def _first_units(source: Source, finding: Finding, wanted: int) -> list[str]:
    """The unit whose words are the finding, if any, then those that read best."""
    support: list[str] = finding["support"]
    text = str(finding["text"]).strip()
    own: list[str] = []
    if finding["wording"] in ("verbatim", "extracted"):
        own = [unit for unit in support if text in source.passage(unit).text][:1]
    others = [unit for unit in support if own and unit.partition(":")[0] != own[0].partition(":")[0]]
    return (own + best_units(source, others if own else support, wanted - len(own)))[:wanted]


def _text(source: Source, finding: Finding, say: Phrases, quotes: list[Quote]) -> tuple[Paragraph, ...]:
    """Our sentence, or nothing where the first quotation is the finding itself."""
    text = str(finding["text"])
    if finding["wording"] in ("verbatim", "extracted") and any(
        shown.text == text.strip() for shown in quotes
    ):
        return ()
    return (paragraph(strong(text, _language(source, finding, say)), role="finding"),)


def _language(source: Source, finding: Finding, say: Phrases) -> str | None:
    if finding["wording"] not in ("verbatim", "extracted"):
        return None
    languages = {source.passage(unit).language for unit in finding["support"]}
    return other_language(languages.pop(), say) if len(languages) == 1 else None


def _solidity(source: Source, finding: Finding, say: Phrases) -> Paragraph:
    """« Solidité : à confirmer · 34 contributions · appui : 20 craintes, 8 refus · preuve de rang A »."""
    support = len(source.contributions_of(finding["support"]))
    parts = [
        say("finding.solidity", words=say.named("solidity", finding["solidity"])),
        say.count("finding.support", support),
    ]
    dissent = len(source.contributions_of(finding["dissent"]))
    if dissent:
        parts.append(say.count("finding.dissent", dissent))
    kinds = finding.get("kinds_of_support") or {}
    named = [
        say.count(f"kind_count.{kind}", count)
        for kind, count in sorted(kinds.items(), key=lambda pair: (-pair[1], pair[0]))
        if count
    ]
    if len(named) > 1 or (named and next(iter(kinds)) != finding["kind"]):
        parts.append(say("finding.kinds", kinds=", ".join(named)))
    parts.append(say(f"rank.{finding['evidence']}"))
    if finding["wording"] in ("edited", "model"):
        parts.append(say(f"wording.{finding['wording']}"))
    return paragraph(strong(parts[0]), *(f" · {part}" for part in parts[1:]), role="small")
