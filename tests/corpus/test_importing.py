from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from concertia.corpus.folder import read_corpus
from concertia.corpus.leaves import leaf, merkle_root
from concertia.corpus.schema import CONTRIBUTIONS, VOTES
from concertia.errors import UnusableSourceError

Import = Callable[..., dict]
Polis = Callable[..., Path]
FilesOf = Callable[[dict], dict[str, dict]]


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_the_same_files_give_the_same_bytes(polis: Polis, imported: Import, tmp_path: Path) -> None:
    export = polis()
    imported(export, out=tmp_path / "one")
    imported(export, out=tmp_path / "two")
    assert content(tmp_path / "one") == content(tmp_path / "two")
    assert set(content(tmp_path / "one")) == {
        "contributions.parquet",
        "votes.parquet",
        "originals.parquet",
        "rejects.jsonl",
        "datapackage.json",
        "import.json",
    }


def test_the_order_of_files_does_not_matter(polis: Polis, imported: Import, tmp_path: Path) -> None:
    first, second = polis(name="a"), polis(name="b", bodies=("Un", "Deux", "Trois"))
    one = imported(first, second, out=tmp_path / "one")
    two = imported(second, first / "votes.csv", first / "comments.csv", first, out=tmp_path / "two")
    assert one["corpus_id"] == two["corpus_id"]
    assert one["contributions"] == two["contributions"] == 6
    assert one["votes"] == two["votes"] == 12


def test_another_key_gives_other_pseudonyms_and_leaves(
    polis: Polis, imported: Import, tmp_path: Path
) -> None:
    export = polis()
    one = imported(export, out=tmp_path / "one")
    two = imported(export, out=tmp_path / "two", key=tmp_path / "other.key")
    assert one["key_fingerprint"] != two["key_fingerprint"]
    assert one["corpus_id"] != two["corpus_id"]
    first, second = read_corpus(tmp_path / "one"), read_corpus(tmp_path / "two")
    assert first.contributions["contribution_id"].tolist() == second.contributions["contribution_id"].tolist()
    assert not set(first.votes["voter"]) & set(second.votes["voter"])


def test_the_corpus_id_is_the_root_of_its_leaves(polis: Polis, imported: Import, tmp_path: Path) -> None:
    report = imported(polis(bodies=("Écrire à jean@exemple.fr", "Moins de bus", "Trois")))
    corpus = read_corpus(tmp_path / "corpus")
    columns = corpus.contributions
    leaves = [
        leaf(name, nonce, text)
        for name, nonce, text in zip(
            columns["contribution_id"], columns["nonce"], corpus.published, strict=True
        )
    ]
    assert leaves == columns["leaf"].tolist()
    assert merkle_root(leaves) == corpus.id == report["corpus_id"]
    assert "Écrire à " + "*" * 15 in corpus.published
    masked = [text for text in columns["public_text"] if text is not None]
    assert masked == ["Écrire à " + "*" * 15]


def test_columns_are_those_of_the_contract(polis: Polis, imported: Import, tmp_path: Path) -> None:
    imported(polis())
    corpus = read_corpus(tmp_path / "corpus")
    assert list(corpus.contributions) == list(CONTRIBUTIONS)
    assert list(corpus.votes) == list(VOTES)
    ids = corpus.contributions["contribution_id"].tolist()
    assert ids == sorted(ids)
    assert corpus.votes["value"].dtype == np.int8
    assert corpus.contributions["votable"].dtype == np.bool_
    assert len(corpus) == 3
    package = json.loads((tmp_path / "corpus" / "datapackage.json").read_text(encoding="utf-8"))
    assert [resource["name"] for resource in package["resources"]] == ["contributions", "votes", "originals"]
    fields = [field["name"] for field in package["resources"][0]["schema"]["fields"]]
    assert fields == list(CONTRIBUTIONS)


