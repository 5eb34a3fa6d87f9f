"""Words by which neighbours would recognise someone: what is found, what is left alone, how fast."""

from __future__ import annotations

import re
import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import ROOT
from tests.web.moderation_sentences import Line, lines, measure

from concertia_web.moderation.covering import covered
from concertia_web.moderation.indirect import Place, flags

DOC = ROOT / "docs/methods/moderation.md"
SMALL = Place("Vaubrun", 1200)


@pytest.mark.parametrize("line", lines("tuned"), ids=lambda line: line.sentence[:40])
def test_each_sentence_that_served_to_write_the_rules(line: Line):
    assert line.right


def test_the_figures_of_the_page_are_those_measured():
    text = DOC.read_text(encoding="utf-8")
    for name in ("tuned", "aside"):
        found = measure(name)
        row = re.search(rf"\| `{name}` \|(.+)\|", text)
        assert row is not None
        cells = [int(cell) for cell in row.group(1).split("|")[:5]]
        assert cells == list(found.values())
    aside = measure("aside")
    assert aside["found"] / (aside["found"] + aside["missed"]) >= 0.9
    assert aside["wrong"] == 0


def test_the_same_words_point_to_nobody_in_a_large_town():
    text = "Je suis pharmacienne et je vois les gens perdus."
    assert [one.words for one in flags(text, SMALL)] == ["pharmacienne"]
    assert flags(text, Place("Grande-Ville", 150_000)) == []
    (one,) = flags(text.replace("pharmacienne", "pharmacienne à Petit-Bourg"), Place("Grande-Ville", 150_000))
    assert one.words == "pharmacienne à Petit-Bourg"
    assert (
        flags(text.replace("pharmacienne", "pharmacienne à Grande-Ville"), Place("Grande-Ville", 150_000))
        == []
    )


def test_a_small_public_makes_a_service_recognisable():
    text = "Je travaille au service des eaux."
    assert flags(text, Place("Vaubrun", 80_000)) == []
    (one,) = flags(text, Place("Vaubrun", 80_000, "agents", 12))
    assert "12 personnes" in one.why


def test_it_says_why_and_proposes_a_cover_of_the_same_length():
    text = "En tant que secrétaire de mairie à Saint-Aubin, je suis fatiguée."
    (one,) = flags(text, SMALL)
    assert "voisins" in one.why
    hidden = covered(text, [(one.start, one.end)])
    assert hidden == "En tant que ********** ** ****** * ***********, je suis fatiguée."
    assert len(hidden) == len(text)


def test_an_unknown_population_is_said():
    (one,) = flags("Je suis notaire.", Place())
    assert "inconnue" in one.why


@given(st.text(max_size=300))
def test_any_text_is_read_and_spans_hold(text):
    found = flags(text, SMALL)
    for before, after in pairwise(found):
        assert before.end <= after.start
    for one in found:
        assert text[one.start : one.end] == one.words
        assert one.start < one.end


@pytest.mark.parametrize(
    "text",
    ["A-" * 20_000, "je suis " * 5_000, "le directeur de l’école de " * 2_000, "à A" * 10_000, "’" * 30_000,
     "j’habite " + "x" * 30_000, "je suis la seule " * 3_000, "Moi, " * 8_000],
)  # fmt: skip
def test_hostile_texts_take_no_time(text):
    start = time.perf_counter()
    flags(text, SMALL)
    assert time.perf_counter() - start < 2
