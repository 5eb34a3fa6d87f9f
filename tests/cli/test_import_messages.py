"""What ``concertia import`` says to a tired person: a short summary, one clear sentence for each failure."""

from __future__ import annotations

import contextlib
import io
import json
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfWriter

from concertia.cli import application
from concertia.cli.import_summary import summary

NOTES = "- Garder un guichet humain\n- Former les agents\n- Publier la liste des outils\n"
TWO_TEXTS = "colonne a;colonne b\n" + "".join(
    f"Une première longue phrase numéro {i};Une autre phrase assez longue {i}\n" for i in range(9)
)


@pytest.fixture
def run(tmp_path: Path, key_file: Path) -> Any:
    def command(*arguments: str | Path, expect: int, key: Path = key_file) -> str:
        told = io.StringIO()
        told_in_full = ["import", *map(str, arguments), "--key", str(key)]
        with (
            contextlib.redirect_stdout(told),
            contextlib.redirect_stderr(told),
            pytest.raises(SystemExit) as stop,
        ):
            application.run(told_in_full)
        assert (stop.value.code or 0) == expect, told.getvalue()
        assert "Traceback" not in told.getvalue()
        assert "pas prévue" not in told.getvalue()
        return told.getvalue().replace("\u202f", " ").replace("\xa0", " ")

    return command


