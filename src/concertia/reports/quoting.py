"""Quotations and findings as blocks: words exactly as published, their source, their solidity in words."""

from __future__ import annotations

from typing import Any

from concertia.reports.model import Paragraph, Quote, Runs, link, paragraph, runs, strong
from concertia.reports.phrases import Phrases
from concertia.reports.source import Source
from concertia.synthesis.fragments import is_fragment

CUT = 420
"""Characters after which a quotation is cut at a word, with […]; the whole text is among the cited ones."""
Finding = dict[str, Any]
Item = tuple[Paragraph | Quote, ...]
_SPOKEN = ("noted", "reworded", "dictated", "transcribed")


def quote(source: Source, unit_id: str, say: Phrases, span: tuple[int, int] | None = None) -> Quote:
    """A unit, or a span of its contribution, as a quotation with a link to the whole contribution."""
    passage = source.passage(unit_id, span)
    text = passage.text.strip() or say("quote.erased")
    shown = text if len(text) <= CUT else text[:CUT].rsplit(None, 1)[0]
    return Quote(
        text=shown,
        source=source_line(source, passage.row, say, linked=True),
        mark=passage.mark if passage.text.strip() else "unknown",
        contribution=passage.contribution,
        language=other_language(passage.language, say),
        cut=len(shown) < len(text) or (span is not None and span[1] < _end(unit_id)),
    )


def _end(unit_id: str) -> int:
    return int(unit_id.rpartition("-")[2])


def other_language(language: str | None, say: Phrases) -> str | None:
    """The language of some words, where it is not that of the report."""
    return None if language in (None, "", "und", say.language) else language


def source_line(source: Source, row: int, say: Phrases, *, linked: bool) -> Runs:
    """« noté en séance · contribution 12 · Rennes · agents », as far as known."""
    name = str(source.contributions["contribution_id"][row])
    own, place = source.value("source_id", row), source.value("location", row)
    words = say("quote.contribution", name=str(own or name[:8])) if own or not place else str(place)
    capture, voice = source.value("capture", row), source.value("voice", row)
    before = [say(f"capture.{capture}")] if capture in _SPOKEN else []
    if voice in ("collective", "organisation"):
        before.append(say(f"voice_of.{voice}"))
    after = [source.value(column, row) for column in ("territory", "public", "session")]
    if own and place:
        after.insert(0, place)
    support = source.value("room_support", row)
    if support and support != "non_mesure":
        after.append(room_support(support, say))
    return runs(
        *(f"{word} · " for word in before),
        link(words, f"#c-{name}") if linked else words,
        *(f" · {word}" for word in after if word),
    )


def room_support(value: str, say: Phrases) -> str:
    """Support in the room, in words: « plusieurs », « 4 gommettes »."""
    if value.startswith("dots:"):
        return say.count("room.dots", int(value.partition(":")[2]))
    return say.named("room", value)


def best_units(source: Source, units: list[str], wanted: int) -> list[str]:
    """Units that read well as quotations: whole, short enough, central in their theme, one a contribution."""

    def rank(unit: str) -> tuple[bool, bool, float, str]:
        row = source.unit_row.get(unit)
        score = 0.0 if row is None else float(source.units["theme_score"][row] or 0.0)
        text = source.passage(unit).text
        return is_fragment(text), len(text) > CUT, -score, unit

    chosen: dict[str, str] = {}
    for unit in sorted((unit for unit in units if source.passage(unit).text.strip()), key=rank):
        if len(chosen) >= wanted:
            break
        chosen.setdefault(unit.partition(":")[0], unit)
    return list(chosen.values())


def finding_item(source: Source, finding: Finding, say: Phrases) -> Item:
    """A finding for page one: its text, one quotation or note, its solidity in words."""
    return *_said(source, finding, say, 1), _solidity(source, finding, say)


def disagreement_item(source: Source, finding: Finding, say: Phrases) -> Item:
    """A finding that divides, with one quotation of each side where both were written."""
    against: list[Paragraph | Quote] = []
    if finding["dissent"]:
        shown = [quote(source, unit, say) for unit in best_units(source, finding["dissent"], 1)]
        against = [paragraph(say("finding.other_side"), role="finding"), *shown]
    return *_said(source, finding, say, 1), *against, _solidity(source, finding, say)


