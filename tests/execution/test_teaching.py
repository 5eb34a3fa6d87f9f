"""From a file of labels to codes that anyone can recount."""

from __future__ import annotations

import csv
import dataclasses
import json
from pathlib import Path

import numpy as np
import pytest

from concertia.dossier.redaction import redact
from concertia.dossier.signature import create_key, load_key
from concertia.dossier.verify import verify
from concertia.errors import UnusableSourceError
from concertia.execution.options import AnalyseOptions
from concertia.execution.recompute import recompute
from concertia.execution.run import analyse, write_reports
from concertia.storage.parquet import read_parquet, write_parquet
from concertia.synthesis.codes import CODES

THINGS = {
    "velo": ["une piste cyclable", "un garage à vélos", "une bande cyclable", "un casier à vélo"],
    "cantine": ["un menu végétarien", "un repas bio à la cantine", "un goûter", "un plat chaud à la cantine"],
}
PLACES = ["près de l'école", "devant la gare", "dans le bourg", "au stade", "rue Haute", "au marché"]


@pytest.fixture
def wishes(tmp_path: Path) -> Path:
    path = tmp_path / "souhaits.csv"
    rows = [
        f"Il faudrait {thing} {place}" for things in THINGS.values() for thing in things for place in PLACES
    ]
    path.write_text("texte\n" + "\n".join(rows) + "\n", encoding="utf-8")
    return path


def labels(tmp_path: Path, extra: str = "", every: int = 2) -> Path:
    lines = ["text,code,grid"]
    number = 0
    for code, things in THINGS.items():
        for thing in things:
            for place in PLACES:
                number += 1
                if number % every == 0:
                    lines.append(f"Il faudrait {thing} {place},{code},sujet")
    path = tmp_path / "exemples.csv"
    path.write_text("\n".join([*lines, *extra.splitlines()]) + "\n", encoding="utf-8")
    return path


def section(folder: Path) -> list[dict]:
    return json.loads((folder / "result.json").read_text(encoding="utf-8"))["learning"]


@pytest.fixture
def taught(wishes: Path, quick: AnalyseOptions, tmp_path: Path) -> Path:
    given = labels(tmp_path, "Une phrase que personne n'a dite,velo,sujet")
    analyse([wishes], tmp_path / "lecture", dataclasses.replace(quick, learn=given))
    return tmp_path / "lecture"


def test_the_rest_is_coded_counted_and_verified(taught: Path) -> None:
    (grid,) = section(taught)
    codes = read_parquet(taught / "codes.parquet")
    human = sum(source == "human" for source in codes["source"])
    learnt = sum(source == "learnt" for source in codes["source"])
    assert human == grid["examples"] == 24
    assert learnt >= 18
    assert sum(entry["learnt"]["units"] for entry in grid["codes"]) == learnt
    assert grid["undetermined"]["units"] == 48 - human - learnt
    assert grid["ignored"] == {"not in the corpus": 1}
    assert grid["quality"]["right"] >= 18
    low, high = grid["quality"]["interval"]
    assert low < grid["quality"]["accuracy"] <= high
    lines = verify(taught)
    assert all(line.ok for line in lines)
    assert any("Codes : " in line.fr for line in lines)


def test_the_same_reading_done_again_gives_the_same_bytes(taught: Path) -> None:
    assert recompute(taught, 1).identical


def test_a_code_changed_by_hand_is_found(taught: Path) -> None:
    codes = read_parquet(taught / "codes.parquet")
    codes["code"] = codes["code"].copy()
    row = int(np.flatnonzero(codes["source"] == "learnt")[0])
    codes["code"][row] = "cantine" if codes["code"][row] == "velo" else "velo"
    write_parquet(taught / "codes.parquet", codes, CODES)
    wrong = [line for line in verify(taught) if not line.ok]
    assert any("Chiffres" in line.fr for line in wrong)
    codes["code"][row] = "inventé"
    write_parquet(taught / "codes.parquet", codes, CODES)
    assert any("Codes" in line.fr and not line.ok for line in verify(taught))


def test_what_to_read_next_is_a_labels_file_to_fill_in(
    taught: Path, wishes: Path, quick: AnalyseOptions, tmp_path: Path
) -> None:
    with (taught / "a-lire.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows
    assert not {row["text"] for row in rows} & {
        line.split(",")[0] for line in labels(tmp_path).read_text(encoding="utf-8").splitlines()
    }
    filled = tmp_path / "suite.csv"
    with filled.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(dict(row, code="velo" if "cycl" in row["text"] else "cantine") for row in rows)
    analyse([wishes], tmp_path / "suite", dataclasses.replace(quick, learn=filled))
    (grid,) = section(tmp_path / "suite")
    assert grid["examples"] == len(rows)
    assert grid["ignored"] == {}


def test_the_report_says_how_far_to_trust_it(taught: Path) -> None:
    page = (taught / "rapport.html").read_text(encoding="utf-8")
    assert "codé d’après des exemples" in page
    assert "Sur 24 exemples" in page


def test_nothing_said_by_somebody_erased_is_left_to_read(taught: Path, tmp_path: Path) -> None:
    with (taught / "a-lire.csv").open(encoding="utf-8-sig", newline="") as file:
        first = next(csv.DictReader(file))
    create_key(tmp_path / "signer.key")
    out = tmp_path / "sans"
    redact(
        taught,
        [first["contribution_id"]],
        out=out,
        key=load_key(tmp_path / "signer.key"),
        reason="demande",
        date="2026-01-02",
        render=lambda folder: write_reports(folder, "fr"),
    )
    assert not (out / "a-lire.csv").exists()
    said = first["text"].encode()
    assert not [
        p.name for p in out.rglob("*") if p.suffix in (".json", ".csv", ".html") and said in p.read_bytes()
    ]


def test_a_code_outside_a_published_grid_is_refused(
    wishes: Path, quick: AnalyseOptions, tmp_path: Path
) -> None:
    given = tmp_path / "exemples.csv"
    given.write_text("text;code;grid\nIl faudrait un goûter au stade;pas mal;positions\n", encoding="utf-8")
    with pytest.raises(UnusableSourceError, match="pas mal"):
        analyse([wishes], tmp_path / "lecture", dataclasses.replace(quick, learn=given))


def test_a_position_coded_by_a_reader_holds_and_too_few_teach_nothing(
    wishes: Path, quick: AnalyseOptions, tmp_path: Path
) -> None:
    given = tmp_path / "exemples.csv"
    given.write_text(
        "texte;code;grille\nIl faudrait un goûter au stade;Favorable;positions\n", encoding="cp1252"
    )
    analyse([wishes], tmp_path / "lecture", dataclasses.replace(quick, learn=given, position="Le goûter"))
    units = read_parquet(tmp_path / "lecture" / "units.parquet")
    coded = [
        (position, source)
        for position, source in zip(units["position"], units["position_source"], strict=True)
        if source is not None
    ]
    assert coded == [("favorable", "human")]
    (grid,) = section(tmp_path / "lecture")
    assert "quality" not in grid
    assert grid["undetermined"]["contributions"] == 47
    assert all(line.ok for line in verify(tmp_path / "lecture"))
