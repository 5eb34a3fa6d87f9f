"""The paragraphs of a DOCX file, read from its XML: nothing that shows on the page is skipped.

python-docx leaves out text inside content controls, tracked insertions and some fields; this reads every
visible run. Deleted text (tracked) is not read. Notes at the foot of pages are counted, not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from concertia.corpus.formats.archives import office_archive
from concertia.corpus.formats.port import SourceFile

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
MAIN = "word/document.xml"
HEADING_NAME = re.compile(r"(?:heading|titre|überschrift)\s*(\d)", re.I)
LIST_NAME = re.compile(r"list|liste|aufzählung|puce", re.I)


@dataclass(frozen=True)
class Paragraph:
    """One paragraph, in the order of the page."""

    text: str
    heading: int = 0
    """Level of a heading, from 1; 0: not a heading. The title of the document is 1."""
    bullet: bool = False
    bold: bool = False
    """Whether all of its text is bold."""
    table: int = 0
    """Number of the table that holds it, from 1; 0: none."""
    row: int = 0
    column: int = 0
    """Place in that table, from 0."""


@dataclass(frozen=True)
class WordDocument:
    """The paragraphs of a document, empty ones left out."""

    paragraphs: tuple[Paragraph, ...]
    footnotes: int
    """Notes at the foot of pages or at the end, which are not among the paragraphs."""


def read_docx(file: SourceFile) -> WordDocument:
    """Read a DOCX file. Raises UnusableSourceError if it is damaged, protected or not a document."""
    with office_archive(file) as archive:
        body = _parse(archive.read(MAIN))
        names = archive.namelist()
        styles = _styles(archive.read("word/styles.xml")) if "word/styles.xml" in names else {}
        notes = sum(
            _count_notes(archive.read(name))
            for name in ("word/footnotes.xml", "word/endnotes.xml")
            if name in names
        )
    return WordDocument(tuple(p for p in _paragraphs(body, styles) if p.text.strip()), notes)


def _parse(data: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    return etree.fromstring(data, parser)


def _styles(data: bytes) -> dict[str, str]:
    """Name of each paragraph style by its id. Names are English in every language of Word."""
    styles = {}
    for style in _parse(data).iter(f"{WORD}style"):
        name = style.find(f"{WORD}name")
        if name is not None:
            styles[str(style.get(f"{WORD}styleId"))] = str(name.get(f"{WORD}val"))
    return styles


def _count_notes(data: bytes) -> int:
    kinds = (f"{WORD}footnote", f"{WORD}endnote")
    return sum(1 for note in _parse(data).iter(*kinds) if note.get(f"{WORD}type") is None)


def _paragraphs(root: etree._Element, styles: dict[str, str]) -> Iterator[Paragraph]:
    tables: dict[etree._Element, int] = {}
    rows: dict[etree._Element, int] = {}
    for element in root.iter(f"{WORD}p"):
        if any(True for _ in element.iterancestors(FALLBACK)):
            continue  # the same text box, drawn again for old versions of Word
        table, row, column = _place(element, tables, rows)
        properties = element.find(f"{WORD}pPr")
        style = _value(properties, "pStyle") or ""
        name = styles.get(style, style)
        numbered = properties is not None and properties.find(f"{WORD}numPr") is not None
        heading = _heading(name, _value(properties, "outlineLvl"))
        yield Paragraph(
            text=_text(element),
            heading=heading,
            bullet=not heading and (numbered or bool(LIST_NAME.search(name))),
            bold=_is_bold(element),
            table=table,
            row=row,
            column=column,
        )


def _heading(style: str, outline: str | None) -> int:
    if style.lower() in {"title", "titre"}:
        return 1
    found = HEADING_NAME.match(style)
    if found:
        return int(found.group(1))
    return int(outline) + 1 if outline is not None and outline.isdigit() and int(outline) < 9 else 0


def _place(
    paragraph: etree._Element, tables: dict[etree._Element, int], rows: dict[etree._Element, int]
) -> tuple[int, int, int]:
    """Table, row and column of a paragraph: those of the outermost table."""
    cell = row = table = None
    for ancestor in paragraph.iterancestors(f"{WORD}tc", f"{WORD}tr", f"{WORD}tbl"):
        if ancestor.tag == f"{WORD}tc":
            cell = ancestor
        elif ancestor.tag == f"{WORD}tr":
            row = ancestor
        else:
            table = ancestor
    if table is None or row is None or cell is None:
        return 0, 0, 0
    if table not in tables:
        tables[table] = len(tables) + 1
        rows.update((child, place) for place, child in enumerate(table.iterchildren(f"{WORD}tr")))
    column = sum(_width(other) for other in cell.itersiblings(f"{WORD}tc", preceding=True))
    return tables[table], rows.get(row, 1), column


def _width(cell: etree._Element) -> int:
    span = cell.find(f"{WORD}tcPr/{WORD}gridSpan")
    value = None if span is None else span.get(f"{WORD}val")
    return int(value) if value is not None and str(value).isdigit() else 1


def _text(paragraph: etree._Element) -> str:
    parts = []
    for element in paragraph.iter():
        if element.tag == f"{WORD}t":
            if _owner(element) is paragraph:
                parts.append(element.text or "")
        elif element.tag in {f"{WORD}tab", f"{WORD}ptab"} and element.getparent().tag == f"{WORD}r":
            parts.append("\t")
        elif element.tag in {f"{WORD}br", f"{WORD}cr"}:
            parts.append("\n")
        elif element.tag == f"{WORD}noBreakHyphen":
            parts.append("\u2011")
    return "".join(parts)


def _owner(element: etree._Element) -> etree._Element | None:
    return next(element.iterancestors(f"{WORD}p"), None)


def _value(properties: etree._Element | None, name: str) -> str | None:
    found = None if properties is None else properties.find(f"{WORD}{name}")
    value = None if found is None else found.get(f"{WORD}val")
    return None if value is None else str(value)


def _is_bold(paragraph: etree._Element) -> bool:
    runs = [run for run in paragraph.iter(f"{WORD}r") if "".join(run.itertext()).strip()]
    return bool(runs) and all(_run_is_bold(run) for run in runs)


def _run_is_bold(run: etree._Element) -> bool:
    bold = run.find(f"{WORD}rPr/{WORD}b")
    return bold is not None and bold.get(f"{WORD}val") not in {"0", "false"}
