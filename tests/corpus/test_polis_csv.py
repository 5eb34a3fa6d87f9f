from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from concertia.corpus.folder import read_corpus
from concertia.errors import ConcertiaError, QuestionError, UnusableSourceError

Import = Callable[..., dict]
Polis = Callable[..., Path]
FilesOf = Callable[[dict], dict[str, dict]]

NEW_COLUMNS = "timestamp,comment-id,author-id,agrees,disagrees,moderated,comment-body,is-meta,is-seed"
REAL = {
    # folder: statements, rejected by moderation, vote events, +1, −1, 0, voters, last votes
    "15-per-hour-seattle": (54, 23, 2995, 1400, 936, 659, 339, 2872),
    "austria-climate.5twd2jsnkf.2022-08-08": (522, 245, 61936, 38592, 9289, 14055, 1116, 61384),
    "brexit-consensus": (50, 0, 5312, 2689, 1957, 666, 204, 5303),
    "football-concussions": (298, 137, 14924, 6865, 4427, 3632, 1487, 14328),
    "scoop-hivemind.biodiversity": (316, 162, 29802, 19285, 5488, 5029, 536, 29719),
    "scoop-hivemind.ubi": (71, 1, 7174, 4595, 1766, 813, 234, 7153),
    "vtaiwan.uberx": (197, 78, 49997, 31352, 12021, 6624, 1921, 49443),
}


@pytest.mark.parametrize("name", REAL)
def test_real_conversations_reconcile_exactly(
    name: str, shared_data: Path, imported: Import, files_of: FilesOf, tmp_path: Path
) -> None:
    statements, rejected, events, plus, minus, zero, voters, last = REAL[name]
    report = imported(shared_data / "polis-open-data" / name)
    files = files_of(report)
    # One statement of the football conversation has no text: it and its only vote are rejected, and counted.
    empty = 1 if name == "football-concussions" else 0
    assert files["comments.csv"]["records"]["contribution"] == {
        "read": statements,
        "kept": statements - empty,
        "rejected": empty,
    }
    assert files["votes.csv"]["records"]["vote"] == {
        "read": events,
        "kept": events - empty,
        "rejected": empty,
    }
    assert files["votes.csv"]["totals"] == {
        "agree": plus,
        "disagree": minus,
        "pass": zero - empty,
        "mixed": 0,
    }
    checks = {check["check"]: check for file in files.values() for check in file["reconciliation"]}
    assert all(check["ok"] for check in checks.values())
    assert checks["agrees: sum over statements"]["found"] == plus
    assert checks["disagrees: sum over statements"]["found"] == minus
    assert checks["agrees: statements that add up"]["found"] == statements
    assert checks["participants-votes: votes that agree"]["found"] == last
    assert checks["summary: voters"]["found"] == voters
    assert checks["stats-history: votes"]["found"] == events
    corpus = read_corpus(tmp_path / "corpus")
    assert np.count_nonzero(~corpus.admitted) == rejected - empty
    assert report["participants_basis"] == "sessions"
    assert len(set(corpus.votes["voter"])) == voters
    for other in ("participants-votes.csv", "summary.csv", "stats-history.csv"):
        assert files[other]["records"]["contribution"]["read"] == 0
        assert files[other]["records"]["vote"]["read"] == 0


def test_votes_keep_their_order_their_sign_and_their_time(
    polis: Polis, imported: Import, tmp_path: Path
) -> None:
    imported(polis())
    corpus = read_corpus(tmp_path / "corpus")
    tid = dict(zip(corpus.contributions["contribution_id"], corpus.contributions["source_id"], strict=True))
    assert [tid[name] for name in corpus.votes["contribution_id"]] == ["0", "0", "1", "1", "2", "2"]
    assert corpus.votes["value"].tolist() == [1, 1, -1, -1, 0, 1]
    assert corpus.votes["seq"].tolist() == list(range(6))
    assert corpus.votes["date"][0] == "2020-09-13T12:26:40.000Z"
    assert sorted(corpus.votes["date"]) == list(corpus.votes["date"])
    moderation = dict(zip(corpus.contributions["source_id"], corpus.contributions["moderation"], strict=True))
    assert moderation == {"0": "accepted", "1": "pending", "2": "rejected"}


