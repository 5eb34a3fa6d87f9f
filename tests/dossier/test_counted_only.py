"""What is counted only: in every base, on no page, and a public dossier without one of its words verifies."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import duckdb
import pytest
from made_readings import workshop

from concertia.corpus.formats.collected import SCHEMA
from concertia.dossier.receipts import check_receipt, make_receipt
from concertia.synthesis.assemble import assemble

PLACEHOLDER = "[texte non publié]"
SAID = (
    "Former les agents avant de leur donner un outil",
    "Former tous les agents pendant une semaine",
    "Garder un guichet ouvert le samedi matin",
    "Garder un formulaire en papier au guichet",
    "Pas de caméras dans nos rues la nuit",
    "Former aussi les élus avant les agents",
)
COUNTED = 4
SECRET = "Crapoussin"


def concertia(*words: str | Path) -> str:
    told = subprocess.run(
        [sys.executable, "-m", "concertia", *map(str, words)],
        capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert told.returncode == 0, told.stdout + told.stderr
    return told.stdout


@pytest.fixture(scope="module")
def analysed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six contributions that may be read, four counted only, of which one keeps its words; one set aside."""
    home = tmp_path_factory.mktemp("counted")
    rows = [{"id": f"r{at}", "text": text, "declared_kind": "attente"} for at, text in enumerate(SAID)]
    rows += [
        {"id": f"c{at}", "text": PLACEHOLDER, "moderation": "counted", "declared_kind": "crainte"}
        for at in range(COUNTED - 1)
    ]
    rows.append({"id": "c9", "text": f"Former {SECRET} avant les agents", "moderation": "counted"})
    rows.append({"id": "x", "text": "Une insulte", "moderation": "rejected", "declared_kind": "crainte"})
    lines = [{"schema": SCHEMA, "source": "vaubrun/atelier"}, *({**row, "language": "fr"} for row in rows)]
    source = home / "contributions.jsonl"
    source.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), "utf-8")
    concertia("analyse", source, "--out", home / "lecture", "--embedder", "lexical", "--quiet")
    return home / "lecture"


def test_it_is_in_every_count_and_founds_nothing(analysed: Path) -> None:
    result = json.loads((analysed / "result.json").read_text(encoding="utf-8"))
    corpus = result["corpus"]
    assert (corpus["contributions"], corpus["set_aside"], corpus["counted_only"]) == (11, 1, COUNTED)
    kinds = {one["kind"]: one["contributions"] for one in result["kinds"]}
    assert kinds["crainte"] == COUNTED - 1
    assert result["coverage"]["units"] == len(SAID) + COUNTED
    assert result["series"] == []
    said = json.dumps([result["themes"], result["findings"]], ensure_ascii=False)
    assert PLACEHOLDER not in said
    assert "publié" not in said
    assert SECRET.casefold() not in said.casefold()
    with duckdb.connect() as tables:
        themed = tables.execute(
            "SELECT count(*) FROM read_parquet(?) u JOIN read_parquet(?) c USING (contribution_id) "
            "WHERE c.moderation = 'counted' AND u.theme_id IS NOT NULL",
            [str(analysed / "units.parquet"), str(analysed / "corpus" / "contributions.parquet")],
        ).fetchone()
    assert themed == (0,)


def test_the_public_dossier_verifies_and_holds_none_of_its_words(analysed: Path, tmp_path: Path) -> None:
    public = tmp_path / "public.zip"
    concertia("dossier", "build", analysed, "--grade", "public", "--out", public)
    with zipfile.ZipFile(public) as archive:
        for name in archive.namelist():
            assert SECRET.encode() not in archive.read(name), name
    concertia("verify", public)
    concertia("verify", analysed)
    with duckdb.connect() as tables:
        ((name,),) = tables.execute(
            "SELECT contribution_id FROM read_parquet(?) WHERE source_id = 'c9'",
            [str(analysed / "corpus" / "contributions.parquet")],
        ).fetchall()
    receipt = make_receipt(analysed, name)
    for place in (analysed, public):
        found = check_receipt(receipt, place)
        assert (found.state, found.holds, found.text) == ("counted", True, None)


def test_without_any_nothing_changes_in_the_result() -> None:
    assert "counted_only" not in assemble(workshop(), {})["corpus"]
