"""The room of a page is shared: small themes, minorities, refusals and vigilances keep theirs."""

from __future__ import annotations

import pytest
from made_readings import Said, contribution_name, make_reading, said

from concertia.synthesis.assemble import assemble, figures, stated_decisions
from concertia.synthesis.finding import Finding, non_empty
from concertia.synthesis.quotes import theme_quotes
from concertia.synthesis.reading import Reading
from concertia.synthesis.seats import PLACES, seats_of_findings


def findings_of(reading: Reading, sizes: list[tuple[str, int]]) -> list[Finding]:
    """Findings of some themes by order, each supported by its number of units, not supported by others."""
    names = {theme.label.removeprefix("Thème "): theme.id for theme in reading.themes}
    free = {theme: [int(unit) for unit in units] for theme, units in reading.units_of_theme.items()}
    found = []
    for at, (key, size) in enumerate(sizes):
        units = [free[names[key]].pop() for _ in range(size)]
        support = non_empty(str(reading.units["unit_id"][unit]) for unit in units)
        found.append(Finding(f"f{at}", "attente", names[key], "texte", "verbatim", support))
    return found


def test_a_small_theme_keeps_a_seat_that_the_largest_findings_would_take() -> None:
    things = [said(f"Je voudrais la chose numéro {i} ouverte", "a") for i in range(40)]
    things += [said(f"Il faudrait une autre chose {i} partout", "b") for i in range(12)]
    reading = make_reading(None, things, themes=[("a", None), ("b", None)])
    found = findings_of(reading, [("a", 6)] * 6 + [("b", 2), ("b", 2)])
    seats = seats_of_findings(reading, found)
    # 52 voices and five seats: 40 deserve three, twelve deserve one, and the last goes to the larger.
    assert [name for name, _ in sorted(seats.items(), key=lambda item: item[1])] == [
        "f0", "f1", "f2", "f6", "f3"
    ]  # fmt: skip
    assert len(seats) == PLACES["attente"]


def test_with_room_for_all_every_finding_has_a_seat() -> None:
    reading = make_reading(None, [said(f"Une chose {i}", "a") for i in range(6)], themes=[("a", None)])
    assert set(seats_of_findings(reading, findings_of(reading, [("a", 2)] * 3))) == {"f0", "f1", "f2"}


def test_a_theme_of_a_thousand_findings_competes_with_as_many_as_there_are_seats() -> None:
    things = [said(f"Je voudrais la chose numéro {i} ouverte", "a") for i in range(1_000)]
    things += [said(f"Il faudrait une autre chose {i} partout", "b") for i in range(400)]
    reading = make_reading(None, things, themes=[("a", None), ("b", None)])
    found = findings_of(reading, [("a", 1)] * 1_000 + [("b", 1)] * 400)
    seats = seats_of_findings(reading, found)
    # 1,400 voices and five seats: 1,000 deserve three, 400 deserve one, and the last goes to the larger.
    assert sorted(seats, key=seats.__getitem__) == ["f0", "f1", "f2", "f1000", "f3"]


@pytest.mark.parametrize("lone", ["refus", "vigilance", "crainte", "condition"])
def test_a_lone_refusal_or_vigilance_is_quoted_in_a_theme_of_expectations(lone: str) -> None:
    things = [said(f"Je voudrais un guichet ouvert le jour {i} du mois", "a") for i in range(30)]
    things.append(said("Personne ne doit être renvoyé vers une machine", "a", lone))
    reading = make_reading(None, things, themes=[("a", None)])
    kinds = [
        reading.units["kind"][reading.unit_row[quote.unit]]
        for quote in theme_quotes(reading, reading.themes[0].id)
    ]
    assert sorted(kinds) == sorted(["attente", "attente", "attente", lone])


def test_quotations_are_shared_by_what_is_said() -> None:
    things = [said(f"Je voudrais un guichet ouvert le jour {i} du mois", "a") for i in range(20)]
    things += [said(f"Refuser le fichier numéro {i} de la ville entière", "a", "refus") for i in range(10)]
    reading = make_reading(None, things, themes=[("a", None)])
    kinds = [
        reading.units["kind"][reading.unit_row[quote.unit]]
        for quote in theme_quotes(reading, reading.themes[0].id)
    ]
    assert sorted(kinds) == ["attente", "attente", "refus"]


def voted() -> Reading:
    """Twenty statements: fifteen that seventy people approve, four for thirty, one refusal for two."""
    things: list[Said] = [
        said(f"La phrase numéro {i} de la majorité", None, "proposition") for i in range(15)
    ]
    things += [said(f"La phrase numéro {i} de la minorité", None, "attente") for i in range(4)]
    things += [said("Jamais de caméra dans la rue", None, "refus")]
    votes = [(at, f"a{voter}", 1) for at in range(15) for voter in range(70)]
    votes += [(at, f"b{voter}", 1) for at in range(15, 19) for voter in range(30)]
    votes += [(19, "b0", 1), (19, "b1", 1), *((19, f"a{voter}", -1) for voter in range(60))]
    return make_reading(None, things, votes=votes)


def test_statements_are_shared_by_those_who_agree_and_a_refusal_keeps_its_seat() -> None:
    reading = voted()
    selected = assemble(reading, {})["opinions"]["selected"]
    index = {contribution_name(at): at for at in range(20)}
    chosen = [(index[entry["statement"]], entry["why"]) for entry in selected["statements"]]
    assert [why for _, why in chosen] == ["equal_shares"] * 10 + ["refus"]
    assert sum(at < 15 for at, _ in chosen) == 7
    assert sum(15 <= at < 19 for at, _ in chosen) == 3
    assert chosen[-1] == (19, "refus")
    assert (selected["represented"], selected["participants"]) == (100, 100)
    sizes = {group["id"]: group["size"] for group in assemble(reading, {})["opinions"]["groups"]}
    assert selected["by_group"] == {str(group): [size, size] for group, size in sizes.items()}


def test_a_refusal_nobody_agrees_with_has_no_seat_and_the_chosen_refusal_needs_none() -> None:
    things = [said(f"Jamais la chose {i}", None, "refus" if i < 2 else "attente") for i in range(14)]
    votes = [(at, f"v{voter}", 1 if at != 1 else -1) for at in range(14) for voter in range(8)]
    reasons = [
        entry["why"]
        for entry in assemble(make_reading(None, things, votes=votes), {})["opinions"]["selected"][
            "statements"
        ]
    ]
    assert reasons == ["equal_shares"] * 10
    things = [said(f"Jamais la chose {i}", None, "refus" if i == 13 else "attente") for i in range(14)]
    votes = [(at, f"v{voter}", 1 if at != 13 else -1) for at in range(14) for voter in range(8)]
    reasons = [
        entry["why"]
        for entry in assemble(make_reading(None, things, votes=votes), {})["opinions"]["selected"][
            "statements"
        ]
    ]
    assert reasons == ["equal_shares"] * 10


def test_a_changed_seat_is_found() -> None:
    reading = voted()
    result = assemble(reading, {})
    again = figures(reading, stated_decisions(reading, result), {})
    assert again["opinions"]["selected"] == result["opinions"]["selected"]
    assert [finding["seat"] for finding in again["findings"]] == [f["seat"] for f in result["findings"]]
