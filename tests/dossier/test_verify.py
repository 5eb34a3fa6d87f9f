"""What ``verify`` finds: any altered byte, any figure, link, quotation or removal that does not hold."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from concertia.corpus.schema import CONTRIBUTIONS
from concertia.dossier.archive import write_zip
from concertia.dossier.integrity import check_integrity
from concertia.dossier.lines import CheckLine
from concertia.dossier.manifest import dossier_id, files_of, write_manifest
from concertia.dossier.signature import create_key, load_key, sign
from concertia.dossier.verify import verify
from concertia.errors import VerificationError
from concertia.storage.canonical import canonical_json
from concertia.storage.parquet import read_parquet, write_parquet
from concertia.synthesis.reading import UNITS, read_result

SMALL_FILE = 900
SAMPLED = 150
WHOLE = ("MANIFEST.json", "SHA256SUMS", "run.json", "import.json")


def wrong(lines: list[CheckLine]) -> list[str]:
    return [line.fr for line in lines if not line.ok]


def places(size: int, seed: str, most: int = SAMPLED) -> list[int]:
    """All bytes of a small file; first, last and a seeded sample of a large one."""
    if size <= SMALL_FILE:
        return list(range(size))
    drawn = random.Random(seed).sample(range(size), most)
    return sorted({0, size - 1, *drawn})


def test_an_untouched_dossier_holds_as_a_folder_and_as_an_archive(made: Path, tmp_path: Path) -> None:
    assert wrong(verify(made)) == []
    archive = tmp_path / "dossier.zip"
    write_zip(made, archive)
    lines = verify(archive, expect=dossier_id(made))
    assert wrong(lines) == []
    assert any(dossier_id(made) in line.fr for line in lines)
    assert all(line.fr and line.en for line in lines)


def test_every_altered_byte_of_every_file_is_found(dossier: Path) -> None:
    tried = 0
    for name in files_of(dossier):
        path = dossier / name
        content = path.read_bytes()
        whole = path.name in WHOLE
        for place in range(len(content)) if whole else places(len(content), name):
            altered = bytearray(content)
            altered[place] ^= 1 << (place % 8)
            path.write_bytes(altered)
            assert wrong(check_integrity(dossier)), f"{name} byte {place}"
            tried += 1
        path.write_bytes(content)
    assert tried > 3000
    assert wrong(check_integrity(dossier)) == []


def test_every_altered_byte_of_the_archive_is_found(made: Path, tmp_path: Path) -> None:
    archive, altered = tmp_path / "dossier.zip", tmp_path / "altered.zip"
    write_zip(made, archive)
    content = archive.read_bytes()
    directory = content.index(b"PK\x01\x02")
    for place in [*places(len(content), "zip", 30), *range(directory, len(content), 67), *range(0, 60, 7)]:
        changed = bytearray(content)
        changed[place] ^= 0x10
        altered.write_bytes(changed)
        assert wrong(verify(altered)), f"byte {place}"


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: content[:-1],
        lambda content: content + b"\n",
        lambda content: b"",
        lambda content: content[: len(content) // 2],
    ],
)
def test_a_cut_or_longer_file_is_found(dossier: Path, damage: Callable[[bytes], bytes]) -> None:
    for name in files_of(dossier):
        path = dossier / name
        content = path.read_bytes()
        if damage(content) != content:
            path.write_bytes(damage(content))
            assert wrong(check_integrity(dossier)), name
            path.write_bytes(content)


def test_unknown_missing_and_renamed_files_are_named(dossier: Path) -> None:
    (dossier / "ajout.txt").write_text("x")
    (dossier / "rapport.pdf").rename(dossier / "rapport2.pdf")
    (text,) = [line for line in wrong(verify(dossier)) if line.startswith("Manifeste")]
    assert "ajout.txt" in text
    assert "rapport.pdf (absent" in text
    assert "rapport2.pdf (inconnu" in text


def test_altered_files_never_give_a_traceback(dossier: Path) -> None:
    for name in files_of(dossier):
        path = dossier / name
        content = path.read_bytes()
        path.write_bytes(content[: len(content) // 2] or b"{")
        assert wrong(verify(dossier)), name
        path.write_bytes(content)


def altered_result(folder: Path, change: Callable[[dict[str, Any]], None]) -> list[str]:
    """What is found when a result is altered and the manifest written again: a careless forgery."""
    result = read_result(folder)
    change(result)
    (folder / "result.json").write_bytes(canonical_json(result))
    write_manifest(folder)
    return wrong(verify(folder))


def _one_more_person(result: dict[str, Any]) -> None:
    result["corpus"]["persons"] += 1


def _larger_share(result: dict[str, Any]) -> None:
    result["themes"][0]["share"] += 0.000001


def _another_count(result: dict[str, Any]) -> None:
    result["themes"][1]["counts"]["contributions"] += 1


def _less_solid(result: dict[str, Any]) -> None:
    finding = next(f for f in result["findings"] if f["solidity"] != "peu de voix")
    finding["solidity"] = "peu de voix"


def _more_votes(result: dict[str, Any]) -> None:
    result["opinions"]["statements"][0]["agree"] += 1


def _unknown_key(result: dict[str, Any]) -> None:
    result["themes"][0]["importance"] = 3


def _shown_small_cell(result: dict[str, Any]) -> None:
    cell = result["themes"][2]["by"]["territory"][0]
    cell["suppressed"] = False
    cell["contributions"] = 1


def _other_corpus(result: dict[str, Any]) -> None:
    result["corpus"]["id"] = "0" * 64


def _no_dissent(result: dict[str, Any]) -> None:
    for finding in result["findings"]:
        finding["dissent"] = []
    result["coverage"]["without_finding"] += 1


@pytest.mark.parametrize(
    "change",
    [
        _one_more_person,
        _larger_share,
        _another_count,
        _less_solid,
        _more_votes,
        _unknown_key,
        _shown_small_cell,
        _other_corpus,
        _no_dissent,
    ],
)
def test_a_figure_that_does_not_follow_is_found(
    dossier: Path, change: Callable[[dict[str, Any]], None]
) -> None:
    assert altered_result(dossier, change)


def _as_before_some_keys(result: dict[str, Any]) -> None:
    for theme in result["themes"]:
        theme.pop("sides", None)
        for cells in theme["by"].values():
            for cell in cells:
                for name in ("base", "expected", "z", "p", "q", "representation"):
                    cell.pop(name, None)
    for kind in result["kinds"]:
        del kind["distinct_texts"], kind["persons"]
    result["opinions"].pop("selected", None)


def test_a_reading_of_an_earlier_version_holds_without_the_figures_it_did_not_count(dossier: Path) -> None:
    """The same result under the name of this version lacks figures, and is a forgery."""
    assert altered_result(dossier, _as_before_some_keys)

    def made_before(result: dict[str, Any]) -> None:
        result["profile"]["concertia"] = "0.0.9"

    assert altered_result(dossier, made_before) == []
    lines = [line.fr for line in verify(dossier) if "0.0.9" in line.fr]
    assert len(lines) == 1
    assert altered_result(dossier, _larger_share)


def test_a_reworded_quotation_is_found(dossier: Path) -> None:
    def reword(result: dict[str, Any]) -> None:
        result["themes"][0]["quotes"][0]["text"] = "Nous voulons tous des robots"

    found = altered_result(dossier, reword)
    assert any(line.startswith("Citations") for line in found)


def test_a_finding_without_support_or_with_softened_refusals_is_found(dossier: Path) -> None:
    def soften(result: dict[str, Any]) -> None:
        refusal = next(f for f in result["findings"] if f["kind"] == "refus")
        refusal["kind"] = "vigilance"

    assert any(line.startswith("Enseignements") for line in altered_result(dossier, soften))

    def empty(result: dict[str, Any]) -> None:
        result["findings"][0]["support"] = []

    assert any("aucune contribution à l'appui" in line for line in altered_result(dossier, empty))


def test_words_of_ours_come_from_a_recorded_edit_and_speak_for_nobody_else(dossier: Path) -> None:
    def write(text: str, **others: Any) -> Callable[[dict[str, Any]], None]:
        def change(result: dict[str, Any]) -> None:
            finding = next(f for f in result["findings"] if f["wording"] in ("verbatim", "extracted"))
            finding |= {"text": text, "wording": "edited"}
            del finding["quote"]
            result.update(others)

        return change

    def found(text: str, **others: Any) -> bool:
        before = (dossier / "result.json").read_bytes()
        lines = altered_result(dossier, write(text, **others))
        (dossier / "result.json").write_bytes(before)
        return any(line.startswith("Enseignements") for line in lines)

    edit = {
        "op": "rename",
        "target": {"finding": "x"},
        "author": "a",
        "date": "2025-07-01",
        "reason": "clair",
    }
    assert found("Un guichet ouvert plus tard")
    assert not found("Un guichet ouvert plus tard", edits=[{**edit, "text": "Un guichet ouvert plus tard"}])
    assert found("Un guichet ouvert plus tard", edits=[{**edit, "text": "Un autre texte"}])
    claim = "62 % des habitants veulent un guichet"
    assert found(claim, edits=[{**edit, "text": claim}])


def test_an_invented_disagreement_is_found(dossier: Path) -> None:
    def invent(result: dict[str, Any]) -> None:
        refusal = next(f for f in result["findings"] if f["kind"] == "refus")
        wish = next(f for f in result["findings"] if f["kind"] == "attente")
        wish["dissent"] = refusal["support"]

    assert any(line.startswith("Enseignements") for line in altered_result(dossier, invent))

    def misquote(result: dict[str, Any]) -> None:
        result["themes"][0]["quotes"][-1]["role"] = "dissent"

    assert any(line.startswith("Désaccords") for line in altered_result(dossier, misquote))


def rewrite(path: Path, schema: dict[str, str], change: Callable[[dict[str, Any]], None]) -> None:
    columns = read_parquet(path)
    change(columns)
    write_parquet(path, columns, schema)


def test_other_words_in_the_corpus_are_found(dossier: Path) -> None:
    def reword(columns: dict[str, Any]) -> None:
        columns["text"][0] = str(columns["text"][0]).replace("Je", "Tu").replace("Former", "Payer")

    rewrite(dossier / "corpus" / "contributions.parquet", CONTRIBUTIONS, reword)
    write_manifest(dossier)
    assert any(line.startswith("Contributions") for line in wrong(verify(dossier)))


def test_a_removed_contribution_is_found(dossier: Path) -> None:
    path = dossier / "corpus" / "contributions.parquet"
    columns = {name: column[1:] for name, column in read_parquet(path).items()}
    write_parquet(path, columns, CONTRIBUTIONS)
    write_manifest(dossier)
    assert wrong(verify(dossier))


def test_units_out_of_place_are_found(dossier: Path) -> None:
    def shift(columns: dict[str, Any]) -> None:
        columns["end"][0] += 500

    rewrite(dossier / "units.parquet", UNITS, shift)
    write_manifest(dossier)
    assert any(line.startswith("Unités") for line in wrong(verify(dossier)))


def test_a_kind_changed_in_the_units_is_found(dossier: Path) -> None:
    def soften(columns: dict[str, Any]) -> None:
        columns["kind"] = np.where(columns["kind"] == "refus", "attente", columns["kind"])

    rewrite(dossier / "units.parquet", UNITS, soften)
    write_manifest(dossier)
    assert any(line.startswith("Chiffres") for line in wrong(verify(dossier)))


def test_import_accounts_must_balance(dossier: Path) -> None:
    path = dossier / "corpus" / "import.json"
    report = json.loads(path.read_bytes())
    report["sources"][0]["records"]["contribution"]["rejected"] = 0
    path.write_bytes(canonical_json(report))
    write_manifest(dossier)
    assert any(line.startswith("Import") for line in wrong(verify(dossier)))


def test_a_coherent_forgery_needs_expect_or_key_and_verify_says_so(dossier: Path, tmp_path: Path) -> None:
    genuine = dossier_id(dossier)
    owner = create_key(tmp_path / "cle")
    create_key(tmp_path / "autre")
    sign(dossier, load_key(tmp_path / "cle"))
    assert wrong(verify(dossier, expect=genuine, key=owner)) == []
    (dossier / "edits.jsonl").write_bytes(b"\n")
    forged = write_manifest(dossier)
    sign(dossier, load_key(tmp_path / "autre"))
    lines = verify(dossier)
    assert wrong(lines) == []
    assert "--expect" in lines[-1].fr
    assert "--key" in lines[-1].en
    assert forged != genuine
    assert wrong(verify(dossier, expect=genuine))
    assert wrong(verify(dossier, key=owner))


def test_an_unsigned_dossier_does_not_hold_for_who_gives_a_key(made: Path, tmp_path: Path) -> None:
    assert wrong(verify(made, key=create_key(tmp_path / "cle"))) == ["Le dossier n'est pas signé."]


def test_recompute_is_asked_for_and_its_lines_are_printed(made: Path) -> None:
    asked: list[Path] = []

    def recompute(folder: Path) -> list[CheckLine]:
        asked.append(folder)
        return [CheckLine(False, "autre thème", "another theme")]

    lines = verify(made, recompute=recompute)
    assert wrong(lines) == ["autre thème"]
    assert asked == [made]
    assert "part des textes du dossier" in lines[-1].fr
    assert "--expect" in lines[-1].fr
    assert "--recompute" not in lines[-1].fr
    assert "--key" not in verify(made, recompute=recompute, expect=dossier_id(made))[-1].fr


def test_what_does_not_exist_is_explained(tmp_path: Path) -> None:
    with pytest.raises(VerificationError, match="n'existe pas"):
        verify(tmp_path / "rien.zip")


def test_an_archive_with_another_order_is_found(made: Path, tmp_path: Path) -> None:
    archive = Path(shutil.make_archive(str(tmp_path / "autre"), "zip", made))
    assert wrong(verify(archive))
