from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from concertia.corpus.folder import read_corpus
from concertia.errors import UnusableSourceError

Import = Callable[..., dict]

SAMPLE = """META
key;value
description;Budget d'essai
num_projects;3
num_votes;4
vote_type;cumulative
PROJECTS
project_id;cost;votes;score;name;category;proposer
1;1000;2;5;Un parc, des "bancs";Nature;Jeanne
2;500;3;4;Des vélos;Mobilité;Paul
3;10;0;0;Rien;Autre;Luc
VOTES
voter_id;vote;points
a;1,2;3,1
b;2;2
c;2,1;1,2
d;9;1
"""


def test_every_real_file_reconciles(shared_data: Path, imported: Import) -> None:
    report = imported(shared_data / "pabulib")
    assert len(report["sources"]) == 29
    for source in report["sources"]:
        checks = {check["check"]: check for check in source["reconciliation"]}
        assert all(check["ok"] for check in checks.values()), source["path"]
        votes = source["records"]["vote"]
        assert votes["rejected"] == 0
        assert checks["num_votes"]["expected"] == votes["kept"]
        assert checks["votes: projects that add up"]["expected"] == source["records"]["contribution"]["kept"]
    by_name = {source["path"]: source for source in report["sources"]}
    assert by_name["pabulib/France_Toulouse_2019.pb"]["records"]["vote"]["kept"] == 1_494
    assert by_name["pabulib/France_Toulouse_2022.pb"]["records"]["vote"]["kept"] == 4_532
    assert report["contributions"] == 588


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_projects_and_totals(ending: str, tmp_path: Path, imported: Import) -> None:
    path = tmp_path / "essai.pb"
    path.write_bytes(SAMPLE.replace("\n", ending).encode())
    report = imported(path)
    (source,) = report["sources"]
    assert source["records"]["vote"] == {"read": 4, "kept": 3, "rejected": 1}
    assert source["reasons"] == {"unknown project": 1}
    assert source["dropped_columns"] == ["proposer"]
    assert all(check["ok"] for check in source["reconciliation"])
    corpus = read_corpus(tmp_path / "corpus")
    agree = dict(zip(corpus.tallies["contribution_id"], corpus.tallies["agree"].tolist(), strict=True))
    found = {
        name: agree[key]
        for name, key in zip(
            corpus.contributions["source_id"], corpus.contributions["contribution_id"], strict=True
        )
    }
    assert found == {"1": 2, "2": 3, "3": 0}
    assert 'Un parc, des "bancs"' in corpus.contributions["text"]
    content = b"".join(path.read_bytes() for path in (tmp_path / "corpus").iterdir())
    assert b"Jeanne" not in content


def test_a_wrong_announcement_is_reported(tmp_path: Path, imported: Import) -> None:
    path = tmp_path / "essai.pb"
    path.write_text(SAMPLE.replace("num_votes;4", "num_votes;5"), encoding="utf-8")
    (source,) = imported(path)["sources"]
    assert [check["check"] for check in source["reconciliation"] if not check["ok"]] == ["num_votes"]


def test_a_cut_file_is_one_clear_sentence(tmp_path: Path, imported: Import) -> None:
    path = tmp_path / "essai.pb"
    path.write_text(SAMPLE[:60], encoding="utf-8")
    with pytest.raises(UnusableSourceError, match="PROJECTS"):
        imported(path)


def test_a_quote_left_open_spoils_one_line_at_most(tmp_path: Path, imported: Import) -> None:
    path = tmp_path / "essai.pb"
    path.write_text(SAMPLE.replace("Des vélos", '"Des vélos'), encoding="utf-8")
    (source,) = imported(path)["sources"]
    assert source["records"]["contribution"]["kept"] == 3
