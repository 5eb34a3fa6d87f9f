"""A reading's folder as a report in three formats."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from concertia.reports.content import build_document, with_substitutions
from concertia.reports.docx import docx_file
from concertia.reports.glyphs import drawable
from concertia.reports.html import html_page
from concertia.reports.model import Document, texts_in
from concertia.reports.pdf import pdf
from concertia.reports.source import read_source


@dataclass(frozen=True)
class ReportFiles:
    """The three files, and how many characters of the texts the PDF shows as their code."""

    html: bytes
    docx: bytes
    pdf: bytes
    substitutions: int


def render_report(folder: Path, *, language: str) -> ReportFiles:
    """The report of a reading, from the files of its folder only: same files, same bytes.

    ``language``: fr, en or de; quotations stay in theirs. Raises ConcertiaError for another language,
    FileNotFoundError where the folder is not a reading.
    """
    document, substitutions = report_document(folder, language=language)
    return ReportFiles(
        html=html_page(document),
        docx=docx_file(document),
        pdf=pdf(document),
        substitutions=substitutions,
    )


def report_document(folder: Path, *, language: str) -> tuple[Document, int]:
    """The report before it takes a format, and its number of substitutions: what the site shows as a page."""
    document = build_document(read_source(folder), language)
    substitutions = sum(drawable(text)[1] for text in texts_in(document))
    return with_substitutions(document, substitutions), substitutions
