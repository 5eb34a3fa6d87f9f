"""Tables and minutes as other tools and other hands write them: titles, marks and empty answers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from concertia.corpus.folder import read_corpus
from concertia.corpus.formats.table_mending import folded
from concertia.corpus.formats.vocabulary import kind_of

Import = Callable[..., dict[str, Any]]


def contributions(imported: Import, path: Path, content: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The source of ``import.json`` and the columns of the corpus."""
    path.write_text(content, encoding="utf-8")
    (source,) = imported(path, out=path.with_suffix(""))["sources"]
    return source, dict(read_corpus(path.with_suffix("")).contributions)


def test_a_sound_file_with_quoted_cells_is_not_said_to_be_mended(imported: Import, tmp_path: Path) -> None:
    rows = [f'2026/03/1{n} 6:04:11 PM UTC+1,Habitant,"Planter {n} arbres\net des bancs"\n' for n in range(6)]
    content = "Horodateur,Votre profil,Que proposez-vous ?\n" + "".join(rows)
    assert folded(content.splitlines(keepends=True)) is None
    source, _ = contributions(imported, tmp_path / "g.csv", content)
    assert (source["format"], source["repairs"]) == ("google-forms", {})


def test_a_single_question_is_what_people_answered(imported: Import, tmp_path: Path) -> None:
    _, columns = contributions(
        imported, tmp_path / "a.csv", '"Que souhaitez-vous ?"\n"Un parc"\n"Des jeux"\n'
    )
    assert sorted(columns["text"]) == ["Des jeux", "Un parc"]
    assert set(columns["question"]) == {"Que souhaitez-vous ?"}


def test_titles_are_found_below_a_presentation_of_two_cells(imported: Import, tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    for row in (
        ["Événement", "Atelier citoyen"],
        ["Date", "12/03/2026"],
        [],
        ["Prénom", "Q1. Qu'attendez-vous de la mairie ?", "Score"],
        ["Ana", "Des réponses rapides et un accueil humain", 0],
        ["Bo", "Rien de plus que ce qui est fait", 0],
    ):
        sheet.append(row)
    book.save(tmp_path / "w.xlsx")
    imported(tmp_path / "w.xlsx")
    columns = read_corpus(tmp_path / "corpus").contributions
    assert sorted(columns["text"]) == [
        "Des réponses rapides et un accueil humain",
        "Rien de plus que ce qui est fait",
    ]


def test_the_register_of_a_public_inquiry_keeps_its_numbers(imported: Import, tmp_path: Path) -> None:
    content = "N° observation;Commune;Observation\n@1;Dol;Trop près du bourg\nR2;Dol;Favorable au projet\n"
    _, columns = contributions(imported, tmp_path / "r.csv", content)
    assert sorted(columns["source_id"]) == ["@1", "R2"]


def test_what_a_title_adds_in_brackets_changes_nothing(imported: Import, tmp_path: Path) -> None:
    content = (
        "Contribution (500 signes);Auteur (anonymisé);Nom (facultatif);Submit Date (UTC)\n"
        "Un bus toutes les dix minutes;U1;Zoé;2026-03-01\nUne piste cyclable continue;U2;Max;2026-03-02\n"
    )
    _, columns = contributions(imported, tmp_path / "b.csv", content)
    assert sorted(columns["text"]) == ["Un bus toutes les dix minutes", "Une piste cyclable continue"]
    assert sorted(columns["date"]) == ["2026-03-01", "2026-03-02"]
    assert len(set(columns["author"])) == 2
    assert "Zoé" not in str(columns)


def test_the_second_titles_of_surveymonkey_are_no_contribution(imported: Import, tmp_path: Path) -> None:
    content = (
        "Respondent ID,IP Address,Que pensez-vous du projet ?\n,,Open-Ended Response\n"
        "118,1.2.3.4,Trop cher et trop loin du bourg\n119,1.2.3.5,Response\n"
    )
    source, columns = contributions(imported, tmp_path / "s.csv", content)
    assert sorted(columns["text"]) == ["Response", "Trop cher et trop loin du bourg"]
    assert any("seconde ligne de titres" in line for line in source["warnings"])


def test_a_dash_or_a_spreadsheet_error_is_no_word(imported: Import, tmp_path: Path) -> None:
    content = "n°;Contribution\n1;-\n2;.\n3;#REF!\n4;👍\n5;?\n6;Plus de bus\n"
    source, columns = contributions(imported, tmp_path / "d.csv", content)
    assert sorted(columns["text"]) == ["?", "Plus de bus", "👍"]
    assert source["reasons"] == {"no word": 3}
    assert source["records"]["contribution"] == {"read": 6, "kept": 3, "rejected": 3}


def test_likes_and_dislikes_are_totals(imported: Import, tmp_path: Path) -> None:
    content = "Titre;Description;Nombre de likes;Nombre de dislikes\nUn parc;Pour les ados;12;1\n"
    source, _ = contributions(imported, tmp_path / "l.csv", content)
    assert (source["totals"]["agree"], source["totals"]["disagree"]) == (12, 1)


def test_who_speaks_in_minutes_stays_whole(imported: Import, tmp_path: Path) -> None:
    content = (
        "Réunion publique du 4 avril 2026\n\nM. le Maire : Bonsoir à toutes et à tous.\n"
        "Une habitante : Je voudrais savoir pourquoi.\n"
    )
    _, columns = contributions(imported, tmp_path / "m.txt", content)
    assert sorted(columns["text"]) == [
        "M. le Maire : Bonsoir à toutes et à tous.",
        "Une habitante : Je voudrais savoir pourquoi.",
    ]


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("Ce que nous voulons", "attente"),
        ("Ce que je ne veux pas", "refus"),
        ("Ce qu'on refuse", "refus"),
        ("Ce que nous craignons", "crainte"),
        ("Ce qui m'inquiète", "crainte"),
        ("Ce qui nous fait peur", "crainte"),
        ("Ce que nous proposons", "proposition"),
        ("Ce que l'on constate", "constat"),
        ("Nos lignes rouges", "refus"),
        ("Leurs craintes", "crainte"),
        ("Ce qui marche bien", None),
        ("Ce que la commune a dit", None),
    ],
)
def test_headings_of_workshop_sheets(heading: str, kind: str | None) -> None:
    assert kind_of(heading) == kind
