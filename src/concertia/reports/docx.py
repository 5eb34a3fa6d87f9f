"""DOCX to edit in Word or LibreOffice: real styles, header rows, text alternatives, same bytes twice."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor, Twips

from concertia.reports.glyphs import without_turns
from concertia.reports.model import (
    Anchored,
    Block,
    BulletList,
    Callout,
    Document,
    Figure,
    Heading,
    PageBreak,
    Paragraph,
    Quote,
    Run,
    Runs,
    Table,
)
from concertia.reports.pdf import CHART_WIDTH, png
from concertia.reports.typography import direction, quotation_marks
from concertia.storage.office import without_clock

INDENT = Twips(360)
_TEXT_WIDTH, _WORDS, _NUMBER = 164, 5, 3
"""Millimetres between the margins; relative widths of a column of words and of one of numbers."""
_INK, _SOFT, _LINK = (RGBColor.from_string(colour) for colour in ("1B1B1B", "4A4A4A", "0B4A8F"))


def docx_file(document: Document) -> bytes:
    """The report as a Word document; dated by the data, never by the clock."""
    word = docx.Document()
    _styles(word, document)
    word.add_heading(without_turns(document.title), level=0)
    word.add_paragraph(document.subtitle, style="Subtitle")
    for label, value in document.meta:
        line = word.add_paragraph(style="Concertia small")
        line.add_run(f"{label} : ").bold = True
        line.add_run(value)
    _Writer(word, document).blocks(document.blocks)
    written = io.BytesIO()
    word.save(written)
    return without_clock(written.getvalue())


def _styles(word: Any, document: Document) -> None:
    day = datetime.fromisoformat(document.date) if document.date else datetime(1980, 1, 1, tzinfo=UTC)
    properties = word.core_properties
    properties.title, properties.author = without_turns(document.title)[:255], "Concertia"
    properties.language, properties.comments = document.language, ""
    properties.created = properties.modified = day.replace(tzinfo=None)
    properties.last_modified_by, properties.revision = "Concertia", 1
    page = word.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Mm(23)
    normal = word.styles["Normal"]
    normal.font.name, normal.font.size, normal.font.color.rgb = "Calibri", Pt(11), _INK
    normal.element.rPr.append(_element("w:lang", val=document.language))
    for level, size in ((1, 17), (2, 13), (3, 11.5)):
        style = word.styles[f"Heading {level}"]
        style.font.size, style.font.color.rgb, style.font.name = Pt(size), _INK, "Calibri"
        style.paragraph_format.keep_with_next = True
    for name, size in (("Title", 24), ("Subtitle", 13), ("Caption", 10)):
        style = word.styles[name]
        style.font.name, style.font.size, style.font.color.rgb, style.font.italic = (
            "Calibri",
            Pt(size),
            _INK,
            False,
        )
    small = word.styles.add_style("Concertia small", WD_STYLE_TYPE.PARAGRAPH)
    small.base_style, small.font.size, small.font.color.rgb = normal, Pt(9.5), _SOFT
    small.paragraph_format.space_after = Pt(4)
    quote = word.styles.add_style("Concertia quote", WD_STYLE_TYPE.PARAGRAPH)
    quote.base_style, quote.paragraph_format.left_indent = normal, INDENT
    quote.paragraph_format.keep_with_next, quote.paragraph_format.space_after = True, Pt(0)
    source = word.styles.add_style("Concertia source", WD_STYLE_TYPE.PARAGRAPH)
    source.base_style, source.paragraph_format.left_indent = small, INDENT
    source.paragraph_format.space_after = Pt(8)


def _element(tag: str, **attributes: str) -> Any:
    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), value)
    return element


@dataclass
class _Writer:
    """Writes blocks in order; ``bookmarks`` numbers the anchors, as the format wants."""

    word: Any
    document: Document
    bookmarks: int = 0

    def line(self, style: str) -> Any:
        """A new paragraph; its style is set by id, which python-docx would look up each time."""
        made = self.word.add_paragraph()
        made._p.style = style.replace(" ", "")
        return made

    def blocks(self, blocks: Iterable[Block]) -> None:
        for block in blocks:
            self._block(block)

    def _item(self, item: tuple[Paragraph | Quote, ...]) -> None:
        """One bullet; what follows in the same item stands under its words."""
        for position, part in enumerate(item):
            if isinstance(part, Paragraph):
                self._paragraph(part, bullet=position == 0, inside=position > 0)
            else:
                self._quote(part, bullet=position == 0)

    def _block(self, block: Block) -> None:
        if isinstance(block, Heading):
            line = self.word.add_heading(level=block.level - 1)
            self._bookmark(line, block.anchor)
            line.add_run(without_turns(block.text))
        elif isinstance(block, Paragraph):
            self._paragraph(block)
        elif isinstance(block, Quote):
            self._quote(block)
        elif isinstance(block, BulletList):
            for item in block.items:
                self._item(item)
        elif isinstance(block, Table):
            self._table(block)
        elif isinstance(block, Figure):
            self._figure(block)
        else:
            self._special(block)

    def _special(self, block: Callout | Anchored | PageBreak) -> None:
        if isinstance(block, Callout):
            self.word.add_paragraph().add_run(without_turns(block.title)).bold = True
            self.blocks(block.blocks)
        elif isinstance(block, Anchored):
            title = self.line("Concertia small")
            title.paragraph_format.keep_with_next = True
            self._bookmark(title, block.anchor)
            self._runs(title, block.title)
            self._said(self.word.add_paragraph(), block.text, block.language)
        else:
            self.word.add_page_break()

    def _paragraph(self, block: Paragraph, bullet: bool = False, inside: bool = False) -> None:
        line = self.line(
            "List Bullet" if bullet else "Concertia small" if block.role == "small" else "Normal"
        )
        if inside:
            line.paragraph_format.left_indent = INDENT
        if block.role == "finding":
            line.paragraph_format.keep_with_next = True
        self._runs(line, block.runs)
        if block.role == "lead":
            for piece in line.runs:
                piece.bold, piece.font.size = True, Pt(14)

    def _quote(self, block: Quote, bullet: bool = False) -> None:
        line = self.line("List Bullet" if bullet else "Concertia quote")
        opening, closing = ("", "")
        if block.mark == "quoted":
            opening, closing = quotation_marks(self.document.language)
        line.add_run(opening)
        self._said(line, block.text, block.language)
        line.add_run((" […]" if block.cut else "") + closing)
        self._runs(self.line("Concertia source"), block.source)

    def _said(self, line: Any, text: str, language: str | None) -> Any:
        """Words of people, with their language and direction."""
        piece = line.add_run(without_turns(text))
        if language:
            turned = direction(language) is not None
            piece._r.get_or_add_rPr().append(
                _element("w:lang", **({"bidi": language} if turned else {"val": language}))
            )
            if turned:
                piece.font.rtl = True
        return piece

    def _runs(self, line: Any, runs: Runs) -> None:
        for run in runs:
            if run.kind == "link":
                self._link(line, run)
            else:
                self._said(line, run.text, run.language).bold = True if run.kind == "strong" else None

    def _link(self, line: Any, run: Run) -> None:
        holder = OxmlElement("w:hyperlink")
        if run.target.startswith("#"):
            holder.set(qn("w:anchor"), _bookmark_name(run.target[1:]))
        else:
            kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
            holder.set(qn("r:id"), line.part.relate_to(run.target, kind, is_external=True))
        piece = self._said(line, run.text, run.language)
        piece.font.color.rgb, piece.font.underline = _LINK, True
        holder.append(piece._r)
        line._p.append(holder)

    def _bookmark(self, line: Any, anchor: str) -> None:
        self.bookmarks += 1
        number = str(self.bookmarks)
        line._p.append(_element("w:bookmarkStart", id=number, name=_bookmark_name(anchor)))
        line._p.append(_element("w:bookmarkEnd", id=number))

    def _table(self, block: Table) -> None:
        caption = self.line("Caption")
        caption.paragraph_format.keep_with_next = True
        caption.add_run(without_turns(block.caption))
        table = self.word.add_table(rows=1, cols=len(block.header), style="Table Grid")
        shares = [_NUMBER if numeric else _WORDS for numeric in block.numeric]
        for column, share in zip(table.columns, shares, strict=True):
            column.width = Mm(_TEXT_WIDTH * share / sum(shares))
        table.rows[0]._tr.get_or_add_trPr().append(_element("w:tblHeader", val="true"))
        for cell, words in zip(table.rows[0].cells, block.header, strict=True):
            cell.paragraphs[0].add_run(without_turns(words)).bold = True
        for row in block.rows:
            written = table.add_row()
            written._tr.get_or_add_trPr().append(_element("w:cantSplit", val="true"))
            for cell, runs, numeric in zip(written.cells, row, block.numeric, strict=True):
                self._runs(cell.paragraphs[0], runs)
                if numeric:
                    cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
        self.line("Concertia small")

    def _figure(self, block: Figure) -> None:
        picture = self.word.add_picture(io.BytesIO(png(block.svg)), width=Pt(CHART_WIDTH))
        described = picture._inline.docPr
        described.set("descr", without_turns(block.alternative))
        described.set("title", without_turns(block.caption))
        self.line("Caption").add_run(without_turns(block.caption))
        self._table(block.table)


def _bookmark_name(anchor: str) -> str:
    """A name the format accepts: letters, digits and underscores, at most 40."""
    return "a_" + "".join(c if c.isascii() and c.isalnum() else "_" for c in anchor)[:38]
