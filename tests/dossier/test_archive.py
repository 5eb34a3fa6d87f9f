"""The two grades of a dossier: the same bytes each time, and nobody singled out in the public one."""

from __future__ import annotations

import copy
import json
import shutil
import zipfile
from pathlib import Path

import numpy as np
import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_dossiers import render
from made_readings import make_reading, said

from concertia.corpus.folder import write_reports
from concertia.corpus.schema import CONTRIBUTIONS
from concertia.dossier.archive import build, extract_zip, same_bytes
from concertia.dossier.manifest import dossier_id, files_of, write_manifest
from concertia.dossier.public import public_contributions, public_result, votes_by_group
from concertia.dossier.verify import verify
from concertia.errors import ConcertiaError, VerificationError
from concertia.execution.run import write_reports as write_reports_of
from concertia.storage.canonical import canonical_json
from concertia.storage.parquet import read_parquet, write_parquet
from concertia.synthesis.assemble import assemble
from concertia.synthesis.counts import Counter
from concertia.synthesis.disclosure import ATTRIBUTES, protected_by_attribute, public_attributes
from concertia.synthesis.reading import read_result, write_reading


def wrong(path: Path) -> list[str]:
    return [line.fr for line in verify(path) if not line.ok]


@pytest.fixture
def public(made: Path, tmp_path: Path) -> Path:
    build(made, "public", tmp_path / "public.zip", render)
    folder = tmp_path / "public"
    folder.mkdir()
    extract_zip(tmp_path / "public.zip", folder)
    return folder


def test_the_container_is_canonical(made: Path, tmp_path: Path) -> None:
    one, other = tmp_path / "un.zip", tmp_path / "deux.zip"
    assert build(made, "restricted", one) == dossier_id(made)
    build(Path(shutil.copytree(made, tmp_path / "copie")), "restricted", other)
    assert same_bytes(one, other)
    with zipfile.ZipFile(one) as archive:
        members = archive.infolist()
    assert [member.filename for member in members] == files_of(made)
    assert {member.date_time for member in members} == {(1980, 1, 1, 0, 0, 0)}
    assert {member.compress_type for member in members} == {zipfile.ZIP_STORED}


def test_the_public_grade_verifies_and_is_the_same_twice(made: Path, tmp_path: Path) -> None:
    one, other = tmp_path / "un.zip", tmp_path / "deux.zip"
    identifier = build(made, "public", one, render)
    assert build(made, "public", other, render) == identifier != dossier_id(made)
    assert same_bytes(one, other)
    assert wrong(one) == []
    assert any("dossier restreint" in line.fr for line in verify(one))


def test_the_public_grade_holds_no_person_and_no_masked_word(made: Path, public: Path) -> None:
    columns = read_parquet(public / "corpus" / "contributions.parquet")
    for name in ("author", "source_id", "public_text", "territory"):
        assert set(columns[name]) == {None}, name
    everything = b"".join((public / name).read_bytes() for name in files_of(public))
    assert b"0612345678" not in everything
    texts = str([read_parquet(public / n).values() for n in files_of(public) if n.endswith(".parquet")])
    assert "0612345678" not in texts
    assert "Propos insultants" not in texts
    absent = {"corpus/originals.parquet", "corpus/votes.parquet", "votes-groups.parquet", "run.json"}
    assert not absent & set(files_of(public))
    assert absent <= set(files_of(made))


def test_both_grades_have_the_same_leaves_and_figures(made: Path, public: Path) -> None:
    path = Path("corpus") / "contributions.parquet"
    assert list(read_parquet(made / path)["leaf"]) == list(read_parquet(public / path)["leaf"])
    one, other = read_result(made), read_result(public)
    assert other["grade"] == "public"
    for section in ("corpus", "coverage", "kinds", "themes", "findings", "series"):
        assert one[section] == other[section]