def finding_full(source: Source, finding: Finding, say: Phrases) -> Item:
    """A finding with up to two supporting and two opposing quotations."""
    dissent = [quote(source, unit, say) for unit in best_units(source, finding["dissent"], 2)]
    blocks: list[Paragraph | Quote] = [*_said(source, finding, say, 2)]
    if dissent:
        against = len(source.contributions_of(finding["dissent"]))
        blocks += [paragraph(strong(say.count("finding.against", against)), role="finding"), *dissent]
    return *blocks, _solidity(source, finding, say)


def _said(source: Source, finding: Finding, say: Phrases, wanted: int) -> Item:
    """What is found, in our words or its own quotation, then other quotations up to ``wanted``."""
    own, support = finding.get("quote"), finding["support"]
    blocks: list[Paragraph | Quote] = []
    if finding.get("side"):
        blocks.append(paragraph(say(f"finding.side_{finding['side']}"), role="finding"))
    if own is None:
        blocks.append(paragraph(strong(str(finding["text"])), role="finding"))
    else:
        blocks.append(quote(source, own["unit"], say, (own["start"], own["end"])))
        mine = own["unit"].partition(":")[0]
        support, wanted = [unit for unit in support if unit.partition(":")[0] != mine], wanted - 1
    chosen = [item for item in finding.get("quotes", ()) if item["role"] == "support"]
    if chosen:
        shown = [quote(source, item["unit"], say, (item["start"], item["end"])) for item in chosen]
        return *blocks, *shown[: max(wanted, 1)]
    return *blocks, *(quote(source, unit, say) for unit in best_units(source, support, wanted))


def _solidity(source: Source, finding: Finding, say: Phrases) -> Paragraph:
    """« Solidité : à confirmer · 34 contributions l'appuient · dont : 20 craintes, 8 refus · rang A »."""
    parts = [
        say.count(f"finding.{finding['basis']}", len(source.contributions_of(finding["support"]))),
        *_against(source, finding, say),
        *_kinds(finding, say),
    ]
    votes = finding["counts"].get("votes")
    if votes is not None:
        sides = {name: int(votes[name]) for name in ("agree", "disagree")}
        sides["passed"] = int(votes["pass"]) + int(votes["mixed"])
        parts = [
            say.count("finding.votes", sum(sides.values()), **sides),
            *_by_group(source, finding, say),
            *_against(source, finding, say),
        ]
    theme = source.theme_label.get(finding["theme"] or "")
    if theme is not None:
        parts.append(theme)
    parts.append(say(f"rank.{finding['evidence']}"))
    if finding.get("milder"):
        parts.append(say("finding.milder", reason=str(finding["milder"])))
    if finding["wording"] in ("edited", "model"):
        parts.append(say(f"wording.{finding['wording']}"))
    words = say("finding.solidity", words=say.named("solidity", finding["solidity"]))
    return paragraph(strong(words), *(f" · {part}" for part in parts), role="small")


def _by_group(source: Source, finding: Finding, say: Phrases) -> list[str]:
    """What each group answered to a statement that divides them, where groups may be shown."""
    section = source.result["opinions"]
    if finding["kind"] != "divergence" or not section["shown"]:
        return []
    counts = next(item["by_group"] for item in section["statements"] if item["id"] == finding["statement"])
    return [
        say("finding.group", group=say.group(int(group)), agree=counts[group][0], disagree=counts[group][1])
        for group in sorted(counts, key=int)
        if counts[group] is not None
    ]


def _against(source: Source, finding: Finding, say: Phrases) -> list[str]:
    count = len(source.contributions_of(finding["dissent"]))
    key = "finding.contradicted" if finding["wording"] == "edited" else "finding.dissent"
    return [say.count(key, count)] if count else []


def _kinds(finding: Finding, say: Phrases) -> list[str]:
    """Kinds of the supporting passages, unless they are all that of the finding: « dont 2 craintes… »."""
    kinds = {kind: count for kind, count in finding["kinds_of_support"].items() if count}
    if set(kinds) <= {finding["kind"]}:
        return []
    ordered = sorted(kinds.items(), key=lambda pair: (-pair[1], pair[0]))
    words = ", ".join(say.count(f"kind_count.{kind}", n) for kind, n in ordered)
    return [words if sum(kinds.values()) == 1 else say("finding.kinds", kinds=words)]
