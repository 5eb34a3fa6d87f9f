"""The XLSX twin of the grid: with lists to choose from and locked headings, read back without loss."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from datetime import date
from typing import Any
from xml.parsers.expat import ExpatError

import openpyxl
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from concertia.storage.office import EPOCH, without_clock
from concertia_web.returns.fields import CHOICE, DAY, WHOLE, Field, fold, show
from concertia_web.returns.grid import Content, Grid
from concertia_web.returns.reading import IDENTIFIER, Block, Cell, ReadGrid, Row, Unread, read_blocks
from concertia_web.returns.sections import PARTS, Part, Record, Section

GUIDE, LISTS = "Mode d’emploi", "Listes"
LINES = 300
"""Lines of a table that offer lists to choose from."""
LARGEST, UNPACKED = 10_000_000, 200_000_000
ROWS, COLUMNS = 5_000, 200
_HEAD = PatternFill("solid", fgColor="DCE6EB")
_OPEN = Protection(locked=False)
_WIDE = ("text", "said", "passages")


class UnreadableFileError(Exception):
    """The file cannot be opened at all; the message says what to do."""


def write_workbook(grid: Grid, content: Content, *, title: str) -> bytes:
    """The grid filled with ``content``, as a workbook; the same bytes for the same answers."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    _guide(book.create_sheet(GUIDE), guide_lines(grid, title))
    lists = _Lists(book.create_sheet(LISTS))
    parts = [part for part in PARTS if grid.of_part(part.key)]
    for part in parts:
        _Sheet(book.create_sheet(part.sheet), lists).write(grid, part, content)
    book.move_sheet(LISTS, len(parts))
    lists.sheet.sheet_state = "hidden"
    book.active = 0
    book.properties.creator = book.properties.lastModifiedBy = "Concertia"
    book.properties.title = title
    written = io.BytesIO()
    book.save(written)
    return without_clock(written.getvalue(), EPOCH)


def guide_lines(grid: Grid, title: str) -> list[str]:
    """The sheet « Mode d’emploi »: what to do, and which grid this is."""
    return [
        title,
        f"Campagne : {grid.campaign}",
        f"Note de cadrage : version {grid.framing_version}",
        "Remplissez ce que vous avez. Rien n’est obligatoire : ce qui manque vous sera signalé.",
        "Une ligne par temps de débat, par élément, par document. Ajoutez autant de lignes que nécessaire.",
        "Les cases à liste montrent leurs choix quand on clique dedans.",
        "Publics : plusieurs réponses se séparent par un point-virgule, par exemple « Agents ; Élus ».",
        "Paroles : sans guillemets. Ils sont ajoutés aux seuls mots écrits, dictés et relus, ou transcrits.",
        "Passages : un par ligne, « [titre ou repère du document] p. 4 § 12 : les mots du document ».",
        "N’écrivez aucun nom de participant et n’ajoutez pas de feuille d’émargement.",
        "Déposez ensuite ce fichier sur la page de la remontée : vous verrez ce qui change avant d’accepter.",
    ]


def own_words(grid: Grid) -> frozenset[str]:
    """Our own sentences, which are not answers."""
    lines = guide_lines(grid, "")[3:]
    for part in PARTS:
        lines += [part.title, part.lead]
    lines += [section.label for section in grid.sections]
    lines += [section.lead for section in grid.sections if section.lead]
    return frozenset(fold(line) for line in lines)


def _guide(sheet: Worksheet, lines: list[str]) -> None:
    sheet.column_dimensions["A"].width = 100
    for number, line in enumerate(lines, start=1):
        cell = sheet.cell(number, 1)
        _say(cell, line)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        cell.font = Font(bold=number == 1, size=16 if number == 1 else 11)


def _say(cell: Any, text: str) -> None:
    """Text that stays text, even when it starts with « = »."""
    cell.value = re.sub(r"_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", text) or None
    if text:
        cell.data_type = "s"
        cell.quotePrefix = text[0] in "=+-@"


class _Lists:
    """The hidden sheet of the lists to choose from: one column each."""

    def __init__(self, sheet: Worksheet) -> None:
        self.sheet = sheet
        self.known: dict[tuple[tuple[str, str], ...], str] = {}

    def formula(self, choices: tuple[tuple[str, str], ...]) -> str:
        if choices not in self.known:
            column = len(self.known) + 1
            for number, (_key, label) in enumerate(choices, start=1):
                _say(self.sheet.cell(number, column), label)
            letter = get_column_letter(column)
            self.known[choices] = f"'{LISTS}'!${letter}$1:${letter}${max(1, len(choices))}"
        return self.known[choices]


