"""Documents (PDF with text, DOCX, ODT, long texts) cut into passages to quote, each with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import PurePath

from concertia.corpus.formats.decoding import decode
from concertia.corpus.formats.docx_reading import read_docx
from concertia.corpus.formats.note_lines import CELL, HEADING, MORE, PROSE, Line, says_something, text_lines
from concertia.corpus.formats.odt_reading import is_odt, read_odt
from concertia.corpus.formats.pdf_reading import read_pdf
from concertia.corpus.formats.port import Draft, Parsed, ReadOptions, Reject, SourceFile
from concertia.errors import UnusableSourceError

SUFFIXES = frozenset({".pdf", ".docx", ".odt", ".doc", ".txt", ".md", ".markdown", ".text"})
MAX_PASSAGE = 900
"""Characters of a passage; a longer paragraph is cut between sentences."""
SENTENCE_END = re.compile(r"(?<=[.!?…])[»”\")\]]?\s+(?=[«“\"(\[]?\s?[A-ZÀ-ÖØ-Þ0-9])")
"""Between sentences; abbreviations may be cut, which a quotation does not suffer from."""


class Documents:
    """One document."""

    name = "document"

    def detect(self, files: Sequence[SourceFile]) -> list[list[SourceFile]]:
        """PDF, Word and text files (asked after lists of notes)."""
        return [[file] for file in files if file.size and PurePath(file.name).suffix.lower() in SUFFIXES]

    def read(self, files: Sequence[SourceFile], options: ReadOptions) -> Parsed:
        """Read one document. Raises UnusableSourceError if it cannot be read, or holds no text."""
        file = files[0]
        parsed = Parsed(self.name, _kind(file), f"document:{file.name}", [file])
        readers = {"pdf": _read_pdf, "docx": _read_word, "odt": _read_word, "text": _read_text}
        readers[parsed.format_version](file, options, parsed)
        if not parsed.drafts:
            raise UnusableSourceError(
                f"« {file.name} » ne contient aucun paragraphe de texte.",
                f"“{file.name}” holds no paragraph of text.",
            )
        return parsed


def _kind(file: SourceFile) -> str:
    if file.head.lstrip()[:5].startswith(b"%PDF"):
        return "pdf"
    if is_odt(file):
        return "odt"
    if file.head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        return "docx"
    suffix = PurePath(file.name).suffix.lower()
    return {".pdf": "pdf", ".docx": "docx", ".doc": "docx", ".odt": "odt"}.get(suffix, "text")


def _read_pdf(file: SourceFile, _options: ReadOptions, parsed: Parsed) -> None:
    content = read_pdf(file)
    parsed.title = content.title
    numbers: dict[int, int] = {}
    for page, paragraph in content.paragraphs:
        numbers[page] = numbers.get(page, 0) + 1
        place = f"p. {page}, § {numbers[page]}"
        _add(parsed, paragraph, f"p{page}-{numbers[page]}", place)
    parsed.rejects.extend(Reject(0, "contribution", page, reason) for page, reason in content.left_out)
    if content.repairs:
        parsed.repairs[0] = dict(sorted(content.repairs.items()))
    if content.empty_pages:
        pages = ", ".join(map(str, content.empty_pages[:20]))
        parsed.warnings[0] = [f"pages sans texte, sans doute des images, non lues : {pages}"]


def _read_word(file: SourceFile, _options: ReadOptions, parsed: Parsed) -> None:
    document = read_odt(file) if parsed.format_version == "odt" else read_docx(file)
    section, section_number, number = "", 0, 0
    for paragraph in document.paragraphs:
        if paragraph.heading:
            parsed.title = parsed.title or paragraph.text.strip()
            section, section_number, number = paragraph.text.strip(), section_number + 1, 0
            continue
        number += 1
        place = f"« {section} », § {number}" if section else f"§ {number}"
        _add(parsed, paragraph.text, f"s{section_number}-{number}", place)
    if document.footnotes:
        parsed.warnings[0] = [f"notes de bas de page non lues : {document.footnotes}"]


def _read_text(file: SourceFile, options: ReadOptions, parsed: Parsed) -> None:
    decoded = decode(file, options.encoding)
    section, section_number, number = "", 0, 0
    for kind, text in _blocks(text_lines(decoded.lines(), informed=False)):
        if kind == HEADING:
            parsed.title = parsed.title or text
            section, section_number, number = text, section_number + 1, 0
            continue
        number += 1
        place = f"« {section} », § {number}" if section else f"§ {number}"
        _add(parsed, text, f"s{section_number}-{number}", place)
    if decoded.warnings:
        parsed.warnings[0] = decoded.warnings
    if decoded.repairs:
        parsed.repairs[0] = dict(sorted(decoded.repairs.items()))


def _blocks(lines: Sequence[Line]) -> Iterator[tuple[str, str]]:
    """Headings, and paragraphs: lines between blank ones; a bullet or a row of a table is one by itself."""
    block: list[Line] = []
    for line in lines:
        same_row = bool(block) and line.kind == CELL and line.number == block[-1].number
        goes_on = line.kind in {PROSE, MORE} and (not block or block[-1].kind != CELL)
        if block and not (same_row or goes_on):
            yield PROSE, _as_paragraph(block)
            block = []
        if line.kind == HEADING:
            yield HEADING, line.text
        elif line.text:
            block.append(line)
    if block:
        yield PROSE, _as_paragraph(block)


def _as_paragraph(block: Sequence[Line]) -> str:
    return (" | " if block[0].kind == CELL else " ").join(line.text for line in block)


def _add(parsed: Parsed, paragraph: str, source_id: str, place: str) -> None:
    """One draft per passage of the paragraph."""
    if not says_something(paragraph):
        parsed.rejects.append(Reject(0, "contribution", len(parsed.drafts) + 1, "no word"))
        return
    pieces = list(passages(paragraph.strip()))
    for position, piece in enumerate(pieces):
        suffix = f".{position + 1}" if len(pieces) > 1 else ""
        parsed.drafts.append(
            Draft(
                raw=piece,
                row=len(parsed.drafts) + 1,
                source_id=source_id + suffix,
                voice="collective",
                channel="document",
                location=place,
            )
        )


def passages(paragraph: str) -> Iterator[str]:
    """The paragraph, or its sentences gathered up to ``MAX_PASSAGE`` characters."""
    if len(paragraph) <= MAX_PASSAGE:
        if paragraph:
            yield paragraph
        return
    start = 0
    end = 0
    for border in [*(match.end() for match in SENTENCE_END.finditer(paragraph)), len(paragraph)]:
        if border - start > MAX_PASSAGE and end > start:
            yield paragraph[start:end].strip()
            start = end
        end = border
    yield paragraph[start:].strip()


FORMAT = Documents()
