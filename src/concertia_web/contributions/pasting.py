"""A paste read: a table copied from a spreadsheet, a CSV, or one idea per line under headings.

Every line is accounted for: kept as one or several notes, or said why not. The words of people are
recognised by the
vocabulary of the engine; a person confirms what each column holds before anything enters.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from concertia.corpus.formats import column_names, vocabulary
from concertia.corpus.formats.note_lines import HEADING, SESSION_TITLE, says_something, text_lines
from concertia.corpus.formats.table_reading import Row, guess_separator, separated_rows
from concertia_web.consultations.models import Session
from concertia_web.contributions.values import NoteError, read_values
from concertia_web.contributions.words import COLUMN_LABELS

MOST_LINES = 1000
MOST_CHARACTERS = 400_000
MOST_COLUMNS = 40
TEXT, KIND, GROUP, DOTS, SUPPORT, VOICE, COUNT, CAPTURE, IDENT, ASIDE, PERSON = (
    "text", "kind", "subgroup", "dots", "support", "voice", "count", "capture", "id", "aside",
    "person",
)  # fmt: skip
WALL = "wall:"
"""Prefix of the role of a column that holds the notes of one column of the wall: ``wall:crainte``."""
ROLE_LABELS = {
    TEXT: "la note",
    KIND: "la colonne du mur",
    GROUP: "la table",
    DOTS: "les gommettes",
    SUPPORT: "le soutien dans la salle",
    VOICE: "la voix",
    COUNT: "combien de personnes",
    CAPTURE: "la saisie",
    IDENT: "le repère d’un appareil",
    ASIDE: "rien, à laisser",
    PERSON: "une donnée personnelle, à laisser",
}
ROLE_CHOICES = [
    *((role, label) for role, label in ROLE_LABELS.items()),
    *((f"{WALL}{kind}", f"les notes « {label} »") for kind, label in COLUMN_LABELS.items() if kind),
]
_TITLES = (
    (TEXT, "text"), (KIND, "kind"), (GROUP, "session"), (DOTS, "dots"), (SUPPORT, "support"),
    (VOICE, "voice"), (COUNT, "voice_count"), (CAPTURE, "capture"),
)  # fmt: skip
SUPPORTS = {
    "isole": "isolated",
    "plusieurs": "several",
    "large": "broad",
    "dispute": "disputed",
    "non_mesure": "unmeasured",
}
"""Words of the engine's contract → values of the table."""


@dataclass
class PastedNote:
    """A note found, or a line that gives none and why."""

    line: int
    text: str
    values: dict[str, Any] = field(default_factory=dict)
    """As ``values.read_values`` gives them; empty when nothing is kept."""
    why: str = ""
    """Why nothing is kept."""
    client_id: uuid.UUID | None = None
    """Written in the paste by the device that typed it: the note that it already is."""
    remark: str = ""
    """What was not understood in a line that is kept."""

    @property
    def column(self) -> str:
        """The title of its column on the wall."""
        return COLUMN_LABELS[self.values["declared_kind"]] if self.values else ""


@dataclass
class Pasted:
    """What a paste holds."""

    notes: list[PastedNote]
    titles: list[str] = field(default_factory=list)
    """Titles of the columns, of a table only."""
    roles: list[str] = field(default_factory=list)
    examples: list[str] = field(default_factory=list)
    headed: bool = False
    """Whether its first line is one of titles."""

    @property
    def kept(self) -> list[PastedNote]:
        """The notes that will enter."""
        return [note for note in self.notes if not note.why]

    @property
    def aside(self) -> list[PastedNote]:
        """The lines that give none."""
        return [note for note in self.notes if note.why]


def read_paste(
    text: str,
    *,
    session: Session,
    defaults: Mapping[str, Any],
    roles: Sequence[str] = (),
    headed: bool | None = None,
) -> Pasted:
    """Read a paste. ``defaults``: values of every note that says nothing else; ``roles``: what a person
    answered for each column; ``headed``: whether the first line holds titles (None: guessed).

    Raises NoteError where nothing can be read at all.
    """
    if len(text) > MOST_CHARACTERS:
        raise NoteError(
            f"Ce collage dépasse {MOST_CHARACTERS // 1000} 000 caractères : collez-le en plusieurs fois, ou "
            f"passez "
            "par la page « Imports » avec un fichier."
        )
    if not text.strip():
        raise NoteError(
            "Rien n’est collé : copiez les cellules de votre tableau, ou vos notes, puis collez-les ici."
        )
    rows = _table(text)
    pasted = (
        _read_table(rows, session, defaults, roles, headed) if rows else _read_list(text, session, defaults)
    )
    if len(pasted.notes) > MOST_LINES:
        raise NoteError(
            f"Ce collage donne {len(pasted.notes)} lignes, plus que {MOST_LINES} : collez-le en plusieurs "
            f"fois, ou "
            "passez par la page « Imports » avec un fichier."
        )
    return pasted


