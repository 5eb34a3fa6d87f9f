from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from concertia.corpus.folder import read_corpus
from concertia.errors import UnusableSourceError

Import = Callable[..., dict]


def test_republique_numerique_identities(shared_data: Path, imported: Import, tmp_path: Path) -> None:
    report = imported(shared_data / "republique-numerique" / "opinions")
    read: Counter[str] = Counter()
    kept: Counter[str] = Counter()
    totals: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    for source in report["sources"]:
        for kind, counts in source["records"].items():
            assert counts["read"] == counts["kept"] + counts["rejected"]
            read[kind] += counts["read"]
            kept[kind] += counts["kept"]
        totals.update(source["totals"])
        reasons.update(source["reasons"])
        assert all(check["ok"] for check in source["reconciliation"])
    assert len(report["sources"]) == 361
    assert (read["contribution"], kept["contribution"]) == (361, 348)
    assert reasons == {"empty file": 13}
    assert totals == {"agree": 28_569, "disagree": 3_633, "mixed": 2_453, "pass": 0}
    assert sum(totals.values()) == 34_655
    assert (read["argument"], kept["argument"]) == (1_811, 1_811)
    assert report["votes"] == 0
    corpus = read_corpus(tmp_path / "corpus")
    assert len(corpus) == 348 + 1_811
    positions = Counter(corpus.contributions["declared_position"])
    assert positions == {"favorable": 874, "defavorable": 937, None: 348}
    ids = set(corpus.contributions["contribution_id"])
    parents = corpus.contributions["parent_id"]
    assert sum(parent is not None for parent in parents) == 1_811
    assert all(parent in ids for parent in parents if parent is not None)
    assert not any("<p>" in text or "&eacute;" in text for text in corpus.published)


def test_vrai_debat_identities(shared_data: Path, imported: Import, tmp_path: Path) -> None:
    report = imported(shared_data / "vrai-debat" / "unique_contributions.json")
    (source,) = report["sources"]
    assert source["records"]["contribution"] == {"read": 375, "kept": 375, "rejected": 0}
    assert sum(source["totals"].values()) == 253_576
    assert source["reconciliation"] == [
        {
            "check": "votes: proposals where ok + nok + mitigé = total",
            "expected": 375,
            "found": 375,
            "ok": True,
        },
        {"check": "votes: total", "expected": 253_576, "found": 253_576, "ok": True},
    ]
    assert len(read_corpus(tmp_path / "corpus").tallies["mixed"]) == 375


def proposal(number: int, **more: object) -> dict:
    argument = {"id": 5, "type": 1, "body": "Oui & non", "author": {"uniqueId": "a"}, "created_at": None}
    opinion = {
        "id": number,
        "title": "Un titre < court",
        "body": "<p>Un &eacute;crit</p>",
        "created_at": "2015-09-26T14:05:04+0200",
        "votes_ok": 3,
        "votes_nok": 1,
        "votes_mitige": 2,
        "votes_total": 6,
        "votes": [{"user": {"uniqueId": "v"}}],
        "arguments": [argument],
        "arguments_count": 1,
        **more,
    }
    return {"opinion": opinion}


def write(folder: Path, **files: object) -> Path:
    folder.mkdir(exist_ok=True)
    for name, content in files.items():
        (folder / f"{name}.json").write_text(json.dumps(content), encoding="utf-8")
    return folder


def test_title_body_argument_and_totals(tmp_path: Path, imported: Import) -> None:
    imported(write(tmp_path / "dump", un=proposal(7)))
    corpus = read_corpus(tmp_path / "corpus")
    rows = {name: row for row, name in enumerate(corpus.contributions["source_id"])}
    texts = corpus.contributions["text"]
    assert texts[rows["7"]] == "Un titre < court\n\nUn écrit"
    assert texts[rows["argument:5"]] == "Oui & non"
    assert corpus.contributions["declared_position"][rows["argument:5"]] == "favorable"
    assert corpus.contributions["date"][rows["7"]] == "2015-09-26T12:05:04Z"
    assert [corpus.tallies[name][0] for name in ("agree", "disagree", "pass", "mixed")] == [3, 1, 0, 2]


def test_ids_stay_the_same_when_proposals_are_added(tmp_path: Path, imported: Import) -> None:
    imported(write(tmp_path / "dump", un=proposal(7)))
    before = set(read_corpus(tmp_path / "corpus").contributions["contribution_id"])
    imported(write(tmp_path / "dump", deux=proposal(8, arguments=[], arguments_count=0)))
    assert before < set(read_corpus(tmp_path / "corpus").contributions["contribution_id"])


def test_trash_stays_traceable_and_bad_files_are_rejected(tmp_path: Path, imported: Import) -> None:
    folder = write(tmp_path / "dump", un=proposal(7, is_trashed=True), deux={"opinion": None})
    (folder / "trois.json").write_bytes(b'{"opinion": {"id": 9, ')
    (folder / "quatre.json").write_bytes(b"")
    report = imported(folder)
    reasons = Counter(reason for source in report["sources"] for reason in source["reasons"])
    assert reasons == {"no proposal in the file": 1, "unreadable JSON": 1, "empty file": 1}
    corpus = read_corpus(tmp_path / "corpus")
    assert sorted(corpus.contributions["moderation"]) == ["accepted", "rejected"]


def test_wrong_totals_are_reported(tmp_path: Path, imported: Import) -> None:
    report = imported(write(tmp_path / "dump", un=proposal(7, votes_total=60)))
    (source,) = report["sources"]
    failed = [check for check in source["reconciliation"] if not check["ok"]]
    assert [(check["expected"], check["found"]) for check in failed] == [(60, 6)]
    assert len(source["warnings"]) == 1


def test_a_folder_of_empty_files_is_refused(tmp_path: Path, imported: Import) -> None:
    folder = write(tmp_path / "dump")
    (folder / "1.json").touch()
    with pytest.raises(UnusableSourceError):
        imported(folder)


def test_the_same_dump_under_another_name_adds_nothing(tmp_path: Path, imported: Import) -> None:
    first = write(tmp_path / "dump", un=proposal(7))
    shutil.copytree(first, tmp_path / "copie")
    report = imported(first, tmp_path / "copie")
    assert report["contributions"] == 2
    reasons = Counter()
    for source in report["sources"]:
        reasons.update(source["reasons"])
    assert reasons == {"duplicate id, same text": 2, "total of a contribution that was not kept": 1}
