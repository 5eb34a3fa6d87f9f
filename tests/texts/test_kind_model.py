"""What was learnt settles what the rules do not hold, and softens nothing."""

import numpy as np
import pytest
from tests.texts.kind_sentences import ENGLISH, FRENCH, GERMAN
from tests.texts.making import corpus_of

from concertia.corpus.schema import KINDS
from concertia.texts import kinds_ar, kinds_de, kinds_en, kinds_fr
from concertia.texts.embedders import embedder
from concertia.texts.kind_model import HELD, STRONG, chosen, grams, load, saved, settled, shipped
from concertia.texts.kind_rules import Rules, pieces
from concertia.texts.kinds import Kinds, detect_kinds, kind_of, plain
from concertia.texts.units import build_units

SAID = [sentence for kind in KINDS for sentence in FRENCH.get(kind, ())]
REFUSALS = (
    "Il n'est pas question de payer davantage.",
    "Je ne suis plus disposée à verser quoi que ce soit.",
    "Améliorer l'accueil et pas remplacer les agents.",
    "Nous demandons un moratoire sur ces achats.",
    "Je propose une loi interdisant ces affichages.",
    "Suspendre la construction de l'entrepôt de données.",
    "Refus du vote par machine",
    "Arrêt des fermetures de guichets",
    "Il faut arrêter les fermetures de guichets.",
    "N'allons pas jusqu'à créer un service de plus.",
    "On n'a pas à tout filmer.",
    "Plus un euro pour ces logiciels",
    "Inutile d'acheter un outil de plus.",
    "Rendre cela obligatoire, sûrement pas !",
)
MILD = (
    "Il faut arrêter de croire que tout se règle en ligne.",
    "Inutile de préciser que la mairie est fermée le lundi.",
    "Les zones blanches, c'est-à-dire non desservies, sont nombreuses.",
    "Ne confondons pas vitesse et précipitation.",
    "Ce n'est certainement pas une façon d'y arriver.",
    "Le non au référendum de 2005 a été ignoré.",
)


def read(texts: list[str], *, meaning: bool, language: str = "fr", **columns: object) -> Kinds:
    corpus = corpus_of(texts, language=[language] * len(texts), **columns)
    units = build_units(corpus, default_language=language)
    return detect_kinds(corpus, units, embedder("use").embed(units.text.tolist()) if meaning else None)


@pytest.mark.parametrize("sentence", REFUSALS)
def test_less_plain_refusals_are_refusals(sentence: str) -> None:
    assert kind_of(sentence, "fr") == "refus"


@pytest.mark.parametrize("sentence", MILD)
def test_what_only_sounds_like_one_is_not(sentence: str) -> None:
    assert kind_of(sentence, "fr") != "refus"


@pytest.mark.parametrize("meaning", [True, False])
def test_what_the_rules_hold_stays(meaning: bool) -> None:
    corpus = corpus_of(SAID, language=["fr"] * len(SAID))
    units = build_units(corpus, default_language="fr")
    vectors = embedder("use").embed(units.text.tolist()) if meaning else None
    found = detect_kinds(corpus, units, vectors)
    rules = [kind_of(str(text), "fr") for text in units.text]
    held = [place for place, rule in enumerate(rules) if rule in HELD]
    assert len(held) > 80
    assert [found.kind[place] for place in held] == [rules[place] for place in held]
    assert {found.source[place] for place in held} == {"rule"}
    assert "learnt" in set(found.source.tolist())


def test_the_same_sentences_give_the_same_kinds_however_they_are_grouped() -> None:
    together = read(SAID[:40], meaning=True)
    alone = [str(kind) for text in SAID[:40] for kind in read([text], meaning=True).kind]
    assert sorted(together.kind.tolist()) == sorted(alone)


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("Réduction du nombre de formulaires", "proposition"),
        ("Ce sera la porte ouverte à tous les abus.", "crainte"),
    ],
)
def test_it_recognises_what_no_rule_does(sentence: str, kind: str) -> None:
    assert kind_of(sentence, "fr") == "autre"
    assert read([sentence], meaning=True).kind.tolist() == [kind]


