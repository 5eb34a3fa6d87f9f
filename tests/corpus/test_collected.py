"""What the site wrote is read without loss, and what it cannot mean is refused with its reason."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from concertia.corpus.folder import read_corpus
from concertia.corpus.formats.collected import SCHEMA
from concertia.corpus.identifiers import contribution_id
from concertia.corpus.importing import ImportOptions, import_sources
from concertia.corpus.leaves import leaf
from concertia.errors import UnusableSourceError

HEADER = {"schema": SCHEMA, "source": "vaubrun/atelier", "title": "Atelier", "participants_basis": "unknown"}
NOTE = {
    "id": "note-1",
    "text": "Pas de caméras à l’école",
    "declared_kind": "refus",
    "voice": "collective",
    "voice_count": 6,
    "capture": "noted",
    "room_support": "dots:4",
    "question": "À quelles conditions ?",
    "session": "Atelier du soir",
    "channel": "class",
    "territory": "Vaubrun",
    "public": "Habitants",
    "date": "2026-11-20",
    "moderation": "accepted",
    "location": "p. 3, § 2",
    "language": "fr",
    "weight": 2.0,
    "nonce": "ab" * 16,
}


def write(folder: Path, *records: object, header: object = HEADER) -> Path:
    path = folder / "contributions.jsonl"
    path.write_text("\n".join(json.dumps(record) for record in (header, *records)), encoding="utf-8")
    return path


def test_every_column_is_kept(tmp_path, key_file):
    source = write(tmp_path, NOTE)
    report = import_sources([source], tmp_path / "corpus", ImportOptions(key=key_file))
    assert report["sources"][0]["format"] == "concertia"
    columns = read_corpus(tmp_path / "corpus").contributions
    row = {name: values[0] for name, values in columns.items()}
    name = contribution_id("concertia", "vaubrun/atelier", "note-1")
    assert row["contribution_id"] == name
    assert row["source_id"] == "note-1"
    assert {key: row[key] for key in NOTE if key != "id"} == {key: NOTE[key] for key in NOTE if key != "id"}
    assert row["leaf"] == leaf(name, "ab" * 16, NOTE["text"])


def test_the_same_lines_give_the_same_bytes_whatever_the_name_of_the_file(tmp_path, key_file):
    first = write(tmp_path, NOTE)
    import_sources([first], tmp_path / "one", ImportOptions(key=key_file))
    other = first.rename(tmp_path / "autre.jsonl")
    import_sources([other], tmp_path / "two", ImportOptions(key=key_file))
    table = "contributions.parquet"
    assert (tmp_path / "one" / table).read_bytes() == (tmp_path / "two" / table).read_bytes()


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"declared_kind": "envie"}, "unknown value"),
        ({"channel": "pigeon"}, "unknown value"),
        ({"room_support": "beaucoup"}, "unknown value"),
        ({"nonce": "court"}, "unknown value"),
        ({"voice_count": 0}, "unknown value"),
        ({"voice_count": True}, "unknown value"),
        ({"weight": "lourd"}, "unknown value"),
        ({"session": 3}, "unknown value"),
        ({"id": ""}, "no contribution id"),
        ({"text": None}, "empty text"),
    ],
)
def test_what_cannot_be_meant_is_a_reject(tmp_path, key_file, change, reason):
    source = write(tmp_path, NOTE, {**NOTE, "id": "note-2", **change})
    report = import_sources([source], tmp_path / "corpus", ImportOptions(key=key_file))
    entry = report["sources"][0]
    assert entry["records"]["contribution"] == {"read": 2, "kept": 1, "rejected": 1}
    assert entry["reasons"] == {reason: 1}


def test_a_line_that_is_cut_is_a_reject(tmp_path, key_file):
    source = write(tmp_path, NOTE)
    with source.open("a", encoding="utf-8") as stream:
        stream.write('\n{"id": "note-2", "te')
    report = import_sources([source], tmp_path / "corpus", ImportOptions(key=key_file))
    assert report["sources"][0]["reasons"] == {"not JSON": 1}


def test_a_header_without_a_source_is_refused(tmp_path, key_file):
    source = write(tmp_path, NOTE, header={"schema": SCHEMA})
    with pytest.raises(UnusableSourceError, match="première ligne"):
        import_sources([source], tmp_path / "corpus", ImportOptions(key=key_file))


def test_without_a_nonce_one_is_derived(tmp_path, key_file):
    source = write(tmp_path, {"id": "note-1", "text": "Former les agents"})
    import_sources([source], tmp_path / "corpus", ImportOptions(key=key_file))
    columns = read_corpus(tmp_path / "corpus").contributions
    assert len(columns["nonce"][0]) == 32
    found = [columns[name][0] for name in ("voice", "capture", "channel")]
    assert found == ["unknown", "imported", "import"]


def vote(seq: int, voter: str, value: object, *, on: str = "note-1", at: int = 1_763_800_000_000) -> dict:
    return {"record": "vote", "seq": seq, "voter": voter, "contribution": on, "value": value, "at": at + seq}


def test_positions_and_answers_to_a_text_are_kept_in_their_order(tmp_path, key_file):
    reply = {**NOTE, "id": "note-2", "text": "Parce que", "parent": "note-1", "nonce": "cd" * 16}
    votes = [vote(3, "b", 0), vote(1, "a", 1), vote(2, "b", -1), vote(4, "a", -1)]
    source = write(tmp_path, {**NOTE, "votable": True}, reply, *votes)
    report = import_sources([source], tmp_path / "corpus", ImportOptions(key=key_file))
    corpus = read_corpus(tmp_path / "corpus")
    rows = dict(zip(corpus.contributions["source_id"], range(2), strict=True))
    assert (
        corpus.contributions["parent_id"][rows["note-2"]]
        == corpus.contributions["contribution_id"][rows["note-1"]]
    )
    assert corpus.contributions["votable"].tolist() == [
        name == "note-1" for name in sorted(rows, key=rows.get)
    ]
    assert corpus.votes["value"].tolist() == [1, -1, 0, -1]
    assert (report["votes"], report["participants"]) == (4, None)


@pytest.mark.parametrize(
    "wrong",
    [{"value": 3}, {"value": True}, {"voter": ""}, {"contribution": None}, {"at": "hier"}, {"seq": -1}],
)
def test_a_position_that_cannot_be_meant_is_refused_with_its_line(tmp_path, key_file, wrong):
    source = write(tmp_path, NOTE, {**vote(1, "a", 1), **wrong}, vote(2, "b", 1), vote(3, "b", 1, on="gone"))
    report = import_sources([source], tmp_path / "corpus", ImportOptions(key=key_file))
    reasons = (
        {reason["reason"]: reason for reason in report["sources"][0]["rejects"]}
        if "rejects" in report["sources"][0]
        else report["sources"][0]
    )
    assert report["votes"] == 1, reasons
