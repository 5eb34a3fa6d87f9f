from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from concertia.corpus.folder import read_corpus
from concertia.errors import QuestionError, UnusableSourceError

Import = Callable[..., dict]
FilesOf = Callable[[dict], dict[str, dict]]
CONVERSATIONS = {
    # id: statements, votes, participants, set aside by moderation, meta
    "2fafhz9s2m": (356, 10763, 244, 60, 1),
    "2xkaetybza": (171, 6575, 116, 68, 0),
    "4cvkai2ctw": (46, 516, 39, 2, 0),
    "4n3iy7ewmk": (65, 2796, 151, 15, 0),
    "4rajekvtei": (59, 6071, 239, 10, 0),
    "4xdxjc3fhc": (45, 2380, 112, 4, 2),
    "56eav4fh98": (160, 12901, 474, 0, 8),
    "664akjpxey": (99, 3236, 97, 15, 3),
    "6bmejxaanc": (98, 15424, 501, 39, 2),
    "6s8bxtsfrs": (31, 705, 37, 0, 0),
    "7w338ujx4e": (134, 2001, 69, 29, 74),
    "8svxmefhi8": (23, 573, 34, 0, 0),
}


@pytest.mark.parametrize("name", CONVERSATIONS)
def test_real_conversations_reconcile_exactly(
    name: str, shared_data: Path, imported: Import, files_of: FilesOf, tmp_path: Path
) -> None:
    statements, votes, participants, aside, meta = CONVERSATIONS[name]
    report = imported(shared_data / "polis" / name)
    files = files_of(report)
    assert (report["contributions"], report["votes"]) == (statements, votes)
    assert {source["source"] for source in report["sources"]} == {f"polis:{name}"}
    checks = {check["check"]: check for file in files.values() for check in file["reconciliation"]}
    assert all(check["ok"] for check in checks.values())
    assert len(checks) == 10
    assert checks["math-pca2: participants"]["found"] == participants
    corpus = read_corpus(tmp_path / "corpus")
    assert np.count_nonzero(~corpus.admitted) == aside
    assert np.count_nonzero(corpus.contributions["moderation_reason"] == "is_meta") == meta
    assert files["math-pca2.json"]["records"]["vote"]["read"] == 0


def write(folder: Path, **files: Any) -> Path:
    folder.mkdir()
    for name, content in files.items():
        (folder / f"{name}.json").write_text(json.dumps(content), encoding="utf-8")
    return folder


def statement(tid: int, agree: int, disagree: int, *, raw: bool = False) -> dict[str, Any]:
    key = "tid" if raw else "statement_id"
    counts = {"agree_count": agree, "disagree_count": disagree, "pass_count": 0}
    return {"txt": f"Proposition {tid}", key: tid, "moderated": 1, "lang": "fr", **counts}


def vote(tid: int, pid: int, value: Any, *, raw: bool = False) -> dict[str, Any]:
    keys = ("tid", "pid") if raw else ("statement_id", "participant_id")
    return {keys[0]: tid, keys[1]: pid, "vote": value, "modified": 1_600_000_000_000.0}


def test_the_inner_sign_is_accepted_only_when_totals_confirm_it(
    tmp_path: Path, imported: Import, files_of: FilesOf
) -> None:
    votes = [vote(0, pid, -1, raw=True) for pid in range(3)]
    confirmed = write(tmp_path / "a", comments=[statement(0, 3, 0, raw=True)], votes=votes)
    assert files_of(imported(confirmed))["votes.json"]["totals"]["agree"] == 3
    bare = [{"txt": "Sans total", "tid": 0}]
    with pytest.raises(QuestionError, match="vote-sign"):
        imported(write(tmp_path / "b", comments=bare, votes=votes))


def test_votes_upside_down_are_asked_about(tmp_path: Path, imported: Import) -> None:
    folder = write(tmp_path / "a", comments=[statement(0, 2, 0)], votes=[vote(0, 1, -1), vote(0, 2, -1)])
    with pytest.raises(QuestionError, match="vote-sign"):
        imported(folder)
    assert imported(folder, vote_sign="agree=-1")["sources"][1]["totals"]["agree"] == 2


def test_broken_records_are_rejected_one_by_one(tmp_path: Path, imported: Import, files_of: FilesOf) -> None:
    comments = [
        statement(0, 1, 0),
        {"statement_id": 1, "txt": None},
        {"txt": "sans numéro"},
        "bruit",
        statement(2, 0, 0),
    ]
    votes = [vote(0, 1, 1), vote(0, 1, 7), {"statement_id": 0}, None, vote(0, "x", [1]), vote(9, 1, 1)]
    files = files_of(imported(write(tmp_path / "a", comments=comments, votes=votes)))
    assert files["comments.json"]["records"]["contribution"] == {"read": 5, "kept": 2, "rejected": 3}
    assert files["votes.json"]["records"]["vote"] == {"read": 6, "kept": 1, "rejected": 5}


@pytest.mark.parametrize("cut", [20, 100, 300])
def test_a_truncated_file_is_one_clear_sentence(cut: int, tmp_path: Path, imported: Import) -> None:
    folder = write(tmp_path / "a", comments=[statement(tid, 0, 0) for tid in range(9)], votes=[vote(0, 1, 1)])
    path = folder / "comments.json"
    path.write_bytes(path.read_bytes()[:cut])
    with pytest.raises(UnusableSourceError, match=r"comments\.json"):
        imported(folder, format="polis-json")


def test_votes_without_statements_are_refused(tmp_path: Path, imported: Import) -> None:
    with pytest.raises(UnusableSourceError, match=r"il manque comments\.json"):
        imported(write(tmp_path / "a", votes=[vote(0, 1, 1)]))
