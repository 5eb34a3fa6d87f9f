"""The DOCX twin of the grid: tables that elected members can read, and that come back without loss."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from typing import Any

import docx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table

from concertia.storage.office import without_clock
from concertia_web.returns.fields import DAY, Field, fold, one_line, show, show_day
from concertia_web.returns.grid import Content, Grid
from concertia_web.returns.reading import IDENTIFIER, Block, Cell, ReadGrid, Row, Unread, read_blocks
from concertia_web.returns.sections import PARTS, Record, Section
from concertia_web.returns.workbook import (
    LARGEST,
    UNPACKED,
    UnreadableFileError,
    guide_lines,
    own_words,
)

BLANKS = {"sessions": 3, "items": 10, "steps": 3, "documents": 2, "visas": 2}
"""Empty records offered in an empty grid, to be filled on paper or on screen."""


def write_word(grid: Grid, content: Content, *, title: str) -> bytes:
    """The grid filled with ``content``, as a Word file; the same bytes for the same answers."""
    word = docx.Document()
    _page(word, title)
    word.add_heading(title, level=0)
    for line in guide_lines(grid, title)[1:]:
        if "ligne" not in line and "liste" not in line:
            word.add_paragraph(line)
    for part in PARTS:
        sections = grid.of_part(part.key)
        if sections:
            word.add_heading(part.title, level=1)
            word.add_paragraph(part.lead)
        for section in sections:
            _section(word, section, content[section.key])
    written = io.BytesIO()
    word.save(written)
    return without_clock(written.getvalue())


def _page(word: Any, title: str) -> None:
    properties = word.core_properties
    properties.title, properties.author, properties.last_modified_by = title[:255], "Concertia", "Concertia"
    properties.comments, properties.revision, properties.language = "", 1, "fr"
    properties.created = properties.modified = datetime(1980, 1, 1, tzinfo=UTC).replace(tzinfo=None)
    page = word.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Mm(20)
    normal = word.styles["Normal"]
    normal.font.name, normal.font.size = "Calibri", Pt(11)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "fr-FR")
    normal.element.rPr.append(language)


def _section(word: Any, section: Section, value: Any) -> None:
    word.add_heading(section.label, level=2)
    if section.single:
        _upright(word, section.fields, value)
    elif section.fixed:
        _across(word, section, value)
    else:
        blanks = 0 if value else BLANKS.get(section.key, 2)
        for number, record in enumerate([*value, *(section.blank() for _ in range(blanks))], start=1):
            word.add_heading(f"{section.one.capitalize()} {number}", level=3)
            _upright(word, (*section.fields, IDENTIFIER), record)


def _upright(word: Any, fields: tuple[Field, ...], record: Record) -> None:
    table = word.add_table(rows=0, cols=2, style="Table Grid")
    table.autofit = False
    for field in fields:
        cells = table.add_row().cells
        cells[0].width, cells[1].width = Mm(58), Mm(112)
        _label(cells[0], field.label)
        cells[1].text = _words(field, record[field.key])
    word.add_paragraph()


def _across(word: Any, section: Section, records: list[Record]) -> None:
    table = word.add_table(rows=1, cols=1 + len(section.fields), style="Table Grid")
    for cell, label in zip(
        table.rows[0].cells, (section.fixed_label, *(field.label for field in section.fields)), strict=True
    ):
        _label(cell, label)
    heading = OxmlElement("w:tblHeader")
    heading.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(heading)
    for (_key, label), record in zip(section.fixed, records, strict=True):
        cells = table.add_row().cells
        _label(cells[0], label)
        for cell, field in zip(cells[1:], section.fields, strict=True):
            cell.text = _words(field, record[field.key])
    word.add_paragraph()


def _label(cell: Any, text: str) -> None:
    cell.paragraphs[0].add_run(text).bold = True


def _words(field: Field, value: Any) -> str:
    return show_day(value) if field.kind == DAY else show(field, value)


def read_word(grid: Grid, data: bytes) -> ReadGrid:
    """The answers of a Word file. Raises UnreadableFileError where it is not one."""
    word = _open(data)
    own = own_words(grid) | {fold(section.one) for section in grid.sections if section.one}
    notes: list[str] = []
    lost: list[Unread] = []
    blocks, heading = [], ""
    for number, part in enumerate(word.iter_inner_content(), start=1):
        if isinstance(part, Table):
            blocks.append(Block(heading, _rows(part, len(blocks) + 1, lost), upright=_columns(part) == 2))
            continue
        words = one_line(part.text)
        if part.style is not None and part.style.name.startswith(("Heading", "Title")):
            heading = words
        if words and not _ours(grid, words, own, number):
            lost.append(
                Unread(f"paragraphe {number}", words, "ce texte n’est dans aucun tableau de la grille")
            )
    campaign = [
        line for line in (one_line(p.text) for p in word.paragraphs) if line.startswith("Campagne : ")
    ]
    if campaign and campaign[0] != f"Campagne : {grid.campaign}":
        notes.append(f"Cette grille vient d’une autre campagne ({campaign[0].partition(' : ')[2]}).")
    found = read_blocks(grid, [block for block in blocks if block.rows], own)
    found.unread = lost + found.unread
    found.notes = notes + found.notes
    return found


def _ours(grid: Grid, words: str, own: frozenset[str], number: int) -> bool:
    """Whether a paragraph is a title or an instruction of ours."""
    folded = fold(words)
    numbered = folded.rsplit(" ", 1)
    return (
        number == 1
        or folded in own
        or words.startswith(("Campagne : ", "Note de cadrage : version "))
        or (len(numbered) == 2 and numbered[1].isdecimal() and numbered[0] in own)
    )


def _columns(table: Table) -> int:
    return max((len(row.cells) for row in table.rows), default=0)


def _rows(table: Table, number: int, lost: list[Unread]) -> list[Row]:
    rows = []
    above: list[Any] = []
    for line, written in enumerate(table.rows, start=1):
        row: Row = []
        here: list[Any] = []
        for column, cell in enumerate(written.cells, start=1):
            if any(cell._tc is one for one in here):
                continue
            here.append(cell._tc)
            repeated = any(cell._tc is one for one in above)
            place = f"tableau {number}, ligne {line}, colonne {column}"
            if cell.text.strip():
                row.append(Cell(place, column, cell.text, repeated))
            for inner in cell.tables if not repeated else ():
                words = " / ".join(one_line(one.text) for each in inner.rows for one in each.cells)
                lost.append(Unread(place, words, "un tableau dans un tableau n’est pas lu"))
        above = here
        if row:
            rows.append(row)
    return rows


def _open(data: bytes) -> Any:
    sorry = (
        "Ce fichier ne s’ouvre pas comme un document DOCX. Dans votre traitement de texte, choisissez "
        "« Enregistrer sous » puis « Document Word (.docx) », et déposez le nouveau fichier."
    )
    if len(data) > LARGEST:
        raise UnreadableFileError("Ce fichier dépasse 10 Mo : retirez les images et déposez-le de nouveau.")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > UNPACKED:
                raise UnreadableFileError(sorry)
        return docx.Document(io.BytesIO(data))
    except (OSError, ValueError, LookupError, TypeError, AttributeError, SyntaxError) as error:
        raise UnreadableFileError(sorry) from error
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:
        raise UnreadableFileError(sorry) from error
