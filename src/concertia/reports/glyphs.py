"""Which characters the fonts shipped with Concertia can draw, and what stands for the others in a PDF.

A PDF/UA-1 build stops at the first character that no font has. Such a character is written as its code,
⟦U+4E2D⟧, and counted: what somebody said is never dropped silently. Fonts: ``fonts/README.md``.
"""

from __future__ import annotations

import struct
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import as_file, files
from pathlib import Path

FAMILIES = (
    "Noto Sans",
    "Noto Sans Arabic",
    "Noto Sans Hebrew",
    "Noto Sans Armenian",
    "Noto Sans Georgian",
    "Noto Sans Tamil",
    "Noto Sans Bengali",
    "Noto Sans Devanagari",
    "Noto Sans Gurmukhi",
    "Noto Sans Khmer",
    "Noto Sans Lao",
    "Noto Sans Thai",
    "Noto Sans NKo",
    "Noto Sans Tifinagh",
    "Noto Sans Symbols",
    "Noto Sans Symbols2",
    "Noto Sans Math",
    "Noto Emoji",
)
"""In order of preference."""
_INVISIBLE = frozenset(
    (0x0A, 0xAD, 0x034F, 0x061C, *range(0x200B, 0x2010), *range(0x2060, 0x2065), *range(0xFE00, 0xFE10))
)
"""Characters without a shape, which need no font."""
_TURNS = frozenset((*range(0x202A, 0x202F), *range(0x2066, 0x206A)))
"""Characters that turn the direction of what follows: shown as their code."""
_CONTROLS = frozenset((*range(0x09), *range(0x0B, 0x20), *range(0x7F, 0xA0), 0xFEFF))
_JOINERS = frozenset((0x200C, 0x200D, *range(0xFE00, 0xFE10), *range(0x1F3FB, 0x1F400)))


def font_folder() -> Path:
    """The folder of the fonts shipped with Concertia."""
    with as_file(files("concertia.reports").joinpath("fonts")) as folder:
        return folder


def drawable(text: str) -> tuple[str, int]:
    """The text as a PDF can show it, and how many characters were replaced by their code."""
    if _one_font_has(text):
        return text, 0
    replaced = 0
    made: list[str] = []
    for cluster in _clusters(text):
        shown, count = _shown(cluster)
        made.append(shown)
        replaced += count
    return "".join(made), replaced


def without_turns(text: str) -> str:
    """For word processors: characters that turn the direction of what follows, as their code.

    Characters that XML forbids, should one remain, too.
    """
    return "".join(_code(c) if ord(c) in _TURNS or _forbidden(ord(c)) else c for c in text)


def _forbidden(code: int) -> bool:
    """Not allowed in XML 1.0."""
    return (code < 0x20 and code not in (0x09, 0x0A)) or 0xD800 <= code <= 0xDFFF or code in (0xFFFE, 0xFFFF)


def _shown(cluster: str) -> tuple[str, int]:
    if _one_font_has(cluster):
        return cluster, 0
    base, marks = cluster[0], cluster[1:]
    if len(cluster) > 1 and _one_font_has(base):
        return base + "".join(map(_code, marks)), len(marks)
    return "".join(map(_code, cluster)), len(cluster)


def _code(character: str) -> str:
    return f"⟦U+{ord(character):04X}⟧"


def _clusters(text: str) -> Iterator[str]:
    """A character with the marks, joiners and selectors that follow it."""
    start = 0
    for position in range(1, len(text)):
        joined = ord(text[position]) in _JOINERS or ord(text[position - 1]) == 0x200D
        if not joined and unicodedata.category(text[position])[0] != "M":
            yield text[start:position]
            start = position
    if text:
        yield text[start:]


def _one_font_has(cluster: str) -> bool:
    codes = {ord(character) for character in cluster}
    if codes & _TURNS or codes & _CONTROLS:
        return False
    needed = codes - _INVISIBLE
    return any(needed <= characters for characters in _coverage())


@lru_cache(maxsize=1)
def _coverage() -> tuple[frozenset[int], ...]:
    """Characters of each font file, in order of preference."""
    paths = sorted(font_folder().glob("*-Regular.ttf"), key=lambda path: _preference(path.name))
    return tuple(characters_of(path) for path in paths)


def _preference(name: str) -> int:
    family = name.removesuffix("-Regular.ttf")
    return [name.replace(" ", "") for name in FAMILIES].index(family)


def characters_of(path: Path) -> frozenset[int]:
    """Code points that a TrueType font maps to a glyph (``cmap`` formats 4 and 12, OpenType 1.9).

    Raises ValueError for a file without such a table.
    """
    data = path.read_bytes()
    tables = struct.unpack_from(">H", data, 4)[0]
    for number in range(tables):
        tag, _, offset, _ = struct.unpack_from(">4sLLL", data, 12 + 16 * number)
        if tag == b"cmap":
            return frozenset(_cmap(data, offset))
    raise ValueError(f"{path.name} has no cmap table")


def _cmap(data: bytes, cmap: int) -> Iterator[int]:
    for number in range(struct.unpack_from(">H", data, cmap + 2)[0]):
        start = cmap + struct.unpack_from(">L", data, cmap + 8 + 8 * number)[0]
        kind = struct.unpack_from(">H", data, start)[0]
        if kind == 4:
            yield from _segments(data, start)
        elif kind == 12:
            for group in range(struct.unpack_from(">L", data, start + 12)[0]):
                first, last, _ = struct.unpack_from(">LLL", data, start + 16 + 12 * group)
                yield from range(first, last + 1)


def _segments(data: bytes, start: int) -> Iterator[int]:
    """Format 4: segments of code points, each with a delta or a place in the glyph array."""
    count = struct.unpack_from(">H", data, start + 6)[0] // 2
    ends = struct.unpack_from(f">{count}H", data, start + 14)
    starts = struct.unpack_from(f">{count}H", data, start + 16 + 2 * count)
    deltas = struct.unpack_from(f">{count}H", data, start + 16 + 4 * count)
    where = start + 16 + 6 * count
    offsets = struct.unpack_from(f">{count}H", data, where)
    for segment in range(count):
        for code in range(starts[segment], ends[segment] + 1):
            glyph = (code + deltas[segment]) & 0xFFFF
            if offsets[segment]:
                place = where + 2 * segment + offsets[segment] + 2 * (code - starts[segment])
                glyph = struct.unpack_from(">H", data, place)[0]
            if glyph and code != 0xFFFF:
                yield code
