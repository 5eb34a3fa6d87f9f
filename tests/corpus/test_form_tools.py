"""Exports of form tools: recognised by their columns, one contribution per open answer, no name kept."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from concertia.corpus.folder import read_corpus

Import = Callable[..., dict[str, Any]]
FEARS = "Que craignez-vous de l'intelligence artificielle dans la commune ?"
HOPES = "Qu'en attendez-vous ?"
ANSWERS = [
    ("Que plus personne ne réponde au guichet", "Des délais plus courts pour les dossiers"),
    ("", "Une aide à la rédaction pour les agents"),
    ("Que nos données partent à l'étranger", ""),
]
MICROSOFT = [
    "ID",
    "Heure de début",
    "Heure de fin",
    "Adresse de messagerie",
    "Nom",
    "Vous êtes :",
    FEARS,
    HOPES,
]
MICROSOFT_EN = ["Id", "Start time", "Completion time", "Email", "Name", "Vous êtes :", FEARS, HOPES]
GOOGLE = ["Horodateur", "Adresse e-mail", "Dans quelle commune habitez-vous ?", FEARS, HOPES]


def written(path: Path, rows: list[list[str]], separator: str = ",") -> Path:
    cells = [['"' + cell.replace('"', '""') + '"' for cell in row] for row in rows]
    path.write_text("\r\n".join(separator.join(row) for row in cells) + "\r\n", encoding="utf-8-sig")
    return path


def sheet(path: Path, rows: list[list[str]]) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def totals(report: dict[str, Any]) -> tuple[int, int, int]:
    counts = report["sources"][0]["records"]["contribution"]
    assert counts["read"] == counts["kept"] + counts["rejected"]
    return counts["read"], counts["kept"], counts["rejected"]


def texts(folder: Path) -> list[str]:
    return sorted(read_corpus(folder).contributions["text"].tolist())


OPEN_ANSWERS = sorted(text for pair in ANSWERS for text in pair if text)


@pytest.mark.parametrize("titles", [MICROSOFT, MICROSOFT_EN], ids=["fr", "en"])
def test_microsoft_forms(titles: list[str], imported: Import, tmp_path: Path) -> None:
    rows = [
        [
            str(n),
            "2026-03-12 18:00:00",
            "2026-03-12 18:04:00",
            "anonymous",
            "Camille Exemple",
            "Habitante",
            *pair,
        ]
        for n, pair in enumerate(ANSWERS, 1)
    ]
    report = imported(sheet(tmp_path / "reponses.xlsx", [titles, *rows]))
    (source,) = report["sources"]
    assert source["format"] == "microsoft-forms"
    assert totals(report) == (6, 4, 2)
    assert texts(tmp_path / "corpus") == OPEN_ANSWERS
    assert {titles[3], titles[4]} <= set(source["dropped_columns"])
    contributions = read_corpus(tmp_path / "corpus").contributions
    assert set(contributions["question"].tolist()) == {FEARS, HOPES}
    assert set(contributions["public"].tolist()) == {"Habitante"}
    assert report["participants"] == 3, "three answers of a form, whatever the number of questions"
    assert not any("Exemple" in str(value) for column in contributions.values() for value in column.tolist())


def test_google_forms(imported: Import, tmp_path: Path) -> None:
    rows = [["12/03/2026 18:04:11", "a@exemple.fr", "Corbelise", *pair] for pair in ANSWERS]
    report = imported(written(tmp_path / "Formulaire sans titre.csv", [GOOGLE, *rows]))
    assert report["sources"][0]["format"] == "google-forms"
    assert totals(report) == (6, 4, 2)
    contributions = read_corpus(tmp_path / "corpus").contributions
    assert set(contributions["territory"].tolist()) == {"Corbelise"}
    assert set(contributions["date"].tolist()) == {"2026-03-12"}
    assert report["sources"][0]["dropped_columns"] == ["Adresse e-mail"]


def test_framaforms_has_lines_above_its_titles(imported: Import, tmp_path: Path) -> None:
    above = [["Détails de la soumission", *[""] * 9], ["", *[""] * 7, "q1", "q2"]]
    titles = [
        "Numéro de série",
        "SID",
        "Heure de soumission",
        "Heure de fin",
        "Heure de modification",
        "Brouillon",
        "Adresse IP",
        "UID",
        FEARS,
        HOPES,
    ]
    rows = [
        [str(n), str(900 + n), "12/03/2026 - 18:04", "", "", "Non", "192.0.2.7", "0", *pair]
        for n, pair in enumerate(ANSWERS, 1)
    ]
    report = imported(written(tmp_path / "export.csv", [*above, titles, *rows], ";"))
    (source,) = report["sources"]
    assert source["format"] == "framaforms"
    assert totals(report) == (6, 4, 2)
    assert "Adresse IP" in source["dropped_columns"]
    assert texts(tmp_path / "corpus") == OPEN_ANSWERS
    sources = read_corpus(tmp_path / "corpus").contributions["source_id"].tolist()
    assert all(name.startswith(("901.", "902.", "903.")) for name in sources)


LIME_CODES = [
    "id",
    "submitdate",
    "lastpage",
    "startlanguage",
    "seed",
    "ipaddr",
    "refurl",
    "token",
    "Q1",
    "Q2",
    "Q2[other]",
    "Q3",
]
LIME_FULL = [
    "id. ID de la réponse",
    "submitdate. Date de soumission",
    "lastpage. Dernière page",
    "startlanguage. Langue de départ",
    "seed. Graine",
    "ipaddr. Adresse IP",
    "refurl. URL de référence",
    "token. Code d'accès",
    f"Q1. {FEARS}",
    "Q2. Êtes-vous favorable à son usage ?",
    "Q2[other]. Êtes-vous favorable à son usage ? [Autre]",
    f"Q3. {HOPES}",
]


@pytest.mark.parametrize("titles", [LIME_CODES, LIME_FULL], ids=["codes", "full headings"])
def test_limesurvey(titles: list[str], imported: Import, tmp_path: Path) -> None:
    fixed = ["2026-03-12 18:04:00", "3", "fr", "1234", "192.0.2.7", "https://exemple.fr", "jeton-x"]
    rows = [
        [str(n), *fixed, fear, "Y" if n % 2 else "N", "", hope] for n, (fear, hope) in enumerate(ANSWERS, 1)
    ]
    rows[0][8] = "'=" + rows[0][8]
    report = imported(written(tmp_path / "results-survey123.csv", [titles, *rows]))
    (source,) = report["sources"]
    assert source["format"] == "limesurvey"
    assert totals(report) == (6, 4, 2)
    assert source["repairs"] == {"protected cells restored": 1}
    assert sum(text.startswith("=Que plus") for text in texts(tmp_path / "corpus")) == 1
    contributions = read_corpus(tmp_path / "corpus").contributions
    assert set(contributions["language"].tolist()) == {"fr"}
    expected = {FEARS, HOPES} if titles is LIME_FULL else {"Q1", "Q3"}
    assert set(contributions["question"].tolist()) == expected
    everything = " ".join(str(value) for column in contributions.values() for value in column.tolist())
    assert "jeton-x" not in everything
    assert "192.0.2.7" not in everything


def test_closed_questions_are_said_and_not_read(imported: Import, tmp_path: Path) -> None:
    titles = ["Horodateur", "Utilisez-vous déjà ces outils ?", HOPES]
    answers = [f"Une attente bien à elle, numéro {n}, pour le service public" for n in range(20)]
    rows = [
        ["12/03/2026 18:04:11", "Oui" if n % 2 else "Non, jamais", text] for n, text in enumerate(answers)
    ]
    report = imported(written(tmp_path / "f.csv", [titles, *rows]))
    assert totals(report) == (20, 20, 0)
    assert any(
        "questions fermées, non lues : « Utilisez-vous" in line for line in report["sources"][0]["warnings"]
    )


MURAL = ["ID", "TEXT", "BG COLOR", "POSITION X", "POSITION Y", "AREA", "LAST UPDATED BY", "VOTES"]
PADLET = ["Sujet", "Corps", "Auteur", "Section", "Date de création", "J'aime"]
KLAXOON = ["Contenu", "Couleur", "Catégorie", "Dimension", "Créé par", "J'aime"]
MIRO = ["Content", "Type", "Color", "Frame", "X", "Y", "Created by"]


def test_walls_of_notes(imported: Import, tmp_path: Path) -> None:
    walls = {
        "mural": [
            MURAL,
            ["0-1", "Peur du guichet fermé", "#FFF", "10", "20", "Craintes", "Camille Exemple", "3"],
            ["0-2", "Un humain décide", "#FFF", "30", "20", "Table 2", "Camille Exemple", "0"],
            ["0-3", "", "#FFF", "30", "20", "", "", "0"],
        ],
        "padlet": [
            PADLET,
            ["Guichet", "Peur du guichet fermé", "", "Craintes", "2026-03-12T18:04:00Z", "3"],
            ["", "Un humain décide", "", "Table 2", "2026-03-12T18:04:00Z", "0"],
            ["", "", "", "", "", ""],
        ],
        "klaxoon": [
            KLAXOON,
            ["Peur du guichet fermé", "bleu", "Craintes", "", "C. Exemple", "3"],
            ["Un humain décide", "bleu", "Table 2", "", "C. Exemple", "0"],
            ["", "bleu", "", "", "", ""],
        ],
        "miro": [
            MIRO,
            ["Peur du guichet fermé", "sticky_note", "yellow", "Craintes", "10", "20", "C. Exemple"],
            ["Un humain décide", "sticky_note", "yellow", "Table 2", "10", "20", "C. Exemple"],
            ["", "sticky_note", "yellow", "", "", "", ""],
        ],
    }
    for name, rows in walls.items():
        path = (
            sheet(tmp_path / f"{name}.xlsx", rows)
            if name == "klaxoon"
            else written(tmp_path / f"{name}.csv", rows)
        )
        report = imported(path, out=tmp_path / name)
        assert report["sources"][0]["format"] == "sticky-notes", name
        read, kept, _ = totals(report)
        empty = report["sources"][0]["repairs"].get("empty rows", 0)
        assert (read + empty, kept) == (3, 2), name
        contributions = read_corpus(tmp_path / name).contributions
        by_text = dict(
            zip(contributions["text"].tolist(), contributions["declared_kind"].tolist(), strict=True)
        )
        fear = next(kind for text, kind in by_text.items() if "Peur" in text)
        assert (fear, by_text["Un humain décide"]) == ("crainte", None), name
        everything = " ".join(str(value) for column in contributions.values() for value in column.tolist())
        assert "Exemple" not in everything, name
        if name != "miro":
            assert "dots:3" in contributions["room_support"].tolist(), name


def test_a_question_about_mail_is_a_question_and_a_name_is_not(imported: Import, tmp_path: Path) -> None:
    about = "Que pensez-vous des réponses de la mairie par courriel ?"
    rows = [
        ["12/03/2026 18:04:11", "Camille", "Elles arrivent beaucoup trop tard pour être utiles"],
        ["13/03/2026 18:04:11", "Dominique", "On ne sait jamais qui les écrit vraiment"],
    ]
    report = imported(written(tmp_path / "f.csv", [["Horodateur", "Votre prénom", about], *rows]))
    assert totals(report) == (2, 2, 0)
    assert report["sources"][0]["dropped_columns"] == ["Votre prénom"]


def test_a_workshop_table_is_not_taken_for_a_platform(imported: Import, tmp_path: Path) -> None:
    rows = [["Proposition", "D'accord", "Pas d'accord", "Neutre"], ["Un guichet humain", "12", "1", "2"]]
    report = imported(written(tmp_path / "t.csv", rows))
    assert report["sources"][0]["format"] == "table"
    assert read_corpus(tmp_path / "corpus").contributions["channel"].tolist() == ["import"]


def test_a_box_for_remarks_is_read_even_where_answers_are_short(imported: Import, tmp_path: Path) -> None:
    rows = [
        ["12/03/2026 18:04:11", "Parce que cela aide les agents", "RAS"],
        ["13/03/2026 18:04:11", "Non", ""],
    ]
    report = imported(written(tmp_path / "f.csv", [["Horodateur", "Pourquoi ?", "Autres remarques"], *rows]))
    assert totals(report) == (4, 3, 1)
