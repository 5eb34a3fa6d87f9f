"""Documents: passages with their place, what is joined again, what is left out and counted."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pypdf
import pytest
import typst
from hypothesis import given
from hypothesis import strategies as st

from concertia.corpus.folder import read_corpus
from concertia.corpus.formats.documents import MAX_PASSAGE, passages
from concertia.corpus.formats.port import Parsed, ReadOptions
from concertia.corpus.gathering import gather
from concertia.errors import UnusableSourceError

SAMPLES = Path(__file__).parent / "samples"
Import = Callable[..., dict[str, Any]]
PDF = """
#set document(title: "Avis inventé", date: none)
#set page(width: 14cm, height: 9cm, header: [Conseil de développement], footer: context [Page #here().page()])
#set text(size: 10pt, font: "Libertinus Serif", lang: "fr", hyphenate: true)
#set par(justify: true, spacing: 1.6em)
Le conseil recommande que chaque service communal conserve durablement un accueil physiquement
accessible.

Les administrations expérimentatrices publieront intégralement leurs évaluations, contradictoirement
discutées, proportionnellement approfondies et systématiquement compréhensibles.
Peut-être faudra-t-il davantage.
#pagebreak()
Deuxième partie de l’avis, sur une autre page.
#pagebreak()
Troisième partie de l’avis, sur la dernière page.
"""


def read(path: Path) -> Parsed:
    ((form, files),) = gather([path], None).groups
    return form.read(files, ReadOptions())


@pytest.fixture(scope="module")
def pdf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pdf")
    (folder / "avis.typ").write_text(PDF, encoding="utf-8")
    path = folder / "avis.pdf"
    path.write_bytes(typst.compile(folder / "avis.typ", ignore_system_fonts=True))
    return path


def test_passages_of_a_pdf(pdf: Path) -> None:
    parsed = read(pdf)
    assert [draft.raw for draft in parsed.drafts] == [
        "Le conseil recommande que chaque service communal conserve durablement un accueil physiquement "
        "accessible.",
        "Les administrations expérimentatrices publieront intégralement leurs évaluations, "
        "contradictoirement "
        "discutées, proportionnellement approfondies et systématiquement compréhensibles. Peut-être "
        "faudra-t-il "
        "davantage.",
        "Deuxième partie de l’avis, sur une autre page.",
        "Troisième partie de l’avis, sur la dernière page.",
    ]
    assert [draft.location for draft in parsed.drafts] == ["p. 1, § 1", "p. 1, § 2", "p. 2, § 1", "p. 3, § 1"]
    assert [draft.source_id for draft in parsed.drafts] == ["p1-1", "p1-2", "p2-1", "p3-1"]
    assert {draft.channel for draft in parsed.drafts} == {"document"}
    assert parsed.repairs[0]["words cut at line ends joined"] >= 1
    reasons = [reject.reason for reject in parsed.rejects]
    assert sorted(set(reasons)) == ["page number", "running header or footer"]
    assert len(reasons) == 6
    assert parsed.title == "Avis inventé"


def test_a_pdf_is_evidence_of_rank_b(pdf: Path, imported: Import, tmp_path: Path) -> None:
    report = imported(pdf)
    corpus = read_corpus(tmp_path / "corpus")
    assert set(corpus.contributions["channel"]) == {"document"}
    assert "p. 1, § 1" in set(corpus.contributions["location"])
    counts = report["sources"][0]["records"]["contribution"]
    assert counts == {"read": 10, "kept": 4, "rejected": 6}


def test_a_scanned_pdf_says_what_to_do(tmp_path: Path) -> None:
    writer = pypdf.PdfWriter()
    writer.add_blank_page(200, 200)
    writer.write(tmp_path / "scan.pdf")
    writer.close()
    with pytest.raises(UnusableSourceError, match="OCR"):
        read(tmp_path / "scan.pdf")


def test_a_locked_pdf_says_what_to_do(pdf: Path, tmp_path: Path) -> None:
    writer = pypdf.PdfWriter(pdf)
    writer.encrypt("secret", algorithm="AES-256")
    writer.write(tmp_path / "locked.pdf")
    writer.close()
    with pytest.raises(UnusableSourceError, match="mot de passe"):
        read(tmp_path / "locked.pdf")


def test_passages_of_a_word_document(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_heading("Avis", 0)
    document.add_paragraph("Le conseil demande un accueil humain dans chaque service. " * 4)
    document.add_heading("Contrôle", 1)
    long = "Une commission d'habitants examine chaque année la liste des outils et rend un avis public. " * 20
    document.add_paragraph(long)
    document.save(tmp_path / "avis.docx")
    parsed = read(tmp_path / "avis.docx")
    assert parsed.format == "document"
    assert parsed.title == "Avis"
    assert parsed.drafts[0].location == "« Avis », § 1"
    assert [draft.source_id for draft in parsed.drafts] == ["s1-1", "s2-1.1", "s2-1.2", "s2-1.3"]
    assert all(len(draft.raw) <= MAX_PASSAGE for draft in parsed.drafts)
    assert " ".join(draft.raw for draft in parsed.drafts[1:]) == long.strip()


def test_inserted_text_is_read_and_deleted_text_is_not(tmp_path: Path) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("Le conseil demande ")
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    for markup in (
        f"<w:ins {space}><w:r><w:t>un accueil humain, tenu par une personne que chacun puisse "
        f"joindre</w:t></w:r></w:ins>",
        f"<w:del {space}><w:r><w:delText>un robot</w:delText></w:r></w:del>",
        f"<w:sdt {space}><w:sdtContent><w:r><w:t> dans toutes les mairies annexes, chaque jour de la "
        f"semaine, "
        "y compris le samedi matin.</w:t></w:r></w:sdtContent></w:sdt>",
    ):
        paragraph._p.append(docx.oxml.parse_xml(markup))
    document.save(tmp_path / "suivi.docx")
    (draft,) = read(tmp_path / "suivi.docx").drafts
    assert draft.raw == (
        "Le conseil demande un accueil humain, tenu par une personne que chacun puisse joindre dans toutes "
        "les "
        "mairies annexes, chaque jour de la semaine, y compris le samedi matin."
    )


def test_paragraphs_of_a_markdown_document() -> None:
    parsed = read(SAMPLES / "avis.md")
    assert [draft.location for draft in parsed.drafts] == [
        "« Accueil », § 1",
        "« Accueil », § 2",
        "« Contrôle », § 1",
    ]
    assert "aux heures où les habitants" in parsed.drafts[0].raw


@given(st.lists(st.text(st.characters(codec="utf-8"), min_size=1, max_size=200), max_size=30))
def test_passages_lose_no_word(sentences: list[str]) -> None:
    paragraph = " ".join(f"A{sentence}." for sentence in sentences).strip()
    pieces = list(passages(paragraph))
    assert "".join("".join(pieces).split()) == "".join(paragraph.split())
    for piece in pieces:
        assert piece.strip()