def test_lone_surrogates_and_controls_survive_to_the_folder(imported: Import, tmp_path: Path) -> None:
    folder = tmp_path / "polis"
    folder.mkdir()
    raw = '[{"txt": "drôle \\ud83d de \\u0000 texte 👩‍👩‍👧‍👦", "statement_id": 1}, '
    raw += '{"txt": "قبل", "statement_id": "a\\ud800"}]'
    (folder / "comments.json").write_text(raw, encoding="utf-8")
    report = imported(folder)
    corpus = read_corpus(tmp_path / "corpus")
    assert set(corpus.contributions["text"]) == {"drôle \ufffd de \ufffd texte 👩‍👩‍👧‍👦", "قبل"}
    assert report["sources"][0]["transformations"] == {"forbidden characters": 2}
    assert report["contributions"] == 2


def test_duplicates_are_told_apart(imported: Import, tmp_path: Path) -> None:
    folder = tmp_path / "polis"
    folder.mkdir()
    texts = [(1, "Oui"), (1, "Oui"), (1, "Non"), (2, "Oui"), (3, " Oui "), (4, "   ")]
    rows = [{"txt": text, "statement_id": tid} for tid, text in texts]
    (folder / "comments.json").write_text(json.dumps(rows), encoding="utf-8")
    (source,) = imported(folder)["sources"]
    assert source["records"]["contribution"] == {"read": 6, "kept": 3, "rejected": 3}
    assert source["reasons"] == {"duplicate id": 1, "duplicate id, same text": 1, "empty text": 1}
    assert source["exact_duplicates"] == 2
    rejects = [json.loads(line) for line in (tmp_path / "corpus" / "rejects.jsonl").read_text().splitlines()]
    assert rejects[0] == {
        "source": "polis/comments.json",
        "record_type": "contribution",
        "line": 2,
        "reason": "duplicate id, same text",
    }
    assert not any("Oui" in json.dumps(reject) for reject in rejects)


def test_the_same_export_twice_counts_once(
    polis: Polis, imported: Import, files_of: FilesOf, tmp_path: Path
) -> None:
    first = polis(name="a")
    shutil.copytree(first, tmp_path / "copie")
    report = imported(first, tmp_path / "copie")
    assert (report["contributions"], report["votes"]) == (3, 6)
    reasons = [source["reasons"] for source in report["sources"]]
    assert {"duplicate id, same text": 3} in reasons
    assert {"file already read": 6} in reasons


def test_command_line_fields_fill_what_is_missing(polis: Polis, imported: Import, tmp_path: Path) -> None:
    imported(polis(), territory="Ville-Test", public="agents", question="Et vous ?", session="atelier 1")
    columns = read_corpus(tmp_path / "corpus").contributions
    for name, value in {"territory": "Ville-Test", "public": "agents", "session": "atelier 1"}.items():
        assert set(columns[name]) == {value}
    assert set(columns["question"]) == {"Et vous ?"}


def test_a_campaign_never_links_sessions(polis: Polis, imported: Import, tmp_path: Path) -> None:
    first, second = polis(name="a"), polis(name="b", bodies=("Un", "Deux", "Trois"))
    imported(first, second, scope="campaign")
    assert len(set(read_corpus(tmp_path / "corpus").votes["voter"])) == 4


