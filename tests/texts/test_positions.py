"""Positions: what authors declared, never guessed from their words."""

from tests.texts.making import corpus_of

from concertia.texts.positions import positions_of_units
from concertia.texts.units import build_units


def test_declared_positions_reach_every_unit() -> None:
    corpus = corpus_of(
        ["Oui. Tout à fait.", "Non.", "Peut-être.", "Je suis contre."],
        declared_position=["Pour", "defavorable", "Mitigé", None],
    )
    units = build_units(corpus, default_language="fr")
    found = dict(zip(units.text, positions_of_units(corpus, units), strict=True))
    assert found == {
        "Oui.": "favorable",
        "Tout à fait.": "favorable",
        "Non.": "defavorable",
        "Peut-être.": "nuance",
        "Je suis contre.": "indetermine",
    }


def test_nothing_declared_no_positions() -> None:
    corpus = corpus_of(["Je suis contre."])
    assert positions_of_units(corpus, build_units(corpus, default_language="fr")) is None
