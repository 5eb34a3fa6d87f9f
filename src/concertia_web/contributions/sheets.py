"""The XLSX twin of the entry of a session: a prepared sheet to fill without network, then to give back.

Each row has its id in a hidden column, so that a sheet given twice brings each note once and a corrected row
changes
its own note. A sheet whose ids were lost is read as a paste.
"""

from __future__ import annotations

import io
import re
import uuid
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from concertia.corpus.formats.port import SourceFile
from concertia.corpus.formats.spreadsheet import read_sheet
from concertia.errors import ConcertiaError
from concertia.storage.office import without_clock
from concertia_web.consultations.models import Session
from concertia_web.contributions.models import Contribution
from concertia_web.contributions.values import ROOM_CAPTURES, NoteError, read_values, values_of
from concertia_web.contributions.words import COLUMN_LABELS

SHEET = "Notes"
BLANK_ROWS = 150
MOST_BYTES = 10 << 20
MOST_ROWS = 3000
ID = "Repère (ne pas changer)"
TITLES = {
    ID: 4,
    "Colonne": 18,
    "Note": 70,
    "Table": 14,
    "Gommettes": 12,
    "Soutien dans la salle": 22,
    "Voix": 18,
    "Combien": 10,
    "Saisie": 26,
}
VOICES = (Contribution.Voice.COLLECTIVE, Contribution.Voice.INDIVIDUAL, Contribution.Voice.ORGANISATION)
LISTS: dict[str, dict[str, str]] = {
    "Colonne": {key: label for key, label in COLUMN_LABELS.items() if key},
    "Soutien dans la salle": dict(Contribution.Support.choices),
    "Voix": {voice.value: str(voice.label) for voice in VOICES},
    "Saisie": {capture.value: str(capture.label) for capture in ROOM_CAPTURES},
}
"""Title → value kept → words of the list."""
FIELDS = {
    "Colonne": "declared_kind",
    "Soutien dans la salle": "room_support",
    "Voix": "voice",
    "Saisie": "capture",
    "Note": "text",
    "Table": "subgroup",
    "Gommettes": "dots",
    "Combien": "voice_count",
}
HELP = (
    "Une note par ligne, dans la feuille « Notes ». Seule la note elle-même est nécessaire.",
    "Choisissez la colonne dans la liste : envies, craintes, conditions, propositions, refus, questions…",
    "Gommettes : le nombre compté sur le mur. Combien : le nombre de personnes du groupe qui parle.",
    "N’écrivez ni nom, ni adresse, ni numéro de téléphone. La liste des présents ne va pas ici.",
    "Ne changez pas la première colonne, masquée : elle permet de rendre deux fois ce tableau sans doublon.",
    "Pour le rendre : page « Saisie » du temps de débat, « Rendre le tableau rempli ».",
)


@dataclass
class SheetLine:
    """One row that could not be taken, and why."""

    line: int
    text: str
    why: str


@dataclass
class Returned:
    """What a sheet holds: changes for ``syncing.apply_changes``, and the rows to mend."""

    changes: list[dict[str, Any]] = field(default_factory=list)
    refused: list[SheetLine] = field(default_factory=list)
    unchanged: int = 0
    foreign: str = ""
    """Rows as tabulated text, for the page of pastes, when this is not our sheet."""


