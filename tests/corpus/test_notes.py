"""Lists of notes: headings, information, marks of support, and what is told apart from a document."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pytest

from concertia.corpus.folder import read_corpus
from concertia.corpus.formats.port import Parsed, ReadOptions
from concertia.corpus.formats.vocabulary import dots_at_end, kind_of, support_of, voice_of
from concertia.corpus.gathering import gather
from concertia.errors import UnusableSourceError

SAMPLES = Path(__file__).parent / "samples"
Import = Callable[..., dict[str, Any]]


def read(path: Path, format_name: str | None = None) -> Parsed:
    ((form, files),) = gather([path], format_name).groups
    return form.read(files, ReadOptions())


def test_notes_of_a_text_file() -> None:
    parsed = read(SAMPLES / "atelier.txt")
    assert parsed.format == "notes"
    assert [(d.raw, d.declared_kind, d.room_support) for d in parsed.drafts] == [
        ("plus personne en face (4 gommettes)", "crainte", "dots:4"),
        ("nos données revendues ailleurs ●●●", "crainte", "dots:3"),
        ("perdre la main sur les dossiers x3", "crainte", "dots:3"),
        ("pas de caméras +++", "refus", "dots:3"),
        ("aucune note automatique (disputé)", "refus", "dispute"),
        ("une charte d'une page (groupe de 6)", "proposition", None),
        ("former avant d'équiper", "proposition", None),
    ]
    for draft in parsed.drafts:
        assert (draft.session, draft.public, draft.date) == (
            "Atelier du centre social · TABLE 2",
            "habitants",
            "14/10/2026",
        )
        assert (draft.capture, draft.channel, draft.voice) == ("noted", "room", "collective")
    assert parsed.drafts[5].voice_count == 6
    assert not parsed.rejects
    assert parsed.warnings[0] == ["lignes laissées de côté (personnes, effectifs) : 1"]


def test_no_name_of_a_facilitator_remains(imported: Import, tmp_path: Path) -> None:
    imported(SAMPLES / "atelier.txt")
    for path in sorted((tmp_path / "corpus").iterdir()):
        assert "Prénom Inventé".encode() not in path.read_bytes()
    corpus = read_corpus(tmp_path / "corpus")
    assert set(corpus.contributions["date"]) == {"2026-10-14"}


def test_notes_of_a_markdown_file_with_a_table() -> None:
    parsed = read(SAMPLES / "atelier.md")
    assert parsed.title == "Compte rendu de l'atelier"
    question = "Que ferait une bonne IA pour vous ?"
    assert [(d.raw, d.declared_kind, d.question, d.session) for d in parsed.drafts] == [
        ("moins de papier", "attente", question, None),
        ("perdre le contact", "crainte", question, None),
        ("répondre le soir", "attente", question, None),
        ("trop d'écrans", "crainte", question, None),
        ("le car passe quand on l'annonce", None, None, "Table 3"),
    ]
    assert {draft.territory for draft in parsed.drafts} == {"Corbelise"}


def workshop(path: Path) -> Path:
    document = docx.Document()
    document.add_heading("Atelier du 14 octobre", 0)
    document.add_paragraph("Territoire : Corbelise")
    document.add_heading("Craintes", 2)
    document.add_paragraph("plus personne au guichet (2 gommettes)", style="List Bullet")
    document.add_paragraph("trop cher pour une petite commune", style="List Bullet")
    paragraph = document.add_paragraph()
    paragraph.add_run("Envies").bold = True
    document.add_paragraph("moins de papier")
    table = document.add_table(rows=2, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Conditions", "Refus"
    table.cell(1, 0).text, table.cell(1, 1).text = "un humain relit", "pas de caméras"
    document.save(path)
    return path


def test_notes_of_a_word_file(tmp_path: Path) -> None:
    parsed = read(workshop(tmp_path / "atelier.docx"))
    assert parsed.format == "notes"
    assert [(draft.raw, draft.declared_kind) for draft in parsed.drafts] == [
        ("plus personne au guichet (2 gommettes)", "crainte"),
        ("trop cher pour une petite commune", "crainte"),
        ("moins de papier", "attente"),
        ("un humain relit", "condition"),
        ("pas de caméras", "refus"),
    ]
    assert {draft.territory for draft in parsed.drafts} == {"Corbelise"}


@pytest.mark.parametrize("name", ["atelier.txt", "atelier.md"])
def test_a_list_may_be_read_as_a_document(name: str) -> None:
    assert read(SAMPLES / name, "document").drafts[0].channel == "document"


def test_a_document_is_not_taken_for_notes() -> None:
    assert read(SAMPLES / "avis.md").format == "document"
    assert read(SAMPLES / "avis.md", "notes").drafts[0].capture == "noted"


def test_wrapped_lines_are_joined(tmp_path: Path) -> None:
    path = tmp_path / "n.txt"
    path.write_text(
        "Une ligne assez longue pour avoir été coupée par la largeur de la\npage du traitement de texte\n"
        "- puce courte\n- autre puce\n- une dernière puce, pour que ce soit une liste\n- et encore\n",
        encoding="utf-8",
    )
    assert read(path).drafts[0].raw.endswith("de la page du traitement de texte")


def test_headings_alone_are_no_notes(tmp_path: Path) -> None:
    path = tmp_path / "n.md"
    path.write_text("# Titre\n\n## Craintes\n", encoding="utf-8")
    with pytest.raises(UnusableSourceError, match="aucune note"):
        read(path, "notes")


def test_a_line_without_word_is_a_counted_reject(tmp_path: Path) -> None:
    path = tmp_path / "n.txt"
    path.write_text("- plus de bus\n- ???\n- moins de bruit\n", encoding="utf-8")
    parsed = read(path)
    assert [draft.raw for draft in parsed.drafts] == ["plus de bus", "moins de bruit"]
    assert [(reject.line, reject.reason) for reject in parsed.rejects] == [(2, "no word")]


@pytest.mark.parametrize(
    ("text", "support"),
    [
        ("plus de bus (5 gommettes)", "dots:5"),
        ("plus de bus [2 points]", "dots:2"),
        ("plus de bus - 7 pastilles", "dots:7"),
        ("plus de bus 🔴🔴", "dots:2"),
        ("plus de bus x12", "dots:12"),
        ("plus de bus (×4)", "dots:4"),
        ("plus de bus ++", "dots:2"),
        ("plus de bus (+3)", "dots:3"),
        ("plus de bus (largement partagé)", "large"),
        ("plus de bus (avis isolé)", "isole"),
        ("apprendre le C++", None),
        ("revoir ces 3 points", None),
        ("plan de 2030", None),
        ("rouler à 30", None),
        ("fermer la rue (le dimanche)", None),
    ],
)
def test_marks_at_the_end_of_a_note(text: str, support: str | None) -> None:
    assert dots_at_end(text) == support


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("Envies", "attente"),
        ("Vos attentes", "attente"),
        ("Souhait", "attente"),
        ("CRAINTES :", "crainte"),
        ("Les peurs", "crainte"),
        ("Inquiétudes", "crainte"),
        ("Oui si…", "condition"),
        ("À quelles conditions ?", "condition"),
        ("Lignes rouges", "refus"),
        ("Non", "refus"),
        ("Points de vigilance", "vigilance"),
        ("Idées", "proposition"),
        ("Constats", "constat"),
        ("Témoignages", "temoignage"),
        ("Quelles sont vos craintes pour demain ?", "crainte"),
        ("Craintes et attentes", None),
        ("Quels sont vos espoirs et vos craintes ?", None),
        ("Que pensez-vous de la proposition de la ville ?", None),
        ("Mobilité", None),
    ],
)
def test_kinds_named_by_headings(words: str, kind: str | None) -> None:
    assert kind_of(words) == kind


def test_words_of_voice_and_support() -> None:
    assert voice_of("Collectif (6)") == ("collective", 6)
    assert voice_of("groupe de 8") == ("collective", 8)
    assert voice_of("à titre personnel") == ("individual", None)
    assert voice_of("au nom d'une association") == ("organisation", None)
    assert voice_of("peut-être") is None
    assert support_of("●●●●") == "dots:4"
    assert support_of("3") == "dots:3"
    assert support_of("Disputé") == "dispute"
    assert support_of("bleu") is None
