"""A paper as DOCX to edit in Word or LibreOffice: real styles, highlighted blanks, same bytes twice."""

from __future__ import annotations

import io
from datetime import datetime, time
from typing import Any

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK, WD_COLOR_INDEX
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from concertia.reports.glyphs import without_turns
from concertia.storage.office import EPOCH, without_clock
from concertia_web.papers.composing import Grid, Line, Paper, Part

_INK, _SOFT = RGBColor(0x1B, 0x1B, 0x1B), RGBColor(0x4A, 0x4A, 0x4A)
_TEXT_WIDTH = 164
"""Millimetres between the margins."""
STYLES = {
    "title": "Title",
    "subtitle": "Subtitle",
    "heading": "Heading 1",
    "list": "List Bullet",
    "lead": "Concertia lead",
    "small": "Concertia small",
    "facts": "Concertia facts",
    "advice": "Concertia advice",
    "sender": "Concertia address",
    "recipient": "Concertia recipient",
    "right": "Concertia place",
    "object": "Concertia object",
    "visa": "Concertia visa",
    "article": "Concertia article",
    "signature": "Concertia signature",
    "quote": "Concertia quotation",
}


def word_file(paper: Paper) -> bytes:
    """The paper as a Word document; dated by the data, never by the clock."""
    word = docx.Document()
    _properties(word, paper)
    _page(word)
    _styles(word)
    for block in paper.blocks:
        if isinstance(block, Grid):
            _grid(word, block)
        else:
            _part(word, block)
    written = io.BytesIO()
    word.save(written)
    return without_clock(written.getvalue())


def _properties(word: Any, paper: Paper) -> None:
    properties = word.core_properties
    on = datetime.combine(paper.frame.dated, time()) if paper.frame.dated else EPOCH
    name = paper.frame.territory.full_name
    properties.title = without_turns(f"{paper.title} – {name}")[:255]
    properties.author = properties.last_modified_by = "Concertia"
    properties.language, properties.revision = "fr", 1
    properties.comments = "Modèle à adapter, sous licence CC0. Ce n’est pas un texte officiel."
    properties.created = properties.modified = on


def _page(word: Any) -> None:
    section = word.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(23)
    section.top_margin, section.bottom_margin = Mm(20), Mm(20)
    line = section.footer.paragraphs[0]
    line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    for kind, text in (("begin", ""), ("", "PAGE"), ("separate", ""), ("text", "1"), ("end", "")):
        run = line.add_run()
        run.font.size, run.font.color.rgb = Pt(9), _SOFT
        if kind == "text":
            run.text = text
        elif kind:
            run._r.append(_element("w:fldChar", fldCharType=kind))
        else:
            instruction = OxmlElement("w:instrText")
            instruction.text = text
            run._r.append(instruction)


def _styles(word: Any) -> None:
    normal = word.styles["Normal"]
    normal.font.name, normal.font.size, normal.font.color.rgb = "Calibri", Pt(11), _INK
    normal.element.rPr.append(_element("w:lang", val="fr-FR"))
    normal.paragraph_format.space_after, normal.paragraph_format.line_spacing = Pt(6), 1.1
    for name, size, before, after in (("Title", 20, 0, 2), ("Subtitle", 13, 0, 10), ("Heading 1", 13, 12, 4)):
        style = word.styles[name]
        style.font.name, style.font.size, style.font.color.rgb = "Calibri", Pt(size), _INK
        style.font.italic, style.font.bold = False, name != "Subtitle"
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
        style.paragraph_format.keep_with_next = True
        _plain_font(style)
    word.styles["List Bullet"].paragraph_format.space_after = Pt(3)
    caption = word.styles["Caption"]
    caption.font.name, caption.font.size, caption.font.color.rgb = "Calibri", Pt(9.5), _SOFT
    caption.font.bold, caption.paragraph_format.keep_with_next = False, True
    _layouts(word, normal)


def _plain_font(style: Any) -> None:
    """Leave the fonts of the theme, which differ from one machine to the next, and the rule under a title."""
    fonts = style.element.rPr.rFonts
    for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{name}"), None)
    for border in style.element.pPr.findall(qn("w:pBdr")):
        style.element.pPr.remove(border)


