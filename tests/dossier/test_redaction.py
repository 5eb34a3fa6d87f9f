"""An erased contribution: its words are nowhere, the counts hold, the rest is still proven."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from made_dossiers import render
from made_readings import contribution_name, make_reading, said

from concertia.corpus.identifiers import content_id
from concertia.corpus.schema import CONTRIBUTIONS
from concertia.dossier.archive import build
from concertia.dossier.manifest import dossier_id, files_of, write_manifest
from concertia.dossier.receipts import make_receipt
from concertia.dossier.redaction import REDACTIONS, redact
from concertia.dossier.relabelling import UNNAMED, relabelled
from concertia.dossier.signature import create_key, load_key, sign
from concertia.dossier.verify import verify
from concertia.errors import ConcertiaError
from concertia.storage.canonical import canonical_json
from concertia.storage.parquet import read_parquet, write_parquet
from concertia.synthesis.assemble import assemble
from concertia.synthesis.reading import read_reading, read_result, write_reading
from concertia.synthesis.sides import SIDES
from concertia.texts.themes import Theme

MASKED, REPLY = contribution_name(28), contribution_name(26)


def wrong(path: Path, key: str | None = None) -> list[str]:
    return [line.fr for line in verify(path, key=key) if not line.ok]


@pytest.fixture
def key(tmp_path: Path) -> tuple[str, Path]:
    path = tmp_path / "cle"
    return create_key(path), path


def erase(folder: Path, out: Path, key: Path, *names: str) -> Path:
    redact(
        folder, names, reason="à la demande de la personne", date="2025-07-01",
        key=load_key(key), out=out, render=render,
    )  # fmt: skip
    return out


def words_of(folder: Path, name: str) -> list[str]:
    reading = read_reading(folder)
    return [reading.text(int(unit)) for unit in np.flatnonzero(reading.units["contribution_id"] == name)]


def everything(folder: Path) -> str:
    """All texts of a folder: tables read, other files as they are."""
    parts = []
    for name in files_of(folder):
        path = folder / name
        if name.endswith(".parquet"):
            parts.append(str([column.tolist() for column in read_parquet(path).values()]))
        else:
            parts.append(path.read_text(encoding="utf-8"))
    return "\n".join(parts)


@pytest.mark.parametrize("index", [0, 14, 24, 26, 28])
def test_words_are_destroyed_counts_hold_and_the_rest_verifies(
    made: Path, tmp_path: Path, key: tuple[str, Path], index: int
) -> None:
    name = contribution_name(index)
    before, words = read_result(made), words_of(made, name)
    out = erase(made, tmp_path / "sans", key[1], name)
    assert wrong(out) == []
    assert any("1 retrait" in line.fr for line in verify(out))
    text = everything(out)
    shared = index == 24  # said word for word by somebody else too
    assert shared or not any(unit in text for unit in words)
    after = read_result(out)
    for section in ("corpus", "coverage", "kinds", "opinions", "positions", "series"):
        assert after[section] == before[section], section
    for one, other in zip(before["themes"], after["themes"], strict=True):
        worded = {"quotes": 0, "label": 0, "keywords": 0, "sides": 0}
        assert {**one, **worded} == {**other, **worded}
        counts = [
            [(theme["sides"][side]["units"], theme["sides"][side]["contributions"]) for side in SIDES]
            for theme in (one, other)
            if "sides" in theme
        ]
        assert len(counts) in (0, 2) and counts[:1] == counts[1:]
    for one, other in zip(before["findings"], after["findings"], strict=True):
        assert (one["id"], one["support"], one["counts"]) == (other["id"], other["support"], other["counts"])
    assert dossier_id(out) != dossier_id(made)


def test_the_key_of_an_erasure_is_told_and_is_that_of_the_dossier(
    made: Path, tmp_path: Path, key: tuple[str, Path]
) -> None:
    out = erase(made, tmp_path / "sans", key[1], MASKED)
    assert any(f"signés par la clé {key[0][:16]}…" in line.fr for line in verify(out))
    sign(out, load_key(key[1]))
    assert wrong(out) == []
    create_key(tmp_path / "autre")
    sign(out, load_key(tmp_path / "autre"))
    assert [line.partition(" : ")[0] for line in wrong(out)] == [
        f"1 retrait(s), signés par la clé {key[0][:16]}… ; les comptes tiennent"
    ]


@pytest.mark.parametrize("date", ["", "hier", "01/07/2025", "20250701", "2025-W27-2", "2025-02-30"])
def test_an_erasure_is_dated_by_a_day(made: Path, tmp_path: Path, key: tuple[str, Path], date: str) -> None:
    with pytest.raises(ConcertiaError, match="2025-07-01"):
        redact(made, [MASKED], reason="r", date=date, key=load_key(key[1]), out=tmp_path / "o", render=render)
    assert not (tmp_path / "o").exists()


def test_folders_that_cannot_be_used_are_explained(made: Path, tmp_path: Path, key: tuple[str, Path]) -> None:
    (tmp_path / "vide").mkdir()
    with pytest.raises(ConcertiaError, match="existe déjà"):
        erase(made, tmp_path / "vide", key[1], MASKED)
    for folder in (tmp_path / "vide", tmp_path / "rien"):
        with pytest.raises(ConcertiaError, match="n'est pas le dossier d'une lecture"):
            erase(folder, tmp_path / "o", key[1], MASKED)
        with pytest.raises(ConcertiaError, match="n'est pas le dossier d'une lecture"):
            build(folder, "public", tmp_path / "o.zip", render)
        with pytest.raises(ConcertiaError, match="n'est pas le dossier d'une lecture"):
            make_receipt(folder, MASKED)


def test_another_quotation_takes_the_place_where_there_is_one(
    made: Path, tmp_path: Path, key: tuple[str, Path]
) -> None:
    before = read_result(made)
    heard = next(t for t in before["themes"] if t["label"] == "Thème accueil")
    gone = heard["quotes"][0]["contribution"]
    after = read_result(erase(made, tmp_path / "sans", key[1], gone))
    replaced = next(t for t in after["themes"] if t["label"] == "Thème accueil")
    assert [q["role"] for q in replaced["quotes"]] == [q["role"] for q in heard["quotes"]]
    assert gone not in {q["contribution"] for q in replaced["quotes"]}


def test_a_finding_with_nothing_left_to_quote_says_so(
    made: Path, tmp_path: Path, key: tuple[str, Path]
) -> None:
    names = [contribution_name(index) for index in (24, 25)]
    after = read_result(erase(made, tmp_path / "sans", key[1], *names))
    alone = [f for f in after["findings"] if f["kind"] == "refus" and f["theme"] is None]
    (finding,) = alone
    assert finding["text"] == "[contribution retirée à la demande de la personne]"
    assert finding["counts"]["contributions"] == 2
    assert "quote" not in finding


def test_a_second_erasure_adds_to_the_first(made: Path, tmp_path: Path, key: tuple[str, Path]) -> None:
    one = erase(made, tmp_path / "un", key[1], MASKED)
    two = erase(one, tmp_path / "deux", key[1], REPLY)
    assert wrong(two, key[0]) == ["Le dossier n'est pas signé."]
    assert wrong(two) == []
    assert any("2 retrait" in line.fr for line in verify(two))
    with pytest.raises(ConcertiaError, match="déjà"):
        erase(two, tmp_path / "trois", key[1], MASKED)


def test_an_unknown_contribution_is_explained(made: Path, tmp_path: Path, key: tuple[str, Path]) -> None:
    with pytest.raises(ConcertiaError, match="n'est pas dans ce dossier"):
        erase(made, tmp_path / "sans", key[1], "0" * 16)


def remove_words(folder: Path, name: str) -> None:
    path = folder / "corpus" / "contributions.parquet"
    columns = read_parquet(path)
    for column in ("text", "public_text", "nonce"):
        values = columns[column].astype(object)
        values[columns["contribution_id"] == name] = None
        columns[column] = values
    write_parquet(path, columns, CONTRIBUTIONS)
    write_manifest(folder)


def test_a_removal_without_record_is_found(dossier: Path) -> None:
    remove_words(dossier, REPLY)
    assert any("retrait non déclaré" in line for line in wrong(dossier))


def test_a_removal_hidden_behind_another_record_is_found(
    made: Path, tmp_path: Path, key: tuple[str, Path]
) -> None:
    out = erase(made, tmp_path / "sans", key[1], MASKED)
    remove_words(out, REPLY)
    assert any("retrait non déclaré" in line for line in wrong(out))


@pytest.mark.parametrize("field", ["reason", "date", "leaf", "contribution_id", "signature", "public_key"])
def test_an_altered_record_is_found(made: Path, tmp_path: Path, key: tuple[str, Path], field: str) -> None:
    out = erase(made, tmp_path / "sans", key[1], MASKED)
    record = json.loads((out / REDACTIONS).read_bytes())
    record[field] = "f" * len(record[field])
    (out / REDACTIONS).write_bytes(canonical_json(record))
    write_manifest(out)
    assert any("retrait" in line.lower() for line in wrong(out))


def test_an_erasure_signed_by_somebody_else_is_found_with_the_key(
    made: Path, tmp_path: Path, key: tuple[str, Path]
) -> None:
    other = tmp_path / "autre"
    create_key(other)
    out = erase(made, tmp_path / "sans", other, MASKED)
    assert wrong(out) == []
    assert any("retrait" in line for line in wrong(out, key[0]))


def test_a_record_about_words_that_are_still_there_is_found(
    made: Path, tmp_path: Path, key: tuple[str, Path]
) -> None:
    out = erase(made, tmp_path / "sans", key[1], MASKED)
    shutil.copy(made / "corpus" / "contributions.parquet", out / "corpus" / "contributions.parquet")
    write_manifest(out)
    assert any(line.startswith("Contributions") for line in wrong(out))


def test_an_erased_reading_can_be_published_and_a_public_one_is_not_erased_in_place(
    made: Path, tmp_path: Path, key: tuple[str, Path]
) -> None:
    out = erase(made, tmp_path / "sans", key[1], MASKED, REPLY)
    archive = tmp_path / "public.zip"
    build(out, "public", archive, render)
    assert wrong(archive) == []
    assert any("2 retrait" in line.fr for line in verify(archive))
    folder = tmp_path / "public"
    shutil.unpack_archive(archive, folder)
    with pytest.raises(ConcertiaError, match="restreint"):
        erase(folder, tmp_path / "non", key[1], contribution_name(3))


def named(theme: str, label: str, *keywords: str) -> Theme:
    return Theme(content_id([theme]), None, 0, False, label, keywords, 0.8, False)


@pytest.mark.parametrize(
    ("label", "keywords", "expected"),
    [
        ("Guichet, zythum", ("guichet", "zythums", "samedi"), ("Guichet, samedi", ("guichet", "samedi"))),
        (
            "Guichet, samedi",
            ("guichet", "samedi", "zythum brassé"),
            ("Guichet, samedi", ("guichet", "samedi")),
        ),
        ("Zythum", ("zythum",), ("Thème sans nom", ())),
        ("Soirée du comité", ("zythum", "guichet"), ("Soirée du comité", ("guichet",))),
    ],
)
def test_a_rare_word_leaves_the_name_of_its_theme(
    tmp_path: Path, key: tuple[str, Path], label: str, keywords: tuple[str, ...], expected: tuple[str, object]
) -> None:
    things = [
        said("Un guichet ouvert le samedi matin", "a"),
        said("Un guichet et du zythum brassé ici pour tout le monde", "a"),
        said("Un guichet pour les familles du quartier le samedi", "a"),
    ]
    folder = tmp_path / "lecture"
    reading = make_reading(folder, things, themes=[("a", None)])
    reading = replace(reading, themes=(named("a", label, *keywords),))
    write_reading(reading, assemble(reading, {}), folder)
    (folder / "edits.jsonl").write_bytes(b"")
    render(folder)
    write_manifest(folder)
    out = erase(folder, tmp_path / "sans", key[1], contribution_name(1))
    (theme,) = read_result(out)["themes"]
    assert (theme["label"], tuple(theme["keywords"])) == expected
    assert "zythum" not in everything(out)
    assert wrong(out) == []


def test_a_name_given_by_a_person_stays(tmp_path: Path) -> None:
    things = [said("Un guichet le samedi", "a"), said("Du zythum brassé ici", "a")]
    before = make_reading(None, things, themes=[("a", None)])
    before = replace(before, themes=(named("a", "Zythum et guichets", "zythum"),))
    columns = dict(before.corpus.contributions)
    gone = columns["contribution_id"] == contribution_name(1)
    columns["text"] = np.where(gone, None, columns["text"])
    after = replace(before, corpus=replace(before.corpus, contributions=columns))
    assert relabelled(before, after)[0].label == UNNAMED["fr"]
    person = replace(before, applied=({"op": "rename", "label": "Zythum et guichets"},))
    (theme,) = relabelled(person, replace(after, applied=person.applied))
    assert (theme.label, theme.keywords) == ("Zythum et guichets", ())


def test_replies_quoted_against_an_erased_text_go_with_it(
    made: Path, tmp_path: Path, key: tuple[str, Path]
) -> None:
    answered = contribution_name(14)
    before = [q for t in read_result(made)["themes"] for q in t["quotes"]]
    assert answered in {q["contribution"] for q in before if q["role"] == "support"}
    assert REPLY in {q["contribution"] for q in before if q["role"] == "dissent"}
    out = erase(made, tmp_path / "sans", key[1], answered)
    after = [q for t in read_result(out)["themes"] for q in t["quotes"]]
    assert "dissent" not in {q["role"] for q in after}
    assert wrong(out) == []


def test_what_the_reading_was_given_is_kept_erased_and_published_rightly(
    made: Path, tmp_path: Path, key: tuple[str, Path]
) -> None:
    folder = Path(shutil.copytree(made, tmp_path / "avec"))
    for name in ("previous.json", "published.json", "framing.yaml"):
        (folder / name).write_bytes(b'{"themes":[["abc",["x:0-1"]]],"findings":[]}\n')
    write_manifest(folder)
    assert wrong(folder) == []
    out = erase(folder, tmp_path / "sans", key[1], MASKED)
    assert wrong(out) == []
    assert {"previous.json", "published.json", "framing.yaml"} <= set(files_of(out))
    archive = tmp_path / "public.zip"
    build(out, "public", archive, render)
    assert wrong(archive) == []
    shutil.unpack_archive(archive, tmp_path / "public")
    names = files_of(tmp_path / "public")
    assert "framing.yaml" in names
    assert not {"previous.json", "published.json"} & set(names)
