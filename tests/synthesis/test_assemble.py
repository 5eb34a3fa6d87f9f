"""``result.json``: the keys of the contract, the same bytes twice, figures that follow from decisions."""

from __future__ import annotations

import copy
from dataclasses import replace
from pathlib import Path

import pytest
from made_readings import Said, make_reading, said, workshop

from concertia.errors import ConcertiaError
from concertia.storage.canonical import canonical_json
from concertia.synthesis.assemble import assemble, figures, stated_decisions
from concertia.synthesis.quotes import KEPT, QUOTES, SUPPORT, quoted_words, whole
from concertia.synthesis.reading import read_reading, read_result, write_reading

CONTRACT = {
    "": {"schema", "grade", "profile", "corpus", "mode", "coverage", "embedder", "kinds", "series",
         "themes", "findings", "opinions", "positions", "conflicts"},
    "corpus": {"id", "contributions", "units", "distinct_texts", "persons", "persons_basis", "voices",
               "languages", "rejected"},
    "coverage": {"units", "in_a_theme", "share", "without_finding"},
    "embedder": {"name", "units_changing_theme_with_lexical"},
    "kinds": {"kind", "declared", "detected", "units", "contributions"},
    "positions": {"position", "contributions", "share"},
    "themes": {"id", "order", "parent", "guided", "label", "keywords", "counts", "share", "interval",
               "stability", "fragile", "kinds", "quotes", "by"},
    "findings": {"id", "order", "kind", "theme", "text", "wording", "evidence", "support", "dissent",
                 "kinds_of_support", "counts", "solidity", "stability"},
}  # fmt: skip


def test_the_result_has_the_keys_of_the_contract() -> None:
    result = assemble(workshop(), {})
    assert CONTRACT[""] <= set(result)
    for name, keys in CONTRACT.items():
        section = result.get(name) if name else None
        for entry in section if isinstance(section, list) else [section] if section else []:
            assert keys <= set(entry), name
    (cell, *_) = result["themes"][0]["by"]["territory"]
    assert set(cell) >= {"value", "contributions", "share", "suppressed", "checkable"}
    quote = result["themes"][0]["quotes"][0]
    assert set(quote) >= {"contribution", "unit", "start", "end", "text", "role", "verbatim"}
    assert [finding["order"] for finding in result["findings"]] == list(range(len(result["findings"])))


def test_sections_that_do_not_apply_are_absent() -> None:
    result = assemble(make_reading(None, [said("un guichet")], small=True), {})
    assert not {"opinions", "positions", "edits", "set_aside", "neighbours"} & set(result)


def test_small_mode_states_neither_share_nor_interval() -> None:
    reading = make_reading(
        None, [said("un guichet", "a")], themes=[("a", None)], guided=True, small=True, by=("territory",)
    )
    result = assemble(reading, {})
    assert result["mode"] == "small"
    assert not {"share", "interval"} & set(result["themes"][0])


def test_a_reading_written_and_loaded_back_gives_the_same_figures(tmp_path: Path) -> None:
    reading = workshop(tmp_path, min_cell=2)
    result = assemble(reading, {"concertia": "0.1.0"})
    write_reading(reading, result, tmp_path)
    stated = read_result(tmp_path)
    loaded = read_reading(tmp_path, stated)
    again = figures(loaded, stated_decisions(loaded, stated), stated["profile"])
    assert canonical_json(again) == (tmp_path / "result.json").read_bytes()
    first = (tmp_path / "units.parquet").read_bytes()
    write_reading(reading, result, tmp_path)
    assert (tmp_path / "units.parquet").read_bytes() == first


def test_the_same_reading_gives_the_same_bytes() -> None:
    assert canonical_json(assemble(workshop(), {})) == canonical_json(assemble(workshop(), {}))


