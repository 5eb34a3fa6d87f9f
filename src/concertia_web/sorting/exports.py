"""The sort as files: CSV and XLSX of every note with its place. For the engine: ``corrections``."""

from __future__ import annotations

import csv
import io
from datetime import datetime
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font

from concertia.reports.exports import legible, safe
from concertia.storage.office import without_clock
from concertia_web.sorting.notes import kind_label
from concertia_web.sorting.reading import Summary

HEADER = (
    "numéro",
    "papier",
    "texte",
    "nature",
    "temps de débat",
    "table",
    "public",
    "recueil",
    "colonne",
    "non retenu, parce que",
    "comme la note",
    "enseignements qu’elle appuie",
    "enseignements qu’elle contredit",
)

Row = tuple[str, ...]


def rows(read: Summary) -> list[Row]:
    """One row per note, in the order of entry."""
    held: dict[str, dict[int, list[str]]] = {"support": {}, "dissent": {}}
    for finding in read.findings:
        for one in finding.evidence:
            if one.contribution is not None:
                held[one.side].setdefault(one.contribution, []).append(f"{finding.number}. {finding.title}")
    made = []
    for note in read.notes:
        place = read.places.get(note.pk)
        made.append(
            (
                str(note.pk),
                f"{note.slip:04d}" if note.slip else "",
                note.shown_text,
                kind_label(note),
                note.session.title if note.session else "",
                note.subgroup,
                read.publics.get(note.public, note.public),
                note.get_capture_display(),
                read.columns.get(place.column, place.column) if place else "",
                place.aside if place else "",
                str(place.near) if place and place.near else "",
                " | ".join(held["support"].get(note.pk, [])),
                " | ".join(held["dissent"].get(note.pk, [])),
            )
        )
    return made


def as_csv(read: Summary, lines: list[Row] | None = None) -> bytes:
    """UTF-8 with its mark and semicolons, as spreadsheets open it in French; no cell becomes a formula."""
    written = io.StringIO()
    writer = csv.writer(written, delimiter=";", lineterminator="\r\n")
    writer.writerow(HEADER)
    for row in rows(read) if lines is None else lines:
        writer.writerow([safe(cell) for cell in row])
    return b"\xef\xbb\xbf" + written.getvalue().encode("utf-8")


def as_xlsx(read: Summary, lines: list[Row] | None = None) -> bytes:
    """Two sheets, notes and findings: the same bytes for the same reading."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Notes"
    shown = rows(read) if lines is None else lines
    _fill(sheet, HEADER, shown, (9, 9, 60, 18, 22, 12, 18, 18, 28, 32, 12, 40, 40))
    header = (
        "n°",
        "nature",
        "titre",
        "texte",
        "colonne",
        "solidité",
        "notes",
        "passages",
        "contredit",
        "natures",
        "rang",
    )
    findings = [
        (
            str(finding.number),
            finding.kind,
            finding.title,
            finding.text,
            finding.column_label,
            finding.solidity,
            str(finding.support),
            str(finding.passages),
            str(finding.dissent),
            finding.kinds,
            finding.ranks,
        )
        for finding in read.findings
    ]
    _fill(book.create_sheet("Enseignements"), header, findings, (6, 14, 50, 60, 28, 22, 8, 10, 10, 28, 10))
    closes = read.consultation.closes
    day = datetime(closes.year, closes.month, closes.day)  # noqa: DTZ001 - the format knows no time zone
    book.properties.creator, book.properties.title = "Concertia", str(read.consultation)
    book.properties.created = day
    written = io.BytesIO()
    book.save(written)
    return without_clock(written.getvalue(), day)


def _fill(sheet: Any, header: Row, lines: list[Row], widths: tuple[int, ...]) -> None:
    for at, row in enumerate([header, *lines], start=1):
        for column, value in enumerate(row, start=1):
            cell = sheet.cell(at, column)
            cell.value, cell.data_type = legible(value), "s"
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if at == 1:
                cell.font = Font(bold=True)
    for column, width in enumerate(widths, start=1):
        sheet.column_dimensions[sheet.cell(1, column).column_letter].width = width
    sheet.freeze_panes = "A2"
