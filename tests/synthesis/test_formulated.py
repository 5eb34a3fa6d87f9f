"""Themes and findings by people, as edits: founded, formulated, checked like those of the machine."""

from __future__ import annotations

import contextlib
import copy
import json
from pathlib import Path
from typing import Any

import pytest
from made_readings import contribution_name, workshop

from concertia.cli import application
from concertia.dossier.checks import check_links
from concertia.storage.canonical import canonical_json
from concertia.synthesis.assemble import assemble
from concertia.synthesis.edits import founded_id, replay
from concertia.synthesis.reading import Reading

WHO = {"author": "table commune", "date": "2026-11-20", "reason": "tri"}


def named(*indexes: int) -> dict[str, Any]:
    return {"contributions": [contribution_name(index) for index in indexes]}


def theme(key: str, label: str, *indexes: int) -> dict[str, Any]:
    return {"op": "theme", "key": key, "label": label, "target": named(*indexes), **WHO}


def finding(kind: str, text: str, *indexes: int, **more: Any) -> dict[str, Any]:
    return {"op": "formulate", "kind": kind, "text": text, "target": named(*indexes), **WHO, **more}


def made(*edits: dict[str, Any], reading: Reading | None = None) -> tuple[Reading, dict[str, Any]]:
    reading = replay(reading or workshop(), edits)
    result = json.loads(canonical_json(assemble(reading, {})))
    return reading, result


def of_people(result: dict[str, Any]) -> list[dict[str, Any]]:
    return [one for one in result["findings"] if one["wording"] == "edited"]


def holds(reading: Reading, result: dict[str, Any]) -> bool:
    return all(line.ok for line in check_links(reading, result))


def test_a_founded_theme_takes_its_contributions_under_its_own_name() -> None:
    reading, result = made(theme("voix", "Une voix au bout du fil", 0, 1, 2))
    (found,) = (one for one in result["themes"] if one.get("founded"))
    assert found["id"] == founded_id("voix") and found["label"] == "Une voix au bout du fil"
    assert found["counts"]["contributions"] == 3 and found["guided"] and not found["keywords"]
    assert holds(reading, result)


def test_a_theme_that_people_emptied_goes_and_its_parent_too() -> None:
    papers = (28, 29)
    _, result = made(theme("guichet", "Guichets", *papers))
    assert [one["label"] for one in result["themes"]] == ["Thème accueil", "Thème formation", "Guichets"]


@pytest.mark.parametrize(
    "wrong", [{"key": ""}, {"label": " "}, {"label": "Les habitants veulent un guichet"}]
)
def test_a_theme_without_key_or_name_or_that_speaks_for_residents_is_a_conflict(
    wrong: dict[str, Any],
) -> None:
    again = replay(workshop(), [{**theme("voix", "Voix", 0), **wrong}])
    assert len(again.conflicts) == 1 and len(again.themes) == 4


def test_the_same_theme_is_not_founded_twice() -> None:
    assert len(replay(workshop(), [theme("voix", "Voix", 0), theme("voix", "Voix", 1)]).conflicts) == 1


def test_a_formulated_finding_stands_like_the_others() -> None:
    edits = [
        theme("voix", "Voix", 0, 1, 2),
        finding(
            "attente", "Garder une personne au bout du fil.", 0, 1,
            theme={"theme": founded_id("voix")}, dissent=named(24), settled=True,
            quotes=[{"contribution": contribution_name(0)}],
        ),
    ]  # fmt: skip
    reading, result = made(*edits)
    (one,) = of_people(result)
    assert (one["kind"], one["text"]) == ("attente", "Garder une personne au bout du fil.")
    assert one["theme"] == founded_id("voix") and one["evidence"] == "contributions"
    assert len(one["support"]) == 2 and len(one["dissent"]) == 1 and one["state"] == WHO
    assert one["quotes"][0]["text"].startswith("Je voudrais que le numéro 0")
    assert result["edits"][-1]["op"] == "formulate" and holds(reading, result)


@pytest.mark.parametrize(
    "wrong",
    [
        {"text": "62 % des habitants veulent un guichet"},
        {"text": ""},
        {"text": "x" * 5000},
        {"kind": "souhait"},
        {"target": {"contributions": []}},
        {"target": {"contributions": ["0" * 16]}},
        {"target": {"contributions": [contribution_name(27)]}},  # set aside by moderation
        {"theme": {"theme": "00000000"}},
        {"quotes": [{"contribution": contribution_name(9)}]},  # quotes what does not support it
        {"quotes": ["mot"]},
    ],
)
def test_what_cannot_stand_is_a_conflict_with_a_reason(wrong: dict[str, Any]) -> None:
    _, result = made({**finding("attente", "Garder une personne.", 0), **wrong})
    assert of_people(result) == [] and len(result["conflicts"]) == 1
    assert result["conflicts"][0]["reason"]


