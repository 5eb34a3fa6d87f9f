"""The rules a model's answer must hold, one by one, on words nobody's model would all get right."""

import json

import pytest

from concertia.synthesis.answered import REASONS, read_answer, refusal, without_refused, wording_section

PASSAGES = [
    "La cantine de l'école du bourg est trop chère pour les familles.",
    "Il faut baisser le prix de la cantine pour 12 familles de Saint-Malo.",
    "Une cantine moins chère, comme à Saint-Malo, aiderait 12 familles du bourg.",
    "Le prix des repas de la cantine a doublé ; « trop c'est trop ».",
]


@pytest.mark.parametrize(
    "text",
    [
        "Prix de la cantine",
        "Cantine chère, familles du bourg",
        "Cantine de Saint-Malo",
        "Cantine : 12 familles",
    ],
)
def test_words_that_several_said_may_name_them(text: str) -> None:
    assert refusal(text, "label", PASSAGES, "fr") is None


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        ("cantine " * 12, "long"),
        ("Prix <i>cantine</i>", "markup"),
        ("Prix de la cantine\u202e", "markup"),
        ("Prix de la cantine https://exemple.fr", "markup"),
        ("Prix [cantine](x)", "markup"),
        ("Prix de la cantine du", "unfinished"),
        ("Cantine cantine", "repeated"),
        ("« cantine gratuite » du bourg", "quotation"),
        ("« cantine", "quotation"),
        ("“Une cantine chère” du bourg", "quotation"),
        ("Cantine : 13 familles", "number"),
        ("Cantine : 50 % des familles", "number"),
        ("Cantine : la plupart des familles", "number"),
        ("Trois prix de cantine", "number"),
        ("Cantine de Brest", "name"),
        ("Durand, cantine du bourg", "name"),
        ("les habitants veulent la cantine", "population"),
        ("apprentissage numérique souverain", "support"),
        ("aiderait, repas, école", "support"),
    ],
)
def test_each_fault_has_its_reason(text: str, reason: str) -> None:
    assert refusal(text, "label", PASSAGES, "fr") == reason
    assert reason in REASONS


def test_a_quotation_must_be_there_character_for_character() -> None:
    assert refusal("Familles : « cantine moins chère »", "label", PASSAGES, "fr") is None
    assert refusal("Familles : « cantine Moins chère »", "label", PASSAGES, "fr") == "quotation"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Le prix de la cantine est trop cher pour les familles.", None),
        ("Le prix de la cantine pour les familles", "unfinished"),
        ("La cantine.", "unfinished"),
        ("Non à la cantine chère pour les familles du bourg.", "kind"),
        ("La cantine des familles et la cantine des familles.", "repeated"),
    ],
)
def test_a_sentence_is_whole_and_keeps_its_kind(text: str, reason: str | None) -> None:
    assert refusal(text, "sentence", PASSAGES, "fr") == reason


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("cantine", "not_json"),
        ("[]", "not_json"),
        ('{"id": "a"}', "not_json"),
        ('{"id": "a", "text": 3}', "not_json"),
        ('{"id": "a", "text": "x", "why": "y"}', "not_json"),
        ("[" * 50_000, "not_json"),
        ('{"id": "b", "text": "Cantine"}', "other_id"),
    ],
)
def test_the_answer_is_the_object_asked_for(content: str, reason: str) -> None:
    assert read_answer(content, "a") == ("", reason)
    assert read_answer(json.dumps({"id": "a", "text": " Cantine "}), "a") == ("Cantine", None)


def test_a_lone_surrogate_is_refused_not_published() -> None:
    text, reason = read_answer('{"id": "a", "text": "Prix de la cantine \\ud800"}', "a")
    assert reason is None
    assert refusal(text, "label", PASSAGES, "fr") == "markup"


def test_what_is_refused_is_counted_and_not_published() -> None:
    lines = [
        {"model": "m", "answered": "oui", "accepted": True, "reason": None},
        {"model": "m", "answered": "n'importe quoi", "accepted": False, "reason": "support"},
        {"model": "m", "answered": None, "accepted": False, "reason": "timeout"},
    ]
    expected = {"model": "m", "asked": 3, "accepted": 1, "refused": {"timeout": 1, "support": 1}}
    assert wording_section(lines) == expected
    assert [line["answered"] for line in without_refused(lines)] == ["oui", None, None]
    assert wording_section([]) == {}
