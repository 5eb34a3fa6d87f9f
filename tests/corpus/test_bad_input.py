"""Damaged, hostile or odd files: a clear sentence or counted rejects, never a traceback, never a lost row."""

from __future__ import annotations

import resource
import subprocess
import sys
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from bad_files import office, sentence, squeezed, write

from concertia.corpus.folder import read_corpus
from concertia.corpus.formats.port import Parsed, ReadOptions
from concertia.corpus.gathering import gather
from concertia.errors import ConcertiaError, UnusableSourceError

SAMPLES = Path(__file__).parent / "samples"
Import = Callable[..., dict[str, Any]]
FRENCH = "id;texte\n1;Plus d'été à l'école, ça c'est sûr\n2;« Où ? » – noël, cœur, 12 €\n"
EXTENSIONS = ["csv", "tsv", "xlsx", "json", "jsonl", "txt", "md", "docx", "pdf"]


def read(path: Path, **options: Any) -> Parsed:
    ((form, files),) = gather([path], None).groups
    return form.read(files, ReadOptions(**options))


def texts(parsed: Parsed) -> list[str]:
    return [draft.raw for draft in parsed.drafts]


@pytest.mark.parametrize("extension", EXTENSIONS)
@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b"\n\n\r\n", b"\0" * 300])
def test_nothing_to_read(tmp_path: Path, imported: Import, extension: str, content: bytes) -> None:
    with pytest.raises(ConcertiaError) as error:
        imported(write(tmp_path / f"rien.{extension}", content))
    sentence(error.value)


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
def test_encodings(tmp_path: Path, encoding: str) -> None:
    parsed = read(write(tmp_path / "t.csv", FRENCH.encode(encoding)))
    assert texts(parsed) == ["Plus d'été à l'école, ça c'est sûr", "« Où ? » – noël, cœur, 12 €"]
    assert any("encodage" in line for line in parsed.warnings[0]) != encoding.startswith("utf-8")


def test_encodings_of_old_computers(tmp_path: Path) -> None:
    text = "id;texte\n" + "".join(
        f"{n};Le préau de l'école a été repeint à côté de la forêt\n" for n in range(9)
    )
    for encoding in ("mac_roman", "cp850"):
        parsed = read(write(tmp_path / "t.csv", text.encode(encoding)))
        assert texts(parsed)[0] == "Le préau de l'école a été repeint à côté de la forêt"
        assert texts(read(tmp_path / "t.csv", encoding=encoding)) == texts(parsed)


def test_a_few_foreign_bytes_in_utf8(tmp_path: Path) -> None:
    content = "id;texte\n1;été à la forêt\n".encode() + "2;été à la forêt\n".encode("cp1252")
    parsed = read(write(tmp_path / "t.csv", content))
    assert texts(parsed) == ["été à la forêt", "été à la forêt"]
    assert parsed.repairs[0] == {"bytes that are not UTF-8 read as windows-1252": 1}


def test_a_wrong_encoding_is_explained(tmp_path: Path) -> None:
    path = write(tmp_path / "t.csv", FRENCH.encode("cp1252"))
    with pytest.raises(UnusableSourceError, match="n'existe pas"):
        read(path, encoding="utf-9")
    with pytest.raises(UnusableSourceError, match="se lit pas en utf-16"):
        read(write(tmp_path / "u.csv", FRENCH.encode("utf-16") + b"\xd8"))


def test_nul_bytes_are_replaced_and_counted(tmp_path: Path, imported: Import) -> None:
    report = imported(write(tmp_path / "t.csv", "id,texte\n1,plus\0de bus\n2,moins de bruit\n"))
    assert "plus\ufffdde bus" in set(read_corpus(tmp_path / "corpus").contributions["text"])
    assert report["sources"][0]["transformations"] == {"forbidden characters": 1}


def test_mixed_line_ends(tmp_path: Path) -> None:
    content = 'id,texte\r\n1,un\r2,deux\n3,"trois\r\nquatre"\r\n\r\n4,cinq'
    parsed = read(write(tmp_path / "t.csv", content))
    assert texts(parsed) == ["un", "deux", "trois\r\nquatre", "cinq"]
    assert parsed.repairs[0] == {"empty rows": 1}


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ('id,texte\n1,"jamais fermé\n2,deux\n3,trois\n', ['"jamais fermé', "deux", "trois"]),
        ('id,texte\n1,"un "mot" cité"\n2,deux\n', ['un "mot" cité', "deux"]),
        ('id,texte\n1,un 5" de plus\n2,deux\n', ['un 5" de plus', "deux"]),
        ('id,texte\n1,"un" reste\n2,"deux, avec virgule"\n', ['"un" reste', "deux, avec virgule"]),
        ('id,texte\n1,"un\n2,"deux"\n3,trois\n', ['"un', "deux", "trois"]),
    ],
)
def test_unbalanced_quotes_lose_no_row(tmp_path: Path, content: str, expected: list[str]) -> None:
    assert texts(read(write(tmp_path / "t.csv", content))) == expected


