"""The PDF report: compiled under PDF/UA-1, the same bytes twice, whatever people typed."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from concertia.reports.charts import Share, bars, shares
from concertia.reports.model import (
    Anchored,
    Callout,
    Document,
    Figure,
    Heading,
    Quote,
    Table,
    link,
    paragraph,
    runs,
)
from concertia.reports.pdf import pdf, png
from concertia.reports.phrases import LANGUAGES
from concertia.reports.render import render_report, report_document

LABELS = {"contents": "Sommaire", "skip": "Aller au texte", "figures": "Chiffres"}
HOSTILE = [
    '#import "@preview/evil:1.0.0": *',
    "#set page(width: 1pt)\n= Titre\n- liste",
    '"] + panic("x") + ["',
    '\\u{41} \\\\ \\" $x^2$ *b* _i_ `c` <label> @ref // /* */ ~ --- ...',
    '}{ ) ( [ ] ; , #(1+1) #"a"',
    "\u202efin \u2066 isolé \ufeff",
    "👨‍👩‍👧 🇫🇷 🙏🏽 ❤️ 中文 \ue000 \x7f\x85\x07 e\u0301 a\u064b \u0301seul",
    "السلام عليكم שלום Ελλάδα Україна ქართული Հայերեն தமிழ் ไทย",
]


def one(*blocks, title: str = "Titre") -> Document:
    return Document(title, "fr", "sous-titre", (("Date", "1"),), (Heading(2, "Un", "un"), *blocks), LABELS)


def text_of(data: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)


@pytest.fixture(scope="module")
def small_pdf(small_folder: Path) -> bytes:
    return pdf(report_document(small_folder, language="fr")[0])


def test_it_is_tagged_titled_and_says_its_language(small_pdf: bytes) -> None:
    reader = PdfReader(io.BytesIO(small_pdf))
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"].value is True
    assert reader.trailer["/Root"]["/Lang"] == "fr"
    assert reader.metadata is not None and reader.metadata.title == "Ce qui a été dit"
    assert b"pdfuaid:part" in reader.trailer["/Root"]["/Metadata"].get_object().get_data()
    assert reader.metadata.creation_date is None


def test_same_bytes_twice(small_folder: Path, small_pdf: bytes) -> None:
    assert pdf(report_document(small_folder, language="fr")[0]) == small_pdf


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_languages_compile(language: str, full_folder: Path) -> None:
    data = pdf(report_document(full_folder, language=language)[0])
    assert PdfReader(io.BytesIO(data)).trailer["/Root"]["/Lang"] == language


def test_every_font_is_ours(small_pdf: bytes) -> None:
    names = {
        str(font.get_object()["/BaseFont"])
        for page in PdfReader(io.BytesIO(small_pdf)).pages
        for font in page["/Resources"]["/Font"].values()
    }
    assert names and all("Noto" in name for name in names), names


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_only_text(text: str) -> None:
    chart = bars([(text, 3, text)], text)
    table = Table(text, (text, text), ((runs(text), runs(link(text, "#un"))),), (False, True))
    data = pdf(
        one(
            Heading(3, text, "deux"),
            paragraph(text),
            Quote(text, runs(text), "quoted", "c", "ar", cut=True),
            Quote(text, (), "noted", "c"),
            table,
            Figure(chart, text, text, table),
            Callout(text, (paragraph(text),)),
            Anchored("c-1", runs(text), text, "x-y"),
            title=text,
        )
    )
    assert len(PdfReader(io.BytesIO(data)).pages) >= 1


def test_markup_is_printed_as_it_is() -> None:
    text = "#strong[x] = y $1$ // fin"
    assert text in text_of(pdf(one(paragraph(text))))


def test_missing_characters_are_shown_as_their_code() -> None:
    assert "⟦U+4E2D⟧⟦U+6587⟧" in text_of(pdf(one(paragraph("chinois 中文")))).replace(" ", "").replace(
        "\n", ""
    )


def test_substitutions_are_counted_and_said(small_folder: Path, full_folder: Path) -> None:
    document, count = report_document(small_folder, language="fr")
    assert count > 0
    last = document.blocks[-1]
    assert f"{count} caractères absents" in last.runs[0].text  # type: ignore[union-attr]
    document, count = report_document(full_folder, language="fr")
    assert count == 0
    assert "Aucun caractère" in document.blocks[-1].runs[0].text  # type: ignore[union-attr]


@settings(max_examples=40, deadline=None)
@given(st.text(min_size=1, max_size=60))
def test_any_text_compiles(text: str) -> None:
    pdf(one(paragraph(text), Quote(text, runs(text), "quoted", "c", "ar"), Heading(3, text, "deux")))


@settings(max_examples=30, deadline=None)
@given(st.lists(st.text(max_size=80), min_size=1, max_size=6))
def test_any_label_makes_a_chart(labels: list[str]) -> None:
    table = Table("t", ("a",), ((runs("b"),),), (False,))
    rows = [Share(label, (3, 2, 1), "3 / 2 / 1") for label in labels]
    pdf(one(Figure(shares(rows, ("a", "b", "c"), "titre"), "légende", "texte", table)))


@pytest.mark.long
@settings(max_examples=600, deadline=None)
@given(st.text(min_size=1, max_size=400))
def test_any_text_compiles_long(text: str) -> None:
    pdf(one(paragraph(text), Quote(text, runs(text), "quoted", "c", "ar"), Heading(3, text, "deux")))


def test_a_picture_for_word_processors() -> None:
    data = png(bars([("Attente 🙏🏽 السلام", 3, "3")], "t"))
    assert data.startswith(b"\x89PNG")
    assert data == png(bars([("Attente 🙏🏽 السلام", 3, "3")], "t"))


def test_the_three_files(full_folder: Path) -> None:
    files = render_report(full_folder, language="fr")
    assert files == render_report(full_folder, language="fr")
    assert (
        files.pdf.startswith(b"%PDF") and files.docx.startswith(b"PK") and files.html.startswith(b"<!DOCTYPE")
    )
    assert files.substitutions == 0