def encrypted_pdf(path: Path) -> None:
    writer = PdfWriter()
    writer.add_blank_page(72, 72)
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(path)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("vide.csv", b"", "est vide"),
        ("vide.txt", b"", "est vide"),
        ("photo.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 60, "C'est une image"),
        ("photo.csv", b"\x89PNG\r\n\x1a\n" + b"\0" * 60, "PNG"),
        ("avis.odt", b"PK\x03\x04" + b"\0" * 60, "est abîmé"),
        ("avis.rtf", b"{\\rtf1" + b" " * 60, "enregistrez-le en .docx"),
        ("tableau.ods", b"PK\x03\x04" + b"\0" * 60, "enregistrez-le en .xlsx"),
        ("tableau.xls", b"\xd0\xcf\x11\xe0" + b"\0" * 60, "avant 2007"),
        ("export.zip", b"PK\x03\x04" + b"\0" * 60, "décompressez-la"),
        ("donnees.bin", b"\0\1\2\3" * 40, "--format table"),
    ],
)
def test_a_named_file_that_cannot_be_used(
    name: str, content: bytes, said: str, run: Any, tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(content)
    told = run(tmp_path / name, "--out", tmp_path / "corpus", expect=2)
    assert said in told
    assert name in told
    assert not (tmp_path / "corpus").exists()


def test_an_encrypted_pdf(run: Any, tmp_path: Path) -> None:
    encrypted_pdf(tmp_path / "avis.pdf")
    assert "mot de passe" in run(tmp_path / "avis.pdf", "--out", tmp_path / "corpus", expect=2)


def test_an_unusable_file_of_a_folder_does_not_stop_the_others(run: Any, tmp_path: Path) -> None:
    folder = tmp_path / "depot"
    folder.mkdir()
    (folder / "notes.md").write_text(NOTES, encoding="utf-8")
    (folder / "photo.png").write_bytes(b"\x89PNG" + b"\0" * 60)
    encrypted_pdf(folder / "avis.pdf")
    told = run(folder, "--out", tmp_path / "corpus", expect=0)
    assert "depot/avis.pdf : NON LU" in told
    assert "mot de passe" in told
    assert "Fichiers NON LUS : 2" in told
    report = json.loads((tmp_path / "corpus" / "import.json").read_text(encoding="utf-8"))
    formats = {source["path"]: source["format"] for source in report["sources"]}
    assert formats == {
        "depot/avis.pdf": "unusable",
        "depot/notes.md": "notes",
        "depot/photo.png": "unknown",
    }
    named = run(folder / "avis.pdf", folder / "notes.md", "--out", tmp_path / "autre", expect=2)
    assert "mot de passe" in named


def test_a_folder_where_nothing_is_usable(run: Any, tmp_path: Path) -> None:
    folder = tmp_path / "depot"
    folder.mkdir()
    assert "Rien à lire" in run(folder, "--out", tmp_path / "corpus", expect=2)
    encrypted_pdf(folder / "avis.pdf")
    assert "mot de passe" in run(folder, "--out", tmp_path / "corpus", expect=2)
    (folder / "tableau.xls").write_bytes(b"\xd0\xcf\x11\xe0" + b"\0" * 60)
    told = run(folder, "--out", tmp_path / "corpus", expect=2)
    assert "Aucun fichier n'est utilisable" in told
    assert "avant 2007" in told


def test_places_that_cannot_be_written(run: Any, tmp_path: Path) -> None:
    folder = tmp_path / "depot"
    folder.mkdir()
    (folder / "notes.md").write_text(NOTES, encoding="utf-8")
    assert "contient les fichiers à importer" in run(folder, "--out", folder, expect=2)
    assert "contient les fichiers à importer" in run(folder / "notes.md", "--out", folder, expect=2)
    (tmp_path / "plein").mkdir()
    (tmp_path / "plein" / "photo.jpg").write_bytes(b"x")
    assert "autre chose qu'un corpus" in run(folder, "--out", tmp_path / "plein", expect=2)
    for _ in range(2):  # a corpus inside the folder is not read again
        assert "En tout : 3 contributions." in run(folder, "--out", folder / "corpus", expect=0)
    assert "déjà un corpus" in run(folder / "corpus", "--out", tmp_path / "corpus", expect=2)
    (tmp_path / "fichier").write_text("x", encoding="utf-8")
    told = run(folder, "--out", tmp_path / "fichier" / "corpus", expect=2)
    assert "ne peut pas être écrit" in told
    assert "un fichier porte le nom" in told
    assert "un fichier porte le nom" in run(folder, "--out", tmp_path / "fichier", expect=2)
    assert "Dites où écrire" in run(folder, expect=2)
    told = run(folder, "--out", tmp_path / "corpus", "--map", tmp_path / "absent.toml", expect=2)
    assert "introuvable" in told
    assert "n'existe pas" in run(tmp_path / "absent", "--out", tmp_path / "corpus", expect=2)
    (tmp_path / "cle").mkdir()
    assert "c'est un dossier" in run(folder, "--out", tmp_path / "corpus", expect=2, key=tmp_path / "cle")


def test_questions_are_all_asked_in_the_language_of_the_person(
    run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("un.csv", "deux.csv"):
        (tmp_path / name).write_text(TWO_TEXTS, encoding="utf-8")
    (tmp_path / "notes.md").write_text(NOTES, encoding="utf-8")
    (tmp_path / "trois.csv").write_text("id,texte\n1,Un guichet\n2,Un registre\n", encoding="utf-8")
    files = [tmp_path / name for name in ("un.csv", "deux.csv", "trois.csv", "notes.md")]
    told = run(*files, "--dry-run", expect=3)
    assert "« un.csv » : impossible" in told
    assert "« deux.csv » : impossible" in told
    assert (
        'trois.csv (table) : correspondance devinée, à relire (modifiable avec --map) : text = "texte"'
        in told
    )
    assert "only you" not in told
    monkeypatch.setenv("CONCERTIA_LANG", "en")
    told = run(*files, "--out", tmp_path / "corpus", expect=3)
    assert "“un.csv”: only you can tell" in told
    assert "the column (or list of columns)" in told
    assert "impossible de savoir" not in told


def test_the_sign_of_votes_is_asked_in_english(
    run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "polis"
    folder.mkdir()
    (folder / "comments.csv").write_text(
        "timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,comment-body\n"
        '1600000000,x,0,0,1,0,1,"Plus de bus"\n1600000000,x,1,0,0,1,1,"Moins de bus"\n',
        encoding="utf-8",
    )
    (folder / "votes.csv").write_text(
        "timestamp,datetime,comment-id,voter-id,vote\n1600000001,x,0,0,1\n1600000002,x,1,0,-1\n",
        encoding="utf-8",
    )
    french = run(folder, "--out", tmp_path / "corpus", expect=3)
    assert "« Plus de bus » (+1 : 1, −1 : 0)" in french
    assert "not certain" not in french
    dry = run(folder, "--dry-run", expect=3)
    assert "QUESTION : Le sens des votes n'est pas sûr" in dry
    monkeypatch.setenv("CONCERTIA_LANG", "en")
    english = run(folder, "--out", tmp_path / "corpus", expect=3)
    assert "“Plus de bus” (+1: 1, −1: 0)" in english
    assert "Le sens" not in english


def test_a_mapping_makes_a_table_of_a_text_that_the_person_names(run: Any, tmp_path: Path) -> None:
    (tmp_path / "reponses.txt").write_text("n;avis\n1;Garder un guichet\n2;Former\n", encoding="utf-8")
    (tmp_path / "notes.md").write_text(NOTES, encoding="utf-8")
    (tmp_path / "map.toml").write_text('[columns]\ntext = "avis"\n', encoding="utf-8")
    told = run(
        *(tmp_path / "reponses.txt", tmp_path / "notes.md"),
        *("--map", tmp_path / "map.toml", "--dry-run"),
        expect=0,
    )
    assert "reponses.txt (table) : gardé, contributions : 2 sur 2" in told
    assert "notes.md (notes) : gardé, contributions : 3 sur 3" in told


def test_many_files_alike_are_told_together(run: Any, tmp_path: Path) -> None:
    folder = tmp_path / "tables"
    folder.mkdir()
    for number in range(12):
        text = f"{NOTES}- Table {number} entendue\n" + "- !!!\n" * (number < 5)
        (folder / f"t{number:02}.md").write_text(text, encoding="utf-8")
    told = run(folder, "--dry-run", expect=0).splitlines()
    assert told == [
        "tables/, 12 fichiers (notes) : gardé, contributions : 48 sur 53",
        "   non gardé : aucun mot (5), dans t00.md, t01.md, t02.md et 2 autres",
        "En tout : 48 contributions.",
    ]


def test_records_have_french_names() -> None:
    records = {
        kind: {"read": 2000, "kept": 1999, "rejected": 1} for kind in ("argument", "contribution", "tally")
    }
    source = {
        "path": "opinions/1.json",
        "format": "cap-collectif",
        "records": records,
        "reasons": {},
        "repairs": {},
        "reconciliation": [{"check": "votes", "expected": 3, "found": 2, "ok": False}],
        "warnings": ["un total annoncé ne tombe pas juste : votes"],
        "questions": [],
    }
    lines = summary({"sources": [source], "contributions": 3998, "votes": 0})
    assert [line.replace("\u202f", " ") for line in lines] == [
        "opinions/1.json (cap-collectif) : gardé, arguments : 1 999 sur 2 000 ; "
        "contributions : 1 999 sur 2 000 ; totaux : 1 999 sur 2 000",
        "   ne tombe pas juste : votes : annoncé 3, trouvé 2",
        "En tout : 3 998 contributions, 1 999 totaux de votes.",
    ]
