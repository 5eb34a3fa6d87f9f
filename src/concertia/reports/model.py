"""The small document model: what a report says, before it becomes HTML, DOCX or PDF.

Texts are plain strings; escaping is the renderers' business. Texts of citizens are never altered:
typography applies to our own sentences only (``typography``), before they enter the model.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

RunKind = Literal["plain", "strong", "link", "count"]
ParagraphRole = Literal["text", "lead", "small", "finding"]
Mark = Literal["quoted", "noted", "reworded", "unknown"]


@dataclass(frozen=True)
class Run:
    """A piece of a line. ``target`` (for links): ``#anchor`` of this document or an ``https:`` address.

    ``language`` is given where the words are not in the language of the document.
    """

    text: str
    kind: RunKind = "plain"
    target: str = ""
    language: str | None = None


Runs = tuple[Run, ...]


@dataclass(frozen=True)
class Heading:
    """A title of level 2 to 4 (level 1 is the title of the document); ``anchor`` is unique."""

    level: int
    text: str
    anchor: str


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of our own sentences."""

    runs: Runs
    role: ParagraphRole = "text"


@dataclass(frozen=True)
class Quote:
    """Words of a contribution, exactly, with the line that says where they come from.

    ``mark``: quotation marks only for ``quoted`` (written, dictated, transcribed, imported); what a
    facilitator noted or reworded is printed without them and the source line says so.
    ``cut`` tells that the contribution goes on. ``contribution`` is its id.
    """

    text: str
    source: Runs
    mark: Mark
    contribution: str
    language: str | None = None
    cut: bool = False


@dataclass(frozen=True)
class BulletList:
    """Items, each a short sequence of blocks."""

    items: tuple[tuple[Paragraph | Quote, ...], ...]


@dataclass(frozen=True)
class Table:
    """A data table; the first cell of each row is its header. ``numeric`` aligns columns on the right."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[Runs, ...], ...]
    numeric: tuple[bool, ...]


@dataclass(frozen=True)
class Figure:
    """A picture (SVG) with its caption, its text alternative and the figures it draws."""

    svg: str
    caption: str
    alternative: str
    table: Table


@dataclass(frozen=True)
class Callout:
    """Something that must not be missed."""

    title: str
    blocks: tuple[Paragraph | BulletList, ...]


@dataclass(frozen=True)
class Anchored:
    """A contribution cited in the report, whole: title line, text, anchor ``c-<id>``."""

    anchor: str
    title: Runs
    text: str
    language: str | None = None


@dataclass(frozen=True)
class PageBreak:
    """The next block starts on a new page."""


Block = Heading | Paragraph | Quote | BulletList | Table | Figure | Callout | Anchored | PageBreak


@dataclass(frozen=True)
class Document:
    """A whole report. ``language``: fr, en or de. ``subtitle`` and ``meta`` stand under the title.

    ``labels`` are the few words the renderers themselves need (table of contents, skip link…).
    """

    title: str
    language: str
    subtitle: str
    meta: tuple[tuple[str, str], ...]
    blocks: tuple[Block, ...]
    labels: dict[str, str]
    date: str | None = None
    """Last date of the data (ISO), if known: never the date of today."""


def runs(*parts: str | Run) -> Runs:
    """Runs from strings and runs, empty strings left out."""
    made = (Run(part) if isinstance(part, str) else part for part in parts)
    return tuple(run for run in made if run.text)


def paragraph(*parts: str | Run, role: ParagraphRole = "text") -> Paragraph:
    """A paragraph from strings and runs."""
    return Paragraph(runs(*parts), role)


def strong(text: str, language: str | None = None) -> Run:
    """Words that matter."""
    return Run(text, "strong", language=language)


def link(text: str, target: str) -> Run:
    """A link to an anchor of the document (``#…``) or to an ``https:`` address."""
    return Run(text, "link", target)


def quotes_in(blocks: Iterable[Block]) -> Iterator[Quote]:
    """Every quote, in reading order."""
    for block in blocks:
        if isinstance(block, Quote):
            yield block
        elif isinstance(block, BulletList):
            for item in block.items:
                yield from (part for part in item if isinstance(part, Quote))


def split_at_first_break(document: Document) -> tuple[tuple[Block, ...], tuple[Block, ...]]:
    """What comes before the first page break (page one), and what comes after it."""
    for position, block in enumerate(document.blocks):
        if isinstance(block, PageBreak):
            return document.blocks[:position], document.blocks[position + 1 :]
    return document.blocks, ()


def texts_in(document: Document) -> Iterator[str]:
    """Every string that a reader will see, in reading order (tables of figures included)."""
    yield document.title
    yield document.subtitle
    for label, value in document.meta:
        yield label
        yield value
    for block in document.blocks:
        yield from _texts(block)


def _texts(block: Block) -> Iterator[str]:
    if isinstance(block, Heading):
        yield block.text
    elif isinstance(block, Paragraph):
        yield from (run.text for run in block.runs)
    elif isinstance(block, (Quote, Anchored)):
        yield block.text
        yield from (run.text for run in (block.source if isinstance(block, Quote) else block.title))
    elif isinstance(block, BulletList):
        for item in block.items:
            for part in item:
                yield from _texts(part)
    elif isinstance(block, Table):
        yield from _table_texts(block)
    elif isinstance(block, Figure):
        yield block.caption
        yield block.alternative
        yield from _table_texts(block.table)
    elif isinstance(block, Callout):
        yield block.title
        for inner in block.blocks:
            yield from _texts(inner)


def _table_texts(table: Table) -> Iterator[str]:
    yield table.caption
    yield from table.header
    for row in table.rows:
        for cell in row:
            yield from (run.text for run in cell)
