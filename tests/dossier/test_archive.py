"""The two grades of a dossier: the same bytes each time, and nobody singled out in the public one."""

from __future__ import annotations

import copy
import shutil
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_dossiers import render
from made_readings import make_reading, said

from concertia.dossier.archive import build, extract_zip, same_bytes
from concertia.dossier.manifest import dossier_id, files_of, write_manifest
from concertia.dossier.verify import verify
from concertia.errors import ConcertiaError, VerificationError
from concertia.storage.canonical import canonical_json
from concertia.storage.parquet import read_parquet
from concertia.synthesis.assemble import assemble
from concertia.synthesis.counts import Counter
from concertia.synthesis.disclosure import ATTRIBUTES, hidden_by_attribute, public_attributes
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
    kept = public_attributes(counter, hidden_by_attribute(counter))
    assert set(kept) <= set(ATTRIBUTES)
    rows = [tuple(reading.corpus.contributions[name][row] for name in kept) for row in range(len(things))]
    assert all(rows.count(row) >= least for row in rows) or not kept
    for name in kept:
        values = reading.corpus.contributions[name]
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
