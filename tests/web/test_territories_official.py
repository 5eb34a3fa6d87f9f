"""The official list and the French of names."""

from __future__ import annotations

import hashlib
import lzma
import re

import pytest
from tests.conftest import ROOT

from concertia_web.territories import official
from concertia_web.territories.listing import lines
from concertia_web.territories.names import compose, of, short_name, the, to

PACK = ROOT / "packs/territories"


def test_the_pack_holds_every_kind_and_says_its_digests():
    kinds = [line.split("\t", 1)[0] for line in lines()]
    counts = {kind: kinds.count(kind) for kind in set(kinds)}
    assert counts["commune"] == 34_969
    assert counts["cc"] + counts["ca"] + counts["cu"] + counts["metropole"] == 1_255
    assert {"ept", "departement", "region"} <= counts.keys()
    sheet = (PACK / "LICENCE.md").read_text(encoding="utf-8")
    for name in ("official.tsv.xz", "outlines.json"):
        assert f"{hashlib.sha256((PACK / name).read_bytes()).hexdigest()}  {name}" in sheet
    assert (PACK / "official.tsv.xz").stat().st_size < 500_000
    header = lzma.decompress((PACK / "official.tsv.xz").read_bytes()).split(b"\n", 1)[0]
    assert header.decode().split("\t")[0] == "kind"


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("nantes", "Ville de Nantes"),
        ("NANTES metropole", "Nantes Métropole"),
        ("st etienne", "Ville de Saint-Étienne"),
        ("ville du mans", "Ville du Mans"),
        ("44109", "Ville de Nantes"),
        ("214 401 093", "Ville de Nantes"),
        ("21440109300015", "Ville de Nantes"),
        ("244400404", "Nantes Métropole"),
        ("01", "Département de l’Ain"),
        ("2A004", "Ville d’Ajaccio"),
        ("lacq orthez", "Communauté de communes de Lacq-Orthez"),
        ("orthez lacq", "Communauté de communes de Lacq-Orthez"),
        ("ile-de-france", "Région Île-de-France"),
        ("plaine commune", "Établissement public territorial Plaine Commune"),
        ("hoedic", "Commune de Hœdic"),
        ("corse", "Collectivité de Corse"),
    ],
)
def test_search_finds_what_was_meant_first(query, first):
    assert official.search(query)[0].full_name == first


@pytest.mark.parametrize("query", ["", " ", "x", "zzzzzz", "000000000", "%_", "\x00", "'; --"])
def test_search_without_an_answer_is_empty(query):
    assert official.search(query) == []


def test_search_is_bounded_and_always_in_the_same_order():
    assert len(official.search("saint")) == official.MOST
    assert official.search("saint") == official.search("SAINT ")


def test_a_commune_knows_its_place():
    nantes = official.find("commune:44109")
    assert nantes is not None
    assert (nantes.department, nantes.region, nantes.parent) == ("44", "52", "244400404")
    assert nantes.population > 300_000
    assert nantes.territory_kind == "commune"
    assert nantes.key == "commune:44109"
    assert official.find("commune:00000") is None
    assert official.find("departement:2A") is None


def test_the_population_of_a_region_is_the_sum_of_its_communes():
    rows = [line.split("\t") for line in lines()]
    communes = sum(int(row[5] or 0) for row in rows if row[0] == "commune" and row[7] == "53")
    assert official.find("region:53").population == communes


def test_prepositions_agree_with_the_official_list():
    """Without being told the article, the rule finds what INSEE says, but for homonyms in H."""
    wrong, told = [], 0
    for line in lines():
        kind, _, _, name, joint, *_ = line.split("\t")
        if kind == "commune" and joint:
            told += 1
            wrong += [name] if of(name) != of(name, joint) else []
    assert told > 34_000
    assert len(wrong) < 20
    assert all(name.startswith(("H", "Pays", "Grand")) for name in wrong)


