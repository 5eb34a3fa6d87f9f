"""Findings: nothing without support, no refusal softened, nobody lost."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from made_readings import Said, contribution_name, make_reading, said, workshop

from concertia.synthesis.assemble import assemble
from concertia.synthesis.finding import (
    Finding,
    UnsupportedFindingError,
    carried_over,
    non_empty,
    solidity,
)
from concertia.synthesis.findings import SUPPORTING, build_findings
from concertia.synthesis.reading import Reading


def kinds_of(reading: Reading, finding: Finding) -> set[str]:
    return {str(reading.units["kind"][reading.unit_row[unit]]) for unit in finding.support}


def test_a_finding_without_support_cannot_be_constructed() -> None:
    with pytest.raises(UnsupportedFindingError):
        non_empty([])
    with pytest.raises(UnsupportedFindingError):
        Finding("0", "attente", None, "Nous voulons", "edited", ())  # type: ignore[arg-type]


def test_a_unit_cannot_both_support_and_oppose() -> None:
    with pytest.raises(ValueError, match="both"):
        Finding("0", "attente", None, "x", "edited", ("a:0-1",), ("a:0-1",))


def test_refusals_support_refusals_only() -> None:
    reading = workshop()
    findings = build_findings(reading)
    for finding in findings:
        if finding.kind == "refus":
            assert kinds_of(reading, finding) == {"refus"}
        elif finding.statement is None:
            assert "refus" not in kinds_of(reading, finding)
    refused = {u for f in findings if f.kind == "refus" for u in f.support}
    everywhere = {
        str(n) for n, k in zip(reading.units["unit_id"], reading.units["kind"], strict=True) if k == "refus"
    }
    assert refused == everywhere


def test_text_is_the_words_of_a_supporting_unit() -> None:
    reading = workshop()
    for finding in build_findings(reading):
        assert finding.quote is not None
        assert finding.quote.unit in finding.support
        published = reading.corpus.published[reading.row[reading.unit_row[finding.quote.unit]]]
        assert published[finding.quote.start : finding.quote.end] == finding.text


def test_a_long_unit_is_extracted_and_says_so() -> None:
    long = (
        "Il faut un guichet ouvert le soir. " + "Nous travaillons tous en journée et personne ne répond. " * 9
    )
    reading = make_reading(None, [said(long.strip(), None, "attente")], small=True)
    (finding,) = build_findings(reading)
    assert finding.wording == "extracted"
    assert long.startswith(finding.text)
    assert finding.text.endswith(".")
    assert len(finding.text) <= 400


def test_support_is_what_says_the_same_not_what_speaks_of_the_same() -> None:
    things = [said(f"Baisser les impôts de chacun, cas {n}", "impôts") for n in range(3)]
    things += [said(f"Taxer davantage les plus riches, cas {n}", "impôts") for n in range(4)]
    things += [said("Simplifier la déclaration des petites entreprises", "impôts")]
    reading = make_reading(None, things, themes=[("impôts", None)])
    findings = build_findings(reading)
    assert [len(finding.support) for finding in findings] == [4, 3]
    for finding in findings:
        said_by = {reading.text(reading.unit_row[unit]).split()[0] for unit in finding.support}
        assert said_by == {finding.text.split()[0]}
    assert assemble(reading, {})["coverage"]["without_finding"] == 1


def test_voices_left_on_a_theme_are_told_together_and_never_as_one() -> None:
    things = [said(f"Baisser les impôts de chacun, cas {n}", "impôts") for n in range(3)]
    subjects = ("Simplifier la déclaration", "Ouvrir un guichet le soir", "Publier chaque dépense locale")
    things += [said(f"{subject} dans notre ville", "impôts") for subject in subjects]
    reading = make_reading(None, things, themes=[("impôts", None)])
    close, shared = sorted(build_findings(reading), key=lambda finding: finding.basis)
    assert (close.basis, shared.basis) == ("same", "subject")
    assert not set(close.support) & set(shared.support)
    assert len(shared.support) == 3
    assert shared.text in {f"{subject} dans notre ville" for subject in subjects}
    assert shared.dissent == ()
    stated = {finding["basis"]: finding for finding in assemble(reading, {})["findings"]}
    assert stated["subject"]["solidity"] == "a confirmer"
    assert solidity(500, 1.0, "contributions", basis="subject") == "a confirmer"
    assert assemble(reading, {})["coverage"]["without_finding"] == 0


def test_without_vectors_only_repeats_support_each_other() -> None:
    things = [said("Baisser les impôts de chacun", "a", author=f"p{n}") for n in range(2)]
    things += [said("Baisser les impôts de chacun et vite", "a", author="q")]
    reading = replace(make_reading(None, things, themes=[("a", None)]), vectors=None)
    (finding,) = build_findings(reading)
    assert len(finding.support) == 2


def test_declared_opponents_do_not_support_each_other() -> None:
    sides = ("favorable", "favorable", "defavorable")
    things = [said(f"Publier le code source, cas {n}", "a", position=side) for n, side in enumerate(sides)]
    (finding,) = build_findings(make_reading(None, things, themes=[("a", None)]))
    assert len(finding.support) == 2


def test_near_repeats_support_each_other() -> None:
    things = [said("Baisser les impôts de chacun", "a"), said("Les impôts, baissez-les vite", "a")]
    reading = make_reading(None, things, themes=[("a", None)])
    columns = {**reading.units, "series_id": np.array(["s", "s"], dtype=object)}
    series = ({"id": "s", "kind": "near", "example": ""},)
    near = replace(reading, units=columns, series=series, vectors=None)
    assert [len(finding.support) for finding in build_findings(near)] == [2]
    template = replace(near, series=({**series[0], "kind": "template"},))
    assert build_findings(template) == ()


def test_a_person_who_repeats_themself_is_not_two_voices() -> None:
    things = [said("Baisser les impôts de chacun", "a", author="p") for _ in range(3)]
    assert build_findings(make_reading(None, things, themes=[("a", None)])) == ()


def test_a_fragment_does_not_word_a_finding_that_a_sentence_can() -> None:
    things = [
        said("Baisser : ", "a"),
        said("Baisser les", "a"),
        said("Baisser enfin les impôts de chacun", "a"),
    ]
    (finding,) = build_findings(make_reading(None, things, themes=[("a", None)]))
    assert finding.text == "Baisser enfin les impôts de chacun"
    assert len(finding.support) == 3
    fragments = [said(f"Baisser {word}", "a") for word in ("un", "deux")]
    assert build_findings(make_reading(None, fragments, themes=[("a", None)])) == ()


def test_each_refusal_is_in_a_finding_even_alone() -> None:
    things = [said(f"{word} aux caméras", theme, "refus") for word, theme in (("Non", "a"), ("Jamais", None))]
    findings = build_findings(make_reading(None, things, themes=[("a", None)]))
    assert [(finding.kind, len(finding.support)) for finding in findings] == [("refus", 1), ("refus", 1)]


def test_an_opposed_kind_is_not_a_disagreement() -> None:
    reading = workshop()
    for finding in build_findings(reading):
        against = [reading.text(reading.unit_row[unit]) for unit in finding.dissent]
        assert all(text.startswith("Ce serait jeter") for text in against)
    quotes = [quote for theme in assemble(reading, {})["themes"] for quote in theme["quotes"]]
    assert [quote["text"] for quote in quotes if quote["role"] == "dissent"] == [
        "Ce serait jeter l'argent par les fenêtres, vraiment"
    ]


def test_a_reply_against_is_dissent_wherever_it_is() -> None:
    things = [
        said("Un guichet le samedi", None, "attente"),
        said("Surtout pas", None, "autre", parent_id=contribution_name(0), position="defavorable"),
        said("Très bien", None, "autre", parent_id=contribution_name(0), position="favorable"),
    ]
    reading = make_reading(None, things, small=True)
    (finding,) = build_findings(reading)
    assert [reading.text(reading.unit_row[unit]) for unit in finding.dissent] == ["Surtout pas"]


def test_a_testimony_supports_a_vigilance_only_beside_a_worry() -> None:
    worried = Said([("J'ai été pris pour un autre.", "a", "temoignage"), ("J'ai peur.", "a", "crainte")])
    calm = said("J'ai eu de bons échanges", "a", "temoignage")
    reading = make_reading(
        None, [worried, said("J'ai peur aussi", "a", "crainte"), calm], themes=[("a", None)]
    )
    reading = replace(reading, parameters=replace(reading.parameters, small=True))
    (finding,) = build_findings(reading)
    assert finding.kind == "vigilance"
    assert finding.text.startswith("J'ai peur")
    assert {unit.partition(":")[0] for unit in finding.support} == {
        contribution_name(0),
        contribution_name(1),
    }
    assert len(finding.support) == 3


def test_small_mode_groups_what_says_the_same_and_keeps_each_note() -> None:
    things = [
        said("formation des agents", None, "attente"),
        said("Formation des agents", None, "attente"),
        said("former tout le monde", None, "attente"),
        said("pas de caméras", None, "refus"),
        said("aucune reconnaissance faciale", None, "refus"),
        said("oui si un humain relit", None, "condition"),
        said("bonjour", None, "autre"),
    ]
    reading = make_reading(None, things, small=True)
    findings = build_findings(reading)
    assert [(f.kind, len(f.support)) for f in findings] == [
        ("attente", 2),
        ("attente", 1),
        ("vigilance", 1),
        ("refus", 1),
        ("refus", 1),
    ]
    result = assemble(reading, {})
    assert result["coverage"]["without_finding"] == 1
    assert "share" not in result["themes"][0] if result["themes"] else True


def test_consensus_and_divergence_from_tallies() -> None:
    things = [said(f"énoncé {index} sur les guichets", None, "autre", votable=True) for index in range(4)]
    reading = make_reading(None, things, tallies=[(0, 90, 5), (1, 50, 45), (2, 3, 40), (3, 4, 1)], small=True)
    found = {(f.statement, f.kind, f.side) for f in build_findings(reading)}
    assert found == {
        (contribution_name(0), "consensus", "agree"),
        (contribution_name(1), "divergence", None),
        (contribution_name(2), "consensus", "disagree"),
    }
    votes = {f["statement"]: f["counts"]["votes"] for f in assemble(reading, {})["findings"]}
    assert votes[contribution_name(0)] == {"agree": 90, "disagree": 5, "pass": 1, "mixed": 0}


def test_groups_that_may_be_shown_decide() -> None:
    things = [said(f"énoncé {index} sur les guichets", None, "autre", votable=True) for index in range(3)]
    reading = make_reading(None, things, tallies=[(index, 10, 10) for index in range(3)], small=True)
    statements = [
        {"id": contribution_name(0), "by_group": {"0": [9, 1, 0], "1": [7, 3, 0]}},
        {"id": contribution_name(1), "by_group": {"0": [9, 1, 0], "1": [2, 8, 0]}},
        {"id": contribution_name(2), "by_group": {"0": [9, 1, 0], "1": [2, 1, 9]}},
    ]
    totals = {"agree": 1, "disagree": 1, "pass": 0, "mixed": 0}
    section = {"shown": True, "stability": 0.4, "statements": [{**s, **totals} for s in statements]}
    found = build_findings(replace(reading, opinions=section))
    assert [(f.statement, f.kind, f.stability) for f in found] == [
        (contribution_name(0), "consensus", 0.4),
        (contribution_name(1), "divergence", 0.4),
    ]


@pytest.mark.parametrize(
    ("voices", "stability", "evidence", "expected"),
    [
        (2, None, "contributions", "peu de voix"),
        (2, None, "document", "a confirmer"),
        (3, 0.9, "contributions", "a confirmer"),
        (10, 0.9, "contributions", "solide"),
        (10, None, "contributions", "solide"),
        (500, 0.59, "contributions", "a confirmer"),
    ],
)
def test_solidity_is_a_written_rule(
    voices: int, stability: float | None, evidence: str, expected: str
) -> None:
    assert solidity(voices, stability, evidence) == expected


def test_votes_weigh_less_than_words() -> None:
    assert solidity(9, None, "contributions", voted=True) == "peu de voix"
    assert solidity(49, None, "contributions", voted=True) == "a confirmer"
    assert solidity(50, 0.9, "contributions", voted=True) == "solide"


def test_a_campaign_of_copies_is_not_solid() -> None:
    copies = [said("Signez pour les guichets", "a", "attente", author=f"p{index}") for index in range(40)]
    result = assemble(make_reading(None, copies, themes=[("a", None)]), {})
    (finding,) = [f for f in result["findings"] if f["kind"] == "attente"]
    assert finding["counts"]["contributions"] == 40
    assert finding["counts"]["distinct_texts"] == 1
    assert finding["solidity"] == "peu de voix"


def test_ids_live_on_by_overlap() -> None:
    findings = build_findings(workshop())
    earlier = [
        {"id": f"{at:08x}", "kind": f.kind, "support": f.support[:-1] or f.support}
        for at, f in enumerate(findings)
    ]
    kept = carried_over(findings, earlier)
    assert len({f.id for f in kept}) == len(kept)
    for at, finding in enumerate(kept):
        rest = len(finding.support[:-1] or finding.support) / len(finding.support)
        assert finding.id == (f"{at:08x}" if rest >= 0.5 else findings[at].id)
    assert carried_over(findings, [{"id": "ffffffff", "kind": "refus", "support": ["absent"]}]) == findings


def test_a_document_is_evidence_of_its_own_rank() -> None:
    passages = [
        said(f"L'avis demande un registre public, point {n}", "a", "attente", channel="document")
        for n in range(3)
    ]
    result = assemble(make_reading(None, passages, themes=[("a", None)]), {})
    assert {f["evidence"] for f in result["findings"]} == {"document"}


def test_supporting_kinds_never_hold_refusals_but_for_refusals() -> None:
    assert [kind for kind, units in SUPPORTING.items() if "refus" in units] == ["refus"]


def test_notes_of_a_room_come_by_its_dots() -> None:
    things = [said(f"{word} guichet ouvert tard", "a") for word in ("Un", "Le", "Ce")]
    reading = make_reading(None, things, themes=[("a", None)], small=True)
    dots = {"Un": "dots:2", "Le": "large", "Ce": None}
    columns = reading.corpus.contributions
    shown = np.array([dots[str(text).split()[0]] for text in columns["text"]], dtype=object)
    corpus = replace(reading.corpus, contributions={**columns, "room_support": shown})
    alone = replace(reading, corpus=corpus, vectors=None)
    assert [finding.text.split()[0] for finding in build_findings(alone)] == ["Le", "Un", "Ce"]