def test_a_bare_no_stays_read_with_its_question() -> None:
    found = read(["Aucune."], meaning=True, question=["Quelles sont vos craintes ?"])
    assert (found.kind.tolist(), found.source.tolist()) == (["autre"], ["rule"])


@pytest.mark.parametrize(("language", "table"), [("en", ENGLISH), ("de", GERMAN)])
def test_english_and_german_keep_their_rules(language: str, table: dict[str, tuple[str, ...]]) -> None:
    found = read(
        [sentence for sentences in table.values() for sentence in sentences], meaning=True, language=language
    )
    assert set(found.source.tolist()) == {"rule"}


def test_arabic_is_read_by_meaning_where_it_is_sure() -> None:
    said = ["إنشاء لجنة من المواطنين لمتابعة الأدوات", "هذا القانون غير واضح", "أخشى أن يختفي عملي"]
    found = read(said, meaning=True, language="ar")
    assert sorted(found.kind.tolist()) == ["constat", "crainte", "proposition"]
    without = read(said, meaning=False, language="ar")
    assert sorted(without.kind.tolist()) == ["autre", "autre", "crainte"]


def test_to_pay_attention_is_no_refusal_in_arabic() -> None:
    assert kind_of("يجب الانتباه إلى حماية المعطيات", "ar") != "refus"
    assert kind_of("يجب ألا تقرر الآلة", "ar") == "refus"


def test_the_strong_kinds_are_weighed_together() -> None:
    shares = np.zeros((2, len(KINDS)))
    for kind, share in zip(STRONG, (0.1, 0.15, 0.2, 0.1), strict=True):
        shares[:, KINDS.index(kind)] = share
    shares[0, KINDS.index("proposition")] = 0.45
    shares[1, KINDS.index("proposition")] = 0.6
    assert chosen(shares) == ["refus", "proposition"]
    assert settled(["autre", "condition"], shares) == ["refus", "condition"]


def test_probabilities_are_shares_and_never_move() -> None:
    said = [plain(sentence) for sentence in SAID]
    rules = [kind_of(sentence, "fr") for sentence in SAID]
    once, twice = (shipped().probabilities(said, rules, None) for _ in range(2))
    assert once.shape == (len(SAID), len(KINDS))
    assert np.array_equal(once, twice)
    assert np.allclose(once.sum(axis=1), 1)


def test_a_model_is_kept_and_found_again() -> None:
    assert saved(load(saved(shipped()))) == saved(shipped())


def test_grams_know_the_opening() -> None:
    assert grams("il faut ?")[:4] == ["^", "il", "faut", "?"]
    assert "^ il faut" in grams("il faut ?")


@pytest.mark.parametrize("rules", [kinds_ar.RULES, kinds_de.RULES, kinds_en.RULES, kinds_fr.RULES])
def test_looking_for_pieces_first_changes_nothing(rules: Rules) -> None:
    said = [plain(text) for table in (FRENCH, ENGLISH, GERMAN) for texts in table.values() for text in texts]
    for _kind, sought in rules.ordered:
        for text in [*said, *(plain(text) for text in (*REFUSALS, *MILD))]:
            assert sought.search(text) == (sought.pattern.search(text) is not None), sought.pattern.pattern


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        (r"\bpeurs?\b", ("peur",)),
        (r"\b(?:stop|halte|a)\b", ()),
        (r"\b(?:stop|halte) .{2,60} interdite?s?\b", (" interdit",)),
        (r"(?:jamais)? ici", (" ici",)),
        (r"\w+ons", ("ons",)),
    ],
)
def test_the_pieces_of_a_pattern(pattern: str, expected: tuple[str, ...]) -> None:
    assert pieces(pattern) == expected