def _table(text: str) -> list[Row]:
    """The rows of a table, or none for a list of notes."""
    lines = text.splitlines(keepends=True)
    if any("\t" in line.strip(" \r\n") for line in lines):
        return list(separated_rows(lines, "\t", Counter()))
    separator = guess_separator(lines)
    rows = list(separated_rows(lines, separator, Counter()))
    if len(rows) < 2 or len(rows[0].cells) < 2:
        return []
    known = sum(_role_of_title(cell) is not None for cell in rows[0].cells)
    return rows if known >= 2 and separator in ";,|" else []


def _role_of_title(title: str) -> str | None:
    """What a title announces."""
    if not title.strip() or len(title) > 80:
        return None
    if column_names.names_person(title):
        return PERSON
    if column_names.plain(title).split()[0:1] == ["repere"]:
        return IDENT
    found = [
        (rank, order, role)
        for order, (role, name) in enumerate(_TITLES)
        if (rank := column_names.rank(name, title)) is not None
    ]
    kind = vocabulary.kind_of(title)
    if kind is not None and not any(role in (KIND, TEXT) and rank == 0 for rank, _, role in found):
        return f"{WALL}{kind}"
    if found:
        return min(found)[2]
    return ASIDE if column_names.is_ignored(title) else None


def _read_table(
    rows: list[Row],
    session: Session,
    defaults: Mapping[str, Any],
    roles: Sequence[str],
    headed: bool | None,
) -> Pasted:
    width = min(MOST_COLUMNS, max(len(row.cells) for row in rows))
    cells = [[*row.cells, *[""] * width][:width] for row in rows]
    guessed = [_role_of_title(title) for title in cells[0]]
    if headed is None:
        headed = sum(role is not None for role in guessed) >= max(1, min(2, width - 1))
    body = cells[1:] if headed else cells
    titles = cells[0] if headed else [f"colonne {number}" for number in range(1, width + 1)]
    guesses = _completed(guessed if headed else [None] * width, body)
    known = {role for role, _ in ROLE_CHOICES}
    chosen = [
        roles[place] if place < len(roles) and roles[place] in known else guess
        for place, guess in enumerate(guesses)
    ]
    examples = [next((row[place] for row in body if row[place].strip()), "") for place in range(width)]
    notes: list[PastedNote] = []
    for row, values in zip(rows[1:] if headed else rows, body, strict=True):
        notes += _notes_of_row(row.line, values, chosen, session, defaults)
    return Pasted(notes, [title.strip() or "sans titre" for title in titles], chosen, examples, headed)


def _completed(roles: Sequence[str | None], body: Sequence[Sequence[str]]) -> list[str]:
    """Roles of all columns: those without a telling title are recognised by what they hold."""
    found: list[str | None] = list(roles)
    for place, role in enumerate(found):
        values = [row[place].strip() for row in body if row[place].strip()]
        if role is None and values:
            found[place] = _role_of_values(values)
    spoken = TEXT in found or any(str(role).startswith(WALL) for role in found)
    if not spoken:
        lengths = {
            place: sum(character.isalpha() for row in body for character in row[place])
            for place, role in enumerate(found)
            if role in (None, ASIDE) or role == KIND
        }
        if lengths:
            found[max(lengths, key=lambda place: (lengths[place], -place))] = TEXT
    return [role or ASIDE for role in found]


def _role_of_values(values: Sequence[str]) -> str | None:
    """A role that at least four values in five speak for."""
    tests = (
        (DOTS, lambda value: value.isdecimal() and len(value) <= 4),
        (KIND, lambda value: vocabulary.kind_of(value) is not None),
        (GROUP, lambda value: len(value) <= 30 and SESSION_TITLE.match(column_names.plain(value))),
        (SUPPORT, lambda value: vocabulary.SUPPORT_BY_WORD.get(column_names.plain(value))),
        (VOICE, lambda value: vocabulary.voice_of(value) is not None),
        (CAPTURE, lambda value: vocabulary.capture_of(value) is not None),
    )
    for role, test in tests:
        if sum(bool(test(value)) for value in values) >= 0.8 * len(values):
            return role
    return None


