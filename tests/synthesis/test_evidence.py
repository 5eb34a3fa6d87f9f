"""Our sentences never speak for people who were not asked."""

from __future__ import annotations

import pytest

from concertia.synthesis.evidence import PopulationClaimError, refuse_population_claims

CLAIMS = [
    "62 % des habitants demandent un guichet",
    "62% des habitant·e·s",
    "62,5 % des citoyens sont d'accord",
    "62 % de la population",
    "Soixante-deux pour cent des Français veulent un moratoire",
    "48 % des Rennais y sont favorables",
    "70 % des Strasbourgeoises",
    "80 % de tous les résidents",
    "La majorité des habitants refuse les caméras",
    "la plupart des citoyennes",
    "La moitié de la population est inquiète",
    "Un habitant sur deux craint pour son emploi",
    "Les citoyens pensent que l'IA va trop vite",
    "Les habitants veulent des guichets",
    "les Français sont contre",
    "Nos concitoyens, les citoyens demandent",
    "62% of residents want a desk",
    "62 percent of the citizens agree",
    "Most people want human answers",
    "A majority of citizens",
    "The residents want a desk",
    "62 % der Bürgerinnen und Bürger",
    "62 Prozent der Einwohner",
    "Die Mehrheit der Bevölkerung",
    "Die Bürger wollen Schalter",
]
FINE = [
    "62 % des 140 contributions demandent un guichet",
    "87 contributions sur 140 demandent un guichet",
    "Parmi les personnes venues, 62 % se disent d'accord",
    "62 % des contributions viennent d'habitants du centre",
    "Les habitants venus à l'atelier ont écrit 62 notes",
    "Former les agents avant tout déploiement",
    "Un guichet tenu par une personne pour les habitants",
    "Réponse aux usagers en moins de 48 heures",
    "62% of the 140 contributions ask for a desk",
    "Among the people who came, 62% agree",
    "62 % der 140 Beiträge",
    "Une caméra sur deux est en panne",
    "100 % des logiciels libres",
    "30 % des moyens humains",
]


@pytest.mark.parametrize("sentence", CLAIMS)
def test_a_claim_about_a_population_does_not_build(sentence: str) -> None:
    with pytest.raises(PopulationClaimError) as problem:
        refuse_population_claims(sentence)
    assert "140 contributions" in problem.value.fr
    assert "140 contributions" in problem.value.en


@pytest.mark.parametrize("sentence", FINE)
def test_a_sentence_with_its_base_is_fine(sentence: str) -> None:
    refuse_population_claims(sentence)
