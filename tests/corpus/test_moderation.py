"""Moderation columns of free tables: what moderators set aside is never published."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from concertia.corpus.folder import read_corpus
from concertia.errors import QuestionError, UnusableSourceError

Import = Callable[..., dict[str, Any]]
SAID = (
    "Garder un guichet ouvert le soir",
    "Des bus plus tard le samedi",
    "Un texte que personne ne doit lire",
)


def written(path: Path, title: str, words: tuple[str, ...], reasons: tuple[str, ...] | None = None) -> Path:
    lines = [f"Avis;{title}" + (";Motif" if reasons else "")]
    for place, (text, word) in enumerate(zip(SAID, words, strict=True)):
        lines.append(f"{text};{word}" + (f";{reasons[place]}" if reasons else ""))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def decisions(corpus: Path) -> dict[str, str]:
    columns = read_corpus(corpus).contributions
    return dict(zip(columns["text"].tolist(), columns["moderation"].tolist(), strict=True))


@pytest.mark.parametrize(
    ("title", "words", "expected"),
    [
        ("Modération", ("publiée", "en attente", "Rejetée"), ("accepted", "pending", "rejected")),
        ("Statut", ("Acceptée", "", "refusé"), ("accepted", "accepted", "rejected")),
        ("État", ("validé", "à modérer", "masquée"), ("accepted", "pending", "rejected")),
        ("status", ("published", "pending", "hidden"), ("accepted", "pending", "rejected")),
        ("moderated", ("approved", "spam", "non publié"), ("accepted", "rejected", "rejected")),
        ("Statut de modération", ("", "", "SUPPRIMÉ"), ("accepted", "accepted", "rejected")),
    ],
)
def test_decisions_are_read_from_the_words_of_the_source(
    title: str, words: tuple[str, ...], expected: tuple[str, ...], imported: Import, tmp_path: Path
) -> None:
    imported(written(tmp_path / "avis.csv", title, words))
    assert decisions(tmp_path / "corpus") == dict(zip(SAID, expected, strict=True))
    admitted = set(read_corpus(tmp_path / "corpus").published[read_corpus(tmp_path / "corpus").admitted])
    assert (SAID[2] in admitted) == (expected[2] != "rejected")


def test_the_reason_is_kept_without_personal_data(imported: Import, tmp_path: Path) -> None:
    reasons = ("", "", "cite jean@exemple.fr")
    imported(written(tmp_path / "avis.csv", "Statut", ("publié", "publié", "rejeté"), reasons))
    columns = read_corpus(tmp_path / "corpus").contributions
    assert sorted(filter(None, columns["moderation_reason"])) == ["cite " + "*" * 15]


def test_a_column_called_motif_beside_accepted_rows_is_no_reason(imported: Import, tmp_path: Path) -> None:
    imported(written(tmp_path / "avis.csv", "Statut", ("publié", "publié", "rejeté"), ("bus", "vélo", "bus")))
    assert not any(read_corpus(tmp_path / "corpus").contributions["moderation_reason"])


@pytest.mark.parametrize("words", [("ok", "à revoir", "rejeté"), ("1", "-1", "-1"), ("✓", "✓", "✗")])
def test_unknown_words_are_asked_and_the_answer_given_is_ready(
    words: tuple[str, ...], imported: Import, tmp_path: Path
) -> None:
    source = written(tmp_path / "avis.csv", "Modération", words)
    with pytest.raises(QuestionError) as asked:
        imported(source)
    toml = "[values.moderation]" + asked.value.fr.partition("[values.moderation]")[2]
    assert set(tomllib.loads(toml)["values"]["moderation"].values()) == {"rejected"}
    mapping = tmp_path / "MAPPING.toml"
    mapping.write_text(toml.replace('"1" = "rejected"', '"1" = "accepted"'), encoding="utf-8")
    imported(source, mapping=mapping)
    found = decisions(tmp_path / "corpus")
    assert found[SAID[1]] == found[SAID[2]] == ("rejected" if words[1] != "✓" else found[SAID[0]])
    assert found[SAID[0]] == ("rejected" if words[0] == "✓" else "accepted")


def test_an_unknown_word_far_down_is_asked_as_well(imported: Import, tmp_path: Path) -> None:
    rows = [f"Une phrase assez longue pour être lue, la numéro {i};publié" for i in range(1200)]
    path = tmp_path / "avis.csv"
    path.write_text("\n".join(["Avis;Statut", *rows, "Un texte écarté à la fin;banni"]), encoding="utf-8")
    with pytest.raises(QuestionError, match="banni"):
        imported(path)


def test_a_status_that_is_not_moderation_is_left_unread(imported: Import, tmp_path: Path) -> None:
    imported(written(tmp_path / "avis.csv", "Statut", ("locataire", "propriétaire", "locataire")))
    assert set(decisions(tmp_path / "corpus").values()) == {"accepted"}


def test_the_most_severe_of_two_columns_holds(imported: Import, tmp_path: Path) -> None:
    path = tmp_path / "avis.csv"
    path.write_text(
        f"Avis;Statut;Modération\n{SAID[0]};publié;\n{SAID[1]};publié;rejetée\n", encoding="utf-8"
    )
    imported(path)
    assert decisions(tmp_path / "corpus") == {SAID[0]: "accepted", SAID[1]: "rejected"}


def test_a_meaning_that_does_not_exist_is_refused(imported: Import, tmp_path: Path) -> None:
    mapping = tmp_path / "m.toml"
    mapping.write_text('[values.moderation]\n"banni" = "hidden"\n', encoding="utf-8")
    with pytest.raises(UnusableSourceError, match="accepted, pending, counted, rejected"):
        imported(written(tmp_path / "avis.csv", "Statut", ("publié", "publié", "banni")), mapping=mapping)