def test_a_folder_that_is_no_corpus_is_never_replaced(polis: Polis, imported: Import, tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.mkdir()
    (precious / "photo.jpg").write_bytes(b"x")
    with pytest.raises(UnusableSourceError, match="autre chose qu'un corpus"):
        imported(polis(), out=precious)
    assert (precious / "photo.jpg").read_bytes() == b"x"


@pytest.mark.parametrize(
    ("options", "match"),
    [
        ({"format": "klingon"}, "Formats connus"),
        ({"scope": "monde"}, "consultation ou campaign"),
        ({"vote_sign": "oui"}, "agree"),
    ],
)
def test_bad_options_are_explained(
    options: dict[str, str], match: str, polis: Polis, imported: Import
) -> None:
    with pytest.raises(UnusableSourceError, match=match):
        imported(polis(), **options)


def test_missing_empty_and_unknown_sources_are_explained(imported: Import, tmp_path: Path) -> None:
    with pytest.raises(UnusableSourceError, match="n'existe pas"):
        imported(tmp_path / "absent.csv")
    (tmp_path / "vide.csv").touch()
    with pytest.raises(UnusableSourceError, match="vide"):
        imported(tmp_path / "vide.csv")
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8\xff\xe0" * 40)
    with pytest.raises(UnusableSourceError, match=r"photo\.jpg"):
        imported(tmp_path / "photo.jpg")
    (tmp_path / "rien").mkdir()
    with pytest.raises(UnusableSourceError, match="Rien à lire"):
        imported(tmp_path / "rien")


def test_unknown_files_of_a_folder_are_listed(polis: Polis, imported: Import, files_of: FilesOf) -> None:
    export = polis()
    (export / "photo.jpg").write_bytes(b"\xff\xd8\xff\xe0" * 40)
    (export / "README.md").write_text("À lire", encoding="utf-8")
    (export / ".cache").write_text("caché", encoding="utf-8")
    files = files_of(imported(export))
    assert set(files) == {"comments.csv", "votes.csv", "photo.jpg"}
    assert files["photo.jpg"]["format"] == "unknown"
    assert files["photo.jpg"]["warnings"]


def test_reading_something_else_is_explained(tmp_path: Path) -> None:
    with pytest.raises(UnusableSourceError, match="n'est pas un corpus"):
        read_corpus(tmp_path)


def test_readings_and_unfinished_work_in_a_folder_are_not_entered(
    polis: Polis, imported: Import, tmp_path: Path
) -> None:
    export = polis()
    alone = imported(export, out=tmp_path / "alone")
    for place in ("lecture", "autre/.partial"):
        (export / place).mkdir(parents=True)
        for name in ("MANIFEST.json", "result.json"):
            (export / place / name).write_text('[{"text": "ne pas lire ceci"}]', encoding="utf-8")
    (export / "lecture" / "rapport.txt").write_text("Une phrase du rapport.\n" * 5, encoding="utf-8")
    report = imported(export)
    assert [source["path"] for source in report["sources"]] == [source["path"] for source in alone["sources"]]
    assert report["corpus_id"] == alone["corpus_id"]
    assert [line for source in report["sources"] for line in source["warnings"] if "passé" in line] == [
        "dossier passé sans être lu : « export/autre/.partial » est un travail inachevé",
        "dossier passé sans être lu : « export/lecture » est une lecture déjà faite",
    ]
    within = imported(export, out=export / "lecture" / ".partial" / "corpus")
    told = [line for source in within["sources"] for line in source["warnings"] if "passé" in line]
    assert told == ["dossier passé sans être lu : « export/autre/.partial » est un travail inachevé"]
    with pytest.raises(UnusableSourceError, match="sous-dossier corpus/"):
        imported(export / "lecture")


@pytest.mark.parametrize("name", ["mes notes.txt", "sous-dossier/lettre.docx"])
def test_a_file_put_in_a_corpus_is_never_erased(
    name: str, polis: Polis, imported: Import, tmp_path: Path
) -> None:
    export, out = polis(), tmp_path / "corpus"
    imported(export)
    imported(export)  # a corpus alone is replaced
    (out / name).parent.mkdir(exist_ok=True)
    (out / name).write_bytes(b"x")
    with pytest.raises(UnusableSourceError, match="serait effacé"):
        imported(export)
    assert (out / name).read_bytes() == b"x"


@pytest.mark.parametrize(
    "out", ["/proc/concertia", "/proc/1/concertia", "/dev/null/corpus", "/tmp/" + "n" * 300]
)
def test_a_place_where_nothing_can_be_written_is_explained(out: str, polis: Polis, imported: Import) -> None:
    with pytest.raises(UnusableSourceError, match="ne peut pas être écrit"):
        imported(polis(), out=Path(out))


def test_tables_that_cannot_be_written_are_explained(polis: Polis, imported: Import, tmp_path: Path) -> None:
    blocked = tmp_path / "corpus" / ".partial" / "contributions.parquet"
    blocked.mkdir(parents=True)  # DuckDB, not the system, says no
    (blocked / "x").touch()
    with pytest.raises(UnusableSourceError, match="ne peut pas être écrit"):
        imported(polis())
