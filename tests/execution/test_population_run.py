"""Age and sex from a table of answers to the report: only where asked for, never in a public dossier."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from concertia.corpus.folder import read_corpus
from concertia.corpus.importing import ImportOptions, import_sources
from concertia.dossier.archive import build
from concertia.dossier.verify import verify
from concertia.errors import QuestionError
from concertia.execution.options import AnalyseOptions
from concertia.execution.recompute import recompute
from concertia.execution.run import analyse, write_reports

ANSWERS = [
    ("Votre proposition", "Code répondant", "Votre âge", "Sexe", "Commune"),
    *(
        (
            f"Garder un guichet ouvert le samedi, raison {n}",
            f"p{n}",
            ("17", "34 ans", "71", "Moins de 15 ans", "")[n % 5],
            ("Femme", "Homme", "Femme", "")[n % 4],
            ("Aubeville", "Belmont")[n % 2],
        )
        for n in range(80)
    ),
]
PEOPLE = "Tranche d'âge;Femmes;Hommes\n0-14;100;100\n15-29;200;200\n30-59;300;300\n60 et plus;200;150\n"


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    path = tmp_path / "reponses.csv"
    path.write_text("\n".join(";".join(row) for row in ANSWERS), encoding="utf-8")
    return path


@pytest.fixture
def people(tmp_path: Path) -> Path:
    path = tmp_path / "population.csv"
    path.write_text(PEOPLE, encoding="utf-8")
    return path


def test_age_and_sex_stay_out_unless_somebody_asks_for_them(answers: Path, tmp_path: Path) -> None:
    report = import_sources([answers], tmp_path / "out", ImportOptions(key=tmp_path / "key"))
    assert not (tmp_path / "out" / "people.parquet").exists()
    assert "« Votre âge »" in " ".join(report["sources"][0]["warnings"])
    import_sources([answers], tmp_path / "asked", ImportOptions(key=tmp_path / "key", age_sex=True))
    corpus, plain = read_corpus(tmp_path / "asked"), read_corpus(tmp_path / "out")
    assert corpus.id == plain.id
    assert corpus.people is not None and plain.people is None
    assert set(corpus.people["age"]) == {"15-17", "30-34", "70-74", "0-14", None}
    assert set(corpus.people["sex"]) == {"female", "male", None}
    assert list(corpus.people["contribution_id"]) == sorted(corpus.people["contribution_id"])
    assert len(corpus.people["age"]) == 76  # four say neither


def test_a_reading_beside_a_population(answers: Path, people: Path, tmp_path: Path) -> None:
    out = tmp_path / "lecture"
    options = AnalyseOptions(
        embedder="lexical", population=people, quiet=True, by=("territory",),
        sources=ImportOptions(key=tmp_path / "key", age_sex=True),
    )  # fmt: skip
    analyse([answers], out, options)
    result = json.loads((out / "result.json").read_bytes())
    section = result["population"]
    assert (section["unit"], section["counted"]) == ("persons", 80)
    ages = next(view for view in section["views"] if view["by"] == ["age"])
    assert {cell["value"][0]: cell["count"] for cell in ages["cells"]} == {
        "0-14": 16, "15-29": 16, "30-59": 16, "60+": 16
    }  # fmt: skip
    assert (ages["base"], ages["unanswered"]) == (64, 16)
    assert "Qui a parlé, et qui manque" in (out / "rapport.html").read_text(encoding="utf-8")
    assert all(line.ok for line in verify(out))
    assert recompute(out, 1).identical
    archive = tmp_path / "public.zip"
    build(out, "public", archive, lambda folder: write_reports(folder, "fr"))
    with zipfile.ZipFile(archive) as members:
        assert not [name for name in members.namelist() if "people" in name]
        assert "population" in json.loads(members.read("result.json"))
    assert all(line.ok for line in verify(archive))


def test_a_table_that_cannot_be_told_stops_before_anything_is_read(answers: Path, tmp_path: Path) -> None:
    table = tmp_path / "codes.csv"
    table.write_text("Sexe;Population\n1;100\n2;120\n", encoding="utf-8")
    with pytest.raises(QuestionError, match="quel sexe"):
        analyse([answers], tmp_path / "out", AnalyseOptions(embedder="lexical", population=table, quiet=True))
    assert not (tmp_path / "out" / "result.json").exists()
