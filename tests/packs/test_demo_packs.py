"""The packs that ship: complete, licensed, marked, and free of what must not leave the shared data."""

from __future__ import annotations

import csv
import hashlib
import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

PACKS = Path(__file__).parents[2] / "packs"
DEMOS = sorted(path.parent for path in (PACKS / "demo").glob("*/demo.yaml"))
FRAMINGS = sorted((PACKS / "framing").glob("*.yaml"))
LICENCES = {"CC0-1.0", "CC-BY-4.0", "EUPL-1.2", "etalab-2.0"}
E_MAIL = re.compile(r"[\w.+-]+@[\w-]+\.\w+")
PHONE = re.compile(r"(?<!\d)(?:\+33|0)\s?[1-9](?:[ .-]?\d{2}){4}(?!\d)")
DEPARTEMENT = re.compile(r"Dép\. (?:0[1-9]|[1-8]\d|9[0-5]|2[AB]|97\d|98\d)")
KEY = re.compile(r"[a-z][a-z0-9-]*")


def load(path: Path) -> dict[str, Any]:
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert isinstance(content, dict)
    return content


def rows(path: Path, delimiter: str = ",") -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter))


def grand_debat() -> list[dict[str, str]]:
    return rows(PACKS / "demo/grand-debat/sources/grand-debat.csv")


def test_three_demos_are_there() -> None:
    assert [demo.name for demo in DEMOS] == ["atelier-ia", "grand-debat", "polis-biodiversity"]
    assert sorted(load(demo / "demo.yaml")["order"] for demo in DEMOS) == [1, 2, 3]


@pytest.mark.parametrize("folder", DEMOS, ids=lambda path: path.name)
def test_a_demo_says_what_it_is(folder: Path) -> None:
    demo = load(folder / "demo.yaml")
    assert demo["schema"] == "concertia/demo/1"
    assert demo["slug"] == folder.name
    assert demo["kind"] in {"real", "fictional"}
    assert demo["licence"] in LICENCES
    assert demo["source"]
    assert demo["attribution"]
    for field in ("title", "subject", "notice"):
        assert set(demo[field]) == {"fr", "en", "de", "ar"}
        assert all(text.strip() for text in demo[field].values())
    assert (folder / "LICENCE.md").is_file()
    present = {str(path.relative_to(folder)) for path in (folder / "sources").iterdir()}
    assert set(demo["files"]) == present
    options = demo["options"]
    assert options.keys() <= {"lang", "framing", "by", "vote_sign", "territory", "map", "min_cell"}
    assert all(isinstance(value, str) for value in options.values())
    framing = options.get("framing")
    assert framing is None or (PACKS / f"framing/{framing}.yaml").is_file()


@pytest.mark.parametrize("folder", DEMOS, ids=lambda path: path.name)
def test_a_demo_is_small_and_holds_no_address_or_telephone(folder: Path) -> None:
    files = list((folder / "sources").iterdir())
    assert sum(path.stat().st_size for path in files) < 3_000_000
    for path in files:
        text = path.read_text(encoding="utf-8")
        assert not E_MAIL.search(text)
        if path.suffix == ".md" or "votes" not in path.name:
            assert not PHONE.search(text)


@pytest.mark.parametrize("path", FRAMINGS, ids=lambda path: path.stem)
def test_a_framing_note_is_complete(path: Path) -> None:
    pack = load(path)
    assert pack["schema"] == "concertia/framing/1"
    assert path.stem in {pack["key"], f"{pack['key']}-{pack['version']}"}
    assert isinstance(pack["version"], int)
    assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", pack["date"])
    assert pack["licence"] in LICENCES
    assert pack["source"]
    assert pack["jurisdiction"]
    assert pack["official"] is False
    for names in (pack["title"], pack["question"], *(each["label"] for each in pack["themes"])):
        assert {"fr", "en", "de"} <= set(names) <= {"fr", "en", "de", "ar", "facile"}
    keys = [theme["key"] for theme in pack["themes"]]
    assert 8 <= len(keys) <= 12
    assert len(set(keys)) == len(keys)
    assert all(KEY.fullmatch(key) for key in keys)
    for theme in pack["themes"]:
        assert theme["description"]["fr"]
        assert len(theme["keywords"]) >= 8
        assert len(theme["examples"]) >= 2
    publics = [public["key"] for public in pack["publics"]]
    assert len(set(publics)) == len(publics)