@pytest.mark.parametrize(
    ("name", "de", "a", "le"),
    [
        ("Ville de Vaubrun", "de la Ville de Vaubrun", "à la Ville de Vaubrun", "la Ville de Vaubrun"),
        ("Angers", "d’Angers", "à Angers", "Angers"),
        ("Le Mans", "du Mans", "au Mans", "le Mans"),
        ("Les Sables-d’Olonne", "des Sables-d’Olonne", "aux Sables-d’Olonne", "les Sables-d’Olonne"),
        ("La Rochelle", "de La Rochelle", "à La Rochelle", "La Rochelle"),
        ("L’Haÿ-les-Roses", "de L’Haÿ-les-Roses", "à L’Haÿ-les-Roses", "L’Haÿ-les-Roses"),
        ("Lesneven", "de Lesneven", "à Lesneven", "Lesneven"),
        ("Honfleur", "de Honfleur", "à Honfleur", "Honfleur"),
        ("Hyères", "d’Hyères", "à Hyères", "Hyères"),
        ("Yvetot", "d’Yvetot", "à Yvetot", "Yvetot"),
        ("Yaoundé", "de Yaoundé", "à Yaoundé", "Yaoundé"),
        ("Ouagadougou", "de Ouagadougou", "à Ouagadougou", "Ouagadougou"),
        ("Nantes Métropole", "de Nantes Métropole", "à Nantes Métropole", "Nantes Métropole"),
        ("Le Mans Métropole", "de Le Mans Métropole", "à Le Mans Métropole", "Le Mans Métropole"),
        (
            "Eurométropole de Strasbourg",
            "de l’Eurométropole de Strasbourg",
            "à l’Eurométropole de Strasbourg",
            "l’Eurométropole de Strasbourg",
        ),
        (
            "Département de l’Ain",
            "du Département de l’Ain",
            "au Département de l’Ain",
            "le Département de l’Ain",
        ),
        ("Réseau Vaubrun", "du Réseau Vaubrun", "au Réseau Vaubrun", "le Réseau Vaubrun"),
        ("Les Interconnectés", "des Interconnectés", "aux Interconnectés", "les Interconnectés"),
        ("Grand Reims", "du Grand Reims", "au Grand Reims", "le Grand Reims"),
        ("", "", "", ""),
    ],
)
def test_articles_and_prepositions(name, de, a, le):
    assert (of(name), to(name) if name else "", the(name) if name else "") == (de, a, le)


@pytest.mark.parametrize(
    ("kind", "listed", "more", "expected"),
    [
        ("commune", "Le Mans", {"joint": "2", "population": 146_000}, "Ville du Mans"),
        ("commune", "Yvrac", {"joint": "1", "population": 900}, "Commune d’Yvrac"),
        ("departement", "Vosges", {"joint": "4"}, "Département des Vosges"),
        ("region", "Bretagne", {}, "Région Bretagne"),
        ("ca", "CA du Grand Dole", {}, "Communauté d’agglomération du Grand Dole"),
        ("cc", "CC de l’Ouest", {}, "Communauté de communes de l’Ouest"),
        ("cu", "CU d’Arras", {}, "Communauté urbaine d’Arras"),
        ("cu", "CU Angers Loire Métropole", {}, "Angers Loire Métropole"),
        ("ca", "CA Communauté Paris-Saclay", {}, "Communauté Paris-Saclay"),
    ],
)
def test_full_names(kind, listed, more, expected):
    assert compose(kind, listed, **more) == expected


def test_every_listed_authority_has_a_name_that_can_be_printed():
    for line in lines():
        kind, _, _, listed, joint, population, *_ = line.split("\t")
        full = compose(kind, listed, joint=joint, population=int(population or 0))
        for text in (full, of(full), short_name(kind, listed)):
            assert text == text.strip()
            assert not re.search(r"\bde (le|les) (?!.*(Métropole|Le|Les))|  |['\"]", text), text
