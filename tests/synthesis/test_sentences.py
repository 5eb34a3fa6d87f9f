"""Which units may word a finding, and which statements only say who speaks."""

from __future__ import annotations

import pytest

from concertia.synthesis.fragments import is_fragment
from concertia.synthesis.self_description import is_about_oneself


@pytest.mark.parametrize(
    "text",
    [
        ": baisser les impôts de tous les ménages",
        "qu'on nous écoute enfin dans ce pays",
        "que le surplus d'impôt sera bien dirigé vers ces objectifs",
        "mais pas au prix de nos emplois locaux",
        "Le code de la consommation est ainsi modifié :",
        "Aucune !",
        "Bonjour à tous, merci beaucoup",
        "@Nico d'accord avec vous",
        "because they never listen to us",
        "…",
        "",
    ],
)
def test_fragments(text: str) -> None:
    assert is_fragment(text)


@pytest.mark.parametrize(
    "text",
    [
        "Pas de caméras algorithmiques ici",
        "pour une taxe sur le kérosène",
        "Bonjour, il faut baisser les impôts locaux",
        "« Gardez un guichet ouvert le samedi »",
        "- supprimer les niches fiscales inutiles",
        "Que fait la mairie de nos données ?",
        "We need more trees",
        "نريد شباكا مفتوحا في المساء",
    ],
)
def test_sentences(text: str) -> None:
    assert not is_fragment(text)


@pytest.mark.parametrize(
    "text",
    [
        "I live in a rural area in NZ",
        "I am 55 years old or older",
        "I am under 30 years of age",
        "I'm a farmer",
        "J'habite un village de moins de 500 habitants",
        "Je suis une agente du service d'accueil",
        "Je suis retraité",
        "Je vis en ville",
        "Ich wohne auf dem Land",
        "Ich bin ein Landwirt",
    ],
)
def test_who_speaks(text: str) -> None:
    assert is_about_oneself(text)


@pytest.mark.parametrize(
    "text",
    [
        "I am concerned about the use of poisons",
        "I live in a city and we need more trees there",
        "I'm a supporter of pest control",
        "I am against 1080 drops",
        "Je suis contre la vidéosurveillance",
        "Je suis pour une taxe carbone",
        "Je suis une mère inquiète pour l'école",
        "Je vis ici et il faut un guichet",
        "Je suis favorable à une charte",
        "Ich bin ein Gegner dieser Kameras",
        "Rural voices need to be raised alongside the urban majority.",
    ],
)
def test_what_people_think(text: str) -> None:
    assert not is_about_oneself(text)
