"""HTML: one accessible file that needs no network and no JavaScript, and a fragment for the site.

Everything that comes from people is escaped, and isolated so that its direction cannot spill over.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from importlib.resources import files

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
from concertia.reports.typography import direction, quotation_marks

_TURNS = re.compile(
    "[\u0590-\u08ff\u200e\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff]"
)


def html_page(document: Document) -> bytes:
    """The whole report as one self-contained file (UTF-8)."""
    style = files("concertia.reports").joinpath("report.css").read_text(encoding="utf-8")
    page = (
        "<!DOCTYPE html>\n"
        f'<html lang="{document.language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{_text(document.title)}</title>\n<style>\n{style}</style>\n</head>\n<body>\n"
        f'<a class="skip" href="#texte">{_text(document.labels["skip"])}</a>\n'
        f'<main id="texte">\n{html_fragment(document)}</main>\n</body>\n</html>\n'
    )
    return page.encode("utf-8")


def html_fragment(document: Document) -> str:
    """The report as one ``<article class="report">``, to be put inside a page of the site."""
    made = _Renderer(document)
    meta = "".join(
        f"<div><dt>{_text(label)}</dt><dd>{_text(value)}</dd></div>" for label, value in document.meta
    )
    return (
        f'<article class="report" lang="{document.language}">\n<header>\n<h1>{_words(document.title)}</h1>\n'
        f'<p class="subtitle">{_text(document.subtitle)}</p>\n<dl class="meta">{meta}</dl>\n</header>\n'
        f"{_contents(document)}{made.blocks(document.blocks)}</article>\n"
    )


def _contents(document: Document) -> str:
    titles = [block for block in document.blocks if isinstance(block, Heading) and block.level == 2]
    items = "".join(f'<li><a href="#{title.anchor}">{_words(title.text)}</a></li>' for title in titles)
    label = _text(document.labels["contents"])
    return (
        f'<nav class="contents" aria-label="{label}"><details><summary>{label}</summary>'
        f"<ol>{items}</ol></details></nav>\n"
    )


def _text(text: str) -> str:
    return escape(text, quote=True)


def _lines(text: str) -> str:
    return _text(text).replace("\n", "<br>")


def _words(text: str) -> str:
    """Text for the eye: names and titles that are, or turn, right to left are isolated too."""
    return _isolated(_lines(text), None) if _TURNS.search(text) else _lines(text)


def _isolated(inner: str, language: str | None) -> str:
    """Words of people: their language, their direction, and no effect on what surrounds them."""
    said = f' lang="{_text(language)}"' if language else ""
    turned = direction(language) or "auto"
    return f'<bdi{said} dir="{turned}">{inner}</bdi>'


@dataclass(frozen=True)
class _Renderer:
    """Blocks of one document; ``tables`` and ``figures`` get ids in reading order from their caption."""

    document: Document

    def blocks(self, blocks: Iterable[Block]) -> str:
        return "".join(self._block(block) + "\n" for block in blocks)

    def _block(self, block: Block) -> str:
        if isinstance(block, Heading):
            return f'<h{block.level} id="{_text(block.anchor)}">{_words(block.text)}</h{block.level}>'
        if isinstance(block, Paragraph):
            role = "" if block.role == "text" else f' class="{block.role}"'
            return f"<p{role}>{_runs(block.runs)}</p>"
        if isinstance(block, Quote):
            return self._quote(block)
        if isinstance(block, BulletList):
            items = "".join(f"<li>{''.join(self._block(part) for part in item)}</li>" for item in block.items)
            return f"<ul>{items}</ul>"
        return self._large(block)

    def _large(self, block: Table | Figure | Callout | Anchored | PageBreak | Block) -> str:
        if isinstance(block, Table):
            return _table(block)
        if isinstance(block, Figure):
            label = _text(self.document.labels["figures"])
            return (
                f'<figure class="chart"><div role="img" aria-label="{_text(block.alternative)}">'
                f"{block.svg}</div>"
                f"<figcaption>{_words(block.caption)}"
                f"<details><summary>{label}</summary>{_table(block.table)}</details></figcaption></figure>"
            )
        if isinstance(block, Callout):
            inner = "".join(self._block(part) for part in block.blocks)
            return f'<aside class="callout"><p class="callout-title">{_text(block.title)}</p>{inner}</aside>'
        if isinstance(block, Anchored):
            return (
                f'<section class="cited" id="{_text(block.anchor)}"><p class="small">{_runs(block.title)}</p>'
                f"<p>{_isolated(_lines(block.text), block.language)}</p></section>"
            )
        return '<div class="page-break"></div>'

    def _quote(self, block: Quote) -> str:
        words = _isolated(_lines(block.text), block.language)
        if block.cut:
            words += " […]"
        if block.mark == "quoted":
            opening, closing = quotation_marks(self.document.language)
            words = f"{opening}{words}{closing}"
        return (
            f'<figure class="quote {block.mark}"><blockquote><p>{words}</p></blockquote>'
            f"<figcaption>{_runs(block.source)}</figcaption></figure>"
        )


def _table(block: Table) -> str:
    def css(column: int) -> str:
        return ' class="n"' if block.numeric[column] else ""

    head = "".join(f'<th scope="col"{css(i)}>{_text(word)}</th>' for i, word in enumerate(block.header))
    body = ""
    for row in block.rows:
        cells = "".join(
            f'<th scope="row"{css(i)}>{_runs(cell)}</th>' if i == 0 else f"<td{css(i)}>{_runs(cell)}</td>"
            for i, cell in enumerate(row)
        )
        body += f"<tr>{cells}</tr>"
    caption = _text(block.caption)
    return (
        f'<div class="scroll" role="group" aria-label="{caption}" tabindex="0"><table>'
        f"<caption>{_words(block.caption)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _runs(runs: Runs) -> str:
    return "".join(_run(run) for run in runs)


def _run(run: Run) -> str:
    words = _isolated(_lines(run.text), run.language) if run.language else _words(run.text)
    if run.kind == "strong":
        return f"<strong>{words}</strong>"
    if run.kind == "count":
        return f'<span class="count">{words}</span>'
    if run.kind == "link":
        if not run.target.startswith(("#", "https://")):
            raise ValueError(f"a link goes to an anchor or an https address: {run.target!r}")
        return f'<a href="{_text(run.target)}">{words}</a>'
    return words
