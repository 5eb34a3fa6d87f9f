"""A corpus, or a reading, as a table for other tools: one row per contribution, with its codes.

The words are those that may be published: masked where personal data was covered, empty where moderation
set the contribution aside or its author wanted it counted only. No cell can become a formula.
"""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from openpyxl import Workbook

from concertia.errors import UnusableSourceError
from concertia.storage.office import EPOCH, without_clock
from concertia.storage.parquet import connect, quoted

Row = tuple[str, ...]
JOINED = " | "
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""First characters by which a spreadsheet takes a cell for a formula (OWASP, CSV injection)."""
LONGEST_CELL = 32_000
"""Characters; a cell of XLSX holds 32,767."""
MOST_ROWS = 1_048_575
"""Rows of an XLSX sheet under its titles."""
_STARS = re.compile(r"^\s*(?:\*{4}|-\*)", re.MULTILINE)
_COLUMNS = {
    "identifiant": "c.contribution_id",
    "texte": "CASE WHEN c.moderation NOT IN ('rejected', 'counted') THEN coalesce(c.public_text, c.text) END",
    "nature": "c.declared_kind",
    "natures": "u.kinds",
    "thèmes": "u.themes",
    "enseignements": "u.units",
    "codes": "k.codes",
    "position": "coalesce(c.declared_position, u.position)",
    "question": "c.question",
    "session": "c.session",
    "public": "c.public",
    "territoire": "c.territory",
    "voix": "c.voice",
    "nombre de personnes": "c.voice_count",
    "saisie": "c.capture",
    "soutien": "c.room_support",
    "auteur": "c.author",
    "poids P1": "CASE WHEN c.author IS NOT NULL THEN round(1.0 / w.of_author, 6) END",
    "exemplaires du texte": "w.of_text",
    "date": "c.date",
    "langue": "c.language",
    "modération": "c.moderation",
    "motif de modération": "c.moderation_reason",
    "en réponse à": "c.parent_id",
    "référence d'origine": "c.source_id",
    "source": "c.source",
    "d'accord": "t.agree",
    "pas d'accord": "t.disagree",
    "je passe": "t.pass",
    "mitigé": "t.mixed",
}
HEADER = tuple(_COLUMNS)
_UNITS = """
SELECT contribution_id, list_sort(list(DISTINCT kind)) AS kinds, list(DISTINCT theme_id) AS themes,
       list(unit_id) AS units, any_value(position) AS position
FROM {units} GROUP BY contribution_id
"""
_CODES = """
SELECT u.contribution_id, list_sort(list(DISTINCT k.grid || ' : ' || k.code)) AS codes
FROM {codes} k JOIN {units} u USING (unit_id) GROUP BY u.contribution_id
"""
_WEIGHTS = """
SELECT contribution_id, count(*) OVER (PARTITION BY author, question) AS of_author,
       CASE WHEN said IS NOT NULL THEN count(*) OVER (PARTITION BY said) END AS of_text
