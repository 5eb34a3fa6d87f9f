"""Exports that a spreadsheet or a site has mangled: mended where certain and counted, else left alone."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from concertia.cli.import_summary import summary
from concertia.corpus.folder import read_corpus
from concertia.corpus.formats.table_mending import folded
from concertia.corpus.importing import ImportOptions, import_sources
from concertia.corpus.text import has_lost_letters, without_double_encoding, without_entities

Import = Callable[..., dict[str, Any]]
TITLES = ["id", "commune", "titre", "texte", "date"]
ROWS = [
    ["1", "Corbelise", "Guichet", 'Un "vrai" guichet, le soir, avec quelqu\'un', "2026-03-12"],
    ["2", "Corbelise", "Été", "Réponses l'été ; plus de bus, à l'heure", "2026-03-13"],
    ["3", "Valombre", "", "Pas de caméras", ""],
    ["4", "Valombre", "Œuvre", "Publier la liste des outils : coût, usage, résultats…", "2026-03-14"],
]
TEXTS = sorted(f"{title}\n\n{text}" if title else text for _, _, title, text, _ in ROWS)


def separated(rows: list[list[str]], separator: str = ",") -> str:
    written = io.StringIO()
    csv.writer(written, delimiter=separator, lineterminator="\r\n").writerows(rows)
    return written.getvalue()


def opened_and_saved(text: str, expected: str = ";") -> str:
    """What a spreadsheet that expects another separator makes of a file: opened, then saved."""
    sheet = [line.split(expected) for line in text.split("\r\n") if line]
    width = max(map(len, sheet)) + 1
    return separated([row + [""] * (width - len(row)) for row in sheet], expected)


def with_entities(rows: list[list[str]]) -> list[list[str]]:
    return [[cell.replace("é", "&eacute;").replace("à", "&agrave;") for cell in row] for row in rows]


def read(imported: Import, path: Path, content: str | bytes) -> tuple[dict[str, Any], list[str]]:
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    report = imported(path, out=path.with_suffix(""))
    (source,) = report["sources"]
    counts = source["records"]["contribution"]
    assert counts["read"] == counts["kept"] + counts["rejected"]
    return source, sorted(read_corpus(path.with_suffix("")).contributions["text"].tolist())


def test_a_file_folded_by_a_spreadsheet_is_unfolded(imported: Import, tmp_path: Path) -> None:
    mangled = opened_and_saved(separated([TITLES, *with_entities(ROWS)]))
    assert mangled.startswith('"id,commune') or mangled.startswith("id,commune")
    source, texts = read(imported, tmp_path / "a.csv", mangled)
    assert texts == TEXTS
    assert source["repairs"]["rows folded into one cell, unfolded"] == 5
    told = "\n".join(summary({"sources": [source], "contributions": 4, "votes": 0}))
    assert "réparé : lignes repliées dans une seule case, dépliées (5)" in told


@settings(suppress_health_check=list(HealthCheck), max_examples=15, deadline=None)
@given(
    st.lists(
        st.text(st.sampled_from("abcdé àç,;\"'.!?&0"), min_size=1, max_size=30).filter(
            lambda text: text.strip() and text == text.strip() and any(c.isalpha() for c in text)
        ),
        min_size=3,
        max_size=8,
    )
)
def test_what_a_spreadsheet_folds_comes_back(tmp_path: Path, key_file: Path, texts: list[str]) -> None:
    rows = [[str(n), "Corbelise", text, "2026-03-12"] for n, text in enumerate(texts, 1)]
    whole, mangled = tmp_path / "whole.csv", tmp_path / "folded.csv"
    plain = separated([["id", "commune", "texte", "date"], *rows])
    whole.write_text(plain, encoding="utf-8")
    mangled.write_text(opened_and_saved(plain), encoding="utf-8")
    found = []
    for path in (whole, mangled):
        import_sources([path], path.with_suffix(""), ImportOptions(key=key_file))
        found.append(sorted(read_corpus(path.with_suffix("")).contributions["text"].tolist()))
    assert found[0] == found[1]


def test_one_row_folded_among_sound_ones(imported: Import, tmp_path: Path) -> None:
    lines = separated([TITLES, *ROWS]).split("\r\n")
    lines[2] = '"' + lines[2].replace('"', '""') + '",,,,'
    source, texts = read(imported, tmp_path / "a.csv", "\r\n".join(lines))
    assert texts == TEXTS
    assert source["repairs"] == {"rows folded into one cell, unfolded": 1}


def test_a_row_that_could_be_either_is_left_alone(imported: Import, tmp_path: Path) -> None:
    content = separated(
        [
            ["texte", "commune", "date"],
            ["Du bus, du train, du vélo, du tram", "", ""],
            ["Un texte sans doute", "Corbelise", "2026-03-12"],
            ["a,b,c,d,e", "", ""],
        ]
    )
    source, texts = read(imported, tmp_path / "a.csv", content)
    assert texts == ["Du bus, du train, du vélo, du tram", "Un texte sans doute", "a,b,c,d,e"]
    assert "rows folded into one cell, unfolded" not in source["repairs"]
    assert any("laissées ainsi : 1" in line for line in source["warnings"])


def test_a_column_of_quoted_sentences_is_not_a_folded_file() -> None:
    lines = ['"Contribution"\n', '"Du bus, du train"\n', '"Moins de bruit, merci"\n']
    assert folded(lines) is None


def test_entities_cut_by_the_separator(imported: Import, tmp_path: Path) -> None:
    rows = [
        ["1", "Corbelise", "Un caf&eacute; ouvert l'&eacute;t&eacute;", "2026-03-12"],
        ["2", "Corbelise", "Pas de cam&eacute;ras", "2026-03-13"],
        ["3", "Valombre", "Rien d'abîmé ici", ""],
    ]
    content = "\r\n".join(";".join(row) for row in [["id", "commune", "texte", "date"], *rows])
    source, texts = read(imported, tmp_path / "a.csv", content)
    assert texts == ["Pas de caméras", "Rien d'abîmé ici", "Un café ouvert l'été"]
    assert source["repairs"]["entities cut by separators, joined"] == 4
    assert source["repairs"]["html entities"] == 4


def test_an_entity_cut_in_a_row_of_the_right_width_is_left_alone(imported: Import, tmp_path: Path) -> None:
    content = "id;texte;commune\n1;Un caf&eacute;Corbelise\n2;Moins de bruit;Valombre\n"
    source, texts = read(imported, tmp_path / "a.csv", content)
    assert texts == ["Moins de bruit", "Un café"], "the bare entity is still certain; the columns stay"
    assert "entities cut by separators, joined" not in source["repairs"]
    assert any("laissées ainsi : 1" in line for line in source["warnings"])


@pytest.mark.parametrize("turns", [1, 2])
def test_accents_encoded_twice_are_restored(turns: int, imported: Import, tmp_path: Path) -> None:
    content = separated(
        [
            ["id", "commune", "idée", "nature"],
            ["1", "Évrétaille", "L'été, déjà : « plus d’œuvres »…", "idée"],
            ["2", "Évrétaille", "Les coûts de là-bas, à 3 €", "crainte"],
        ]
    )
    mangled = content.encode("utf-8")
    for _ in range(turns):
        mangled = "".join(_shown(byte) for byte in mangled).encode("utf-8")
    source, texts = read(imported, tmp_path / "a.csv", mangled)
    assert texts == ["L'été, déjà : « plus d’œuvres »…", "Les coûts de là-bas, à 3 €"]
    assert source["repairs"]["accents encoded twice"] > 8
    table = read_corpus(tmp_path / "a").contributions
    assert set(table["territory"].tolist()) == {"Évrétaille"}
    assert set(table["declared_kind"].tolist()) == {"proposition", "crainte"}


def _shown(byte: int) -> str:
    try:
        return bytes([byte]).decode("cp1252")
    except UnicodeDecodeError:
        return chr(byte)


@given(st.text(st.sampled_from("abcéèêàâçùîôûëïüœŒÉÈÀÎÔÇ«»’“”–—…€ .,!?;:'\u00a0"), max_size=60))
def test_sound_french_is_never_touched(text: str) -> None:
    assert without_double_encoding(text) == (text, 0)
    assert without_entities(text) == (text, 0)


@given(st.text(st.sampled_from("abcéèêàâçùîôûëïüœŒÉÈÀÇ«»’“”–—…€ .,!?😀"), max_size=60))
def test_text_encoded_twice_comes_back(text: str) -> None:
    twice = "".join(_shown(byte) for byte in text.encode("utf-8"))
    assert without_double_encoding(twice)[0] == text


def test_lost_letters_are_said_and_left(imported: Import, tmp_path: Path) -> None:
    content = separated(
        [
            ["id", "texte"],
            ["1", "Le d?partement doit aider"],
            ["2", "La r\ufffdponse est lente"],
            ["3", "Est-ce utile ? Voir exemple.fr/page?id=3"],
            ["4", "Aller Ã la mairie"],
        ]
    )
    source, texts = read(imported, tmp_path / "a.csv", content)
    assert "Le d?partement doit aider" in texts
    assert "Aller Ã la mairie" in texts
    assert any("des lettres semblent perdues, laissés ainsi : 3" in line for line in source["warnings"])
    assert not has_lost_letters("Pourquoi ?Parce que. Vraiment ? Oui.")
