"""Tables of population as offices publish them; what cannot be told with certainty is asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from concertia.corpus.people import bracket_of, class_of, named, read_named, sex_of
from concertia.corpus.population import Population, read_population
from concertia.errors import QuestionError, UnusableSourceError


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("25-34 ans", (25, 35)),
        ("De 25 à 34 ans", (25, 35)),
        ("Entre 25 et 34 ans", (25, 35)),
        ("18–24", (18, 25)),
        ("Moins de 18 ans", (0, 18)),
        ("- de 18 ans", (0, 18)),
        ("17 ans ou moins", (0, 18)),
        ("75 ans ou plus", (75, None)),
        ("plus de 65 ans", (65, None)),
        ("65+", (65, None)),
        ("Y15T29", (15, 30)),
        ("Y_GE75", (75, None)),
        ("Y_LT15", (0, 15)),
        ("under 18", (0, 18)),
        ("65 and older", (65, None)),
        ("18 bis 24 Jahre", (18, 25)),
        ("ab 65", (65, None)),
        ("37", (35, 40)),
        ("17 ans", (15, 18)),
        ("1987", None),
        ("34-25", None),
        ("Retraité", None),
        ("130", None),
    ],
)
def test_brackets_are_read_as_people_write_them(words: str, expected: tuple[int, int | None] | None) -> None:
    assert bracket_of(words) == expected


def test_an_exact_age_becomes_its_class_and_names_are_read_back() -> None:
    for age in range(121):
        low, end = class_of(age)
        assert low <= age < (end or 999)
        assert read_named(named((low, end))) == (low, end)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Femme", "female"), ("H", "male"), ("Un homme", "male"), ("Mme", "female"), ("weiblich", "female"),
        ("Non-binaire", "other"), ("Ne souhaite pas répondre", None), ("1", None), ("", None),
    ],
)  # fmt: skip
def test_sexes_are_read_and_never_guessed(words: str, expected: str | None) -> None:
    assert sex_of(words) == expected


def table(folder: Path, text: str) -> Population:
    path = folder / "population.csv"
    path.write_text(text, encoding="utf-8")
    return read_population(path)


def test_one_line_per_cell_with_totals_as_margins(tmp_path: Path) -> None:
    found = table(
        tmp_path,
        "Commune;Tranche d'âge;Sexe;Population\n"
        "Aubeville;15 à 29 ans;Femmes;1 200\nAubeville;15 à 29 ans;Hommes;1 100,5\n"
        "Belmont;75 ans ou plus;Femmes;40\nBelmont;Ensemble;Femmes;640\nBelmont;Total;Total;1300\n",
    )
    assert found.values("age") == ["15-29", "75+"]
    assert found.values("territory") == ["Aubeville", "Belmont"]
    assert found.table(["age", "sex"]) == {
        ("15-29", "female"): 1200.0, ("15-29", "male"): 1100.5, ("75+", "female"): 40.0,
    }  # fmt: skip
    assert found.table(["territory"]) == {("Belmont",): 1300.0}
    assert Population.from_json(found.to_json()).cells == found.cells


def test_one_column_per_sex_and_codes_of_the_office(tmp_path: Path) -> None:
    wide = table(tmp_path, "Âge,Femmes,Hommes,Ensemble\n15-29 ans,10,12,22\n30 ans et plus,30,20,50\n")
    assert wide.table(["sex"]) == {("female",): 40.0, ("male",): 32.0}
    codes = table(tmp_path, "GEO;SEX;AGE;OBS_VALUE\n35238;F;Y15T29;5\n35238;M;Y_GE30;7\n35238;_T;_T;12\n")
    assert codes.table(["age"]) == {("15-29",): 5.0, ("30+",): 7.0}
    assert any("OBS_VALUE" in line for line in codes.lines)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Âge;Sexe;Population\n15-29;1;10\n15-29;2;12\n", "quel sexe est « 1 »"),
        ("Âge;Population\nactifs;10\n", "« actifs » n'est pas une tranche"),
        ("Âge;Population\n15-29;10\n25-34;12\n", "se recouvrent"),
        ("Âge;Population\n15+;10\n30+;12\n", "se recouvrent"),
        ("Quartier;Adresse\nCentre;12 rue\n", "ne se reconnaissent pas"),
        ("Âge;Population\n15-29;0\n", "ne se reconnaissent pas"),
    ],
)
def test_what_only_a_person_can_tell_is_asked(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(QuestionError, match=said):
        table(tmp_path, text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Âge;Population\n15-29;10\n15 à 29 ans;12\n", "déjà dit"),
        ("Âge;Population\n15-29;beaucoup\n", "n'est pas un nombre"),
        ("Âge;Population\n15-29;-4\n", "n'est pas un nombre"),
    ],
)
def test_a_table_that_is_wrong_is_refused_with_its_line(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(UnusableSourceError, match=said):
        table(tmp_path, text)


def test_a_file_that_is_missing_is_told(tmp_path: Path) -> None:
    with pytest.raises(UnusableSourceError, match="ne s'ouvre pas"):
        read_population(tmp_path / "rien.csv")