def test_a_refusal_is_not_said_more_softly_in_silence() -> None:
    soft = finding("vigilance", "Prudence avec les caméras", 24)
    assert of_people(made(soft)[1]), "the machine still says it as a refusal"
    _, alone = made({**soft, "replaces": "machine"})
    assert of_people(alone) == [] and "refus" in alone["conflicts"][0]["reason"]
    reading, told = made({**soft, "replaces": "machine", "milder": "la salle l’a dit ainsi"})
    assert of_people(told)[0]["milder"] == "la salle l’a dit ainsi" and holds(reading, told)
    reading, both = made(
        {**soft, "replaces": "machine"}, finding("refus", "Pas de caméras", 24, replaces="machine")
    )
    assert [one["kind"] for one in of_people(both)] == ["vigilance", "refus"] and holds(reading, both)


def test_findings_of_people_take_the_place_of_those_of_the_machine() -> None:
    _, mixed = made(finding("attente", "Une personne.", 0))
    _, alone = made(finding("attente", "Une personne.", 0, replaces="machine"))
    assert len(mixed["findings"]) > 1
    assert [one["text"] for one in alone["findings"] if "statement" not in one] == ["Une personne."]
    assert alone["coverage"]["without_finding"] > mixed["coverage"]["without_finding"]


def test_words_kept_as_they_were_said_are_a_quotation_and_not_copied() -> None:
    edit = finding("refus", "", 24, words={"contribution": contribution_name(24)}, replaces="machine")
    reading, result = made(edit)
    one = next(one for one in result["findings"] if "statement" not in one)
    assert (one["text"], one["wording"]) == ("Pas de caméras dans nos rues", "extracted")
    assert "caméras" not in json.dumps(result["edits"]) and holds(reading, result)


def test_forged_findings_of_people_do_not_verify() -> None:
    reading, result = made(finding("attente", "Une personne.", 0, dissent=named(24)))
    assert holds(reading, result)
    for change in ({"text": "Autre chose"}, {"dissent": [result["findings"][0]["support"][0]]}):
        forged = copy.deepcopy(result)
        target = next(one for one in forged["findings"] if one["wording"] == "edited")
        target.update(change)
        assert not holds(reading, forged), change


def test_replaying_is_stable_and_reading_back_gives_the_same(tmp_path: Path) -> None:
    edits = [theme("voix", "Voix", 0, 1), finding("attente", "Une personne.", 0, 1, replaces="machine")]
    assert made(*edits)[1] == made(*edits)[1]
    _, small = made(*edits, reading=workshop(small=True))
    assert founded_id("voix") in [one["id"] for one in small["themes"]]


def run(*words: str | Path, expect: int = 0) -> None:
    with contextlib.suppress(SystemExit), pytest.raises(SystemExit) as stop:
        application.run([str(word) for word in words])
    assert (stop.value.code or 0) == expect


def test_the_real_commands_read_verify_recompute_and_redact_it(
    tmp_path: Path, key_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    notes = tmp_path / "notes.csv"
    lines = ["Garder une personne à l'accueil", "Pas de caméras dans la rue", "Former les agents avant tout"]
    rows = [f"{rank};{text}" for rank, text in enumerate(lines, 1)]
    notes.write_text("\n".join(["id;texte", *rows]), encoding="utf-8")
    out, public = tmp_path / "lecture", tmp_path / "dossier.zip"
    options = ["--embedder", "lexical", "--quiet", "--key", key_file, "--jobs", "1"]
    run("analyse", notes, "--out", tmp_path / "first", *options)
    first = json.loads((tmp_path / "first/result.json").read_text())
    names = {one["text"]: one["support"][0].partition(":")[0] for one in first["findings"]}
    names |= {"Garder": next(name for text, name in names.items() if text.startswith("Garder"))}
    target = {"contributions": [names["Garder"]]}
    edits = [
        {"op": "theme", "key": "a", "label": "Accueil", "target": target, **WHO},
        {
            "op": "formulate", "kind": "attente", "text": "Quelqu'un à l'accueil.", "replaces": "machine",
            "theme": {"theme": founded_id("a")}, "target": target,
            "quotes": [{"contribution": names["Garder"]}], **WHO,
        },
    ]  # fmt: skip
    (tmp_path / "edits.jsonl").write_text("".join(json.dumps(edit) + "\n" for edit in edits))
    run("analyse", notes, "--out", out, "--edits", tmp_path / "edits.jsonl", *options)
    result = json.loads((out / "result.json").read_text())
    assert [one["text"] for one in result["findings"]] == ["Quelqu'un à l'accueil."]
    assert "Quelqu" in (out / "rapport.html").read_text()
    run("dossier", "build", out, "--grade", "public", "--out", public)
    run("verify", public)
    run("verify", out, "--recompute")
    assert "mêmes octets" in capsys.readouterr().out