def _layouts(word: Any, normal: Any) -> None:
    layouts: dict[str, dict[str, Any]] = {
        "Concertia lead": {"space_after": Pt(8)},
        "Concertia small": {"space_after": Pt(4)},
        "Concertia facts": {"space_after": Pt(1)},
        "Concertia advice": {"left_indent": Mm(3), "space_before": Pt(4), "space_after": Pt(10)},
        "Concertia address": {"space_after": Pt(0), "right_indent": Mm(80)},
        "Concertia recipient": {"space_after": Pt(0), "left_indent": Mm(84)},
        "Concertia place": {"space_before": Pt(14), "space_after": Pt(14), "left_indent": Mm(84)},
        "Concertia object": {"space_before": Pt(8), "space_after": Pt(14)},
        "Concertia visa": {"left_indent": Mm(6), "first_line_indent": Mm(-6)},
        "Concertia article": {"space_before": Pt(4)},
        "Concertia signature": {"left_indent": Mm(84), "space_after": Pt(0), "keep_together": True},
        "Concertia quotation": {"left_indent": Mm(8), "space_before": Pt(4), "space_after": Pt(8)},
    }
    for name, values in layouts.items():
        style = word.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style, style.quick_style = normal, True
        for key, value in values.items():
            setattr(style.paragraph_format, key, value)
    word.styles["Concertia lead"].font.bold = word.styles["Concertia object"].font.bold = True
    small = word.styles["Concertia small"].font
    small.size, small.color.rgb = Pt(9.5), _SOFT
    advice = word.styles["Concertia advice"].element.get_or_add_pPr()
    borders = OxmlElement("w:pBdr")
    borders.append(_element("w:left", val="single", sz="24", space="8", color="6B3A00"))
    advice.insert_element_before(
        borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:outlineLvl", "w:rPr"
    )
    advice.insert_element_before(
        _element("w:shd", val="clear", color="auto", fill="FFF3DE"), "w:tabs", "w:spacing", "w:ind", "w:jc"
    )


def _element(tag: str, **attributes: str) -> Any:
    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), value)
    return element


def _part(word: Any, part: Part) -> None:
    if part.kind == "break":
        word.paragraphs[-1].add_run().add_break(WD_BREAK.PAGE)
        return
    for rank, runs in enumerate(part.lines):
        line = word.add_paragraph(style=STYLES.get(part.kind, "Normal"))
        if part.kind == "object":
            line.add_run("Objet\u00a0: ")
        if part.kind == "quote":
            line.add_run("«\u202f")
        _runs(line, runs)
        if part.kind == "quote":
            line.add_run("\u202f»")
        last = rank == len(part.lines) - 1
        if part.kind in ("sender", "recipient", "facts") and last:
            line.paragraph_format.space_after = Pt(12)
        if part.kind == "signature" and rank == 0:
            line.paragraph_format.space_before, line.paragraph_format.keep_with_next = Pt(30), True


def _runs(line: Any, runs: Line) -> None:
    for run in runs:
        piece = line.add_run(without_turns(run.text))
        if run.kind == "strong":
            piece.bold = True
        elif run.kind == "blank":
            piece.font.highlight_color = WD_COLOR_INDEX.YELLOW


def _grid(word: Any, grid: Grid) -> None:
    word.add_paragraph(without_turns(grid.caption), style="Caption")
    table = word.add_table(rows=1, cols=len(grid.header), style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.LEFT, False
    widths = [Mm(_TEXT_WIDTH * share / sum(grid.widths)) for share in grid.widths]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    table.rows[0]._tr.get_or_add_trPr().append(_element("w:tblHeader", val="true"))
    for cell, words in zip(table.rows[0].cells, grid.header, strict=True):
        cell.paragraphs[0].add_run(words).bold = True
    for row in grid.rows:
        written = table.add_row()
        written._tr.get_or_add_trPr().append(_element("w:cantSplit", val="true"))
        for cell, runs in zip(written.cells, row, strict=True):
            _runs(cell.paragraphs[0], runs)
    for row in table.rows:
        for cell, width, numeric in zip(row.cells, widths, grid.numeric, strict=True):
            cell.width = width
            line = cell.paragraphs[0]
            line.paragraph_format.space_after = Pt(2)
            if numeric:
                line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    word.add_paragraph(style="Concertia small")
