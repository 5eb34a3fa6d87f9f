"""Page one, three minutes: the question, who spoke and who is missing, what was said, where to check."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from concertia.reports.model import Block, BulletList, Heading, Paragraph, link, paragraph, strong
from concertia.reports.phrases import Phrases
from concertia.reports.population import under_represented
from concertia.reports.quoting import disagreement_item, finding_item
from concertia.reports.source import Source
from concertia.synthesis.seats import PLACES
from concertia.synthesis.totals import shown_totals

KINDS = ("attente", "vigilance", "refus", "proposition", "divergence", "consensus")
SHOWN = {**PLACES, "divergence": 3, "consensus": 3}
LISTED = 150
"""Findings of one kind that the report lists, besides those with a seat: what can be read."""
NAMES_SHOWN = 8


def page_one(source: Source, say: Phrases) -> list[Block]:
    """The blocks of the first page."""
    return [
        Heading(2, say("one.title"), "essentiel"),
        *_question(source, say),
        Heading(3, say("one.who.title"), "qui"),
        who_spoke(source, say),
        *_findings(source, say),
        Heading(3, say("one.trust.title"), "confiance"),
        _trust(source, say),
    ]


def findings_of(source: Source, kind: str) -> list[dict[str, Any]]:
    """The findings of one kind, in display order."""
    found = [finding for finding in source.result["findings"] if finding["kind"] == kind]
    return sorted(found, key=lambda finding: (finding["order"], finding["id"]))


def seated(found: list[dict[str, Any]], places: int) -> list[dict[str, Any]]:
    """The findings that have a seat on the first page, in display order; the first, where none is said."""
    seats = [finding for finding in found if finding.get("seat") is not None]
    return seats or found[:places]


def listed(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those of one kind that the report lists: the ``LISTED`` most supported, and those with a seat."""
    return [one for at, one in enumerate(found) if at < LISTED or one.get("seat") is not None]


def disagreements(source: Source) -> list[dict[str, Any]]:
    """Divergences first, then the findings that most contributions stand against."""
    opposed = [
        finding
        for finding in source.result["findings"]
        if finding["kind"] not in ("divergence", "consensus") and finding["dissent"]
    ]
    sides = {
        finding["id"]: min(len(source.contributions_of(finding[side])) for side in ("support", "dissent"))
        for finding in opposed
    }
    opposed.sort(key=lambda finding: (-sides[finding["id"]], finding["order"]))
    return findings_of(source, "divergence") + opposed


def _question(source: Source, say: Phrases) -> list[Block]:
    questions, _ = source.tally("question")
    blocks: list[Block] = [Heading(3, say.count("one.question.title", max(1, len(questions))), "question")]
    if not questions and "question" in source.framing:
        return [*blocks, paragraph(in_language(source.framing["question"], say), role="lead")]
    if not questions:
        return [*blocks, paragraph(say("one.question.unknown"))]
    if len(questions) == 1:
        return [*blocks, paragraph(questions[0][0], role="lead")]
    items = tuple(
        (paragraph(text, " ", f"({say.count('contributions', count)})"),) for text, count in questions[:5]
    )
    blocks.append(BulletList(items))
    if len(questions) > 5:
        blocks.append(paragraph(say.count("one.more_questions", len(questions) - 5)))
    return blocks


def who_spoke(source: Source, say: Phrases) -> BulletList:
    """Contributions, persons, voices, territories and publics: what is known and what is not."""
    corpus = source.result["corpus"]
    admitted = int(source.admitted.sum())
    lines = [
        paragraph(
            strong(say.count("contributions", admitted)), " ", say.count("one.who.units", _units(source))
        ),
        paragraph(_persons(corpus, say)),
        paragraph(say("one.who.voices", list=_voices(corpus["voices"], say))),
    ]
    opinions = source.result.get("opinions")
    if opinions is not None and opinions["participants"]:
        lines.insert(2, paragraph(say.count("one.who.positions", opinions["participants"])))
    lines += [_spread(source, column, say) for column in ("territory", "public")]
    lines += under_represented(source, say)
    lines += [paragraph(_missing(source, say)), paragraph(say("one.who.not_everybody"))]
    return BulletList(tuple((line,) for line in lines))


def _units(source: Source) -> int:
    return int(source.result["coverage"]["units"])


def _persons(corpus: dict[str, Any], say: Phrases) -> str:
    if corpus["persons"] is None or corpus.get("without_author"):  # some authors known: no head count
        return say("one.who.persons_unknown")
    return say.count("one.who.persons", corpus["persons"]) + " " + say.named("basis", corpus["persons_basis"])


def _voices(voices: dict[str, int], say: Phrases) -> str:
    order = ("individual", "collective", "organisation", "unknown")
    return ", ".join(say.count(f"voice.{voice}", voices[voice]) for voice in order if voices.get(voice))


