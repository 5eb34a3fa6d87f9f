"""Corrections by people: in order, by content, none lost in silence."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_readings import contribution_name, workshop

from concertia.storage.canonical import canonical_json
from concertia.synthesis.assemble import assemble, decide
from concertia.synthesis.edits import replay
from concertia.synthesis.findings import build_findings
from concertia.synthesis.reading import Reading

WHO = {"author": "a1", "date": "2025-06-01", "reason": "relecture"}


def edit(op: str, target: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"op": op, "target": target, **WHO, **more}


def theme(reading: Reading, label: str) -> str:
    return next(t.id for t in reading.themes if t.label == f"Thème {label}")


def units(reading: Reading, label: str) -> list[str]:
    return [str(reading.units["unit_id"][u]) for u in reading.units_of_theme[theme(reading, label)]]


def labels(reading: Reading) -> list[str]:
    return [t.label for t in reading.themes]


def test_rename_finds_a_theme_by_id_or_by_its_founding_units() -> None:
    reading = workshop()
    again = replay(
        reading, [edit("rename", {"theme": theme(reading, "accueil")}, label="Répondre au téléphone")]
    )
    assert "Répondre au téléphone" in labels(again)
    founding = {"theme": "00000000", "units": units(reading, "accueil")[:5]}
    assert "Appels" in labels(replay(reading, [edit("rename", founding, label="Appels")]))


def test_a_name_that_speaks_for_residents_is_refused_and_listed() -> None:
    reading = workshop()
    target = {"theme": theme(reading, "accueil")}
    again = replay(reading, [edit("rename", target, label="62 % des habitants veulent un guichet")])
    assert labels(again) == labels(reading)
    (conflict,) = again.conflicts
    assert "62 % des habitants" in conflict["reason"]
    assert again.applied == ()


def test_merge_moves_all_units_and_drops_the_theme() -> None:
    reading = workshop()
    source, into = theme(reading, "papier"), theme(reading, "accueil")
    again = replay(reading, [edit("merge", {"theme": source}, into={"theme": into})])
    assert labels(again) == ["Thème accueil", "Thème formation"]
    assert len(again.units_of_theme[into]) == 17
    assert [t.order for t in again.themes] == [0, 1]


def test_merging_a_theme_into_its_own_child_is_a_conflict() -> None:
    reading = workshop()
    parent, child = theme(reading, "guichets"), theme(reading, "papier")
    again = replay(reading, [edit("merge", {"theme": parent}, into={"theme": child})])
    assert len(again.conflicts) == 1
    assert labels(again) == labels(reading)


def test_split_founds_a_theme_named_by_its_units() -> None:
    reading = workshop()
    taken = units(reading, "formation")[:3]
    more = {"units": taken, "label": "Formation des élus"}
    again = replay(reading, [edit("split", {"theme": theme(reading, "formation")}, **more)])
    assert labels(again)[:3] == ["Thème accueil", "Thème formation", "Formation des élus"]
    assert [str(again.units["unit_id"][u]) for u in again.units_of_theme[again.themes[2].id]] == taken
    twice = replay(reading, [edit("split", {"theme": theme(reading, "formation")}, **more)] * 2)
    assert len(twice.conflicts) == 1


def test_move_into_a_theme_or_out_of_all() -> None:
    reading = workshop()
    moved = units(reading, "accueil")[:2]
    into = {"theme": theme(reading, "formation")}
    again = replay(reading, [edit("move", {"units": moved}, into=into)])
    assert set(moved) <= set(units(again, "formation"))
    out = replay(reading, [edit("move", {"units": moved}, into=None)])
    assert {out.units["theme_id"][out.unit_row[name]] for name in moved} == {None}
    parent = {"theme": theme(reading, "guichets")}
    assert len(replay(reading, [edit("move", {"units": moved}, into=parent)]).conflicts) == 1


def test_what_is_set_aside_stays_counted_and_listed_with_its_reason() -> None:
    reading = workshop()
    before = assemble(reading, {})
    again = assemble(replay(reading, [edit("exclude", {"contribution": contribution_name(0)})]), {})
    (entry,) = again["set_aside"]
    assert entry == {"unit": entry["unit"], **WHO}
    assert again["coverage"]["units"] == before["coverage"]["units"]
    assert again["kinds"] == before["kinds"]
    assert again["coverage"]["without_finding"] == before["coverage"]["without_finding"] + 1
    named = {unit for f in again["findings"] for unit in (*f["support"], *f["dissent"])}
    assert entry["unit"] not in named
    quoted = {quote["unit"] for t in again["themes"] for quote in t["quotes"]}
    assert entry["unit"] not in quoted


def test_setting_aside_without_a_reason_is_refused() -> None:
    bare = {"op": "exclude", "target": {"contribution": contribution_name(0)}}
    assert len(replay(workshop(), [bare]).conflicts) == 1


def test_settle_is_published_with_who_when_and_why() -> None:
    reading = workshop()
    again = replay(reading, [edit("settle", {"theme": theme(reading, "accueil")})])
    (settled,) = [t for t in assemble(again, {})["themes"] if "state" in t]
    assert settled["state"] == WHO


def finding_of(reading: Reading, kind: str, label: str | None) -> str:
    wanted = None if label is None else theme(reading, label)
    return next(f.id for f in build_findings(reading) if (f.kind, f.theme) == (kind, wanted))


def test_a_finding_is_worded_settled_merged_and_excluded() -> None:
    reading = workshop()
    target = {"finding": finding_of(reading, "attente", "accueil")}
    other = {"finding": finding_of(reading, "attente", "formation")}
    edits = [
        edit("rename", target, text="Une personne au bout du fil"),
        edit("settle", target),
        edit("merge", other, into=target),
        edit("exclude", {"finding": finding_of(reading, "refus", None)}),
    ]
    result = assemble(replay(reading, edits), {})
    assert result["conflicts"] == []
    assert len(result["edits"]) == 4
    (worded,) = [f for f in result["findings"] if f["id"] == target["finding"]]
    assert (worded["text"], worded["wording"], worded["state"]) == (
        "Une personne au bout du fil",
        "edited",
        WHO,
    )
    assert worded["counts"]["contributions"] == 9
    assert other["finding"] not in {f["id"] for f in result["findings"]}
    assert len(result["set_aside"]) == 2


def test_a_refusal_never_merges_into_another_kind() -> None:
    reading = workshop()
    source = {"finding": finding_of(reading, "refus", "accueil")}
    into = {"finding": finding_of(reading, "vigilance", "accueil")}
    _, decisions = decide(replay(reading, [edit("merge", source, into=into)]))
    assert source["finding"] in {finding.id for finding in decisions.findings}
    (conflict,) = assemble(replay(reading, [edit("merge", source, into=into)]), {})["conflicts"]
    assert "refus" in conflict["reason"]


def test_moving_the_quoted_unit_gives_the_finding_other_words() -> None:
    reading = workshop()
    findings = {f.id: f for f in build_findings(reading)}
    source = findings[finding_of(reading, "attente", "accueil")]
    into = finding_of(reading, "attente", "formation")
    assert source.quote is not None
    moved = edit("move", {"units": [source.quote.unit]}, into={"finding": into})
    _, decisions = decide(replay(reading, [moved]))
    after = next(f for f in decisions.findings if f.id == source.id)
    assert after.quote is not None
    assert after.quote.unit in after.support
    assert source.quote.unit not in after.support


@pytest.mark.parametrize(
    "wrong",
    [
        {"op": "rename", "target": {"theme": "00000000"}, "label": "x"},
        {"op": "rename", "target": {"finding": "00000000"}, "text": "x"},
        {"op": "paint", "target": {"theme": "00000000"}},
        {"op": "move", "target": {"units": ["0000000000000000:0-1"]}, "into": None},
        {"op": "exclude", "target": {"contribution": "0000000000000000"}, "reason": "x"},
        {"op": "rename"},
    ],
)
def test_what_no_longer_applies_is_listed_with_a_plain_reason(wrong: dict[str, Any]) -> None:
    result = assemble(replay(workshop(), [wrong]), {})
    (conflict,) = result["conflicts"]
    assert conflict["edit"] == wrong
    assert conflict["reason"]
    assert conflict["reason_en"]


@st.composite
def some_edits(pick: st.DrawFn) -> list[dict[str, Any]]:
    reading = workshop()
    names = st.sampled_from([t.id for t in reading.themes])
    some_units = st.lists(st.sampled_from(list(map(str, reading.units["unit_id"]))), min_size=1, max_size=4)
    one = st.one_of(
        st.builds(lambda t, n: edit("rename", {"theme": t}, label=f"Nom {n}"), names, st.integers(0, 9)),
        st.builds(lambda a, b: edit("merge", {"theme": a}, into={"theme": b}), names, names),
        st.builds(lambda t, u: edit("split", {"theme": t}, units=u, label="Nouveau"), names, some_units),
        st.builds(lambda u, t: edit("move", {"units": u}, into={"theme": t}), some_units, names),
        st.builds(lambda u: edit("exclude", {"units": u}), some_units),
        st.builds(lambda t: edit("settle", {"theme": t}), names),
    )
    return pick(st.lists(one, max_size=6))


@settings(max_examples=20, deadline=None)
@given(edits=some_edits())
def test_replay_is_deterministic_and_accounts_for_every_edit(edits: list[dict[str, Any]]) -> None:
    reading = workshop()
    first, second = replay(reading, edits), replay(reading, edits)
    assert len(first.applied) + len(first.conflicts) == len(edits)
    assert canonical_json(assemble(first, {})) == canonical_json(assemble(second, {}))
    known = {t.id for t in first.themes}
    assert all(t.parent is None or t.parent in known for t in first.themes)
    assert {name for name in first.units["theme_id"] if name is not None} <= known
    assert np.array_equal(first.units["unit_id"], reading.units["unit_id"])
    leaves = [u for u, name in enumerate(first.units["theme_id"]) if name is not None]
    tops = [first.units_of_theme[t.id] for t in first.themes if t.parent is None]
    assert sorted(int(u) for rows in tops for u in rows) == leaves


def test_replaying_the_applied_edits_again_changes_nothing_more() -> None:
    reading = workshop()
    edits = [
        edit("rename", {"theme": theme(reading, "accueil")}, label="Appels"),
        edit("settle", {"theme": theme(reading, "accueil")}),
        edit("move", {"units": units(reading, "accueil")[:2]}, into={"theme": theme(reading, "formation")}),
        edit("exclude", {"contribution": contribution_name(0)}),
    ]
    once = replay(reading, edits)
    twice = replay(once, edits)
    assert twice.conflicts == ()
    assert twice.themes == once.themes
    assert twice.set_aside == once.set_aside
    assert twice.settled == once.settled
    for column, values in once.units.items():
        assert np.array_equal(twice.units[column], values), column
