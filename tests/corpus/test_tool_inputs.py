"""Inputs of the other tools that read what people said, and what is said of their outputs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from exported_tables import checked, kept, written

from concertia.corpus.folder import read_corpus
from concertia.corpus.formats.platform_tables import FORMATS
from concertia.corpus.formats.platforms import COLUMNS, columns, key, platforms
from concertia.errors import UnusableSourceError

Import = Callable[..., dict[str, Any]]


def test_sensemaker_groups_are_summed(imported: Import, tmp_path: Path) -> None:
    rows = [
        {
            "comment-id": "1",
            "comment_text": "Plus de bus",
            "A-agree-count": "4",
            "A-disagree-count": "1",
            "A-pass-count": "0",
            "B-agree-count": "2",
            "B-disagree-count": "5",
            "B-pass-count": "3",
        }
    ]
    source = checked(imported(written(tmp_path / "s.csv", rows), out=tmp_path / "a"), "sensemaker")
    assert source["totals"] == {"agree": 6, "disagree": 6, "pass": 3, "mixed": 0}
    rows = [
        {
            "participant_id": "p1",
            "survey_text": "Je veux plus de bus le soir",
            "demo:Age": "18-25",
            "demo:Ville": "X",
        }
    ]
    report = imported(written(tmp_path / "t.csv", rows), out=tmp_path / "b")
    checked(report, "sensemaker")
    assert report["participants"] == 1
    assert read_corpus(tmp_path / "b").contributions["public"].tolist() == ["18-25 · X"]


def test_kouchou_ai_input_is_read_and_its_arguments_are_not(imported: Import, tmp_path: Path) -> None:
    folder = tmp_path / "export"
    written(
        folder / "input.csv",
        [{"comment-id": "1", "comment-body": "Plus de bus", "attribute_age": "30", "url": ""}],
    )
    written(
        folder / "args.csv", [{"arg-id": "A1_0", "argument": "Il faut plus de bus", "x": "0.1", "y": "0.2"}]
    )
    written(folder / "relations.csv", [{"arg-id": "A1_0", "comment-id": "1"}])
    report = imported(folder)
    assert report["contributions"] == 1
    by_name = {source["path"].rpartition("/")[2]: source for source in report["sources"]}
    assert {source["format"] for source in report["sources"]} == {"kouchou-ai"}
    assert "modèle de langue" in by_name["args.csv"]["warnings"][0]
    assert kept(by_name["args.csv"]) == {}


def test_talk_to_the_city(imported: Import, tmp_path: Path) -> None:
    rows = [
        {"id": "1", "interview": "Ana", "comment": "Plus de bus"},
        {"id": "2", "interview": "Ana", "comment": ""},
    ]
    report = imported(written(tmp_path / "t.csv", rows))
    source = checked(report, "talk-to-the-city")
    assert source["records"]["contribution"] == {"read": 2, "kept": 1, "rejected": 1}
    assert report["participants"] == 1
    assert "Ana" not in str(read_corpus(tmp_path / "corpus").contributions["author"].tolist())


def test_a_format_named_for_another_table_is_explained(imported: Import, tmp_path: Path) -> None:
    path = written(tmp_path / "t.csv", [{"Texte": "Plus de bus"}])
    with pytest.raises(UnusableSourceError, match="n'a pas les colonnes attendues"):
        imported(path, format="decidim")


def test_every_section_describes_something_that_can_be_found() -> None:
    assert len(FORMATS) == len(platforms()) >= 15
    for platform in platforms():
        for record in platform.records:
            assert record.marks
            assert record.columns.keys() <= COLUMNS
            assert record.unread or platform.form or record.text or record.record == "vote", platform.name
            for title in "|".join(
                [*record.marks, *record.without, *record.text, *record.columns.values()]
            ).split("|"):
                bare = title.removeprefix("^").removesuffix(" *").removeprefix("* ")
                assert key(bare) == bare, f"{platform.name}: « {title} » can match no title"


def test_titles_are_compared_in_plain_form() -> None:
    keys = [
        key(title)
        for title in (
            "export_proposalCreatedAt",
            "body/fr",
            "body/machine_translations/en",
            "Total vote-count",
        )
    ]
    assert columns("created|proposal created at", keys) == (0,)
    assert columns("body *", keys) == (1,)
    assert columns("* vote count", keys) == (3,)
    assert columns("^body fr", keys) == ()


def test_consult_answers_with_their_question_and_their_respondents(imported: Import, tmp_path: Path) -> None:
    folder = tmp_path / "consultation"
    part = folder / "inputs" / "question_part_1"
    part.mkdir(parents=True)
    outputs = folder / "outputs" / "mapping" / "2026-03-12" / "question_part_1"
    outputs.mkdir(parents=True)
    (folder / "inputs" / "respondents.jsonl").write_text(
        '{"themefinder_id": 1, "demographics": {"Nation": "Wales", "Age": "30"}}\n', encoding="utf-8"
    )
    (part / "question.json").write_text('{"question_text": "Why?"}', encoding="utf-8")
    answers = [
        '{"themefinder_id": 1, "text": "Because it helps."}',
        '{"themefinder_id": 2, "text": ""}',
        "{cut",
    ]
    (part / "responses.jsonl").write_text("\n".join(answers), encoding="utf-8")
    (outputs / "themes.json").write_text('[{"topic_id": "A", "topic": "Help"}]', encoding="utf-8")
    report = imported(folder)
    assert {source["format"] for source in report["sources"]} == {"consult"}
    by_name = {source["path"].rpartition("/")[2]: source for source in report["sources"]}
    assert by_name["responses.jsonl"]["records"]["contribution"] == {"read": 3, "kept": 1, "rejected": 2}
    assert "modèle de langue" in by_name["themes.json"]["warnings"][0]
    table = read_corpus(tmp_path / "corpus").contributions
    assert (table["question"][0], table["public"][0]) == ("Why?", "Wales · 30")


def test_consult_on_the_real_folder(shared_data: Path, imported: Import) -> None:
    report = imported(shared_data / "themefinder-gambling-xs")
    assert report["contributions"] == 200
    assert report["participants"] == 100
    assert {source["format"] for source in report["sources"]} == {"consult"}


IRAMUTEQ = """**** *id_01 *commune_Corbelise *sexe_f *nature_crainte
Perdre le guichet,
sur deux lignes.

**** *id_02 *commune_Valombre *sexe_m
-*accueil Garder quelqu'un.
-*données
Publier la liste.
**** *id_03 *commune_Valombre *sexe_m

"""


def test_iramuteq(imported: Import, tmp_path: Path) -> None:
    (tmp_path / "corpus_iramuteq.txt").write_text(IRAMUTEQ, encoding="utf-8")
    source = checked(imported(tmp_path / "corpus_iramuteq.txt"), "iramuteq")
    assert source["records"]["contribution"] == {"read": 4, "kept": 3, "rejected": 1}
    table = read_corpus(tmp_path / "corpus").contributions
    at = {text: row for row, text in enumerate(table["text"].tolist())}
    first, second = at["Perdre le guichet,\nsur deux lignes."], at["Publier la liste."]
    assert table["territory"][first] == "Corbelise"
    assert (table["declared_kind"][first], table["public"][first]) == ("crainte", "sexe f")
    assert (table["question"][second], table["source_id"][second]) == ("données", "02~2")
