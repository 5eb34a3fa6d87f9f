"""Kinds: declared first, then rules that never soften a refusal, a condition or a fear."""

import pytest
from tests.texts.kind_sentences import ENGLISH, FRENCH, GERMAN
from tests.texts.making import corpus_of

from concertia.texts.kinds import declared_kind, detect_kinds, kind_of, kind_of_answer, kinds_alone, plain
from concertia.texts.units import build_units

STRONG = ("refus", "condition", "crainte")
CASES = [
    (language, kind, sentence)
    for language, table in (("fr", FRENCH), ("en", ENGLISH), ("de", GERMAN))
    for kind, sentences in table.items()
    for sentence in sentences
]


@pytest.mark.parametrize(("language", "kind", "sentence"), CASES)
def test_each_sentence_has_the_kind_a_reader_gives_it(language: str, kind: str, sentence: str) -> None:
    assert kind_of(sentence, language) == kind


def test_there_are_enough_sentences() -> None:
    assert sum(len(sentences) for sentences in FRENCH.values()) >= 150


@pytest.mark.parametrize("kind", STRONG)
@pytest.mark.parametrize("frame", ["{}", "  « {} »", "- {}", "Certes c'est utile, mais {}"])
def test_strong_kinds_survive_quotes_marks_and_concessions(kind: str, frame: str) -> None:
    for sentence in FRENCH[kind]:
        if kind_of(sentence, "fr") == kind and not sentence.endswith("?"):
            said = sentence if frame != "Certes c'est utile, mais {}" else sentence[0].lower() + sentence[1:]
            found = kind_of(frame.format(said), "fr")
            assert found in STRONG, (found, frame.format(said))


@pytest.mark.parametrize(
    "sentence",
    [
        "une explication quand on n'a pas compris, sans honte de redemander",
        "La mise en place me paraît compliquée.",
        "La famille ne peut pas tout.",
        "Si les trois générations sont d'accord, l'État prend moins.",
        "Je suis favorable à une refonte avec une assiette plus large.",
        "Ce n'est pas sans intérêt.",
        "Une aide sous condition de ressources",
        "Ne vous inquiétez pas, le marché reste ouvert.",
        "N'hésitez pas à me contacter.",
        "Personne ne veut s'engager dans les associations.",
        "La mairie a renoncé au projet de gymnase.",
        "L'abandon des centres-bourgs date des années 80.",
        "Mon voisin n'est pas d'accord avec moi.",
        "Annulation de la loi de 2019",
        "L'ARS a rendu un avis défavorable.",
        "Ne perdons pas de vue les familles monoparentales.",
        "Ne plus attendre trois mois un rendez-vous.",
    ],
)
def test_what_only_looks_strong_is_not(sentence: str) -> None:
    assert kind_of(sentence, "fr") not in STRONG


def test_capitals_and_accents_do_not_matter() -> None:
    assert kind_of("J'AI PEUR POUR MON METIER", "fr") == "crainte"
    assert kind_of("interdire la reconnaissance faciale", "fr") == "refus"
    assert kind_of("J’ai peur que tout s’arrête.", "fr") == "crainte"


def test_a_lost_apostrophe_changes_nothing() -> None:
    assert plain("je n ai pas d avis sur l ecole") == "je n'ai pas d'avis sur l'ecole"
    assert plain("plan B a revoir, M. Y est venu") == "plan b a revoir, m. y est venu"


def test_the_declared_kind_wins_for_all_the_units_of_a_contribution() -> None:
    corpus = corpus_of(
        ["Pas de caméras. Créer un comité.", "Créer un comité."], declared_kind=["attente", None]
    )
    units = build_units(corpus, default_language="fr")
    kinds = detect_kinds(corpus, units)
    found = sorted(zip(units.text, kinds.kind, kinds.source, strict=True))
    assert found == [
        ("Créer un comité.", "attente", "declared"),
        ("Créer un comité.", "proposition", "learnt"),
        ("Pas de caméras.", "attente", "declared"),
    ]