def test_a_quote_never_closed_does_not_swallow_the_file(tmp_path: Path) -> None:
    rows = "".join(f"{n},ligne numéro {n}\n" for n in range(2, 3000))
    parsed = read(write(tmp_path / "t.csv", 'id,texte\n1,"ouverte\n' + rows))
    assert len(parsed.drafts) == 2999
    assert parsed.repairs[0] == {"unbalanced quotes": 1}


def test_rows_of_other_widths(tmp_path: Path) -> None:
    parsed = read(write(tmp_path / "t.csv", "id,texte\n1,un\n2\n3,trois,quatre\n4,cinq,,\n"))
    assert texts(parsed) == ["un", "cinq"]
    assert [(r.line, r.reason) for r in parsed.rejects] == [(3, "empty text"), (4, "more cells than titles")]


def test_html_entities_and_tags(tmp_path: Path, imported: Import) -> None:
    content = "id,texte\n1,l&#039;&eacute;cole &amp; la mairie\n2,<p>un<br>deux</p>\n3,a < b et c > d\n"
    report = imported(write(tmp_path / "t.csv", content))
    found = set(read_corpus(tmp_path / "corpus").contributions["text"])
    assert found == {"l'école & la mairie", "un\ndeux", "a < b et c > d"}
    assert report["sources"][0]["repairs"] == {"html entities": 3}


def test_five_forms_of_dates(tmp_path: Path, imported: Import) -> None:
    dates = ["2026-03-12", "12/03/2026 18:04", "1773273600", "46093", "Thu Mar 12 00:00:00 UTC 2026"]
    rows = "".join(f"{n};contribution {n};{date}\n" for n, date in enumerate(dates))
    imported(write(tmp_path / "t.csv", "id;texte;date\n" + rows))
    found = read_corpus(tmp_path / "corpus").contributions["date"]
    assert {str(date)[:10] for date in found} == {"2026-03-12"}


@pytest.mark.parametrize("extension", ["csv", "txt", "md", "jsonl"])
def test_an_endless_line_is_refused(tmp_path: Path, extension: str) -> None:
    path = write(tmp_path / f"t.{extension}", b"id;texte" * 700_000)
    with pytest.raises(UnusableSourceError, match="dépasse"):
        read(path)


@pytest.mark.long
@pytest.mark.parametrize("extension", ["csv", "txt", "jsonl", "json", "pdf", "docx", "xlsx"])
def test_two_hundred_megabytes_on_one_line(tmp_path: Path, extension: str) -> None:
    path = tmp_path / f"t.{extension}"
    with path.open("wb") as stream:
        for _ in range(200):
            stream.write(b'["texte", ' * (1 << 17))
    program = (
        "import re, sys\n"
        "from pathlib import Path\n"
        "from concertia.corpus.importing import ImportOptions, import_sources\n"
        "from concertia.errors import ConcertiaError\n"
        "try:\n"
        "    import_sources([Path(sys.argv[1])], Path(sys.argv[2]), ImportOptions(key=Path(sys.argv[3])))\n"
        "except ConcertiaError as error:\n"
        "    print(error.fr)\n"
        # and not ru_maxrss, which begins at the size of the process that started this one
        "    peak = re.search(r'VmHWM:\\s+(\\d+) kB', Path('/proc/self/status').read_text())\n"
        "    print(int(peak[1]) // 1024)\n"
    )
    arguments = [str(path), str(tmp_path / "corpus"), str(tmp_path / "key")]
    run = subprocess.run(
        [sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=True
    )
    *message, megabytes = run.stdout.splitlines()
    assert "t." in message[0]
    assert int(megabytes) < 700


@pytest.mark.parametrize(
    ("name", "member"),
    [
        ("b.xlsx", "xl/sharedStrings.xml"),
        ("b.xlsx", "xl/worksheets/sheet1.xml"),
        ("b.docx", "word/document.xml"),
    ],
)
def test_zip_bombs_are_not_opened(tmp_path: Path, name: str, member: str) -> None:
    path = squeezed(tmp_path / name, {"xl/workbook.xml": b"<a/>", member: b" " * (60 << 20)})
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(UnusableSourceError, match="pas ouvert"):
        read(path)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200_000


LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbbbbbbbb">'
    + b"".join(b'<!ENTITY %c "%s">' % (c + 1, b"&%c;" % c * 10) for c in range(ord("b"), ord("j")))
    + b"]>"
)


