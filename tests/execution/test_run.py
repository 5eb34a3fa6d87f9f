"""From a file of notes to a reading that anyone can verify."""

from __future__ import annotations

import dataclasses
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from concertia.dossier.archive import build
from concertia.dossier.verify import opened, verify
from concertia.errors import ConcertiaError, UnusableSourceError
from concertia.execution.options import AnalyseOptions
from concertia.execution.recompute import recompute, recomputed_line
from concertia.execution.request import open_request
from concertia.execution.run import analyse, write_reports
from concertia.storage.folders import PARTIAL
from concertia.storage.parquet import read_parquet

FILES = {
    "MANIFEST.json", "SHA256SUMS", "corpus", "edits.jsonl", "rapport.docx", "rapport.html", "rapport.pdf",
    "result.json", "run.json", "units.parquet", "codes.parquet",
}  # fmt: skip


def result_of(folder: Path) -> dict:
    return json.loads((folder / "result.json").read_text(encoding="utf-8"))


def test_a_reading_is_whole_and_holds(workshop: Path, quick: AnalyseOptions, tmp_path: Path) -> None:
    out = tmp_path / "lecture"
    done = analyse([workshop], out, quick)
    assert {path.name for path in out.iterdir()} >= FILES
    assert not (out / PARTIAL).exists()
    assert all(line.ok for line in verify(out, expect=done.dossier_id))
    result = result_of(out)
    assert result["mode"] == "small"
    assert result["corpus"]["contributions"] == 12
    refusals = [finding for finding in result["findings"] if finding["kind"] == "refus"]
    assert {unit for finding in refusals for unit in finding["support"]} >= {
        unit
        for unit, kind in zip(*read_parquet(out / "units.parquet", ["unit_id", "kind"]).values(), strict=True)
        if kind == "refus"
    }


def test_the_number_of_jobs_changes_no_byte(workshop: Path, quick: AnalyseOptions, tmp_path: Path) -> None:
    options = dataclasses.replace(quick, embedder="use")
    ids = {
        analyse([workshop], tmp_path / f"r{jobs}", dataclasses.replace(options, jobs=jobs)).dossier_id
        for jobs in (1, 2, 3)
    }
    assert len(ids) == 1


def test_a_reading_done_again_from_its_folder_gives_the_same_bytes(
    workshop: Path, quick: AnalyseOptions, tmp_path: Path
) -> None:
    out = tmp_path / "lecture"
    analyse([workshop], out, dataclasses.replace(quick, framing="ia-territoires"))
    again = recompute(out, jobs=1)
    assert again.identical
    assert again.same_theme == again.rand == 1.0
    assert recomputed_line(again).ok


def test_another_seed_in_the_parameters_is_found_by_recomputing(
    workshop: Path, quick: AnalyseOptions, tmp_path: Path
) -> None:
    out = tmp_path / "lecture"
    analyse([workshop], out, quick)
    result = result_of(out)
    result["parameters"]["title"] = "Un autre titre"
    (out / "result.json").write_text(json.dumps(result), encoding="utf-8")
    again = recompute(out, jobs=1)
    assert "rapport.html" in again.differing
    assert not recomputed_line(again).ok


def test_ids_live_on_in_a_second_reading(workshop: Path, quick: AnalyseOptions, tmp_path: Path) -> None:
    first, second = tmp_path / "un", tmp_path / "deux"
    analyse([workshop], first, quick)
    more = tmp_path / "table-2.md"
    more.write_text("# Table 2\n\n## Envies\n- Publier la liste des outils de la mairie\n", encoding="utf-8")
    analyse([workshop, more], second, dataclasses.replace(quick, previous=first))
    before = {finding["id"] for finding in result_of(first)["findings"]}
    after = {finding["id"] for finding in result_of(second)["findings"]}
    assert before & after
    assert all(line.ok for line in verify(second))


def test_an_edit_is_replayed_and_kept(workshop: Path, quick: AnalyseOptions, tmp_path: Path) -> None:
    first, second = tmp_path / "un", tmp_path / "deux"
    analyse([workshop], first, dataclasses.replace(quick, framing="ia-territoires"))
    theme = result_of(first)["themes"][0]
    edit = {
        "op": "rename", "target": {"theme": theme["id"]}, "label": "Ce que nous gardons", "author": "p-1",
        "date": "2026-11-20", "reason": "Plus clair pour la salle",
    }  # fmt: skip
    edits = tmp_path / "edits.jsonl"
    edits.write_text(json.dumps(edit) + "\n", encoding="utf-8")
    analyse([workshop], second, dataclasses.replace(quick, framing="ia-territoires", edits=edits))
    result = result_of(second)
    assert result["conflicts"] == []
    assert "Ce que nous gardons" in [t["label"] for t in result["themes"]]
    assert (second / "edits.jsonl").read_bytes() == edits.read_bytes()


def test_a_bad_line_of_edits_is_named(workshop: Path, quick: AnalyseOptions, tmp_path: Path) -> None:
    edits = tmp_path / "edits.jsonl"
    edits.write_text('{"op": "settle"}\nbonjour\n', encoding="utf-8")
    with pytest.raises(UnusableSourceError, match="ligne 2"):
        analyse([workshop], tmp_path / "r", dataclasses.replace(quick, edits=edits))