def test_authors_and_voters_are_the_same_people_under_pseudonyms(
    polis: Polis, imported: Import, tmp_path: Path
) -> None:
    report = imported(polis())
    corpus = read_corpus(tmp_path / "corpus")
    assert set(corpus.contributions["author"]) < set(corpus.votes["voter"])
    assert report["participants"] == 2
    assert report["pseudonymised_fields"] == ["author", "voter"]


def test_meta_statements_are_marked(polis: Polis, imported: Import, tmp_path: Path) -> None:
    imported(polis(columns=NEW_COLUMNS))
    corpus = read_corpus(tmp_path / "corpus")
    reasons = dict(
        zip(corpus.contributions["source_id"], corpus.contributions["moderation_reason"], strict=True)
    )
    assert reasons == {"0": None, "1": "is_meta", "2": None}


def test_the_generation_in_seconds_asks_for_the_sign(
    polis: Polis, imported: Import, files_of: FilesOf, tmp_path: Path
) -> None:
    export = polis(seconds=True)
    with pytest.raises(QuestionError) as caught:
        imported(export)
    assert "--vote-sign agree=+1" in caught.value.fr
    assert "« Plus de bus, le soir » (+1 : 2, −1 : 0)" in caught.value.fr
    assert caught.value.exit_code == 3
    assert not (tmp_path / "corpus").exists()
    report = imported(export, vote_sign="agree=+1")
    assert files_of(report)["votes.csv"]["totals"] == {"agree": 3, "disagree": 2, "pass": 1, "mixed": 0}
    report = imported(export, vote_sign="agree=-1")
    assert files_of(report)["votes.csv"]["totals"] == {"agree": 2, "disagree": 3, "pass": 1, "mixed": 0}
    assert all(check["ok"] for check in files_of(report)["comments.csv"]["reconciliation"])


def test_votes_upside_down_are_seen_and_asked_about(
    polis: Polis, imported: Import, files_of: FilesOf
) -> None:
    export = polis(flipped_votes=True)
    with pytest.raises(QuestionError, match="à l'envers"):
        imported(export)
    report = imported(export, vote_sign="agree=-1")
    files = files_of(report)
    assert files["votes.csv"]["totals"] == {"agree": 3, "disagree": 2, "pass": 1, "mixed": 0}
    assert all(check["ok"] for check in files["comments.csv"]["reconciliation"])
    report = imported(export, vote_sign="agree=+1")
    assert not all(check["ok"] for check in files_of(report)["comments.csv"]["reconciliation"])


def test_a_dry_run_shows_the_question_and_writes_nothing(
    polis: Polis, imported: Import, files_of: FilesOf, tmp_path: Path
) -> None:
    report = imported(polis(seconds=True), dry_run=True)
    assert len(files_of(report)["votes.csv"]["questions"]) == 1
    assert not (tmp_path / "corpus").exists()


@pytest.mark.parametrize(
    "columns",
    [
        "timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,comment-body",
        "timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,comment-body,is-meta,is-seed",
    ],
)
def test_bodies_without_quotes_are_read_whole(
    columns: str, polis: Polis, imported: Import, files_of: FilesOf, tmp_path: Path
) -> None:
    bodies = ('"Non, merci", dit-il, et "non"', 'Un, deux\net trois, "quatre', "Simple")
    report = imported(polis(quoted=False, bodies=bodies, columns=columns))
    corpus = read_corpus(tmp_path / "corpus")
    texts = dict(zip(corpus.contributions["source_id"], corpus.contributions["text"], strict=True))
    assert texts == {str(tid): body for tid, body in enumerate(bodies)}
    assert files_of(report)["comments.csv"]["repairs"] == {"comment-body without quotes": 3}


def test_a_quote_left_open_does_not_swallow_its_neighbours(
    polis: Polis, imported: Import, files_of: FilesOf, tmp_path: Path
) -> None:
    export = polis()
    path = export / "comments.csv"
    path.write_text(
        path.read_text(encoding="utf-8").replace('"Moins de bus"', '"Moins de bus'), encoding="utf-8"
    )
    report = imported(export)
    assert files_of(report)["comments.csv"]["records"]["contribution"]["kept"] == 3
    assert "Plus de bus, le soir" in read_corpus(tmp_path / "corpus").contributions["text"]