def test_careless_forgeries_of_the_public_grade_are_found(public: Path) -> None:
    result = read_result(public)
    for change, found in (("share", True), ("stability", False)):
        altered = copy.deepcopy(result)
        altered["themes"][0][change] = 0.123456
        (public / "result.json").write_bytes(canonical_json(altered))
        write_manifest(public)
        assert bool(wrong(public)) == found, "a stability is stated, not recounted"
    altered = {**result, "opinions": {**result["opinions"]}}
    altered["opinions"]["statements"] = [
        {**s, "agree": s["agree"] + 1} for s in result["opinions"]["statements"]
    ]
    (public / "result.json").write_bytes(canonical_json(altered))
    write_manifest(public)
    assert any(line.startswith("Votes") for line in wrong(public))


def test_grades_that_cannot_be_made_are_explained(made: Path, public: Path, tmp_path: Path) -> None:
    for folder, grade in ((made, "secret"), (made, "public"), (public, "restricted")):
        with pytest.raises(ConcertiaError):
            build(folder, grade, tmp_path / "non.zip")
        assert not (tmp_path / "non.zip").exists()


@settings(max_examples=30, deadline=None)
@given(
    people=st.lists(
        st.tuples(st.sampled_from("abc"), st.sampled_from("nse"), st.sampled_from("xy")), max_size=80
    ),
    least=st.integers(2, 6),
)
def test_attributes_kept_never_single_anybody_out(people: list[tuple[str, str, str]], least: int) -> None:
    things = [
        said(f"texte numéro {n}", theme, territory=where, public=who)
        for n, (theme, where, who) in enumerate(people)
    ]
    themes = [(name, None) for name in "abc"]
    reading = make_reading(None, things, themes=themes, by=("territory",), min_cell=least)
    counter = Counter(reading)
    kept = public_attributes(counter, protected_by_attribute(counter))
    assert set(kept) <= set(ATTRIBUTES)
    assert not {"text", "author", "source_id", "location", "nonce", "leaf"} & set(kept)
    rows = [tuple(reading.corpus.contributions[name][row] for name in kept) for row in range(len(things))]
    assert all(rows.count(row) >= least for row in rows) or not kept
    for name in kept:
        values = reading.corpus.contributions[name]
        if len(set(values)) == 1:
            continue  # what all contributions share tells nothing about one of them
        order = dict(zip(reading.units["contribution_id"], reading.units["theme_id"], strict=True))
        cells = [
            (order[c], v)
            for c, v in zip(reading.corpus.contributions["contribution_id"], values, strict=True)
        ]
        assert all(cells.count(cell) >= least for cell in cells)


def test_a_kept_attribute_can_be_recounted_in_public(tmp_path: Path) -> None:
    things = [said(f"guichet {n}", "a", territory="nord" if n % 2 else "sud") for n in range(40)]
    folder = tmp_path / "lecture"
    reading = make_reading(folder, things, themes=[("a", None)], by=("territory",))
    write_reading(reading, assemble(reading, {}), folder)
    write_manifest(folder)
    build(folder, "public", tmp_path / "public.zip", render)
    assert wrong(tmp_path / "public.zip") == []
    out = tmp_path / "public"
    out.mkdir()
    extract_zip(tmp_path / "public.zip", out)
    assert set(read_parquet(out / "corpus" / "contributions.parquet")["territory"]) == {"nord", "sud"}
    result = read_result(out)
    assert {c["checkable"] for c in result["themes"][0]["by"]["territory"]} == {"public"}
    result["themes"][0]["by"]["territory"][0]["contributions"] = 21
    (out / "result.json").write_bytes(canonical_json(result))
    write_manifest(out)
    assert any("by/territory" in line for line in wrong(out))