def _notes_of_row(
    line: int, cells: Sequence[str], roles: Sequence[str], session: Session, defaults: Mapping[str, Any]
) -> list[PastedNote]:
    filled = [(role, cell.strip()) for role, cell in zip(roles, cells, strict=True) if cell.strip()]
    said = dict(reversed(filled))
    texts = [
        (role.removeprefix(WALL) if role.startswith(WALL) else "", text)
        for role, text in filled
        if role == TEXT or role.startswith(WALL)
    ]
    if not texts:
        why = "aucune note dans cette ligne" if filled else "ligne vide"
        shown = " · ".join(text for role, text in filled if role != PERSON)
        return [PastedNote(line, shown[:200], why=why)]
    return [_note(line, text, kind, said, session, defaults) for kind, text in texts]


def _note(
    line: int,
    text: str,
    kind: str,
    said: Mapping[str, str],
    session: Session,
    defaults: Mapping[str, Any],
) -> PastedNote:
    values: dict[str, Any] = {**defaults, "text": text}
    word = said.get(KIND, "")
    kind = kind or vocabulary.kind_of(word) or ""
    if kind:
        values["declared_kind"] = kind
    remark = f"« {word[:40]} » n’est pas une colonne connue" if word and not kind else ""
    if GROUP in said:
        group = said[GROUP]
        values["subgroup"] = f"Table {group}" if group.isdecimal() else group
    _put_support(values, said.get(DOTS) or vocabulary.dots_at_end(text) or "", said.get(SUPPORT, ""))
    voice = vocabulary.voice_of(said.get(VOICE, "")) or vocabulary.voice_at_end(text)
    if voice is not None:
        values["voice"], values["voice_count"] = voice
    if said.get(COUNT, "").isdecimal():
        values["voice"], values["voice_count"] = "collective", said[COUNT]
    capture = vocabulary.capture_of(said.get(CAPTURE, ""))
    if capture is not None:
        values["capture"] = capture
    try:
        return PastedNote(line, text, read_values(values, session), client_id=_known_id(said), remark=remark)
    except NoteError as error:
        return PastedNote(line, text[:200], why=str(error))


def _known_id(said: Mapping[str, str]) -> uuid.UUID | None:
    try:
        return uuid.UUID(said.get(IDENT, "").partition("/")[0])
    except ValueError:
        return None


def _put_support(values: dict[str, Any], dots: str, support: str) -> None:
    for said in (dots, support):
        found = said if said.startswith("dots:") else vocabulary.support_of(said) if said else None
        if found is None:
            continue
        if found.startswith("dots:"):
            values["dots"] = int(found.removeprefix("dots:"))
        else:
            values["room_support"] = SUPPORTS[found]


def _read_list(text: str, session: Session, defaults: Mapping[str, Any]) -> Pasted:
    """One idea per line. A heading that names a column or a table holds for the lines below it."""
    notes: list[PastedNote] = []
    said: dict[str, str] = {}
    for number, raw in enumerate(text.splitlines(), 1):
        lines = text_lines([raw], informed=False)
        if raw.strip() and not lines:
            notes.append(PastedNote(number, raw.strip()[:40], why="trait de séparation"))
        for line in lines:
            if not line.text.strip():
                continue
            heading = _heading(raw, line.text) if line.kind == HEADING else {}
            if heading:
                said = {**said, **heading}
                why = "titre : il vaut pour les lignes qui suivent"
                notes.append(PastedNote(number, line.text, why=why))
            elif not says_something(line.text):
                notes.append(PastedNote(number, line.text, why="aucun mot dans cette ligne"))
            else:
                notes.append(_note(number, line.text, "", said, session, defaults))
    return Pasted(notes)


def _heading(raw: str, text: str) -> dict[str, str]:
    """What a heading sets; nothing where it may be a note of one word (« Non »)."""
    bare = text.rstrip(" :\xa0")
    if SESSION_TITLE.match(column_names.plain(bare)) and len(bare) <= 60:
        return {GROUP: bare}
    if vocabulary.kind_of(bare) is None:
        return {}
    marked = raw.lstrip().startswith(("#", "**")) or raw.rstrip().endswith((":", "\xa0:"))
    several = bare.rstrip(" )").lower().endswith("s") or bare.isupper()
    return {KIND: bare} if marked or several else {}