def test_quotes_come_from_different_contributions_and_territories() -> None:
    reading = workshop()
    for theme in assemble(reading, {})["themes"]:
        contributions = [quote["contribution"] for quote in theme["quotes"]]
        assert len(set(contributions)) == len(contributions)
        for role, most in QUOTES.items():
            kept = len(KEPT) if role == "support" else 0
            assert sum(quote["role"] == role for quote in theme["quotes"]) <= most + kept
    (heard,) = [t for t in assemble(reading, {})["themes"] if t["label"] == "Thème accueil"]
    support = [q for q in heard["quotes"] if q["role"] == "support"]
    territories = {reading.of(reading.unit_row[q["unit"]], "territory") for q in support}
    assert territories == {"Aubeville", "Belmont"}


def test_dissent_stands_beside_the_majority() -> None:
    result = assemble(workshop(), {})
    (training,) = [t for t in result["themes"] if t["label"] == "Thème formation"]
    assert "Ce serait jeter" in next(q["text"] for q in training["quotes"] if q["role"] == "dissent")


def test_masked_words_are_never_quoted() -> None:
    reading = workshop()
    assert "0612345678" not in canonical_json(assemble(reading, {})).decode()
    masked = list(reading.units["kind"]).index("temoignage")
    assert "██████████" in quoted_words(reading, whole(reading, masked, SUPPORT))


def test_no_shown_cell_is_small_and_attributes_say_where_to_check() -> None:
    things = [said(f"guichet {n}", "a", territory="nord" if n % 3 else "sud") for n in range(60)]
    things += [said(f"formation {n}", "b", territory="nord" if n % 2 else "sud") for n in range(40)]
    themes = [("a", None), ("b", None)]
    open_table = assemble(make_reading(None, things, themes=themes, by=("territory",)), {})
    cells = [cell for theme in open_table["themes"] for cell in theme["by"]["territory"]]
    assert [cell["contributions"] for cell in cells] == [40, 20, 20, 20]
    assert {cell["checkable"] for cell in cells} == {"public"}
    things += [said("guichet de l'île", "a", territory="île")]
    closed = assemble(make_reading(None, things, themes=themes, by=("territory",)), {})
    cells = [cell for theme in closed["themes"] for cell in theme["by"]["territory"]]
    assert {cell["checkable"] for cell in cells} == {"restricted"}
    assert all(
        cell["contributions"] is None or cell["contributions"] >= 5 or not cell["contributions"]
        for cell in cells
    )


def test_an_earlier_publication_is_taken_into_account() -> None:
    themes = [("a", None), ("b", None)]

    def grown(extra: int) -> list[Said]:
        north = [said(f"guichet {n}", "a" if n % 2 else "b", territory="nord") for n in range(40)]
        south = [said(f"samedi {n}", "a" if n % 2 else "b", territory="sud") for n in range(40)]
        return [*north, *south, *(said(f"de plus {n}", "a", territory="sud") for n in range(extra))]

    before = assemble(make_reading(None, grown(0), themes=themes, by=("territory",)), {})
    later = make_reading(None, grown(2), themes=themes, by=("territory",))
    assert not any(c["suppressed"] for t in assemble(later, {})["themes"] for c in t["by"]["territory"])
    protected = assemble(later, {}, [before])
    shown = {
        (t["label"], c["value"]): c["contributions"]
        for t in protected["themes"]
        for c in t["by"]["territory"]
    }
    assert shown["Thème a", "sud"] is None


def test_an_unknown_attribute_is_explained() -> None:
    with pytest.raises(ConcertiaError, match="territory"):
        assemble(workshop(by=("couleur",)), {})


def test_finding_ids_are_carried_over_from_a_previous_result() -> None:
    reading = workshop()
    previous = copy.deepcopy(assemble(reading, {}))
    for at, finding in enumerate(previous["findings"]):
        finding["id"] = f"{at:08x}"
    again = assemble(replace(reading), {}, (), previous)
    assert [f["id"] for f in again["findings"]] == [f["id"] for f in previous["findings"]]