def prepared_sheet(session: Session, notes: Sequence[Contribution], token: str) -> bytes:
    """The sheet of a session: its notes, then blank rows whose ids come from ``token``."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = SHEET
    sheet.append(list(TITLES))
    for note in notes:
        sheet.append(_row(note))
    first_blank = len(notes) + 2
    for rank in range(BLANK_ROWS):
        blank = uuid.uuid5(_space(session), f"{token}:{rank}")
        sheet.cell(first_blank + rank, 1, f"{blank}/0")
    _dress(sheet, first_blank + BLANK_ROWS)
    _lists(book, sheet, first_blank + BLANK_ROWS)
    guide = book.create_sheet("Mode d’emploi")
    guide.column_dimensions["A"].width = 110
    guide.append([session.title])
    guide["A1"].font = Font(bold=True, size=14)
    for line in HELP:
        guide.append([line])
    return _fixed(book, session)


def read_returned(data: bytes, session: Session, known: Mapping[str, Contribution]) -> Returned:
    """Read a sheet given back. ``known``: notes of the session by ``client_id``.

    Raises NoteError when the file cannot be read at all.
    """
    if len(data) > MOST_BYTES:
        raise NoteError(
            f"Ce tableau fait {len(data) >> 20} Mo, plus que les {MOST_BYTES >> 20} d’une feuille de notes. "
            f"Enlevez "
            "les images, ou passez par la page « Imports »."
        )
    rows = _rows(data)
    titles = [cell.strip() for cell in rows[0][1]] if rows else []
    if ID not in titles or "Note" not in titles:
        lines = ["\t".join(_cell(cell) for cell in cells) for _, cells in rows]
        return Returned(foreign="\n".join(lines))
    returned = Returned()
    for line, cells in rows[1:]:
        said = {title: cell.strip() for title, cell in zip(titles, cells, strict=False)}
        _take(returned, line, said, session, known)
    return returned


def _take(
    returned: Returned, line: int, said: dict[str, str], session: Session, known: Mapping[str, Contribution]
) -> None:
    text = said.get("Note", "")
    identifier, _, base = said.get(ID, "").partition("/")
    if not any(cell for title, cell in said.items() if title != ID):
        return
    try:
        values = read_values(_values(said), session)
        if not identifier:  # a row added by hand below the prepared ones
            identifier = str(uuid.uuid5(_space(session), f"{line}:{text}"))
        uuid.UUID(identifier)
        number = int(base or 0)
    except NoteError as error:
        returned.refused.append(SheetLine(line, text[:200], str(error)))
        return
    except ValueError:
        why = "Le repère masqué de cette ligne a été changé : recopiez la note sur une ligne vide."
        returned.refused.append(SheetLine(line, text[:200], why))
        return
    note = known.get(identifier)
    if note is not None and values_of(note) == values and note.removed is None:
        returned.unchanged += 1
        return
    if note is not None and note.applied[-1:] == [_change(session, identifier, base, values_of(note))]:
        number = note.revision  # the note is as this very row wrote it: the row corrects itself
    change = _change(session, identifier, base, values)
    returned.changes.append(
        {**values, "client_id": identifier, "change": change, "base": number, "revision": number + 1}
    )


def _change(session: Session, identifier: str, base: str, values: dict[str, Any]) -> str:
    """The id of what a row says: the same row with the same words is the same change."""
    content = "|".join(f"{name}={values[name]}" for name in sorted(values))
    return str(uuid.uuid5(_space(session), f"{identifier}:{base}:{content}"))


def _values(said: dict[str, str]) -> dict[str, Any]:
    """Words of the lists → values. Raises NoteError naming the cell."""
    values: dict[str, Any] = {}
    for title, name in FIELDS.items():
        word = said.get(title, "")
        if title not in LISTS:
            values[name] = re.sub(r"\.0$", "", word) if name in ("dots", "voice_count") else word
        elif word:
            keys = {label.casefold(): key for key, label in LISTS[title].items()}
            if word.casefold() not in keys:
                raise NoteError(
                    f"« {word[:40]} » n’est pas dans la liste « {title} ». Choisissez : "
                    f"{', '.join(LISTS[title].values())}."
                )
            values[name] = keys[word.casefold()]
    return values


def _space(session: Session) -> uuid.UUID:
    return uuid.uuid5(uuid.NAMESPACE_OID, f"concertia/session/{session.consultation_id}/{session.pk}")


def _row(note: Contribution) -> list[str | int | None]:
    cells: list[str | int | None] = [f"{note.client_id}/{note.revision}"]
    for title in list(TITLES)[1:]:
        value = getattr(note, FIELDS[title])
        words = LISTS[title].get(value, "") if title in LISTS else value
        # Never a formula, whatever was said: « = » and its like are kept as text by the leading apostrophe.
        risky = isinstance(words, str) and words.startswith(("=", "+", "-", "@"))
        cells.append(f"'{words}" if risky else words)
    return cells


def _cell(text: str) -> str:
    """A cell of a pasted table: quoted where it holds an end of line, a tab or a quote."""
    return '"' + text.replace('"', '""') + '"' if re.search(r'[\t\r\n"]', text) else text


def _rows(data: bytes) -> list[tuple[int, list[str]]]:
    with TemporaryDirectory() as scratch:
        path = Path(scratch) / "tableau.xlsx"
        path.write_bytes(data)
        file = SourceFile(path, "Ce tableau", len(data), data[: 1 << 16])
        try:
            table = read_sheet(file, _our_sheet(data))
            rows: list[tuple[int, list[str]]] = []
            for row in table.rows:
                if len(rows) > MOST_ROWS:
                    raise NoteError(
                        f"Ce tableau a plus de {MOST_ROWS} lignes : passez par la page « Imports »."
                    )
                cells = [cell[1:] if cell[:2] in {"'=", "'+", "'-", "'@"} else cell for cell in row.cells]
                rows.append((row.line, cells))
        except ConcertiaError as error:
            raise NoteError(error.fr) from error
    return rows


def _our_sheet(data: bytes) -> str | None:
    """The name of our sheet, where the workbook is ours (its lists are a second one)."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            book = archive.read("xl/workbook.xml").decode("utf-8", "replace")
    except (zipfile.BadZipFile, KeyError, OSError, ValueError):
        return None
    return SHEET if f'name="{SHEET}"' in book else None


