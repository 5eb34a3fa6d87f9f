from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concertia.corpus.folder import read_corpus
from concertia.corpus.identifiers import contribution_id
from concertia.corpus.masking import MASK, mask_personal_data

PERSONAL = [
    "jeanne.dupont@exemple.fr",
    "prénom.nom+liste@mairie-ville.gouv.fr",
    "contact (at) exemple.org",
    "06 12 34 56 78",
    "06.12.34.56.78",
    "06-12-34-56-78",
    "0612345678",
    "+33 6 12 34 56 78",
    "+33 (0)6 12 34 56 78",
    "0033612345678",
    "+32 475 12 34 56",
    "+212 612 345 678",
    "+44 20 7946 0958",
    "82.64.12.190",
    "2001:0db8:85a3:0000:0000:8a2e:0370:7334",
    "2001:db8::8a2e:370:7334",
    "FR76 3000 6000 0112 3456 7890 189",
    "FR7630006000011234567890189",
    "1 85 05 78 006 084 91",
    "185057800608491",
    "1 85 05 78 006 084",
]
HARMLESS = [
    "le 12/05/2024 à 18h30",
    "12.05.2024",
    "2024-05-12T18:30:00",
    "un budget de 1 250 000 €",
    "+15 000 000 euros",
    "+20 000 000 d'habitants",
    "3,14 ou 1 000,50 €",
    "l'article 1.2.3.4 du règlement",
    "art. L. 2121-29 du CGCT",
    "la version 10.2.3.40",
    "la loi n° 2016-1321",
    "de 2015 à 2030",
    "75 % des 12 345 votes",
    "à 12:30:45 précises",
    "std::vector et a::b",
    "SIREN 217 500 016",
    "1542406176584",
    "le 8.8.8.8",
    "@mairie et #IA",
]


@pytest.mark.parametrize("secret", PERSONAL)
def test_personal_data_is_covered_and_nothing_else(secret: str) -> None:
    text = f"Écrivez-moi : {secret} merci 👍🏽"
    masked = mask_personal_data(text)
    assert masked == text.replace(secret, MASK * len(secret))


@pytest.mark.parametrize("text", HARMLESS)
def test_dates_amounts_and_articles_are_left_alone(text: str) -> None:
    assert mask_personal_data(text) is None


@given(st.text(), st.sampled_from(PERSONAL), st.text())
def test_masks_keep_the_length_in_code_points(before: str, secret: str, after: str) -> None:
    text = f"{before} {secret} {after}"
    masked = mask_personal_data(text)
    assert len(masked if masked is not None else text) == len(text)


@given(st.text(alphabet="0123456789 .,+-()@:abFR€", max_size=60))
def test_masks_never_change_what_they_do_not_cover(text: str) -> None:
    masked = mask_personal_data(text)
    if masked is not None:
        assert len(masked) == len(text)
        assert all(new in (old, MASK) for old, new in zip(text, masked, strict=True))
        assert masked != text


@pytest.mark.parametrize(
    "piece",
    ["a", "1", "+1", "1 ", "a.", "a@", "x@a", "0 ", "00 ", "::", "1.", "1234 ", "+(1)", "a_", "a (at) "],
)
def test_hostile_text_takes_no_time(piece: str) -> None:
    text = "+FR76 x@" + piece * 20_000
    start = time.process_time()
    mask_personal_data(text)
    assert time.process_time() - start < 3


def test_short_fields_are_masked_and_counted(imported: Callable[..., dict[str, Any]], tmp_path: Path) -> None:
    path = tmp_path / "avis.csv"
    path.write_text(
        "Avis;Question;Atelier;Commune\n"
        "Garder un guichet;Écrire à ana@exemple.fr ?;Chez bo@exemple.fr;Aubray 0612345678\n"
        "Des bus le soir;Écrire à ana@exemple.fr ?;Salle 3;Aubray\n",
        encoding="utf-8",
    )
    report = imported(path, public="Contact : cy@exemple.fr")
    columns = read_corpus(tmp_path / "corpus").contributions
    assert set(columns["question"]) == {"Écrire à " + "*" * 14 + " ?"}
    assert set(columns["session"]) == {"Chez " + "*" * 13, "Salle 3"}
    assert set(columns["territory"]) == {"Aubray " + "*" * 10, "Aubray"}
    assert report["sources"][0]["transformations"]["personal data masked"] == 6
    names = ("contributions.parquet", "import.json")
    stored = b"".join((tmp_path / "corpus" / name).read_bytes() for name in names)
    assert b"exemple.fr" not in stored


def test_names_of_files_are_masked_and_ids_do_not_change(
    imported: Callable[..., dict[str, Any]], tmp_path: Path
) -> None:
    folder = tmp_path / "avis"
    folder.mkdir()
    name = "jean@exemple.fr 0612345678.csv"
    (folder / name).write_text("N°;Avis\n1;Garder un guichet\n2;\n3;Des bus\n", encoding="utf-8")
    (folder / "cy@exemple.fr.csv").write_bytes(b"%PDF-1.4 coup")
    report = imported(folder)
    (source,) = [item for item in report["sources"] if item["format"] == "table"]
    assert source["path"] == "avis/" + "*" * 15 + " " + "*" * 10 + ".csv"
    assert source["source"] == "table:" + source["path"]
    columns = read_corpus(tmp_path / "corpus").contributions
    assert set(columns["source"]) == {source["source"]}
    assert set(columns["contribution_id"]) == {contribution_id("table", f"avis/{name}", n) for n in "13"}
    for path in (tmp_path / "corpus").iterdir():
        assert b"exemple.fr" not in path.read_bytes(), path.name
        assert b"0612345678" not in path.read_bytes(), path.name
