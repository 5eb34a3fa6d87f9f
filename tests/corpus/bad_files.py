"""Sound office files, and ways to damage them."""

from __future__ import annotations

import random
import zipfile
from pathlib import Path

import docx
import openpyxl
import pypdf

from concertia.errors import ConcertiaError


def write(path: Path, content: bytes | str) -> Path:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def squeezed(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def office(tmp_path: Path) -> dict[str, bytes]:
    """One sound file of each binary format."""
    book = openpyxl.Workbook()
    for row in (
        ["id", "texte", "date"],
        [1, "plus de bus le soir", "2026-03-12"],
        [2, "moins de bruit", None],
    ):
        book.active.append(row)
    book.save(tmp_path / "s.xlsx")
    document = docx.Document()
    document.add_heading("Avis", 1)
    document.add_paragraph("Le conseil demande un accueil humain dans chaque service. " * 6)
    document.save(tmp_path / "s.docx")
    writer = pypdf.PdfWriter()
    page = writer.add_blank_page(200, 200)
    stream = pypdf.generic.StreamObject()
    stream.set_data(b"BT /F1 12 Tf 10 100 Td (Le conseil demande un accueil.) Tj ET")
    page[pypdf.generic.NameObject("/Contents")] = writer._add_object(stream)
    writer.write(tmp_path / "s.pdf")
    writer.close()
    return {extension: (tmp_path / f"s.{extension}").read_bytes() for extension in ("xlsx", "docx", "pdf")}


def damaged(content: bytes, chance: random.Random) -> bytes:
    """Bytes with a few of them changed, removed, or doubled."""
    data = bytearray(content)
    for _ in range(chance.randint(1, 8)):
        place = chance.randrange(len(data))
        match chance.randint(0, 3):
            case 0:
                data[place] = chance.randrange(256)
            case 1:
                del data[place : place + chance.randint(1, 40)]
            case 2:
                data[place:place] = data[place : place + chance.randint(1, 40)]
            case _:
                data[place] ^= 1 << chance.randrange(8)
        if not data:
            return b""
    return bytes(data)


def sentence(error: ConcertiaError) -> None:
    """Whether an error speaks plainly, twice."""
    for text in (error.fr, error.en):
        assert len(text) > 20
        assert "Traceback" not in text
        assert "Error" not in text
