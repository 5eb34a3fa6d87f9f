"""Read back what was printed: text, pages, size, tags, and the QR code of a picture of the page."""

from __future__ import annotations

import io
import re
import subprocess
from pathlib import Path

import pypdf
import segno
from PIL import Image

A4, A3, A5 = (595, 842), (842, 1191), (420, 595)


def read(pdf: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(pdf))


def text(pdf: bytes, tmp_path: Path) -> str:
    """As poppler reads it, in one line, without the marks that turn directions."""
    path = tmp_path / "page.pdf"
    path.write_bytes(pdf)
    read = subprocess.run(["pdftotext", str(path), "-"], check=True, capture_output=True, text=True)
    return " ".join(re.sub("[\u202a-\u202e\u2066-\u2069]", "", read.stdout).split())


def sizes(pdf: bytes) -> set[tuple[int, int]]:
    return {(round(page.mediabox.width), round(page.mediabox.height)) for page in read(pdf).pages}


def assert_accessible(pdf: bytes, language: str) -> None:
    """Tagged, titled, in a language, and it says that it is PDF/UA-1."""
    root = read(pdf).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] and root["/StructTreeRoot"] is not None
    assert str(root["/Lang"]).split("-")[0] == language and read(pdf).metadata.title
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()


def shows_code(pdf: bytes, address: str, tmp_path: Path) -> bool:
    """Whether a picture of the first page holds, module for module, the QR code of this address."""
    path = tmp_path / "code.pdf"
    path.write_bytes(pdf)
    first_page = ["-r", "300", "-f", "1", "-l", "1", "-gray", "-singlefile"]
    subprocess.run(["pdftoppm", *first_page, str(path), str(path)], check=True)
    page = Image.open(f"{path}.pgm").point(lambda grey: 0 if grey < 128 else 255)
    matrix = [list(row) for row in segno.make(address, error="m", micro=False).matrix]
    return any(_read_at(page, place, len(matrix)) == matrix for place in _finders(page))


def _finders(page: Image.Image):
    """Corners where a finder pattern may begin: dark, light, dark, light, dark as 1:1:3:1:1, both ways."""
    width, height = page.size
    pixels = page.load()
    for y in range(0, height, 3):
        x, runs, start = 0, [], 0
        while x < width:
            dark, begin = pixels[x, y] == 0, x
            while x < width and (pixels[x, y] == 0) == dark:
                x += 1
            runs.append((dark, begin, x - begin))
            if len(runs) >= 5 and dark:
                lengths = [length for _, _, length in runs[-5:]]
                unit = sum(lengths) / 7
                shape = zip(lengths, (1, 1, 3, 1, 1), strict=True)
                if unit > 3 and all(abs(length - n * unit) < unit / 2 for length, n in shape):
                    start = runs[-5][1]
                    top = y
                    while top and pixels[start + int(unit / 2), top - 1] == 0:
                        top -= 1
                    yield start, top, unit


def _read_at(page: Image.Image, place: tuple[int, int, float], modules: int):
    left, top, unit = place
    pixels = page.load()
    read = []
    for row in range(modules):
        line = []
        for column in range(modules):
            x, y = int(left + (column + 0.5) * unit), int(top + (row + 0.5) * unit)
            if x >= page.size[0] or y >= page.size[1]:
                return None
            line.append(1 if pixels[x, y] == 0 else 0)
        read.append(line)
    return read
