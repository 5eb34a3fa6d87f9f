"""Personal codes on paper: sheets to cut (PDF), or a table for a mailing (XLSX). Made once, kept nowhere."""

from __future__ import annotations

import io

from openpyxl import Workbook
from openpyxl.styles import Font

from concertia_web.papers.dates import day
from concertia_web.papers.kit import Kit
from concertia_web.papers.printing import printed

BY_PAGE = 10


def codes_pdf(kit: Kit, codes: list[str], label: str) -> bytes:
    """Ten slips a page, each with its code, how to use it, and the QR code of the page."""
    closes = day(kit.consultation.closes, "fr")
    return printed(
        "codes",
        {
            **kit.basis,
            "codes": codes,
            "label": label,
            "how": f"Ouvrez la page, « Participer », tapez ce code. Il sert une fois, jusqu’au {closes}.",
            "secret": "Personne ne sait qui a reçu quel code. Ne le prêtez pas : il est à vous.",
        },
    )


def codes_xlsx(kit: Kit, codes: list[str], label: str) -> bytes:
    """One code a row."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Codes"
    sheet.append(["Code", "Pour", "Concertation", "Adresse"])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for code in codes:
        sheet.append([code, label, str(kit.consultation), kit.basis["address"]])
        for cell in sheet[sheet.max_row]:
            cell.data_type = "s"
    for column, width in zip("ABCD", (20, 30, 50, 50), strict=True):
        sheet.column_dimensions[column].width = width
    sheet.freeze_panes = "A2"
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()