@pytest.mark.parametrize(
    "attribute",
    ["text", "public_text", "source_id", "nonce", "leaf", "author", "contribution_id", "location"],
)
def test_themes_are_never_crossed_with_what_names_somebody(attribute: str) -> None:
    reading = make_reading(None, [said("un", "a", author="p")] * 9, themes=[("a", None)], by=(attribute,))
    counter = Counter(reading)
    with pytest.raises(ConcertiaError, match="territory, public, question, session, voice, channel"):
        protected_by_attribute(counter)
    with pytest.raises(ConcertiaError):
        public_attributes(counter, {})


def test_columns_that_single_somebody_out_are_withheld_and_verify_says_so(tmp_path: Path) -> None:
    lone = {
        "voice": "organisation",
        "channel": "document",
        "capture": "noted",
        "declared_kind": "refus",
        "declared_position": "contre",
        "source": "mairie-de-jean.csv",
        "location": "page 3",
    }
    things = [said(f"guichet {n}", "a", **(lone if n == 7 else {})) for n in range(40)]
    folder = tmp_path / "lecture"
    reading = make_reading(folder, things, themes=[("a", None)], by=("voice",))
    write_reading(reading, assemble(reading, {}), folder)
    write_manifest(folder)
    archive, out = tmp_path / "public.zip", tmp_path / "public"
    build(folder, "public", archive, render)
    out.mkdir()
    extract_zip(archive, out)
    columns = read_parquet(out / "corpus" / "contributions.parquet")
    assert {name for name in lone if set(columns[name]) != {None}} == set()
    assert wrong(archive) == []
    assert any("contributions par voix, rang de preuve" in line.fr for line in verify(archive))
    result = read_result(out)
    assert {cell["checkable"] for cell in result["themes"][0]["by"]["voice"]} == {"restricted"}
    assert {quote["capture"] for theme in result["themes"] for quote in theme["quotes"]} == {None}
    kinds = {entry["kind"]: entry for entry in result["kinds"]}
    kinds["attente"]["declared"] += 1
    (out / "result.json").write_bytes(canonical_json(result))
    write_manifest(out)
    assert any("/kinds/" in line for line in wrong(out))


def test_what_all_contributions_share_stays_and_sources_lose_their_names(made: Path, public: Path) -> None:
    columns = read_parquet(public / "corpus" / "contributions.parquet")
    assert len(set(columns["source"])) == 1
    assert set(columns["source"]) <= {"source 1", "source 2"}
    assert set(read_parquet(made / "corpus" / "contributions.parquet")["source"]) == {"made"}
    for name, value in (("voice", "individual"), ("channel", "online"), ("capture", "written")):
        assert set(columns[name]) == {value}


def test_words_are_marked_as_quotations_only_where_the_public_folder_says_they_may_be(tmp_path: Path) -> None:
    captures = {"dictées": ("dictated", {"imported"}), "notées": ("noted", {None})}
    for name, (capture, expected) in captures.items():
        things = [said(f"guichet {n}", "a", **({"capture": capture} if n == 7 else {})) for n in range(40)]
        columns = public_contributions(make_reading(None, things, themes=[("a", None)]).corpus, ())
        assert set(columns["capture"]) == expected, name


PERSON = "jean.dupont@mail.fr"


def named_after_somebody(folder: Path) -> None:
    """As an import would tell of a file, a source and columns whose names hold that of a person."""
    corpus = folder / "corpus"
    report = json.loads((corpus / "import.json").read_bytes())
    report["sources"][0] |= {
        "path": f"sources/reponses-{PERSON}.csv",
        "source": f"table:reponses-{PERSON}.csv",
        "title": f"Réponses de {PERSON}",
        "warnings": [f"colonne non lue : « {PERSON} »"],
        "questions": [f"que veut dire « {PERSON} » ?"],
        "dropped_columns": [PERSON],
    }
    columns = read_parquet(corpus / "contributions.parquet")
    columns["source"] = np.full(len(columns["source"]), f"table:reponses-{PERSON}.csv", dtype=object)
    write_parquet(corpus / "contributions.parquet", columns, CONTRIBUTIONS)
    rejects = [{"source": f"sources/reponses-{PERSON}.csv", "record_type": "contribution", "line": 3,
                "reason": "empty text"}]  # fmt: skip
    write_reports(corpus, report, rejects, f"Réponses de {PERSON}")