class _Sheet:
    """Writes one part, from the top down."""

    def __init__(self, sheet: Worksheet, lists: _Lists) -> None:
        self.sheet, self.lists, self.row = sheet, lists, 1
        sheet.protection.sheet = True
        sheet.protection.formatColumns = sheet.protection.formatRows = sheet.protection.formatCells = False
        sheet.protection.insertRows = sheet.protection.deleteRows = sheet.protection.sort = False

    def write(self, grid: Grid, part: Part, content: Content) -> None:
        self._title(part.title, 15)
        self._title(part.lead, 11)
        for section in grid.of_part(part.key):
            if section.single:
                self.row += 1
                self._title(section.label, 13)
                for field in section.fields:
                    self._heading(self.row, 1, field.label)
                    self._value(self.row, 2, field, content[section.key][field.key])
                    self._offer(field, 2, self.row, self.row)
                    self.row += 1
        for section in grid.of_part(part.key):
            if not section.single:
                self._table(section, content[section.key])

    def _title(self, text: str, size: int) -> None:
        cell = self.sheet.cell(self.row, 1)
        _say(cell, text)
        cell.font = Font(bold=size > 11, size=size)
        self.row += 1

    def _heading(self, row: int, column: int, text: str) -> None:
        cell = self.sheet.cell(row, column)
        _say(cell, text)
        cell.font, cell.fill = Font(bold=True), _HEAD
        cell.alignment = Alignment(wrap_text=True, vertical="top")

    def _table(self, section: Section, records: list[Record]) -> None:
        alone_above = self.row > 4
        self.row += 1
        first = [Field("fixed", section.fixed_label)] if section.fixed else []
        fields = [*first, *section.fields, *([IDENTIFIER] if section.many else [])]
        top = self.row
        for column, field in enumerate(fields, start=1):
            self._heading(top, column, field.label)
            self._width(column, field, len(records))
            if field.key != "fixed":
                last = top + (len(records) if section.fixed else LINES)
                self._offer(field, column, top + 1, last)
        labels = dict(section.fixed)
        for row, record in enumerate(records, start=top + 1):
            for column, field in enumerate(fields, start=1):
                if field.key == "fixed":
                    self._heading(row, column, labels[record["id"]])
                else:
                    self._value(row, column, field, record[field.key])
        self.row = top + len(records) + 1
        if section.many and not alone_above:
            self.sheet.freeze_panes = self.sheet.cell(top + 1, 2)

    def _width(self, column: int, field: Field, records: int) -> None:
        dimension = self.sheet.column_dimensions[get_column_letter(column)]
        wide = 44 if field.kind in _WIDE or field.key == "title" else 24 if field.kind != WHOLE else 14
        dimension.width = max(wide, 34 if column == 1 else 0, dimension.width if dimension.width != 13 else 0)
        if field.key != "fixed" or records == 0:
            dimension.protection = _OPEN

    def _value(self, row: int, column: int, field: Field, value: Any) -> None:
        cell = self.sheet.cell(row, column)
        cell.protection = _OPEN
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        if field.kind == WHOLE:
            cell.value = value
        elif field.kind == DAY and value and value >= "1900-03-01":
            cell.value = date.fromisoformat(value)
            cell.number_format = "dd/mm/yyyy"
        else:
            _say(cell, show(field, value))

    def _offer(self, field: Field, column: int, first: int, last: int) -> None:
        """A list to choose from, or a word of help, in each cell of a column; it warns and never blocks."""
        if field.kind == CHOICE:
            rule = DataValidation(type="list", formula1=self.lists.formula(field.choices), allow_blank=True)
            rule.error = "Choisissez dans la liste, ou gardez vos mots : ils seront signalés à l’import."
        elif field.help or field.choices:
            rule = DataValidation(allow_blank=True)
        else:
            return
        rule.errorStyle, rule.errorTitle = "warning", "Hors de la liste"
        listed = " · ".join(label for _key, label in field.choices) if field.kind != CHOICE else ""
        prompt = " ".join(piece for piece in (field.help, listed) if piece)
        if prompt:
            rule.promptTitle, rule.prompt = field.label[:32], prompt[:255]
            rule.showInputMessage = True
        rule.showErrorMessage = field.kind == CHOICE
        letter = get_column_letter(column)
        rule.add(f"{letter}{first}:{letter}{max(first, last)}")
        self.sheet.add_data_validation(rule)


