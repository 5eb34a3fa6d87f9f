"""Units: exact offsets on any text, and the cuts a reader expects."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from concertia.language.identification import identify
from concertia.language.segmentation import LONG, segment
from concertia.language.words import words

LANGUAGES = ("fr", "en", "de", "ar", "zh")
PIECES = st.sampled_from(
    [
        "M. Dupont",
        "p. ex.",
        "Il faut",
        "3.5",
        "etc.",
        "…",
        " ",
        "  ",
        "\n",
        "\r\n",
        " - ",
        "• ",
        "1) ",
        "2) ",
        "؟",
        "؛",
        "۔",
        "« Non ! »",
        "(voir p. 3)",
        "https://a.fr/b?c=d.",
        "👩‍👩‍👧",
        "e\u0301",
        "مرحبا",
        "\u200b",
        "\ufffd",
        "。",
        "|",
        ";",
        "mot",
        "STOP",
        "?!",
        "\u2028",
        "—",
        "agent·e·s",
        "qu'il",
        "N° 4",
        "a" * 90,
    ]
)
TEXTS = st.one_of(st.text(max_size=300), st.lists(PIECES, max_size=60).map("".join))


def units(text: str, language: str = "fr") -> list[str]:
    return [text[start:end] for start, end in segment(text, language)]


@settings(max_examples=300, deadline=None)
@given(text=TEXTS, language=st.sampled_from(LANGUAGES))
def test_units_are_trimmed_ordered_and_lose_nothing(text: str, language: str) -> None:
    spans = segment(text, language)
    if not text.strip():
        assert spans == [(0, 0)]
        return
    position = 0
    outside = []
    for start, end in spans:
        assert position <= start < end <= len(text)
        assert text[start:end] == text[start:end].strip()
        outside.append(text[position:start])
        position = end
    outside.append(text[position:])
    lost = "".join(outside)
    assert not any(character.isalpha() and character not in "oabcdefghABCDEFGHxX" for character in lost), lost


@settings(max_examples=100, deadline=None)
@given(text=TEXTS)
def test_the_same_text_gives_the_same_units(text: str) -> None:
    assert segment(text, "fr") == segment(text, "fr")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("M. Dupont habite av. Jean Jaurès. Il part.", ["M. Dupont habite av. Jean Jaurès.", "Il part."]),
        (
            "Voir l'art. 3 de la loi n° 78-17, p. ex. cf. p. 12. Fin.",
            ["Voir l'art. 3 de la loi n° 78-17, p. ex. cf. p. 12.", "Fin."],
        ),
        ("Mme. Durand et le Dr. Petit l'ont dit. Oui.", ["Mme. Durand et le Dr. Petit l'ont dit.", "Oui."]),
        ("3.5 millions d'euros, 12,5 %. Voilà.", ["3.5 millions d'euros, 12,5 %.", "Voilà."]),
        (
            "Voir https://www.exemple.fr/a.b?c=d. Ensuite.",
            ["Voir https://www.exemple.fr/a.b?c=d.", "Ensuite."],
        ),
        ("Des bus, des trams, etc. et des vélos.", ["Des bus, des trams, etc. et des vélos."]),
        ("Des bus, etc. Ensuite on verra.", ["Des bus, etc.", "Ensuite on verra."]),
        ("Et puis… peut-être. Mais non... Oui !", ["Et puis… peut-être.", "Mais non...", "Oui !"]),
        (
            "Il a dit : « Non ! Jamais. » et il est parti. Fin.",
            ["Il a dit : « Non ! Jamais. » et il est parti.", "Fin."],
        ),
        ("formation agents\npas de caméras", ["formation agents", "pas de caméras"]),
        (
            "- Créer des pistes\n• améliorer le bus ; oui\n1. Un\n2) Deux",
            ["Créer des pistes", "améliorer le bus ; oui", "Un", "Deux"],
        ),
        (
            "Propositions : - Créer un service - Former les agents",
            ["Propositions :", "Créer un service", "Former les agents"],
        ),
        ("1) baisser 2) monter 3) rester", ["baisser", "monter", "rester"]),
        ("Le vélo|La marche|Le bus", ["Le vélo", "La marche", "Le bus"]),
        ("Trop de taxes.Il faut changer", ["Trop de taxes.", "Il faut changer"]),
        ("Trop de taxes .il faut changer", ["Trop de taxes .", "il faut changer"]),
        ("il fait froid. on a besoin d'aide. merci", ["il fait froid.", "on a besoin d'aide.", "merci"]),
        ("L'I.A. est utile. La S.N.C.F. aussi.", ["L'I.A. est utile.", "La S.N.C.F. aussi."]),
        (
            "Une ligne assez longue qui continue sur la suivante parce que\nle document la coupe là.",
            ["Une ligne assez longue qui continue sur la suivante parce que\nle document la coupe là."],
        ),
        ("Non !!! Stop.", ["Non !!!", "Stop."]),
        ("2-roues interdits\n3 ans de retard", ["2-roues interdits", "3 ans de retard"]),
        ("👍👍", ["👍👍"]),
        ("...", ["..."]),
        ("!!! Bien", ["!!! Bien"]),
        ("", [""]),
        (" \n\t ", [""]),
    ],
)
def test_french(text: str, expected: list[str]) -> None:
    assert units(text) == expected


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        (
            "هل هذا ممكن؟ نعم، لكن بشروط؛ يجب أن نناقش. شكرا۔ جيد",
            "ar",
            ["هل هذا ممكن؟", "نعم، لكن بشروط؛ يجب أن نناقش.", "شكرا۔", "جيد"],
        ),
        (
            "Das ist z.B. gut. Am 3. Mai kommt Hr. Dr. Müller. Wir auch.",
            "de",
            ["Das ist z.B. gut.", "Am 3. Mai kommt Hr. Dr. Müller.", "Wir auch."],
        ),
        (
            "Dr. Smith said e.g. this. Mr. J. R. Brown left. Why? Because.",
            "en",
            ["Dr. Smith said e.g. this.", "Mr. J. R. Brown left.", "Why?", "Because."],
        ),
        ("好的。我們不要！真的？對", "zh", ["好的。", "我們不要！", "真的？", "對"]),
    ],
)
def test_other_languages(text: str, language: str, expected: list[str]) -> None:
    assert units(text, language) == expected


def test_a_long_sentence_is_cut_where_it_breathes() -> None:
    clause = "les habitants du quartier demandent depuis des années un accueil ouvert le soir"
    found = units(" ; ".join([clause] * 12) + ".")
    assert len(found) > 1
    assert all(len(unit) <= LONG for unit in found)
    assert all(unit.startswith("les habitants") for unit in found)


def test_a_text_without_a_single_mark_is_cut_between_words() -> None:
    text = "mot " * 500
    found = units(text)
    assert all(len(unit) <= LONG for unit in found)
    assert " ".join(found) == text.strip()


def test_one_endless_word_stays_whole() -> None:
    assert units("a" * 2000) == ["a" * 2000]


@pytest.mark.parametrize(
    "text",
    [
        "é" * 60_000,
        "a-" * 20_000,
        "x@" * 20_000,
        ("a" * 50 + ".") * 1_000,
        "a\n" * 5_000,
        "(" * 60_000,
        "(a) " * 20_000,
        "x3 " * 20_000,
        "mot (mot : " * 10_000,
    ],
)
def test_no_text_takes_forever(text: str) -> None:
    started = time.process_time()
    segment(text, "fr")
    identify([text], "fr")
    words(text, "fr")
    assert time.process_time() - started < 5


def test_work_grows_with_length_not_with_its_square() -> None:
    text = "Une phrase courte (avec incise) et « citation ». " * 4000
    assert len(units(text)) == 4000


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Pas de caméras (7 gommettes)", ["Pas de caméras"]),
        ("Oui si l'agent signe (groupe de 9)", ["Oui si l'agent signe"]),
        ("Plus de bus ●●●", ["Plus de bus"]),
        ("Plus de bus x3\nMoins de bruit +++", ["Plus de bus", "Moins de bruit"]),
        ("Plus de bus (4 gommettes) (groupe de 6)", ["Plus de bus"]),
        ("Plus de bus. (4 gommettes)", ["Plus de bus."]),
        ("Plus de bus (le soir)", ["Plus de bus (le soir)"]),
        ("Un budget (3 millions)", ["Un budget (3 millions)"]),
        ("x3", ["x3"]),
        ("●●●", ["●●●"]),
    ],
)
def test_a_unit_ends_before_the_marks_that_say_who_held_it(text: str, expected: list[str]) -> None:
    assert units(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Aucun, à moins que je sois convaincu :\n1/ qu'il n'y a pas d'autre choix ;\n2/ que ça sert.",
            ["Aucun, à moins que je sois convaincu :\n1/ qu'il n'y a pas d'autre choix ;\n2/ que ça sert."],
        ),
        (
            "Je dirai oui si :\n- l'outil est libre\n- on vote",
            ["Je dirai oui si :\n- l'outil est libre\n- on vote"],
        ),
        (
            "Voici ce que je propose :\n- Créer un service\n- Former les agents",
            ["Voici ce que je propose :\n- Créer un service", "Former les agents"],
        ),
        ("Mes idées :\n- Créer un service\n- Former", ["Mes idées :", "Créer un service", "Former"]),
        ("Je suis prêt à payer pour :", ["Je suis prêt à payer pour :"]),
    ],
)
def test_a_clause_stays_with_what_it_introduces(text: str, expected: list[str]) -> None:
    assert units(text) == expected


def test_a_long_sentence_is_not_cut_inside_brackets() -> None:
    aside = "(" + "ce qui aide, mais seulement un peu ; " * 4 + "voilà)"
    text = (
        "Les habitants du quartier demandent un accueil ouvert, " * 4 + aside + " et des agents formés" * 12
    )
    found = units(text)
    assert len(found) > 1
    assert all(unit.count("(") == unit.count(")") for unit in found)


def test_brackets_longer_than_a_unit_may_be_cut() -> None:
    assert all(len(unit) <= LONG for unit in units("(" + "une idée, puis une autre, " * 60 + ")"))
