"""Exports: every contribution with its codes, words that may be published, no formula, readable again."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pytest
from typer.testing import CliRunner

from concertia.cli.application import build
from concertia.corpus.folder import read_corpus
from concertia.corpus.importing import ImportOptions, import_sources
from concertia.errors import UnusableSourceError
from concertia.reports.exports import FORMULA, HEADER, as_csv, as_xlsx, rows, safe
from concertia.storage.parquet import read_parquet, write_parquet
from concertia.synthesis.codes import CODES

TABLE = """id;texte;commune;nature;statut de modération;pour;contre
1;=SOMME(A1:A9) est ma réponse;Corbelise;crainte;publié;3;1
2;"Appelez-moi au 06 12 34 56 78, le soir";Corbelise;proposition;publié;2;0
3;Un texte écarté par la modération;Valombre;proposition;rejeté;0;0
4;-1 pour les caméras;Valombre;refus;publié;5;2
"""


@pytest.fixture
def corpus(tmp_path: Path, key_file: Path) -> Path:
    (tmp_path / "t.csv").write_text(TABLE, encoding="utf-8")
    import_sources([tmp_path / "t.csv"], tmp_path / "corpus", ImportOptions(key=key_file))
    return tmp_path / "corpus"


def run(*arguments: Any) -> str:
    outcome = CliRunner().invoke(build(), ["export", *map(str, arguments)])
    if outcome.exception is not None:
        raise outcome.exception
    return outcome.output


def table(path: Path) -> list[dict[str, str]]:
    text = path.read_bytes().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def test_csv_holds_what_may_be_published_and_no_formula(corpus: Path, tmp_path: Path) -> None:
    assert "4 contributions" in run(corpus, "--out", tmp_path / "x.csv")
    found = {row["référence d'origine"]: row for row in table(tmp_path / "x.csv")}
    assert found["1"]["texte"] == "'=SOMME(A1:A9) est ma réponse"
    assert found["4"]["texte"] == "'-1 pour les caméras"
    assert "06 12" not in found["2"]["texte"]
    assert (found["3"]["texte"], found["3"]["modération"]) == ("", "rejected")
    assert (found["4"]["d'accord"], found["4"]["pas d'accord"], found["4"]["nature"]) == (
        "5",
        "2",
        "refus",
    )
    assert not any(cell.startswith(FORMULA) for row in found.values() for cell in row.values())
    assert safe("\tx") == "'\tx"


def test_what_is_exported_can_be_imported(corpus: Path, tmp_path: Path, key_file: Path) -> None:
    run(corpus, "--out", tmp_path / "x.csv")
    report = import_sources([tmp_path / "x.csv"], tmp_path / "again", ImportOptions(key=key_file))
    counts = report["sources"][0]["records"]["contribution"]
    assert counts == {"read": 4, "kept": 3, "rejected": 1}, (
        "the words that may not be published are not there"
    )
    before, after = read_corpus(corpus), read_corpus(tmp_path / "again")
    words = {
        text for text, kept in zip(before.published.tolist(), before.readable.tolist(), strict=True) if kept
    }
    assert set(after.published.tolist()) == words
    assert sorted(filter(None, after.contributions["declared_kind"].tolist())) == [
        "crainte",
        "proposition",
        "refus",
    ]


def test_xlsx_is_text_and_always_the_same(corpus: Path, tmp_path: Path) -> None:
    run(corpus, "--format", "xlsx", "--out", tmp_path / "x.xlsx")
    run(corpus, "--format", "xlsx", "--out", tmp_path / "y.xlsx")
    assert (tmp_path / "x.xlsx").read_bytes() == (tmp_path / "y.xlsx").read_bytes()
    sheet = openpyxl.load_workbook(tmp_path / "x.xlsx").active
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert [cell.value for cell in sheet[1]] == list(HEADER)
    long: list[None] = []
    as_xlsx(("texte",), [("mot " * 10_000,)], lambda: long.append(None))
    assert len(long) == 1


def test_iramuteq_can_be_read_again(corpus: Path, tmp_path: Path, key_file: Path) -> None:
    run(corpus, "--format", "iramuteq", "--out", tmp_path / "x.txt")
    text = (tmp_path / "x.txt").read_text(encoding="utf-8")
    assert text.count("**** *note_") == 3
    assert "*nature_refus *theme_aucun *public_aucun *territoire_valombre" in text
    report = import_sources([tmp_path / "x.txt"], tmp_path / "again", ImportOptions(key=key_file))
    assert report["sources"][0]["format"] == "iramuteq"
    assert report["sources"][0]["records"]["contribution"] == {"read": 3, "kept": 3, "rejected": 0}


def test_a_reading_brings_its_themes_kinds_findings_and_codes(full_folder: Path, tmp_path: Path) -> None:
    found = [dict(zip(HEADER, row, strict=True)) for row in rows(full_folder)]
    units = read_parquet(full_folder / "units.parquet")
    assert len(found) == len(
        read_parquet(full_folder / "corpus" / "contributions.parquet")["contribution_id"]
    )
    assert any(row["thèmes"] for row in found)
    assert any(row["enseignements"] for row in found)
    assert all(row["natures"] for row in found if row["identifiant"] in set(units["contribution_id"]))
    coded = tmp_path / "coded"
    coded.mkdir()
    for name in ("result.json", "units.parquet", "corpus"):
        (coded / name).symlink_to(full_folder / name)
    first = {
        "unit_id": units["unit_id"][0],
        "grid": "Ma grille",
        "code": "Accueil",
        "score": None,
        "source": "human",
    }
    write_parquet(coded / "codes.parquet", {k: np.array([v], dtype=object) for k, v in first.items()}, CODES)
    held = [row for row in rows(coded) if "Ma grille : Accueil" in row]
    assert [row[0] for row in held] == [units["contribution_id"][0]]


def test_other_folders_and_formats_are_explained(corpus: Path, tmp_path: Path) -> None:
    with pytest.raises(UnusableSourceError, match="ni un corpus ni une lecture"):
        run(tmp_path, "--out", tmp_path / "x.csv")
    assert not list(tmp_path.glob("x.csv*"))
    with pytest.raises(UnusableSourceError, match="dites csv, xlsx ou iramuteq"):
        run(corpus, "--format", "pdf", "--out", tmp_path / "x.pdf")
    assert b"".join(as_csv(("a",), [("=1",)])) == b"\xef\xbb\xbfa\r\n'=1\r\n"
