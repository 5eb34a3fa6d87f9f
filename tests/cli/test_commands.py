"""The command line as a person uses it: files in, a verified dossier out, errors that help."""

from __future__ import annotations

import contextlib
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from concertia.cli import application

NOTES = """# Table 1

## Craintes
- J'ai peur que l'accueil disparaisse
- Les anciens perdus devant un écran

## Refus
- Pas de caméras algorithmiques

## Propositions
- Former les agents avant tout déploiement
"""


def run(*arguments: str | Path, expect: int = 0) -> str:
    """Both streams of a command run in this process, which must exit with ``expect``."""
    told = io.StringIO()
    with (
        contextlib.redirect_stdout(told),
        contextlib.redirect_stderr(told),
        pytest.raises(SystemExit) as stop,
    ):
        application.run([str(argument) for argument in arguments])
    assert (stop.value.code or 0) == expect, told.getvalue()
    assert "Traceback" not in told.getvalue()
    return told.getvalue()


def test_the_command_is_installed_and_quick_to_answer() -> None:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "concertia", "--version"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.startswith("concertia ")
    assert "sklearn" not in done.stderr
    assert "duckdb" not in done.stderr


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("commands")


@pytest.fixture(scope="module")
def key(folder: Path) -> Path:
    path = folder / "pseudonyms.key"
    path.write_text("22" * 32 + "\n", encoding="ascii")
    path.chmod(0o600)
    return path


@pytest.fixture(scope="module")
def notes(folder: Path) -> Path:
    path = folder / "table.md"
    path.write_text(NOTES, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def reading(folder: Path, notes: Path, key: Path) -> Path:
    out = folder / "lecture"
    told = run("analyse", notes, "--out", out, "--key", key, "--embedder", "lexical", "--quiet", "--jobs", 1)
    assert "Identifiant du dossier" in told
    return out


def contribution_of(reading: Path, words: str) -> str:
    from concertia.corpus.folder import read_corpus

    columns = read_corpus(reading / "corpus").contributions
    texts = columns["text"].tolist()
    row = next(i for i, text in enumerate(texts) if words in text)
    return str(columns["contribution_id"][row])


def test_version_and_help_are_in_french() -> None:
    assert run("--version").startswith("concertia ")
    assert "pouvoir tout vérifier" in run("--help")
    for command in ("import", "analyse", "verify", "receipt", "redact", "dossier"):
        assert run(command, "--help")


def test_import_says_what_was_kept(notes: Path, key: Path, folder: Path) -> None:
    told = run("import", notes, "--out", folder / "corpus", "--key", key)
    assert "contributions : 4 sur 4" in told
    report = json.loads((folder / "corpus" / "import.json").read_text(encoding="utf-8"))
    assert report["schema"] == "concertia/import/1"


def test_a_dry_run_writes_nothing(notes: Path, key: Path, folder: Path) -> None:
    told = run("import", notes, "--dry-run", "--out", folder / "rien", "--key", key)
    assert "En tout : 4 contributions" in told
    assert not (folder / "rien").exists()


def test_an_unusable_source_is_exit_2_and_one_clear_message(folder: Path, key: Path) -> None:
    assert "n'existe pas" in run(
        "import", folder / "absent.csv", "--out", folder / "x", "--key", key, expect=2
    )
    empty = folder / "vide.csv"
    empty.write_bytes(b"")
    assert run("analyse", empty, "--out", folder / "y", "--key", key, "--quiet", expect=2)


def test_a_question_only_a_person_can_answer_is_exit_3(folder: Path, key: Path) -> None:
    table = folder / "deux-textes.csv"
    table.write_text(
        "colonne a;colonne b\n"
        + "".join(
            f"Une première longue phrase numéro {i};Une autre phrase assez longue {i}\n" for i in range(9)
        ),
        encoding="utf-8",
    )
    told = run("import", table, "--out", folder / "z", "--key", key, expect=3)
    assert "[columns]" in told
    assert "--map" in told


def test_verify_finds_nothing_wrong_then_one_altered_word(reading: Path, folder: Path) -> None:
    told = run("verify", reading, "--recompute", "--jobs", 1)
    assert "✗" not in told
    assert "mêmes octets" in told
    archive = folder / "restreint.zip"
    built = run("dossier", "build", reading, "--grade", "restricted", "--out", archive)
    identifier = built.split("Identifiant du dossier : ")[1].strip()
    run("verify", archive, "--expect", identifier)
    run("verify", archive, "--expect", "0" * 64, expect=1)
    archive.write_bytes(archive.read_bytes().replace(b"disparaisse", b"disparaissE", 1))
    assert "✗" in run("verify", archive, expect=1)


def test_a_public_dossier_verifies_and_says_what_needs_the_other(reading: Path, folder: Path) -> None:
    archive = folder / "public.zip"
    run("dossier", "build", reading, "--grade", "public", "--out", archive)
    assert "✗" not in run("verify", archive)


def test_a_signed_reading_is_checked_with_the_public_key(reading: Path, folder: Path) -> None:
    told = run("dossier", "key", "--out", folder / "signature.key")
    public = told.split("Clé publique : ")[1].splitlines()[0].strip()
    run("dossier", "key", "--out", folder / "signature.key", expect=1)
    run("dossier", "sign", reading, "--key", folder / "signature.key")
    run("verify", reading, "--key", public)
    run("verify", reading, "--key", "0" * 64, expect=1)


def test_a_receipt_finds_the_words_then_their_erasure(reading: Path, folder: Path) -> None:
    name = contribution_of(reading, "anciens")
    receipt, archive = folder / "recu.json", folder / "avant.zip"
    run("dossier", "receipt", reading, name, "--out", receipt)
    run("dossier", "build", reading, "--grade", "restricted", "--out", archive)
    assert "anciens perdus" in run("receipt", receipt, archive)
    if not (folder / "effacement.key").exists():
        run("dossier", "key", "--out", folder / "effacement.key")
    erased = folder / "sans"
    run(
        "redact", reading, "--contribution", name, "--reason", "demande de la personne",
        "--date", "2026-11-21", "--key", folder / "effacement.key", "--out", erased,
    )  # fmt: skip
    assert "1 retrait" in run("verify", erased)
    assert "retirée" in run("receipt", receipt, erased)
    assert all(b"anciens perdus" not in path.read_bytes() for path in erased.rglob("*") if path.is_file())


def test_a_file_that_is_no_receipt_is_told(reading: Path, folder: Path) -> None:
    wrong = folder / "faux.json"
    wrong.write_text("[1, 2]", encoding="utf-8")
    assert "reçu" in run("receipt", wrong, reading, expect=1)
