"""The DOCX report: real styles, reopened without loss, the same bytes twice."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

from concertia.reports.docx import docx_file
from concertia.reports.model import Anchored, Document, Heading, Quote, Table, link, paragraph, runs
from concertia.reports.render import report_document

LABELS = {"contents": "Sommaire", "skip": "Aller au texte", "figures": "Chiffres"}


def one(*blocks) -> Document:
    return Document("Titre", "fr", "sous-titre", (("Date", "1"),), blocks, LABELS, "2026-03-02")


def opened(data: bytes) -> docx.document.Document:
    return docx.Document(io.BytesIO(data))


@pytest.fixture(scope="module")
def word(full_folder: Path) -> docx.document.Document:
    return opened(docx_file(report_document(full_folder, language="fr")[0]))


def test_headings_are_real(word: docx.document.Document) -> None:
    names = [line.style.name for line in word.paragraphs]
    assert names[0] == "Title"
    assert names.count("Heading 1") >= 10 and "Heading 2" in names
    assert "List Bullet" in names and "Concertia quote" in names


def test_tables_repeat_their_header(word: docx.document.Document) -> None:
    assert len(word.tables) > 10
    for table in word.tables:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None


def test_pictures_have_a_text_alternative(word: docx.document.Document) -> None:
    described = [shape._inline.docPr.get("descr") for shape in word.inline_shapes]
    assert len(described) == 5 and all(described)


def test_links_arrive_at_bookmarks(word: docx.document.Document) -> None:
    body = word.element.body
    names = [mark.get(qn("w:name")) for mark in body.iter(qn("w:bookmarkStart"))]
    numbers = [mark.get(qn("w:id")) for mark in body.iter(qn("w:bookmarkStart"))]
    targets = {node.get(qn("w:anchor")) for node in body.iter(qn("w:hyperlink"))}
    assert targets and targets <= set(names)
    assert len(names) == len(set(names)) and len(numbers) == len(set(numbers))
    assert all(len(name) <= 40 for name in names)


def test_the_language_is_said(word: docx.document.Document) -> None:
    assert word.core_properties.language == "fr"
    assert word.styles["Normal"].element.rPr.find(qn("w:lang")).get(qn("w:val")) == "fr"


def test_arabic_is_marked(small_folder: Path) -> None:
    word = opened(docx_file(report_document(small_folder, language="fr")[0]))
    arabic = [
        run
        for line in word.paragraphs
        for run in line.runs
        if run._r.rPr is not None
        and run._r.rPr.find(qn("w:lang")) is not None
        and run._r.rPr.find(qn("w:lang")).get(qn("w:bidi")) == "ar"
    ]
    assert arabic and all(run.font.rtl for run in arabic)


def test_same_bytes_twice_dated_by_the_data(full_folder: Path) -> None:
    document, _ = report_document(full_folder, language="fr")
    data = docx_file(document)
    assert data == docx_file(document)
    assert opened(data).core_properties.created.strftime("%Y-%m-%d") == "2026-03-28"
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        assert {entry.date_time for entry in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_marks_and_notes() -> None:
    word = opened(
        docx_file(
            one(Quote("dit", runs("s"), "quoted", "c", cut=True), Quote("noté", runs("s"), "noted", "c"))
        )
    )
    texts = [line.text for line in word.paragraphs]
    assert "«\u202fdit […]\u202f»" in texts
    assert "noté" in texts


def test_turns_and_forbidden_characters_are_shown_as_codes() -> None:
    word = opened(docx_file(one(paragraph("a\u202eb\x07c\ud800d"))))
    assert word.paragraphs[-1].text == "a⟦U+202E⟧b⟦U+0007⟧c⟦U+D800⟧d"


@settings(max_examples=25, deadline=None)
@given(st.text(min_size=1))
def test_any_text_can_be_reopened(text: str) -> None:
    table = Table(text, (text,), ((runs(text),),), (True,))
    blocks = (
        Heading(2, text, "a"),
        paragraph(text, link(text, "#a"), link(text, "https://exemple.org/?a=1&b=2")),
        Quote(text, runs(text), "quoted", "c", "ar"),
        table,
        Anchored("c-1", runs(text), text),
    )
    word = opened(docx_file(one(*blocks)))
    if text.isprintable():
        assert word.tables[0].rows[1].cells[0].text == text