def test_other_words_for_a_declared_kind() -> None:
    assert declared_kind("Craintes") == "crainte"
    assert declared_kind("Idées") == "proposition"
    assert declared_kind("témoignage") == "temoignage"
    assert declared_kind("colonne 3") is None
    assert declared_kind(None) is None


def test_the_strongest_kinds_are_heard_in_arabic() -> None:
    assert kind_of("أخاف أن ترفض الآلة طلبي", "ar") == "crainte"
    assert kind_of("نحن نرفض هذا", "ar") == "refus"
    assert kind_of("نعم، بشرط أن يراجعها إنسان", "ar") == "condition"
    assert kind_of("هل هذا ممكن؟", "ar") == "question"
    assert kind_of("لا أخاف من الآلة", "ar") == "autre"


def test_an_unknown_language_is_never_forced() -> None:
    assert kind_of("No queremos cámaras", "es") == "autre"
    assert kind_of("¿Quién decide?", "es") == "question"


ASKED = "Pour quels domaines d'action seriez-vous prêts à payer plus d'impôts ?"
REFUSALS = (
    "Aucun.",
    "AUCUN.",
    "Aucune !",
    "Aucun .",
    "Aucune et aucun.",
    "Non.",
    "Rien.",
    "None",
    "Nein",
    "لا",
    "Aucun, on paie assez.",
    "Aucun domaine, les impôts sont déjà lourds",
    "Aucune la limite est dépassée",
    "Aucun car nos impôts suffisent",
)


@pytest.mark.parametrize("answer", REFUSALS)
def test_a_negative_answer_refuses_what_the_question_asks(answer: str) -> None:
    assert kind_of_answer(answer, "fr", ASKED, opening=True) == "refus"


@pytest.mark.parametrize("question", ["Autre chose à ajouter ?", "Quelles sont vos craintes ?"])
def test_it_refuses_nothing_where_the_question_asks_for_fears_or_more(question: str) -> None:
    assert kind_of_answer("Aucune.", "fr", question, opening=True) == "autre"
    assert kind_of_answer("Non.", "fr", question, opening=True) == "autre"
    assert kind_of_answer("Non à ce projet.", "fr", question, opening=True) == "refus"


def test_a_condition_opens_with_no_and_a_fact_may() -> None:
    assert kind_of_answer("Aucun, à moins que tout change.", "fr", ASKED, opening=True) == "condition"
    assert kind_of_answer("Aucun de nos élus n'a compris.", "fr", ASKED, opening=True) != "refus"
    assert kind_of_answer("Aucun, on paie assez.", "fr", ASKED, opening=False) != "refus"
    assert kind_of_answer("Aucun.", "fr", None, opening=True) == "autre"


def test_only_the_first_unit_of_an_answer_opens_it() -> None:
    corpus = corpus_of(["Aucun, on paie assez. Aucun, je le redis."], question=[ASKED])
    kinds = detect_kinds(corpus, build_units(corpus, default_language="fr"))
    assert kinds.kind.tolist() == ["refus", "autre"]


def test_a_note_of_one_sentence_alone_has_the_kind_that_a_reading_without_network_gives() -> None:
    said = [(sentence, language) for language, _, sentence in CASES]
    texts, languages = [text for text, _ in said], [language for _, language in said]
    corpus = corpus_of(texts, language=languages)
    units = build_units(corpus, default_language="fr")
    read = detect_kinds(corpus, units).kind
    rows = units.contribution.tolist()
    place = {text: row for row, text in enumerate(corpus.contributions["text"])}
    single = [number for number, text in enumerate(texts) if rows.count(place[text]) == 1]
    assert len(single) > 200
    alone = kinds_alone(texts, languages)
    assert [alone[n] for n in single] == [read[rows.index(place[texts[n]])] for n in single]


def test_of_several_sentences_the_strong_kind_is_told_and_a_word_of_thanks_hides_nothing() -> None:
    said = {
        "Merci. Il faut former les agents.": "attente",
        "Il faut former les agents. Je refuse les caméras.": "refus",
        "Bonjour": "autre",
        "": "autre",
    }
    assert kinds_alone(list(said), ["fr"] * len(said)) == list(said.values())