def test_a_folder_that_holds_something_else_is_left_alone(
    workshop: Path, quick: AnalyseOptions, tmp_path: Path
) -> None:
    precious = tmp_path / "documents"
    precious.mkdir()
    (precious / "lettre.txt").write_text("à garder", encoding="utf-8")
    with pytest.raises(ConcertiaError, match="autre chose qu'une lecture"):
        analyse([workshop], precious, quick)
    assert [path.name for path in precious.iterdir()] == ["lettre.txt"]


@pytest.mark.parametrize(
    ("change", "message"),
    [({"framing": "inconnue"}, "livrées"), ({"embedder": "magie"}, "magie"), ({"by": ("age",)}, "age")],
)
def test_what_cannot_be_done_is_told_and_nothing_is_published(
    workshop: Path, quick: AnalyseOptions, tmp_path: Path, change: dict, message: str
) -> None:
    with pytest.raises(ConcertiaError, match=message):
        analyse([workshop], tmp_path / "r", dataclasses.replace(quick, **change))
    assert not (tmp_path / "r" / "MANIFEST.json").exists()


def test_an_interrupted_run_goes_on_where_it_stopped(workshop: Path, key_file: Path, tmp_path: Path) -> None:
    out = tmp_path / "lecture"
    command = [
        sys.executable, "-m", "concertia", "analyse", str(workshop), "--out", str(out),
        "--key", str(key_file), "--quiet", "--jobs", "1", "--by", "session",
    ]  # fmt: skip
    running = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    imported = out / PARTIAL / "corpus" / "import.json"
    for _ in range(600):
        if imported.is_file():
            break
        time.sleep(0.05)
    running.send_signal(signal.SIGINT)
    _, told = running.communicate(timeout=60)
    assert running.returncode == 130
    assert "reprendra" in told
    assert "Traceback" not in told
    written = imported.stat().st_mtime_ns
    assert not (out / "MANIFEST.json").exists()
    subprocess.run(command, check=True, capture_output=True, env=os.environ)
    assert (out / "corpus" / "import.json").stat().st_mtime_ns == written
    assert all(line.ok for line in verify(out))


def test_labels_are_the_same_under_two_kernels(workshop: Path, key_file: Path, tmp_path: Path) -> None:
    seen = []
    for kernel in ("Haswell", "Sandybridge"):
        out = tmp_path / kernel
        subprocess.run(
            [
                sys.executable, "-m", "concertia", "analyse", str(workshop), "--out", str(out),
                "--key", str(key_file), "--quiet", "--jobs", "1", "--framing", "ia-territoires",
            ],
            check=True, capture_output=True, env={**os.environ, "CONCERTIA_KERNEL": kernel},
        )  # fmt: skip
        units = read_parquet(out / "units.parquet", ["unit_id", "theme_id", "kind"])
        seen.append([column.tolist() for column in units.values()])
    assert seen[0] == seen[1]


def test_a_second_run_on_the_same_folder_is_refused(
    workshop: Path, quick: AnalyseOptions, tmp_path: Path
) -> None:
    out = tmp_path / "lecture"
    with open_request([workshop], out, quick), pytest.raises(ConcertiaError, match="Une autre lecture"):
        analyse([workshop], out, quick)
    analyse([workshop], out, quick)


def test_a_file_that_a_person_left_in_a_reading_is_not_erased(
    workshop: Path, quick: AnalyseOptions, tmp_path: Path
) -> None:
    out = tmp_path / "lecture"
    analyse([workshop], out, quick)
    (out / "mes-notes.txt").write_text("à garder", encoding="utf-8")
    with pytest.raises(ConcertiaError, match=r"mes-notes\.txt"):
        analyse([workshop], out, dataclasses.replace(quick, seed=1))
    assert (out / "mes-notes.txt").is_file()


def test_a_reading_inside_its_own_source_is_refused(workshop: Path, quick: AnalyseOptions) -> None:
    with pytest.raises(ConcertiaError, match="ailleurs"):
        analyse([workshop.parent], workshop.parent / "lecture", quick)


def test_a_publication_cut_in_two_comes_back(workshop: Path, quick: AnalyseOptions, tmp_path: Path) -> None:
    out = tmp_path / "lecture"
    done = analyse([workshop], out, quick)
    out.rename(tmp_path / ".lecture.old")
    assert analyse([workshop], out, quick).dossier_id == done.dossier_id


def test_a_dossier_without_all_that_was_read_is_not_accused(
    workshop: Path, quick: AnalyseOptions, tmp_path: Path
) -> None:
    out = tmp_path / "lecture"
    analyse([workshop], out, dataclasses.replace(quick, framing="ia-territoires"))
    archive = tmp_path / "public.zip"
    build(out, "public", archive, lambda folder: write_reports(folder, "fr"))
    with opened(archive) as folder:
        again = recompute(folder, jobs=1)
    assert not again.whole
    assert not again.identical
    assert again.same_theme == 1.0
    assert recomputed_line(again).ok