def read_workbook(grid: Grid, data: bytes) -> ReadGrid:
    """The answers of a workbook. Raises UnreadableFileError where it is not one."""
    values, formulas = _open(data, values=True), _open(data, values=False)
    lost: list[Unread] = []
    notes: list[str] = []
    blocks = []
    for sheet in values.worksheets:
        if sheet.title == LISTS and sheet.sheet_state == "hidden":
            continue
        blocks.append(Block(sheet.title, _rows(sheet, formulas[sheet.title], lost, notes)))
    notes += [
        f"La feuille « {one.title} » est un graphique : elle n’a pas été lue." for one in values.chartsheets
    ]
    own = own_words(grid)
    _leave_guide(grid, blocks, notes)
    found = read_blocks(grid, blocks, own)
    found.unread = lost + found.unread
    found.notes = notes + found.notes
    return found


def _leave_guide(grid: Grid, blocks: list[Block], notes: list[str]) -> None:
    """Take the lines that say which grid this is out of « Mode d’emploi », and say when it is another."""
    guide = next((block for block in blocks if fold(block.name) == fold(GUIDE)), None)
    if guide is None:
        return
    for row in list(guide.rows):
        words = str(row[0].value)
        number = row[0].place.rsplit(" ", 1)[-1]
        if words.startswith("Campagne : ") and words != f"Campagne : {grid.campaign}":
            notes.append(f"Cette grille vient d’une autre campagne ({words.partition(' : ')[2]}).")
        version = f"Note de cadrage : version {grid.framing_version}"
        if words.startswith("Note de cadrage : ") and words != version:
            notes.append("Cette grille a été faite avec une autre version de la note de cadrage.")
        if number == "A1" or words.startswith(("Campagne : ", "Note de cadrage : ")):
            guide.rows.remove(row)


def _open(data: bytes, *, values: bool) -> Any:
    sorry = (
        "Ce fichier ne s’ouvre pas comme un classeur XLSX. Ouvrez-le dans votre tableur, choisissez "
        "« Enregistrer sous » puis « Classeur Excel (.xlsx) », et déposez le nouveau fichier."
    )
    if len(data) > LARGEST:
        raise UnreadableFileError(
            "Ce fichier dépasse 10 Mo : retirez les images, elles ne servent pas à la grille."
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > UNPACKED:
                raise UnreadableFileError(sorry)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return openpyxl.load_workbook(io.BytesIO(data), data_only=values, keep_links=False)
    except (OSError, ValueError, LookupError, TypeError, AttributeError, SyntaxError, ExpatError) as error:
        raise UnreadableFileError(sorry) from error
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:
        raise UnreadableFileError(sorry) from error


def _rows(sheet: Worksheet, formulas: Worksheet, lost: list[Unread], notes: list[str]) -> list[Row]:
    merged = _merged(sheet, notes)
    rows = []
    for cells in sheet.iter_rows(max_row=min(sheet.max_row, ROWS), max_col=min(sheet.max_column, COLUMNS)):
        row = []
        for cell in cells:
            place = f"feuille « {sheet.title} », case {cell.coordinate}"
            origin = merged.get((cell.row, cell.column))
            value = _plain(sheet.cell(*origin).value if origin else cell.value)
            written = formulas.cell(cell.row, cell.column)
            if getattr(written, "data_type", "") == "f" and origin is None:
                value = _calculated(place, written.value, value, lost, notes)
            elif getattr(cell, "data_type", "") == "e":
                lost.append(Unread(place, str(cell.value), "le tableur y montre une erreur"))
                value = None
            if value is not None and str(value).strip():
                row.append(Cell(place, cell.column, value, origin is not None))
        if row:
            rows.append(row)
    if sheet.max_row > ROWS or sheet.max_column > COLUMNS:
        why = f"seules {ROWS} lignes et {COLUMNS} colonnes sont lues"
        lost.append(Unread(f"feuille « {sheet.title} »", "la fin de la feuille", why))
    return rows


def _calculated(place: str, written: Any, value: Any, lost: list[Unread], notes: list[str]) -> Any:
    if value is None or str(value).startswith("#"):
        lost.append(Unread(place, str(written), "une formule sans résultat enregistré : tapez sa valeur"))
        return None
    notes.append(f"{place} : le résultat de la formule a été lu ({value}).")
    return value


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return re.sub(r"_x005F_(?=x[0-9A-Fa-f]{4}_)", "_", value.replace("_x000D_", ""))
    return value


def _merged(sheet: Worksheet, notes: list[str]) -> dict[tuple[int, int], tuple[int, int]]:
    """Cells below a merged one, in its first column → where it is written."""
    found = {}
    for area in sheet.merged_cells.ranges:
        if area.max_row > area.min_row:
            notes.append(
                f"Feuille « {sheet.title} » : les cases fusionnées {area.coord} valent pour chaque ligne."
            )
        for row in range(area.min_row + 1, min(area.max_row, ROWS) + 1):
            found[row, area.min_col] = (area.min_row, area.min_col)
    return found
