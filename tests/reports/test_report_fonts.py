"""The fonts shipped with the reports, and what they can draw."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
import typst
from hypothesis import given
from hypothesis import strategies as st

from concertia.reports.glyphs import FAMILIES, characters_of, drawable, font_folder, without_turns


def test_files_are_those_of_the_manifest() -> None:
    lines = (font_folder() / "SHA256SUMS").read_text(encoding="ascii").splitlines()
    told = dict(reversed(line.split("  ")) for line in lines)
    found = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in font_folder().glob("*.ttf")}
    assert found == told


def test_the_licence_stands_beside_them_and_they_stay_light() -> None:
    assert "SIL OPEN FONT LICENSE" in (font_folder() / "OFL.txt").read_text(encoding="utf-8")
    assert sum(path.stat().st_size for path in font_folder().glob("*.ttf")) < 3_000_000


def test_typst_finds_each_family() -> None:
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(font_folder())]
    )
    assert set(fonts.families()) == set(FAMILIES)


@pytest.mark.parametrize(
    ("name", "inside", "outside"),
    [
        ("NotoSans-Regular", "aéŒœ’…€\u202fΩЖ", "中ع😀"),
        ("NotoSansArabic-Regular", "عربي", "中a😀"),
        ("NotoEmoji-Regular", "😀🙏🏽\u200d", "中ع"),
        ("NotoSansMath-Regular", "⟦⟧𝓗", "中ع"),
    ],
)
def test_coverage_is_read_from_the_file(name: str, inside: str, outside: str) -> None:
    covered = characters_of(font_folder() / f"{name}.ttf")
    assert {ord(c) for c in inside} <= covered
    assert not {ord(c) for c in outside} & covered


def test_bold_and_regular_cover_the_same() -> None:
    assert characters_of(font_folder() / "NotoSans-Bold.ttf") == characters_of(
        font_folder() / "NotoSans-Regular.ttf"
    )


def test_a_file_without_characters_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.ttf"
    path.write_bytes(b"\x00\x01\x00\x00" + bytes(8))
    with pytest.raises(ValueError, match="cmap"):
        characters_of(path)


@pytest.mark.parametrize(
    ("text", "shown", "count"),
    [
        ("été à Noël", "été à Noël", 0),
        ("👨‍👩‍👧 ❤️ 🙏🏽", "👨‍👩‍👧 ❤️ 🙏🏽", 0),
        ("中", "⟦U+4E2D⟧", 1),
        ("a\u064b", "a⟦U+064B⟧", 1),
        ("中\u0301", "⟦U+4E2D⟧⟦U+0301⟧", 2),
        ("\ufeff", "⟦U+FEFF⟧", 1),
        ("a\u202eb", "a⟦U+202E⟧b", 1),
        ("", "", 0),
    ],
)
def test_what_no_font_has_becomes_its_code(text: str, shown: str, count: int) -> None:
    assert drawable(text) == (shown, count)


@given(st.text())
def test_what_is_shown_can_be_drawn(text: str) -> None:
    shown, count = drawable(text)
    assert drawable(shown) == (shown, 0)
    assert shown.count("⟦U+") - text.count("⟦U+") == count


def test_word_processors_keep_everything_else() -> None:
    assert without_turns("中 é\n\t😀") == "中 é\n\t😀"