def readable(folder: Path) -> dict[str, str]:
    """All that can be read in the files of a folder."""
    found = {}
    for name in files_of(folder):
        path = folder / name
        if path.suffix == ".parquet":
            found[name] = str([column.tolist() for column in read_parquet(path).values()])
        elif path.suffix == ".docx":
            with zipfile.ZipFile(path) as archive:
                found[name] = " ".join(
                    archive.read(part).decode("utf-8", "ignore") for part in archive.namelist()
                )
        elif path.suffix == ".pdf":
            book = pypdf.PdfReader(path)
            found[name] = "".join(page.extract_text() for page in book.pages) + str(book.metadata)
        else:
            found[name] = path.read_text(encoding="utf-8")
    return {name: "".join(text.split()) for name, text in found.items()}


def test_names_of_files_sources_and_columns_are_not_published(dossier: Path, tmp_path: Path) -> None:
    def reports(folder: Path) -> None:
        write_reports_of(folder, "fr")

    named_after_somebody(dossier)
    reports(dossier)
    write_manifest(dossier)
    told = {name for name, text in readable(dossier).items() if PERSON in text}
    assert {"rapport.html", "rapport.docx", "rapport.pdf", "corpus/import.json"} <= told
    archive, out = tmp_path / "public.zip", tmp_path / "public"
    build(dossier, "public", archive, reports)
    out.mkdir()
    extract_zip(archive, out)
    assert {name for name, text in readable(out).items() if PERSON in text or "dupont" in text} == set()
    assert wrong(archive) == []
    report = json.loads((out / "corpus" / "import.json").read_bytes())
    assert [(source["path"], source["source"]) for source in report["sources"]] == [
        ("source-1.csv", "source 1")
    ]
    assert b'"source":"source-1.csv"' in (out / "corpus" / "rejects.jsonl").read_bytes()


def test_votes_of_a_very_small_group_are_not_published_nor_found_by_subtraction(
    made: Path, public: Path
) -> None:
    result, columns = read_result(made), read_parquet(made / "corpus" / "contributions.parquet")
    sizes = sorted((group["size"], str(group["id"])) for group in result["opinions"]["groups"])
    assert len(sizes) > 1
    counted = public_result(result, columns)["opinions"]
    assert None not in [c for entry in counted["statements"] for c in entry["by_group"].values()]
    result["parameters"]["min_cell"] = sizes[0][0] + 1
    hidden = public_result(result, columns)
    for entry in hidden["opinions"]["statements"]:
        assert {group for group, counts in entry["by_group"].items() if counts is None} == {
            group for _, group in sizes[:2]
        }
    assert hidden["opinions"]["representative"][sizes[0][1]] == []
    shown = votes_by_group(hidden["opinions"])
    assert {str(group) for group in shown["group"]} == {"None", *(group for _, group in sizes[2:])}
    (public / "result.json").write_bytes(canonical_json(hidden))
    write_reports_of(public, "fr")
    assert (public / "rapport.html").stat().st_size > 1000


@pytest.mark.parametrize("name", ["../evil.txt", "/etc/evil", "a\\b", "a/./b"])
def test_a_member_that_would_escape_is_refused(tmp_path: Path, name: str) -> None:
    archive = tmp_path / "piege.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_STORED) as content:
        content.writestr(zipfile.ZipInfo(name), "x")
    out = tmp_path / "out"
    out.mkdir()
    with pytest.raises(VerificationError):
        extract_zip(archive, out)
    assert list(out.rglob("*")) == []


def test_a_compressed_bomb_is_refused_before_it_is_read(tmp_path: Path) -> None:
    archive = tmp_path / "bombe.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as content:
        content.writestr("result.json", b"0" * 10_000_000)
    assert wrong(archive)
