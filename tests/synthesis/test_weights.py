"""Repeats: three counts, weights P1·P2 by hand and by simulation, versions and dates of a series."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from made_readings import contribution_name, make_reading, said

from concertia.corpus.identifiers import content_id
from concertia.reports.exports import HEADER, rows
from concertia.synthesis.assemble import assemble
from concertia.synthesis.counts import Counter
from concertia.synthesis.reading import Reading, write_reading
from concertia.synthesis.series import VERSIONS, series_section
from concertia.synthesis.weights import author_weights, draw_weights, draws_for, estimated_shares, same_text


def row_of(reading: Reading, index: int) -> int:
    return list(reading.corpus.contributions["contribution_id"]).index(contribution_name(index))


def test_an_author_weighs_one_for_each_question_and_an_unknown_one_too() -> None:
    things = [said(f"texte {n}", author="a", question="q1") for n in range(4)]
    things += [said("autre", author="a", question="q2"), said("sans nom"), said("sans nom non plus")]
    things += [said("retiré", author="a", question="q1", moderation="rejected")]
    reading = make_reading(None, things)
    weights = author_weights(Counter(reading))
    assert [weights[row_of(reading, index)] for index in range(8)] == [0.25] * 4 + [1.0, 1.0, 1.0, 0.0]


def test_what_says_the_same_is_one_text_among_what_is_admitted() -> None:
    things = [said("le même") for _ in range(3)] + [said("un autre"), said("le même", moderation="rejected")]
    texts = same_text(Counter(make_reading(None, things)))
    assert sorted(np.unique(texts, return_counts=True)[1]) == [1, 1, 3]
    assert (texts == -1).sum() == 1


def test_the_weight_of_a_draw_is_the_inverse_of_the_chance_to_be_drawn() -> None:
    assert draw_weights(np.array([1, 5]), 10, 1) == pytest.approx([10.0, 2.0])
    assert draw_weights(np.array([10]), 10, 3) == pytest.approx([1.0])
    groups, total, draws = np.array([1, 2, 7, 40]), 50, 30
    drawn = np.random.default_rng(3).integers(0, total, size=(20_000, draws))
    edges = np.cumsum(groups)
    seen = [
        ((drawn >= end - size) & (drawn < end)).any(axis=1).mean()
        for size, end in zip(groups, edges, strict=True)
    ]
    assert 1 / draw_weights(groups, total, draws) == pytest.approx(seen, abs=0.02)
    for wrong in ((np.array([0]), 10, 3), (np.array([11]), 10, 3), (np.array([1]), 10, 0)):
        with pytest.raises(ValueError, match="draws"):
            draw_weights(*wrong)


def test_shares_estimated_on_what_was_drawn_are_those_of_all_contributions() -> None:
    """Half of eighty contributions are one text: it is nearly always drawn, each of the others is not."""
    things = [said("le texte envoyé quarante fois") for _ in range(40)]
    things += [said(f"texte isolé numéro {n}") for n in range(40)]
    reading = make_reading(None, things)
    counter = Counter(reading)
    rows = {index: row_of(reading, index) for index in (0, *range(40, 80))}
    draw = np.random.default_rng(11)
    estimates, without = [], []
    for _ in range(200):
        read = sorted({0 if at < 40 else int(at) for at in draw.integers(0, 80, size=20)})
        codes = [(rows[index], "copie" if index == 0 else "isolé") for index in read]
        estimates.append(estimated_shares(counter, codes).get("copie", 0.0))
        without.append(40 / (39 + len(read)) if 0 in read else 0.0)
    assert np.mean(estimates) == pytest.approx(0.5, abs=0.03)
    assert np.mean(without) > 0.75
    assert estimated_shares(counter, []) == {}
    everything = [(row, "copie" if index == 0 else "isolé") for index, row in rows.items()]
    assert estimated_shares(counter, everything)["copie"] == pytest.approx(0.5)


def test_the_number_of_draws_is_found_back_from_how_many_texts_were_read() -> None:
    groups = np.array([40] + [1] * 40)
    expected = float((1 - (1 - groups / 80) ** 20).sum())
    assert draws_for(groups, 80, round(expected)) in range(16, 25)
    assert draws_for(groups, 80, 1) == 1
    assert draws_for(groups, 80, 41) > 1000


def test_the_share_where_each_author_weighs_one_stands_beside_the_other() -> None:
    things = [said(f"la même personne, idée {n}", "a", author="p") for n in range(60)]
    things += [said(f"une personne, idée {n}", "b", author=f"q{n}") for n in range(60)]
    reading = make_reading(None, things, themes=[("a", None), ("b", None)])
    first, second = assemble(reading, {})["themes"]
    assert (first["share"], first["share_by_author"]) == (0.5, pytest.approx(1 / 61, abs=1e-6))
    assert second["share_by_author"] == pytest.approx(60 / 61, abs=1e-6)
    unknown = make_reading(None, [said("une idée", "a")], themes=[("a", None)])
    assert "share_by_author" not in assemble(unknown, {})["themes"][0]


def test_a_series_tells_its_versions_and_kinds_tell_the_three_counts() -> None:
    texts = (
        ["version une"] * 5 + ["version deux"] * 3 + ["version trois"] + [f"version {n} x" for n in range(5)]
    )
    things = [said(text, author=f"p{n % 4}", date=f"2026-03-{n + 1:02d}") for n, text in enumerate(texts)]
    reading = make_reading(None, things)
    name = content_id(["series"])
    units = {**reading.units, "series_id": np.full(len(texts), name, dtype=object)}
    example = str(reading.units["unit_id"][row_of(reading, 1)])
    stated = {"id": name, "kind": "near", "example": example}
    (series,) = series_section(Counter(replace(reading, units=units, series=(stated,))))
    assert (series["size"], series["persons"], series["variants"]) == (14, 4, 8)
    assert (series["first"], series["last"]) == ("2026-03-01", "2026-03-14")
    shown = [reading.text(reading.unit_row[unit]) for unit in series["others"]]
    assert len(shown) == VERSIONS
    assert shown[0] == "version deux"
    assert "version une" not in shown
    kinds = {entry["kind"]: entry for entry in assemble(reading, {})["kinds"]}
    assert (kinds["attente"]["contributions"], kinds["attente"]["distinct_texts"]) == (14, 8)
    assert kinds["attente"]["persons"] == 4


def test_authors_weigh_one_and_copies_are_counted(tmp_path: Path) -> None:
    things = [said("le même texte", author="a"), said("le même texte", author="b"), said("autre", author="a")]
    things += [said("sans auteur"), said("le même texte", author="a", moderation="rejected")]
    reading = make_reading(tmp_path, things)
    write_reading(reading, assemble(reading, {}), tmp_path)
    found = [dict(zip(HEADER, row, strict=True)) for row in rows(tmp_path)]
    weights = sorted((row["texte"], row["poids P1"], row["exemplaires du texte"]) for row in found)
    assert weights == [
        ("", "", ""),
        ("autre", "0.5", "1"),
        ("le même texte", "0.5", "2"),
        ("le même texte", "1.0", "2"),
        ("sans auteur", "", "1"),
    ]