def test_a_file_cut_short_rejects_its_last_row(polis: Polis, imported: Import, files_of: FilesOf) -> None:
    export = polis()
    for name in ("comments.csv", "votes.csv"):
        text = (export / name).read_text(encoding="utf-8")
        (export / name).write_text(text[: text.rindex(",", 0, len(text) - 20)], encoding="utf-8")
    files = files_of(imported(export))
    assert files["comments.csv"]["reasons"] == {"row cut short": 1}
    assert files["votes.csv"]["reasons"]["row cut short"] == 1
    assert files["votes.csv"]["records"]["vote"]["read"] == 6


def test_bad_votes_are_rejected_one_by_one(
    polis: Polis, imported: Import, files_of: FilesOf, tmp_path: Path
) -> None:
    export = polis()
    with (export / "votes.csv").open("a", encoding="utf-8") as stream:
        stream.write(
            "x,,0,7,1\n1600000000000,d,99,7,1\n1600000000000,d,0,,1\n1600000000000,d,0,8,3\n\n1,d,0,8,oui\n"
        )
    report = imported(export)
    files = files_of(report)
    assert files["votes.csv"]["records"]["vote"] == {"read": 11, "kept": 7, "rejected": 4}
    assert files["votes.csv"]["reasons"] == {
        "no statement or no voter": 1,
        "vote on a contribution that was not kept": 1,
        "vote value is not -1, 0 or 1": 2,
    }
    rejects = (tmp_path / "corpus" / "rejects.jsonl").read_text(encoding="utf-8").splitlines()
    assert '"line":10' in rejects[1]
    assert len(rejects) == 4


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_other_encodings_are_read_and_reported(
    encoding: str, polis: Polis, imported: Import, files_of: FilesOf, tmp_path: Path
) -> None:
    export = polis(bodies=("L'été à l'école, déjà", "Moins de bus", "Où ça ?"))
    for path in export.iterdir():
        path.write_bytes(path.read_text(encoding="utf-8").replace("\n", "\r\n").encode(encoding))
    report = imported(export)
    assert report["votes"] == 6
    assert "L'été à l'école, déjà" in read_corpus(tmp_path / "corpus").contributions["text"]
    assert files_of(report)["comments.csv"]["repairs"]


def test_statements_without_votes_give_their_totals(
    polis: Polis, imported: Import, files_of: FilesOf, tmp_path: Path
) -> None:
    export = polis()
    (export / "votes.csv").unlink()
    report = imported(export)
    corpus = read_corpus(tmp_path / "corpus")
    assert corpus.votes is None
    assert (corpus.tallies["agree"].sum(), corpus.tallies["disagree"].sum()) == (3, 2)
    assert files_of(report)["comments.csv"]["records"]["tally"]["kept"] == 3


def test_votes_without_statements_are_refused(polis: Polis, imported: Import) -> None:
    export = polis()
    (export / "comments.csv").unlink()
    with pytest.raises(UnusableSourceError, match=r"il manque comments\.csv"):
        imported(export)


def test_two_conversations_in_one_folder_stay_apart(polis: Polis, imported: Import, tmp_path: Path) -> None:
    both = tmp_path / "both"
    both.mkdir()
    for name in ("2025-06-19-1201-3phdex2kjf", "2025-06-19-1201-2arcefpshi"):
        for path in polis(name=name).iterdir():
            shutil.copy(path, both / f"{name}-{path.name}")
    report = imported(both)
    assert {source["source"] for source in report["sources"]} == {"polis:3phdex2kjf", "polis:2arcefpshi"}
    assert report["contributions"] == 6


def test_every_cut_of_an_export_is_explained(polis: Polis, imported: Import, tmp_path: Path) -> None:
    export = polis()
    whole = {path: path.read_bytes() for path in export.iterdir()}
    for size in range(0, 420, 23):
        for path, content in whole.items():
            path.write_bytes(content[:size])
        try:
            report = imported(export, format="polis-csv")
        except ConcertiaError as error:
            assert error.fr
            assert error.en
            continue
        for source in report["sources"]:
            for counts in source["records"].values():
                assert counts["read"] == counts["kept"] + counts["rejected"]