def test_xml_bombs_do_not_expand(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["id", "texte"])
    book.active.append([1, "plus de bus"])
    book.save(tmp_path / "sain.xlsx")
    with zipfile.ZipFile(tmp_path / "sain.xlsx") as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    sheet = members["xl/worksheets/sheet1.xml"].partition(b"?>")[2] or members["xl/worksheets/sheet1.xml"]
    members["xl/worksheets/sheet1.xml"] = LAUGHS + sheet.replace(b"<sheetData>", b"<sheetData><!-- -->&j;")
    with pytest.raises(UnusableSourceError):
        read(squeezed(tmp_path / "b.xlsx", members))
    space = b'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    body = b"<w:document " + space + b"><w:body><w:p><w:r><w:t>&j;</w:t></w:r></w:p></w:body></w:document>"
    with pytest.raises(UnusableSourceError):
        read(squeezed(tmp_path / "b.docx", {"word/document.xml": LAUGHS + body}))


def reworked(tmp_path: Path, old: bytes, new: bytes) -> Path:
    """A small workbook whose sheet was changed by hand."""
    book = openpyxl.Workbook()
    book.active.append(["id", "texte"])
    book.active.append([1, "plus de bus"])
    book.save(tmp_path / "sain.xlsx")
    with zipfile.ZipFile(tmp_path / "sain.xlsx") as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    name = "xl/worksheets/sheet1.xml"
    assert old in members[name]
    members[name] = members[name].replace(old, new)
    return squeezed(tmp_path / "h.xlsx", members)


def test_a_sheet_that_says_it_is_huge_is_read_at_its_size(tmp_path: Path) -> None:
    path = reworked(tmp_path, b'ref="A1:B2"', b'ref="A1:XFD1048576"')
    assert texts(read(path)) == ["plus de bus"]


def test_a_sheet_with_a_row_beyond_the_last_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnusableSourceError, match="abîmé"):
        read(reworked(tmp_path, b'<row r="2"', b'<row r="99999999999"'))


def test_merged_cells_without_end_are_bounded(tmp_path: Path) -> None:
    ranges = b"".join(b'<mergeCell ref="C%d:C1048576"/>' % row for row in range(3, 4000))
    path = reworked(tmp_path, b"</sheetData>", b"</sheetData><mergeCells>" + ranges + b"</mergeCells>")
    assert texts(read(path)) == ["plus de bus"]


@pytest.mark.parametrize("extension", ["xlsx", "docx", "pdf"])
def test_truncated_office_files(tmp_path: Path, extension: str) -> None:
    sound = office(tmp_path)[extension]
    for share in (0.1, 0.5, 0.9):
        with pytest.raises(UnusableSourceError) as error:
            read(write(tmp_path / f"t.{extension}", sound[: int(len(sound) * share)]))
        sentence(error.value)


@pytest.mark.parametrize("extension", ["xls", "doc", "xlsx"])
def test_files_of_old_office_or_with_a_password(tmp_path: Path, extension: str) -> None:
    with pytest.raises(UnusableSourceError, match="avant 2007"):
        read(write(tmp_path / f"t.{extension}", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)))


@pytest.mark.parametrize(
    "content",
    [
        '[{"id": 1, "texte": "plus de bus"}, {"id": 2, "te',
        '{"a": 1}',
        '"texte"',
        "[1, 2, 3]",
        "[" * 100_000,
        '{"a": ' * 5_000 + "1" + "}" * 5_000,
        "pas du JSON",
    ],
)
def test_json_that_is_no_table(tmp_path: Path, content: str) -> None:
    with pytest.raises(UnusableSourceError) as error:
        read(write(tmp_path / "t.json", content))
    sentence(error.value)


def test_json_lines_of_every_sort(tmp_path: Path) -> None:
    lines = [
        '{"texte": "un", "n": NaN}',
        "[]",
        "null",
        '{"texte": 12.0}',
        "{",
        "[" * 2000,
        '{"texte": "deux"}',
    ]
    parsed = read(write(tmp_path / "t.jsonl", "\n".join(lines)))
    assert texts(parsed) == ["un", "12", "deux"]
    reasons = Counter(reject.reason for reject in parsed.rejects)
    assert reasons == {"not an object": 2, "not JSON": 2}