def test_a_keyword_belongs_to_one_theme_only() -> None:
    themes = load(PACKS / "framing/ia-territoires.yaml")["themes"]
    words = [word for theme in themes for word in theme["keywords"]]
    assert sorted({word for word in words if words.count(word) > 1}) == []


def test_the_framing_note_does_not_give_away_the_workshop() -> None:
    """Its examples are not the notes it will be tried on: the demonstration would flatter itself."""
    themes = load(PACKS / "framing/ia-territoires.yaml")["themes"]
    sources = PACKS / "demo/atelier-ia/sources"
    said = " ".join(path.read_text(encoding="utf-8").casefold() for path in sources.iterdir())
    examples = [text.casefold().rstrip(". ?") for theme in themes for text in theme["examples"]]
    assert [text for text in examples if text in said] == []


def test_every_fictional_text_is_marked_as_invented() -> None:
    fictional = [demo for demo in DEMOS if load(demo / "demo.yaml")["kind"] == "fictional"]
    assert fictional
    for folder in fictional:
        notice = load(folder / "demo.yaml")["notice"]
        assert "inventés" in notice["fr"]
        assert "nvented" in notice["en"]
        for path in (folder / "sources").iterdir():
            if path.suffix == ".csv":
                assert all("inventé" in row["Avertissement"] for row in rows(path, ";"))
            else:
                assert "texte inventé" in path.read_text(encoding="utf-8").splitlines()[0]


def test_the_fictional_workshop_has_sixty_notes_of_six_tables() -> None:
    sources = PACKS / "demo/atelier-ia/sources"
    table = rows(sources / "tables-4-a-6.csv", ";")
    lines = [line for path in sources.glob("*.md") for line in path.read_text(encoding="utf-8").splitlines()]
    notes = [line for line in lines if line.startswith("- ")]
    assert len(notes) + len(table) == 60
    assert len(list(sources.glob("*.md"))) + len({row["Table"] for row in table}) == 6
    assert sum(row["Type"] == "Refus" for row in table) + lines.count("## Refus") >= 2


def test_grand_debat_answers_carry_nothing_that_identifies() -> None:
    answers = grand_debat()
    assert 0 < len(answers) <= 400
    assert list(answers[0]) == ["id", "question", "texte", "date", "departement", "public"]
    assert [row["id"] for row in answers] == [f"gd-{n:03d}" for n in range(1, len(answers) + 1)]
    assert len({row["texte"] for row in answers}) == len(answers)
    assert len({row["question"] for row in answers}) == 1
    for row in answers:
        assert re.fullmatch(r"2019-0[1-3]-\d{2}", row["date"])
        assert not row["departement"] or DEPARTEMENT.fullmatch(row["departement"])
        assert row["public"] == "Citoyen / Citoyenne" or not row["public"] or not row["departement"]
        assert 0 < len(row["texte"]) <= 1000


def test_grand_debat_figures_are_those_announced() -> None:
    count = len(grand_debat())
    selection = (PACKS / "demo/grand-debat/SELECTION.md").read_text(encoding="utf-8")
    table = [int(n) for n in re.findall(r"\| \**(\d+)\** \|$", selection, flags=re.MULTILINE)]
    assert table[-1] == count
    assert table[0] - sum(table[1:-1]) == count
    demo = load(PACKS / "demo/grand-debat/demo.yaml")
    assert all(str(count) in title for title in demo["title"].values())


def test_grand_debat_answers_are_word_for_word_those_of_the_source(shared_data: Path) -> None:
    source = json.loads((shared_data / "grand-debat/labelled_answers.json").read_text(encoding="utf-8"))
    published = {answer["reponse"].strip() for answer in source}
    assert all(row["texte"] in published for row in grand_debat())


def test_polis_files_are_those_the_licence_describes(shared_data: Path) -> None:
    folder = PACKS / "demo/polis-biodiversity"
    licence = (folder / "LICENCE.md").read_text(encoding="utf-8")
    origin = shared_data / "polis-open-data/scoop-hivemind.biodiversity"
    for path in (folder / "sources").iterdir():
        assert hashlib.sha256((origin / path.name).read_bytes()).hexdigest() in licence
        if path.name != "summary.csv":
            assert path.read_bytes() == (origin / path.name).read_bytes()
    for path in (folder / "sources").iterdir():
        assert "xid" not in path.read_text(encoding="utf-8").splitlines()[0].split(",")
