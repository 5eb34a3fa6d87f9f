"""The report of a reading as a document: page one, the body, the annexes."""

from __future__ import annotations

from concertia.reports.learning import learning
from concertia.reports.method import all_findings, annex, cited, method
from concertia.reports.model import Block, Callout, Document, Heading, PageBreak, paragraph
from concertia.reports.opinions import opinions
from concertia.reports.page_one import page_one
from concertia.reports.phrases import Phrases, phrases
from concertia.reports.population import joint, population
from concertia.reports.received import coverage, received
from concertia.reports.sorting import sorting
from concertia.reports.source import Source
from concertia.reports.themes import kinds, themes

_LABELS = ("contents", "skip", "figures")


def build_document(source: Source, language: str) -> Document:
    """The report of a reading in ``language`` (fr, en, de).

    Raises ConcertiaError for another language.
    """
    say = phrases(language)
    blocks: list[Block] = [
        *_notice(source, say),
        *page_one(source, say),
        PageBreak(),
        *received(source, say),
        *coverage(source, say),
        *population(source, say),
        *(sorting(source, say) if source.small else themes(source, say)),
        *joint(source, say),
        *kinds(source, say),
        *learning(source, say),
        *opinions(source, say),
        *all_findings(source, say),
        *method(source, say),
        *annex(source, say),
    ]
    blocks += cited(source, blocks, say)
    return Document(
        title=source.title or say("title"),
        language=language,
        subtitle=say("subtitle"),
        meta=_meta(source, say),
        blocks=tuple(blocks),
        labels={name: say(f"label.{name}") for name in _LABELS},
        date=source.last_date,
    )


def _notice(source: Source, say: Phrases) -> list[Block]:
    """What must be known before reading anything, for instance that the texts are invented."""
    notice = source.result["parameters"].get("notice")
    return [Callout(say("notice"), (paragraph(str(notice)),))] if notice else []


def with_substitutions(document: Document, count: int) -> Document:
    """The same report with, at its end, how many characters the PDF could not show."""
    say = phrases(document.language)
    text = say.count("substitutions.some", count) if count else say("substitutions.none")
    blocks = (*document.blocks, Heading(2, say("substitutions.title"), "caracteres"), paragraph(text))
    return Document(
        title=document.title,
        language=document.language,
        subtitle=document.subtitle,
        meta=document.meta,
        blocks=blocks,
        labels=document.labels,
        date=document.date,
    )


def _meta(source: Source, say: Phrases) -> tuple[tuple[str, str], ...]:
    period = say("meta.undated")
    if source.first_date is not None and source.last_date is not None:
        first, last = (say.date(day) for day in (source.first_date, source.last_date))
        period = first if first == last else say("meta.from_to", first=first, last=last)
    version = str(source.result["profile"]["concertia"])
    made = f"Concertia {version}"
    return (
        (say("meta.period"), period),
        (say("meta.corpus"), str(source.result["corpus"]["id"])[:16]),
        (say("meta.made"), made),
    )
