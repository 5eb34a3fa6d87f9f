"""What goes to the printer: a Typst page and its data, compiled under the PDF/UA-1 checks, same bytes twice.

Everything that people wrote enters as data, never as markup; characters that no font has become their code.
"""

from __future__ import annotations

import json
from functools import lru_cache
from importlib.resources import files
from typing import Any

import segno
import typst

from concertia.reports.glyphs import FAMILIES, drawable, font_folder


def printed(page: str, data: dict[str, Any]) -> bytes:
    """The PDF of ``print/<page>.typ`` with ``data``, which holds at least ``title`` and ``language``.

    Raises typst.TypstError if the page does not pass the checks: a mistake of ours, never of the texts.
    """
    folder = files("concertia_web.papers").joinpath("print")
    source = "\n".join(
        (
            "#let data = json(bytes(sys.inputs.data))",
            f"#set text(font: ({', '.join(json.dumps(family) for family in FAMILIES)}))",
            folder.joinpath("shared.typ").read_text(encoding="utf-8"),
            folder.joinpath(f"{page}.typ").read_text(encoding="utf-8"),
        )
    )
    words = json.dumps(_drawable(data), ensure_ascii=False)
    compiler = typst.Compiler(source.encode("utf-8"), font_paths=_fonts(), sys_inputs={"data": words})
    made = compiler.compile(format="pdf", pdf_standards=["ua-1"])
    if not isinstance(made, bytes):
        raise TypeError("one file was expected")
    return made


def qr_svg(address: str) -> str:
    """The QR code of an address, as a picture: medium correction, four modules of white around."""
    return str(segno.make(address, error="m", micro=False).svg_inline(scale=4, border=4, dark="#000"))


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(font_folder())]
    )


def _drawable(value: Any) -> Any:
    if isinstance(value, str):
        return drawable(value)[0]
    if isinstance(value, list | tuple):
        return [_drawable(part) for part in value]
    if isinstance(value, dict):
        return {name: _drawable(part) for name, part in value.items()}
    return value