def _dress(sheet: Worksheet, last: int) -> None:
    for place, (title, width) in enumerate(TITLES.items(), 1):
        cell = sheet.cell(1, place)
        cell.font, cell.fill = Font(bold=True, color="FFFFFF"), PatternFill("solid", fgColor="12495C")
        letter = cell.column_letter
        sheet.column_dimensions[letter].width = width
        sheet.column_dimensions[letter].hidden = title == ID
    sheet.freeze_panes = "A2"
    wrapped = Alignment(wrap_text=True, vertical="top")
    for row in range(2, last):
        sheet.cell(row, 3).alignment = wrapped
        sheet.cell(row, 1).protection = Protection(locked=True)


def _lists(book: Workbook, sheet: Worksheet, last: int) -> None:
    hidden = book.create_sheet("Listes")
    hidden.sheet_state = "hidden"
    places = {title: place for place, title in enumerate(TITLES, 1)}
    for column, (title, words) in enumerate(LISTS.items(), 1):
        for row, word in enumerate(words.values(), 1):
            hidden.cell(row, column, word)
        letter = "ABCDEFGH"[column - 1]
        rule = DataValidation(
            type="list", formula1=f"=Listes!${letter}$1:${letter}${len(words)}", allow_blank=True
        )
        rule.error = "Choisissez un des mots de la liste."
        rule.errorTitle = title
        target = sheet.cell(1, places[title]).column_letter
        rule.add(f"{target}2:{target}{last}")
        sheet.add_data_validation(rule)
    dots = DataValidation(type="whole", operator="between", formula1="0", formula2="9999", allow_blank=True)
    for title in ("Gommettes", "Combien"):
        target = sheet.cell(1, places[title]).column_letter
        dots.add(f"{target}2:{target}{last}")
    sheet.add_data_validation(dots)


def _fixed(book: Workbook, session: Session) -> bytes:
    """The file, dated by the session and not by the clock."""
    book.properties.creator = "Concertia"
    written = io.BytesIO()
    book.save(written)
    return without_clock(written.getvalue(), session.starts.replace(tzinfo=None))
