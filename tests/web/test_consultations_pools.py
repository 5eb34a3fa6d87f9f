"""The list of a draw: numbers and categories enter; whatever could name someone is refused in words."""

from __future__ import annotations

import io
import zipfile

import pytest
from openpyxl import Workbook

from concertia_web.consultations.pools import UnusablePoolError, check_quotas, proportional, read_pool

PLAIN = "numero;genre;âge\n" + "".join(f"P{n:03d};{'FH'[n % 2]};{'abc'[n % 3]}\n" for n in range(30))


def refusal(text: str | bytes, name: str = "liste.csv") -> str:
    with pytest.raises(UnusablePoolError) as refused:
        read_pool(name, text.encode() if isinstance(text, str) else text)
    return " ".join(refused.value.reasons)


def with_column(title: str, *values: str) -> str:
    rows = [f"P{n:03d};{values[n % len(values)]}" for n in range(30)]
    return f"numero;{title}\n" + "\n".join(rows)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_a_csv_is_read_whatever_its_encoding(encoding):
    pool = read_pool("liste.csv", PLAIN.encode(encoding))
    assert pool.categories == ("genre", "âge")
    assert len(pool.people) == 30
    assert pool.counts()["genre"] == {"F": 15, "H": 15}


def test_a_workbook_gives_the_same_pool_as_the_csv():
    book = Workbook()
    for line in PLAIN.splitlines():
        book.active.append(line.split(";"))
    stream = io.BytesIO()
    book.save(stream)
    assert read_pool("liste.xlsx", stream.getvalue()).digest == read_pool("liste.csv", PLAIN.encode()).digest


def test_the_order_of_the_lines_does_not_matter():
    lines = PLAIN.splitlines()
    turned = "\n".join([lines[0], *reversed(lines[1:])])
    assert read_pool("a.csv", turned.encode()).digest == read_pool("a.csv", PLAIN.encode()).digest


@pytest.mark.parametrize(
    "title",
    ["Nom", "Prénom", "E-mail", "adresse", "Téléphone", "Date de naissance", "NIR", "Last name", "nom_usage"],
)
def test_a_column_that_names_people_is_refused(title):
    said = refusal(with_column(title, "x", "y"))
    assert "semble identifier des personnes" in said
    assert title in said


@pytest.mark.parametrize(
    "title", ["Nombre d’enfants", "Nominé", "Genre", "Commune", "Diplôme", "Tranche d’âge"]
)
def test_ordinary_titles_are_accepted(title):
    assert read_pool("a.csv", with_column(title, "x", "y").encode()).categories == (title,)


@pytest.mark.parametrize(
    "value",
    [
        "jeanne@exemple.invalid",
        "06 12 34 56 78",
        "+33612345678",
        "12 rue des Lilas",
        "3 bis, avenue Foch",
        "12/03/1981",
        "1981-03-12",
    ],
)
def test_values_that_reach_people_are_refused(value):
    assert "ressemble à une adresse" in refusal(with_column("groupe", "a", "b", value))


def test_names_as_identifiers_are_refused():
    said = refusal("personne;genre\n" + "\n".join(f"Dupont Jeanne {'abcdef'[n]};F" for n in range(6)))
    assert "un numéro par personne" in said


def test_a_column_with_as_many_values_as_people_is_refused():
    said = refusal("numero;detail\n" + "\n".join(f"P{n};valeur {n}" for n in range(30)))
    assert "ce n’est pas une catégorie" in said


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("", "vide"),
        ("numero\nP1\nP2\nP3\nP4\n", "deux colonnes"),
        ("numero;genre\nP1;F\n", "il en faut entre"),
        ("numero;genre\nP1;F\nP1;H\nP2;F\nP3;F\n", "en double"),
        ("numero;genre\nP1;F\n;H\nP2;F\nP3;F\n", "n’a pas de numéro"),
        ("numero;genre\nP1;F\nP2;\nP3;F\nP4;F\n", "est vide pour 1"),
        ("numero;genre;genre\nP1;F;F\nP2;F;F\nP3;F;F\nP4;F;F\n", "le même titre"),
        ("numero;;genre\nP1;F;F\nP2;F;F\nP3;F;F\nP4;F;F\n", "pas de titre"),
        (b"PK\x03\x04\x00\x00", "CSV"),
    ],
)
def test_each_defect_has_its_sentence(content, expected):
    assert expected in refusal(content)


def test_a_damaged_workbook_is_refused_in_words():
    assert "« Le classeur » est abîmé ou incomplet" in refusal(b"not a workbook", "liste.xlsx")


def test_proportional_quotas_surround_the_share():
    pool = read_pool("a.csv", PLAIN.encode())
    assert proportional(pool, 9)["genre"] == {"F": (4, 5), "H": (4, 5)}
    assert proportional(pool, 9)["âge"] == {"a": (3, 3), "b": (3, 3), "c": (3, 3)}
    assert check_quotas(pool, proportional(pool, 9), 9) == []


def test_quotas_that_cannot_hold_are_seen_before_any_calculation():
    pool = read_pool("a.csv", PLAIN.encode())
    said = " ".join(
        check_quotas(
            pool, {"genre": {"F": (16, 16), "H": (9, 8)}, "âge": {"a": (0, 1), "b": (0, 1), "c": (0, 1)}}, 10
        )
    )
    assert "« genre : F » demande au moins 16 personnes, la liste en a 15" in said
    assert "inversez-les" in said
    assert "les minimums font 25" in said
    assert "les maximums font 3 personnes en tout, pour 10 places. Ajoutez-en 7" in said
    assert "plus de personnes que de places" in check_quotas(pool, {}, 30)[0]


def test_a_workbook_that_unpacks_without_end_is_refused_at_once():
    book, written, bomb = Workbook(), io.BytesIO(), io.BytesIO()
    book.active.append(["numero", "genre"])
    book.save(written)
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as made:
        for name in source.namelist():
            made.writestr(name, source.read(name))
        with made.open("xl/media/image.bin", "w", force_zip64=True) as entry:
            for _ in range(60):
                entry.write(bytes(1 << 20))
    assert len(bomb.getvalue()) < 200_000
    assert "bien plus que ce qu'un fichier bureautique" in refusal(bomb.getvalue(), "liste.xlsx")
