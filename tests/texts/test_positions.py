"""Positions: what authors declared, then what their words state; never guessed."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from tests.texts.making import corpus_of

from concertia.corpus.folder import Corpus
from concertia.texts.position_rules import stated_position
from concertia.texts.positions import positions_of_units
from concertia.texts.units import build_units

CONSULTED = {
    "A": "Projet de parc éolien de la Haute-Vallée",
    "B": "Révision du plan local d'urbanisme : ouverture à l'urbanisation du secteur des Grands Prés",
    "C": "Projet d'arrêté ouvrant une période complémentaire de vénerie sous terre du blaireau",
    "D": "Expérimentation d'un assistant par intelligence artificielle à l'accueil de la mairie",
    "E": "Création d'une zone à faibles émissions (ZFE) dans l'agglomération",
    "F": "Regroupement des écoles et fermeture de l'école du bourg",
    "G": "Projet de parc éolien de Saint-Loup",
    "H": "Lotissement des Prés (PLU)",
    "I": "Extension de l'élevage avicole de Plouvran",
    "J": "Contournement routier de Saint-Aubin",
}
WITHIN = 0.02
"""Largest difference allowed between a share read by the rules and the same share counted by hand."""


def statements(name: str) -> list[tuple[str, str, str]]:
    """(consulted text, position counted by hand, words): invented statements, written as people write."""
    lines = (Path(__file__).parent / name).read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines]
    return [(CONSULTED[consulted], said, words.replace("\\n", "\n")) for consulted, said, words in rows]


def read(name: str) -> list[tuple[str, str, str]]:
    """(position by hand, position read, words) of each statement, through the whole path of a corpus."""
    found = []
    for consulted in CONSULTED.values():
        rows = [(said, words) for about, said, words in statements(name) if about == consulted]
        languages = [language_of(words) for _, words in rows]
        corpus = corpus_of([words for _, words in rows], language=languages)
        units = build_units(corpus, default_language="fr")
        positions = positions_of_units(corpus, units, consulted)
        of_text = {
            corpus.contributions["text"][row]: positions.position[unit]
            for unit, row in enumerate(units.contribution)
        }
        found += [(said, of_text[words], words) for said, words in rows]
    return found


def language_of(words: str) -> str:
    first = words.split()[0]
    return {"I": "en", "Yes,": "en", "Ich": "de", "Ja,": "de"}.get(first, "fr")


@pytest.mark.parametrize("name", ["position_statements.tsv", "position_letters.tsv"])
def test_shares_are_those_of_a_count_by_hand(name: str) -> None:
    found = read(name)
    by_hand, by_rules = (Counter(row[side] for row in found) for side in (0, 1))
    assert len(found) >= 60
    assert set(by_hand) == {"favorable", "defavorable", "nuance", "indetermine"}
    for position, count in by_hand.items():
        assert abs(by_rules[position] - count) / len(found) <= WITHIN, position
    right = sum(said == rules for said, rules, _ in found)
    assert right / len(found) >= 0.95, [row for row in found if row[0] != row[1]]


@pytest.mark.parametrize("name", ["position_statements.tsv", "position_letters.tsv"])
def test_a_refusal_is_never_read_as_an_approval(name: str) -> None:
    assert not [row for row in read(name) if row[0] == "defavorable" and row[1] == "favorable"]


@pytest.mark.parametrize(
    ("words", "position"),
    [
        ("Contre l'éolien.", "defavorable"),
        ("Contre la pauvreté, agissons.", None),
        ("Non à la chasse.", None),
    ],
)
def test_a_stance_on_something_else_is_no_position(words: str, position: str | None) -> None:
    assert stated_position(words, "fr", CONSULTED["A"]) == position


def test_several_processes_read_the_same() -> None:
    corpus = corpus_of([words for _, _, words in statements("position_letters.tsv")])
    units = build_units(corpus, default_language="fr")
    with ThreadPoolExecutor(2) as pool:
        found = positions_of_units(corpus, units, CONSULTED["A"], executor=pool)
    assert found.position.tolist() == positions_of_units(corpus, units, CONSULTED["A"]).position.tolist()


def test_declared_positions_reach_every_unit() -> None:
    corpus = corpus_of(
        ["Oui. Tout à fait.", "Non.", "Peut-être.", "Je suis contre."],
        declared_position=["Pour", "defavorable", "Mitigé", None],
    )
    units = build_units(corpus, default_language="fr")
    found = dict(zip(units.text, positions_of_units(corpus, units).position, strict=True))
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


def test_what_is_declared_holds_against_the_words_and_says_so() -> None:
    corpus = corpus_of(["Je suis contre.", "Avis défavorable."], declared_position=["Pour", None])
    units = build_units(corpus, default_language="fr")
    found = positions_of_units(corpus, units, "Projet de parc")
    assert dict(zip(units.text, zip(found.position, found.source, strict=True), strict=True)) == {
        "Je suis contre.": ("favorable", "declared"),
        "Avis défavorable.": ("defavorable", "stated"),
    }


def test_a_reply_says_nothing_of_the_consulted_text() -> None:
    corpus = corpus_of(["Je suis pour.", "Pas d'accord avec vous !"], parent_id=[None, "0" * 16])
    units = build_units(corpus, default_language="fr")
    found = positions_of_units(corpus, units, "Projet de parc")
    assert dict(zip(units.text, found.position, strict=True)) == {
        "Je suis pour.": "favorable",
        "Pas d'accord avec vous !": "indetermine",
    }


def test_short_remarks_are_read_too() -> None:
    """Remarks as short as people write them, before any rule was: more are left unread, none is turned."""
    found = read("position_remarks.tsv")
    assert sum(said == given for said, given, _ in found) / len(found) >= 0.94
    opposite = {("defavorable", "favorable"), ("favorable", "defavorable"), ("indetermine", "defavorable")}
    assert [words for said, given, words in found if (said, given) in opposite] == []
    by_hand, by_rules = (Counter(row[side] for row in found) for side in (0, 1))
    assert abs(by_hand["defavorable"] - by_rules["defavorable"]) / len(found) <= 0.03


def test_formal_opinions_are_counted_to_two_points() -> None:
    found = [row for row in read("position_remarks.tsv") if "avis" in row[2].lower()]
    assert len(found) > 30
    by_hand, by_rules = (Counter(row[side] for row in found) for side in (0, 1))
    for position in ("favorable", "defavorable", "nuance"):
        assert abs(by_hand[position] - by_rules[position]) / len(found) <= WITHIN


def test_the_text_is_known_by_the_name_people_give_it() -> None:
    said = [f"Le projet de déviation coupe {what}." for what in ("la ferme", "le bois", "le chemin")]
    alone = corpus_of([*said[:2], "Je suis contre la déviation."])
    together = corpus_of([*said, "Je suis contre la déviation.", "Je suis contre la pauvreté."])

    def positions(corpus: Corpus) -> dict[str, str]:
        units = build_units(corpus, default_language="fr")
        found = positions_of_units(corpus, units, "Contournement routier")
        return dict(zip(units.text, found.position, strict=True))

    assert positions(alone)["Je suis contre la déviation."] == "indetermine"
    assert positions(together)["Je suis contre la déviation."] == "defavorable"
    assert positions(together)["Je suis contre la pauvreté."] == "indetermine"