def _spread(source: Source, column: str, say: Phrases) -> Paragraph:
    """« Territoires : Rennes (120), Tours (80)… ; non indiqué pour 12 contributions »."""
    known, unknown = source.tally(column)
    if not known:
        withheld = source.result["grade"] == "public"
        return paragraph(say(f"one.who.{column}_withheld" if withheld else f"one.who.{column}_unknown"))
    large = _large(source, column, known)
    few = len(known) - len(large)
    named = [f"{name} ({say.number(count)})" for name, count in large[:NAMES_SHOWN]]
    if len(large) > NAMES_SHOWN:
        named.append(say.count("one.who.others", len(large) - NAMES_SHOWN))
    if few:
        named.append(say.count("one.who.few", few, cell=source.min_cell))
    text = say.count(f"one.who.{column}", len(known), list=", ".join(named))
    return paragraph(text, " " + say.count("one.who.not_given", unknown) if unknown else "")


def _large(source: Source, column: str, known: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """The totals that may be told: those that the crossing of this attribute publishes, if there is one."""
    cells = next((theme["by"].get(column) for theme in source.result["themes"]), None)
    if cells and all("base" in cell for cell in cells):
        published = {cell["value"] for cell in cells if cell["base"] is not None}
        return [pair for pair in known if pair[0] in published]
    told = shown_totals(np.array([count for _, count in known], dtype=np.int64), source.min_cell)
    return [pair for pair, shown in zip(known, told, strict=True) if shown]


def _missing(source: Source, say: Phrases) -> str:
    """Publics that the framing note announces and that no contribution names."""
    known, _ = source.tally("public")
    if not source.framing.get("publics"):
        return say("one.who.missing_unknown")
    if not known:
        return say("one.who.missing_unnamed")
    heard = [name.casefold() for name, _ in known]
    missing = [
        in_language(public["label"], say)
        for public in source.framing["publics"]
        if not any(_names(public, name) for name in heard)
    ]
    if not missing:
        return say("one.who.missing_nobody")
    return say("one.who.missing", list=", ".join(missing))


def _names(public: dict[str, Any], heard: str) -> bool:
    """Whether a public of the framing note goes by this name: « élèves » for « Jeunes et élèves »."""
    names = [str(name).casefold() for name in (public["key"], *public["label"].values())]
    return any(re.search(rf"(?<!\w){re.escape(heard)}(?!\w)", name) for name in names)


def in_language(texts: dict[str, str], say: Phrases) -> str:
    """A text of the framing note in the language of the report, or in the first it has."""
    return str(texts.get(say.language) or next(iter(texts.values())))


def _findings(source: Source, say: Phrases) -> list[Block]:
    blocks: list[Block] = []
    for kind in KINDS:
        found = disagreements(source) if kind == "divergence" else findings_of(source, kind)
        if kind == "consensus" and not found:
            continue
        item_of = disagreement_item if kind == "divergence" else finding_item
        blocks.append(Heading(3, say(f"one.{kind}.title"), f"une-{kind}"))
        if not found:
            blocks.append(paragraph(say(f"one.{kind}.none")))
            continue
        shown = seated(found, SHOWN[kind])
        blocks.append(BulletList(tuple(item_of(source, item, say) for item in shown)))
        if len(found) > len(shown) and any(item.get("seat") is not None for item in shown):
            blocks.append(paragraph(say("one.seats"), role="small"))
        if len(found) > SHOWN[kind] and kind != "divergence":
            more = say.count("one.more", len(listed(found)) - SHOWN[kind])
            blocks.append(paragraph(link(more, f"#tous-{kind}")))
    return blocks


def _trust(source: Source, say: Phrases) -> BulletList:
    findings = source.result["findings"]
    admitted = int(source.admitted.sum())
    outside = contributions_without_finding(source)
    lines = [
        paragraph(strong(say.count("one.trust.outside", outside, total=admitted))),
        *_model(source, say),
        paragraph(_ranks(findings, source.small, say)),
        paragraph(say("one.trust.readers")),
        paragraph(say.count("one.trust.minority", len(source.result.get("minority_opinions", [])))),
        paragraph(say("one.trust.check")),
    ]
    return BulletList(tuple((line,) for line in lines))


def _model(source: Source, say: Phrases) -> list[Paragraph]:
    """What a generative model worded, where one was asked."""
    wording = source.result.get("wording")
    if not wording:
        return []
    refused = sum(wording["refused"].values())
    words = say.count("one.trust.model", wording["accepted"], model=wording["model"])
    return [paragraph(strong(words), " ", say.count("one.trust.model_refused", refused))]


def contributions_without_finding(source: Source) -> int:
    """Admitted contributions that neither support nor oppose any finding."""
    seen = {
        unit.partition(":")[0]
        for finding in source.result["findings"]
        for side in ("support", "dissent")
        for unit in finding[side]
    }
    names = source.contributions["contribution_id"][source.admitted]
    return sum(1 for name in names if name not in seen)


def _ranks(findings: list[dict[str, Any]], small: bool, say: Phrases) -> str:
    if not findings:
        return say("one.trust.no_finding")
    counts = dict.fromkeys(("contributions", "document", "declared"), 0)
    for finding in findings:
        counts[finding["evidence"]] += 1
    written = {
        name: say.number(count) if small else f"{say.number(count)} ({say.percent(count / len(findings))})"
        for name, count in counts.items()
    }
    return say.count(
        "one.trust.ranks",
        len(findings),
        a=written["contributions"],
        b=written["document"],
        c=written["declared"],
    )