FROM {contributions} LEFT JOIN ({said}) USING (contribution_id) WHERE moderation <> 'rejected'
"""
"""Contributions of one author to one question (P1 = 1 / them), copies of one text, among those admitted."""
_SAID = """
SELECT contribution_id, list(coalesce(duplicate_of, unit_id) ORDER BY start) AS said
FROM {units} GROUP BY contribution_id
"""
_NO_SAID = "SELECT NULL::VARCHAR AS contribution_id, NULL::VARCHAR[] AS said"
_NO_UNITS = (
    "SELECT NULL::VARCHAR AS contribution_id, NULL::VARCHAR[] AS kinds, NULL::VARCHAR[] AS themes, "
    "NULL::VARCHAR[] AS units, NULL::VARCHAR AS position"
)
_NO_CODES = "SELECT NULL::VARCHAR AS contribution_id, NULL::VARCHAR[] AS codes"
_NO_TALLIES = (
    "SELECT NULL::VARCHAR AS contribution_id, NULL::BIGINT AS agree, NULL::BIGINT AS disagree, "
    "NULL::BIGINT AS pass, NULL::BIGINT AS mixed"
)


def rows(folder: Path) -> Iterator[Row]:
    """One row per contribution of a corpus or a reading, by id, read as they are asked for.

    Raises UnusableSourceError if ``folder`` is neither.
    """
    corpus = folder / "corpus" if (folder / "result.json").is_file() else folder
    contributions = corpus / "contributions.parquet"
    if not contributions.is_file():
        raise UnusableSourceError(
            f"« {folder} » n'est ni un corpus ni une lecture. Donnez le dossier écrit par "
            "« concertia import » ou par « concertia analyse ».",
            f"“{folder}” is neither a corpus nor a reading. Give the folder written by “concertia import” or "
            "by “concertia analyse”.",
        )
    themes, held = _labels(folder / "result.json")
    units, codes, tallies = folder / "units.parquet", folder / "codes.parquet", corpus / "tallies.parquet"
    query = f"""
        SELECT {", ".join(_COLUMNS.values())} FROM {_file(contributions)} c
        LEFT JOIN ({_units(units)}) u USING (contribution_id)
        LEFT JOIN ({_codes(units, codes)}) k USING (contribution_id)
        LEFT JOIN ({_tallies(tallies)}) t USING (contribution_id)
        LEFT JOIN ({_weights(contributions, units)}) w USING (contribution_id)
        ORDER BY c.contribution_id
    """  # noqa: S608 - names are ours, paths quoted
    with connect() as tables:
        found = tables.execute(query)
        while batch := found.fetchmany(500):
            for values in batch:
                said = dict(zip(HEADER, values, strict=True))
                said["thèmes"] = sorted({themes[one] for one in said["thèmes"] or () if one in themes})
                units_of = said["enseignements"] or ()
                said["enseignements"] = sorted({text for one in units_of for text in held.get(one, ())})
                yield tuple(_cell(value) for value in said.values())


def as_csv(header: Row, lines: Iterable[Row]) -> Iterator[bytes]:
    """UTF-8 with its mark and semicolons, as spreadsheets open it in French."""
    yield b"\xef\xbb\xbf" + _line(header)
    for row in lines:
        yield _line(tuple(map(safe, row)))


def as_iramuteq(header: Row, lines: Iterable[Row]) -> Iterator[bytes]:
    """One text each, its variables after ``****``; contributions without words are left out."""
    for row in lines:
        said = dict(zip(header, row, strict=True))
        plain = _STARS.sub("", said["texte"]).replace("*", " ").strip()
        if not plain:
            continue
        kinds = said.get("nature") or said["natures"]
        variables = {
            "note": said["identifiant"],
            "nature": kinds.split(JOINED)[0],
            "theme": said["thèmes"].split(JOINED)[0],
            "public": said["public"],
            "territoire": said["territoire"],
        }
        for code in filter(None, said.get("codes", "").split(JOINED)):
            grid, _, name = code.partition(" : ")
            variables.setdefault(_word(grid), name)
        head = " ".join(f"*{name}_{_word(value) or 'aucun'}" for name, value in variables.items())
        yield f"**** {head}\n{plain}\n\n".encode()


def as_xlsx(header: Row, lines: Iterable[Row], cut: Callable[[], None] = lambda: None) -> bytes:
    """A sheet, the same bytes for the same rows. ``cut`` is called for each text too long for a cell.

    Raises UnusableSourceError where a sheet cannot hold all rows.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Contributions")
    sheet.append(header)
    for number, row in enumerate(lines):
        if number == MOST_ROWS:
            raise UnusableSourceError(
                f"Une feuille de tableur n'a que {MOST_ROWS:,} lignes. Prenez --format csv.",
                f"A sheet of a spreadsheet has only {MOST_ROWS:,} rows. Take --format csv.",
            )
        cells = [safe(legible(cell)) for cell in row]
        for _ in filter(lambda cell: len(cell) > LONGEST_CELL, cells):
            cut()
        sheet.append([cell[:LONGEST_CELL] for cell in cells])
    written = io.BytesIO()
    book.save(written)
    return without_clock(written.getvalue(), EPOCH)


def safe(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: an apostrophe stands before what would be one."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def legible(text: str) -> str:
    """Without the control characters that XLSX refuses."""
    return "".join(char for char in text if char in "\n\t" or (char >= " " and char not in "\ufffe\uffff"))


def _labels(result: Path) -> tuple[dict[str, str], dict[str, set[str]]]:
    """Labels of themes by id, and texts of findings by unit; both empty for a corpus."""
    if not result.is_file():
        return {}, {}
    read = json.loads(result.read_text(encoding="utf-8"))
    held: dict[str, set[str]] = {}
    for finding in read.get("findings", ()):
        for unit in finding["support"]:
            held.setdefault(unit, set()).add(str(finding["text"]))
    return {theme["id"]: str(theme["label"]) for theme in read.get("themes", ())}, held


def _file(path: Path) -> str:
    return f"read_parquet({quoted(path)})"


def _units(units: Path) -> str:
    return _UNITS.format(units=_file(units)) if units.is_file() else _NO_UNITS


def _weights(contributions: Path, units: Path) -> str:
    said = _SAID.format(units=_file(units)) if units.is_file() else _NO_SAID
    return _WEIGHTS.format(contributions=_file(contributions), said=said)


def _codes(units: Path, codes: Path) -> str:
    both = units.is_file() and codes.is_file()
    return _CODES.format(units=_file(units), codes=_file(codes)) if both else _NO_CODES


def _tallies(tallies: Path) -> str:
    return f"SELECT * FROM {_file(tallies)}" if tallies.is_file() else _NO_TALLIES  # noqa: S608 - our own file


def _cell(value: object) -> str:
    if value is None:
        return ""
    return JOINED.join(map(str, value)) if isinstance(value, list) else str(value)


def _word(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in letters if char.isascii() and char.isalnum())


def _line(row: Row) -> bytes:
    written = io.StringIO()
    csv.writer(written, delimiter=";", lineterminator="\r\n").writerow(row)
    return written.getvalue().encode("utf-8")
