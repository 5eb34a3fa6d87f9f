"""Any bytes, any text, any damage: a plain sentence, or an account where everything read is counted."""

from __future__ import annotations

import csv
import io
import random
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from bad_files import damaged, office, sentence, squeezed, write
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from concertia.corpus.formats.port import ReadOptions
from concertia.corpus.formats.table_reading import separated_rows
from concertia.corpus.gathering import gather
from concertia.errors import ConcertiaError

Import = Callable[..., dict[str, Any]]
EXTENSIONS = ["csv", "tsv", "xlsx", "json", "jsonl", "txt", "md", "docx", "pdf"]
ONE_FOLDER = [HealthCheck.function_scoped_fixture]
ACCEPTED = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def accepted(imported: Import, path: Path) -> None:
    """Import; either a plain sentence, or an account in which read = kept + rejected."""
    try:
        report = imported(path, out=path.parent / "corpus")
    except ConcertiaError as error:
        sentence(error)
        return
    kept = 0
    for source in report["sources"]:
        counts = source["records"]["contribution"]
        assert counts["read"] == counts["kept"] + counts["rejected"]
        kept += counts["kept"]
    assert kept == report["contributions"]


@pytest.mark.parametrize("extension", EXTENSIONS)
def test_any_bytes(tmp_path: Path, imported: Import, extension: str) -> None:
    @ACCEPTED
    @given(st.binary(max_size=300))
    @example(b'"')
    @example(b"PK\x03\x04")
    @example(b"%PDF-1.7")
    def check(content: bytes) -> None:
        accepted(imported, write(tmp_path / f"t.{extension}", content))

    check()


@pytest.mark.parametrize("extension", ["csv", "tsv", "json", "jsonl", "txt", "md"])
def test_any_text(tmp_path: Path, imported: Import, extension: str) -> None:
    words = st.sampled_from(
        [
            "texte",
            "id",
            "pour",
            ";",
            ",",
            "\t",
            '"',
            "\n",
            "\r",
            "\n- ",
            "#",
            "{",
            "}",
            "[",
            "]",
            ":",
            "'=",
            "été",
            "\0",
            "|",
            "1",
            "●",
        ]
    )

    @ACCEPTED
    @given(st.lists(words | st.text(max_size=5), max_size=40))
    def check(parts: list[str]) -> None:
        accepted(
            imported, write(tmp_path / f"t.{extension}", "".join(parts).encode("utf-8", "surrogatepass"))
        )

    check()


@pytest.mark.parametrize("extension", ["xlsx", "docx", "pdf"])
def test_any_damage_to_an_office_file(tmp_path: Path, imported: Import, extension: str) -> None:
    sound = office(tmp_path)[extension]

    @settings(ACCEPTED, max_examples=40)
    @given(st.integers(0, 2**32))
    def check(seed: int) -> None:
        accepted(imported, write(tmp_path / f"t.{extension}", damaged(sound, random.Random(seed))))

    check()


@pytest.mark.long
@pytest.mark.parametrize("extension", ["xlsx", "docx", "pdf"])
def test_any_damage_inside_an_office_file(tmp_path: Path, extension: str) -> None:
    """The XML itself is damaged, the archive around it stays sound."""
    sound = office(tmp_path)[extension]
    chance = random.Random(20260312)
    for _ in range(1000):
        path = tmp_path / f"t.{extension}"
        if extension == "pdf":
            path.write_bytes(damaged(sound, chance))
        else:
            with zipfile.ZipFile(io.BytesIO(sound)) as archive:
                members = {name: archive.read(name) for name in archive.namelist()}
            name = chance.choice(sorted(members))
            members[name] = damaged(members[name], chance)
            squeezed(path, members)
        try:
            ((form, files),) = gather([path], None).groups
            form.read(files, ReadOptions())
        except ConcertiaError as error:
            sentence(error)


CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=12).map(
    lambda text: f"a{text}"
)


@settings(deadline=None)
@given(
    rows=st.lists(st.lists(CELLS, min_size=2, max_size=4), min_size=1, max_size=8),
    separator=st.sampled_from([",", ";", "\t", "|"]),
    end=st.sampled_from(["\n", "\r\n"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
def test_what_csv_writes_is_read_back(rows: list[list[str]], separator: str, end: str, quoting: Any) -> None:
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=separator, lineterminator=end, quoting=quoting).writerows(rows)
    lines = io.StringIO(stream.getvalue(), newline="")
    repairs: Counter[str] = Counter()
    assert [row.cells for row in separated_rows(lines, separator, repairs)] == rows
    assert not repairs


@settings(deadline=None)
@given(st.text(st.sampled_from('ab",;\n'), max_size=60))
def test_no_line_is_ever_lost(content: str) -> None:
    """Whatever the quotes, each letter of the file is in some cell."""
    repairs: Counter[str] = Counter()
    rows = list(separated_rows(io.StringIO(content, newline=""), ",", repairs))
    for letter in "ab":
        assert sum(cell.count(letter) for row in rows for cell in row.cells) == content.count(letter)
