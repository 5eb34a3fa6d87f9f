"""PDF, compiled by Typst under the PDF/UA-1 checks: tagged, same bytes twice, no font of the machine.

Everything that comes from people enters Typst as a string literal, never as markup.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from xml.sax.saxutils import unescape

import typst

from concertia.reports.charts import WIDTH
from concertia.reports.glyphs import FAMILIES, drawable, font_folder
from concertia.reports.model import (
    Anchored,
    Block,
    BulletList,
    Callout,
    Document,
    Figure,
    Heading,
    Paragraph,
    Quote,
    Run,
    Runs,
    Table,
    split_at_first_break,
)
from concertia.reports.typography import direction, quotation_marks

_SVG_TEXT = re.compile(r'<text x="([^"]+)" y="([^"]+)"( font-weight="700")?>([^<]*)</text>')
CHART_WIDTH = 290.0
"""Points, on an A4 page."""


def pdf(document: Document) -> bytes:
    """The report as PDF/UA-1.

    Raises typst.TypstError if the document does not pass the checks: a mistake of ours, never of the texts.
    """
    compiler = typst.Compiler(typst_source(document).encode("utf-8"), font_paths=_fonts())
    return _one_file(compiler.compile(format="pdf", pdf_standards=["ua-1"]))


def png(svg: str, scale: float = 2.5) -> bytes:
    """A chart as a PNG picture, for formats that do not draw SVG."""
    page = "#set page(width: auto, height: auto, margin: 0pt, numbering: none)"
    source = f"{_style()}\n{page}\n#{_picture(svg, CHART_WIDTH, '-')}\n"
    compiler = typst.Compiler(source.encode("utf-8"), font_paths=_fonts())
    return _one_file(compiler.compile(format="png", ppi=72 * scale))


def _one_file(compiled: bytes | list[bytes] | None) -> bytes:
    if not isinstance(compiled, bytes):
        raise TypeError("one file was expected")
    return compiled


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(font_folder())]
    )


def typst_source(document: Document) -> str:
    """The Typst program of a report."""
    meta = "".join(
        f"#strong({_literal(label)})#h(0.4em)#{_literal(value)}#h(1.5em)" for label, value in document.meta
    )
    first, rest = split_at_first_break(document)
    made = _Renderer(document)
    return "\n".join(
        (
            f"#set document(title: {_literal(document.title)}, date: none)",
            _style(),
            f"#set text(lang: {_literal(document.language)})",
            f"#title()\n#subtitle[#{_literal(document.subtitle)}]\n#small[{meta}]",
            *made.blocks(first),
            "#pagebreak(weak: true)",
            f"#outline(title: {_literal(document.labels['contents'])}, depth: 1)",
            *made.blocks(rest),
            "",
        )
    )


def _picture(svg: str, width: float, alternative: str) -> str:
    """A chart ``width`` points wide: shapes as SVG, words set by Typst over them.

    The SVG reader inside Typst 0.15 stops on emoji sequences and breaks joined letters, so it gets no text.
    """
    scale = width / WIDTH
    height = float(svg.partition(f'viewBox="0 0 {WIDTH} ')[2].partition('"')[0]) * scale
    shapes = re.sub(r"<title>.*?</title>|<text.*?</text>", "", svg, flags=re.DOTALL)
    words = (
        f"placed({float(x) * scale:.2f}pt, {float(y) * scale:.2f}pt, {13 * scale:.2f}pt, "
        f'"{"bold" if bold else "regular"}", {_literal(unescape(text))})'
        for x, y, bold, text in _SVG_TEXT.findall(svg)
    )
    return (
        f"picture({width:g}pt, {height:.2f}pt, bytes({_literal(shapes)}), {_literal(alternative)}, "
        f"({', '.join(words)},))"
    )


def _style() -> str:
    families = ", ".join(f'"{family}"' for family in FAMILIES)
    style = files("concertia.reports").joinpath("report.typ").read_text(encoding="utf-8")
    return f"#set text(font: ({families}))\n{style}"


def _literal(text: str) -> str:
    """A Typst string literal; characters that no font has become their code."""
    shown, _ = drawable(text)
    return '"' + shown.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _said(text: str, language: str | None) -> str:
    """Words of people, in their language and direction."""
    lines = "#linebreak()".join(f"#{_literal(line)}" for line in text.split("\n"))
    if language is None:
        return lines
    turned = ", dir: rtl" if direction(language) else ""
    return f"#text(lang: {_literal(language)}{turned})[{lines}]"


@dataclass(frozen=True)
class _Renderer:
    document: Document

    def blocks(self, blocks: Iterable[Block]) -> Iterable[str]:
        return (self._block(block) for block in blocks)

    def _block(self, block: Block) -> str:
        if isinstance(block, Heading):
            mark = f"#label({_literal(block.anchor)})"
            return f"#heading(level: {block.level - 1}, {_literal(block.text)}){mark}"
        if isinstance(block, Paragraph):
            function = "par" if block.role == "text" else block.role
            return f"#{function}[{_runs(block.runs)}]"
        if isinstance(block, Quote):
            return self._quote(block)
        if isinstance(block, BulletList):
            items = ", ".join("[" + "\n".join(self.blocks(item)) + "]" for item in block.items)
            return f"#list({items})"
        return self._large(block)

    def _large(self, block: Block) -> str:
        if isinstance(block, Table):
            return _table(block)
        if isinstance(block, Figure):
            picture = _picture(block.svg, CHART_WIDTH, block.alternative)
            return f"#chart({picture}, {_literal(block.caption)})\n{_table(block.table)}"
        if isinstance(block, Callout):
            inner = "\n".join(self.blocks(block.blocks))
            return f"#callout({_literal(block.title)})[{inner}]"
        if isinstance(block, Anchored):
            mark = f"#label({_literal(block.anchor)})"
            return f"#cited[{_runs(block.title)}][{_said(block.text, block.language)}]{mark}"
        return "#pagebreak(weak: true)"

    def _quote(self, block: Quote) -> str:
        words = _said(block.text, block.language)
        if block.cut:
            words += '#" […]"'
        if block.mark == "quoted":
            opening, closing = quotation_marks(self.document.language)
            words = f"#{_literal(opening)}{words}#{_literal(closing)}"
        return f"#said({_literal(block.mark)})[{words}][{_runs(block.source)}]"


def _table(block: Table) -> str:
    columns = ", ".join("auto" if numeric else "1fr" for numeric in block.numeric)
    align = ", ".join("end" if numeric else "start" for numeric in block.numeric)
    head = ", ".join(f"[#{_literal(word)}]" for word in block.header)
    rows = "".join(", ".join(f"[{_runs(cell)}]" for cell in row) + ",\n" for row in block.rows)
    return (
        f"#data({_literal(block.caption)}, table(columns: ({columns},), align: ({align},), "
        f"table.header({head}),\n{rows}))"
    )


def _runs(runs: Runs) -> str:
    return "".join(_run(run) for run in runs)


def _run(run: Run) -> str:
    words = _said(run.text, run.language)
    if run.kind == "strong":
        return f"#strong[{words}]"
    if run.kind == "link" and run.target.startswith("#"):
        return f"#link(label({_literal(run.target[1:])}))[{words}]"
    if run.kind == "link":
        return f"#link({_literal(run.target)})[{words}]"
    return words
