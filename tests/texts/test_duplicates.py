"""Copies, near copies and templates, among admitted contributions only."""

from tests.texts.making import corpus_of

from concertia.language.words import normalised
from concertia.texts.duplicates import find_duplicates
from concertia.texts.units import build_units

LONG = (
    "Je demande à la mairie de garder un accueil avec une personne dans chaque quartier, ouvert le soir, "
    "parce que beaucoup d'habitants ne savent pas se servir des écrans"
)


def found(texts, **columns):
    corpus = corpus_of(texts, **columns)
    units = build_units(corpus, default_language="fr")
    return corpus, units, find_duplicates(corpus, units)


def test_case_accents_and_punctuation_do_not_make_a_new_text() -> None:
    assert normalised("Plus d’ÉCOLES, svp !!") == normalised("plus d'ecoles svp")
    assert normalised("👍") == "👍"


def test_exact_copies_point_to_the_first_unit() -> None:
    _, units, duplicates = found(["Plus de bus.", "plus de BUS", "Plus de bus !", "Autre chose"])
    originals = [one for one in duplicates.duplicate_of if one is not None]
    assert len(originals) == 2
    assert len(set(originals)) == 1
    same = [i for i, text in enumerate(units.text) if "bus" in text.lower()]
    assert originals[0] == units.id[same[0]]
    assert duplicates.series == []


def test_series_identical_and_near_with_dates_and_persons() -> None:
    corpus, _, duplicates = found(
        [
            LONG,
            LONG + ".",
            LONG.replace("le soir", "le samedi"),
            "Une tout autre idée sur la cantine scolaire.",
        ],
        author=["a", "b", "a", "c"],
        date=["2026-03-02", "2026-03-01", None, "2026-01-01"],
    )
    (series,) = duplicates.series
    assert (series["kind"], series["size"], series["persons"]) == ("near", 3, 2)
    assert (series["first"], series["last"]) == ("2026-03-01", "2026-03-02")
    assert series["example"].split(":")[0] in corpus.contributions["contribution_id"]
    assert sum(one == series["id"] for one in duplicates.series_id) == 3


def test_identical_series_without_known_authors() -> None:
    _, _, duplicates = found([LONG, LONG.upper()])
    (series,) = duplicates.series
    assert (series["kind"], series["size"], series["persons"], series["first"]) == (
        "identical",
        2,
        None,
        None,
    )


def test_one_template_with_the_names_changed() -> None:
    texts = [
        f"Je suis {who} et je soutiens le collectif des accueils publics. {LONG}. Signé : {who}, {place}."
        for who, place in [
            ("habitante", "rue haute"),
            ("commerçant du centre", "place vieille"),
            ("étudiant", "nord"),
        ]
    ]
    _, _, duplicates = found(texts)
    (series,) = duplicates.series
    assert series["size"] == 3
    assert series["kind"] in ("near", "template")


def test_rejected_contributions_are_in_no_series() -> None:
    _, _, duplicates = found([LONG, LONG], moderation=["accepted", "rejected"])
    assert duplicates.series == []
    assert set(duplicates.duplicate_of) == {None}


def test_short_texts_are_alike_by_chance() -> None:
    _, _, duplicates = found(["Oui", "oui", "OUI !"])
    assert duplicates.series == []
    assert sum(one is not None for one in duplicates.duplicate_of) == 2


def test_the_order_of_rows_changes_nothing() -> None:
    texts = [
        LONG,
        LONG + " aujourd'hui",
        "Cantine : plus de légumes et moins de viande",
        "Rien à voir du tout ici",
    ]
    assert found(texts)[2].series == found(texts[::-1])[2].series
