"""Lists of notes of a session (.txt, .md, .docx, .odt): one idea per line or bullet, headings as columns.

A heading that names a kind (``Craintes``) sets the kind of the notes below it; ``Table 3`` or ``Atelier``
sets their session; any other heading is the question they answer. ``Date :``, ``Lieu :``, ``Public :`` and
``Territoire :`` lines are inherited by all notes below. The text stays as noted; ``(5 gommettes)``, ``●●●``,
``x3`` or ``+++`` at its end also sets the support in the room.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import PurePath

from concertia.corpus.formats import vocabulary
from concertia.corpus.formats.column_names import plain
from concertia.corpus.formats.decoding import binary_kind, decode
from concertia.corpus.formats.docx_reading import WordDocument, read_docx
from concertia.corpus.formats.note_lines import (
    BLANK,
    CELL,
    HEADING,
    INFORMATION,
    MORE,
    NOTE,
    PROSE,
    SESSION_TITLE,
    Line,
    docx_lines,
    is_cut,
    says_something,
    text_lines,
)
from concertia.corpus.formats.odt_reading import is_odt, read_odt
from concertia.corpus.formats.port import Draft, Parsed, ReadOptions, Reject, SourceFile
from concertia.errors import ConcertiaError, UnusableSourceError

SUFFIXES = frozenset({".txt", ".md", ".markdown", ".text", ".docx", ".odt"})
WORD = frozenset({".docx", ".odt"})
LONG = 280
"""Characters beyond which a line without bullet reads as a paragraph of a document."""
MAX_LINES = 200_000
TITLE_END = re.compile(r"\s+[—–|]\s+")


class Notes:
    """One file of notes."""

    name = "notes"

    def detect(self, files: Sequence[SourceFile]) -> list[list[SourceFile]]:
        """Text and Word files made mostly of bullets or short lines."""
        return [[file] for file in files if _has_suffix(file) and _looks_like_notes(file)]

    def read(self, files: Sequence[SourceFile], options: ReadOptions) -> Parsed:
        """Read one file of notes. Raises UnusableSourceError if it cannot be read or holds no note."""
        file = files[0]
        parsed = Parsed(
            self.name, PurePath(file.name).suffix.lower().lstrip("."), f"notes:{file.name}", [file]
        )
        reader = _Reader(parsed)
        lines, warnings = read_lines(file, options.encoding)
        reader.read(lines)
        if not parsed.drafts and not parsed.rejects:
            raise UnusableSourceError(
                f"« {file.name} » ne contient aucune note : seulement des titres, ou rien. Écrivez une idée "
                f"par "
                "ligne.",
                f"“{file.name}” holds no note: only headings, or nothing. Write one idea per line.",
            )
        warnings += reader.warnings()
        if warnings:
            parsed.warnings[0] = warnings
        parsed.dropped_columns = sorted(set(reader.left_out))
        return parsed


def read_lines(file: SourceFile, encoding: str | None) -> tuple[list[Line], list[str]]:
    """The classified lines of a text, Markdown or Word file, and what to tell about the reading."""
    if PurePath(file.name).suffix.lower() in WORD or file.head.startswith(
        (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
    ):
        document = _read_word(file)
        footnotes = [f"notes de bas de page non lues : {document.footnotes}"] if document.footnotes else []
        return docx_lines(document), footnotes
    decoded = decode(file, encoding)
    lines: list[str] = []
    for line in decoded.lines():
        lines.append(line.removeprefix("\ufeff") if not lines else line)
        if len(lines) > MAX_LINES:
            raise UnusableSourceError(
                f"« {file.name} » a plus de {MAX_LINES:,} lignes : ce n'est pas une liste de notes. "
                f"Donnez-le en "
                "CSV, avec une ligne de titres.",
                f"“{file.name}” has more than {MAX_LINES:,} lines: this is no list of notes. Give it as "
                f"CSV, with "
                "a row of titles.",
            )
    repaired = [f"{name} : {count}" for name, count in sorted(decoded.repairs.items())]
    return text_lines(lines), decoded.warnings + repaired


class _Reader:
    def __init__(self, parsed: Parsed) -> None:
        self.parsed = parsed
        self.information: dict[str, str] = {}
        self.levels: list[tuple[int, str, str]] = []
        """Open headings: level, what each sets, to what."""
        self.columns: dict[int, str] = {}
        self.pending: Draft | None = None
        self.left_out: list[str] = []

    def read(self, lines: Iterable[Line]) -> None:
        for line in lines:
            if line.kind == HEADING:
                self._heading(line)
            elif line.kind == INFORMATION:
                self._information(line)
            elif line.kind == CELL:
                self._cell(line)
            elif line.kind == MORE and self.pending is not None:
                self.pending.raw += f" {line.text}"
            elif line.kind == BLANK:
                self.pending = None
            elif line.kind in {NOTE, PROSE, MORE}:
                self._note(line)
        for draft in self.parsed.drafts:
            self._read_marks(draft)

    def warnings(self) -> list[str]:
        """What a person should know about this reading."""
        return (
            [f"lignes laissées de côté (personnes, effectifs) : {len(self.left_out)}"]
            if self.left_out
            else []
        )

    def _heading(self, line: Line) -> None:
        self.pending = None
        self.columns = {}
        while self.levels and self.levels[-1][0] >= line.level:
            self.levels.pop()
        short = TITLE_END.split(line.text)[0].strip()
        kind = vocabulary.kind_of(short)
        if not self.parsed.title and line.level == 1:
            self.parsed.title = line.text
        if kind is not None:
            self.levels.append((line.level, "kind", kind))
        elif SESSION_TITLE.match(plain(short)):
            self.levels.append((line.level, "session", short))
        elif line.level > 1 or self.parsed.title != line.text:
            self.levels.append((line.level, "question", line.text))

    def _set(self, what: str) -> list[str]:
        """What the open headings set, the largest first."""
        return [value for _, name, value in self.levels if name == what]

    def _information(self, line: Line) -> None:
        self.pending = None
        if line.name:
            self.information[line.name] = line.text
        else:
            self.left_out.append("personnes et effectifs")

    def _cell(self, line: Line) -> None:
        self.pending = None
        if line.first_row:
            self.columns[line.column] = line.text
        elif line.text:
            self._note(line)
            self.pending = None

    def _note(self, line: Line) -> None:
        if not says_something(line.text):
            self.parsed.rejects.append(Reject(0, "contribution", line.number, "no word"))
            self.pending = None
            return
        said = self.information
        kinds, questions = self._set("kind"), self._set("question")
        column = self.columns.get(line.column, "") if line.kind == CELL else ""
        kind = vocabulary.kind_of(column) if column else None
        asked = column if kind is None else ""
        draft = Draft(
            raw=line.text,
            row=len(self.parsed.drafts) + 1,
            capture=vocabulary.capture_of(said.get("capture", "")) or "noted",
            voice="collective",
            channel="room",
            declared_kind=kind or (kinds[-1] if kinds else None),
            session=" · ".join(self._set("session")) or said.get("session"),
            question=asked or (questions[-1] if questions else said.get("question")),
            public=said.get("public"),
            territory=said.get("territory"),
            date=said.get("date"),
            location=f"l. {line.number}",
        )
        voice = vocabulary.voice_of(said.get("voice", ""))
        if voice is not None:
            draft.voice, draft.voice_count = voice
        self.parsed.drafts.append(draft)
        self.pending = draft

    def _read_marks(self, draft: Draft) -> None:
        draft.room_support = vocabulary.dots_at_end(draft.raw)
        voice = vocabulary.voice_at_end(draft.raw)
        if voice is not None:
            draft.voice, draft.voice_count = voice


def _read_word(file: SourceFile) -> WordDocument:
    return read_odt(file) if is_odt(file) else read_docx(file)


def _has_suffix(file: SourceFile) -> bool:
    return PurePath(file.name).suffix.lower() in SUFFIXES


def _looks_like_notes(file: SourceFile) -> bool:
    """Whether bullets and short lines outweigh paragraphs. Damaged files are left to the document format."""
    word = PurePath(file.name).suffix.lower() in WORD
    if not file.size or (not word and binary_kind(file.head)):
        return False
    try:
        lines = docx_lines(_read_word(file)) if word else text_lines(_first_lines(file))
    except ConcertiaError:
        return False
    said = [line for line in lines if line.kind in {NOTE, PROSE, CELL, MORE} and line.text]
    if not said:
        return False
    notes = sum(len(line.text) for line in said if _reads_as_note(line))
    return notes > 0.5 * sum(len(line.text) for line in said)


def _reads_as_note(line: Line) -> bool:
    if line.kind == MORE or (line.kind == PROSE and is_cut(line.text) and line.text[-1:] not in ")]"):
        return False
    return len(line.text) <= (LONG if line.kind == NOTE else LONG / 2)


def _first_lines(file: SourceFile) -> list[str]:
    """Lines of the head, whole ones if possible."""
    head = decode(file)
    text = file.head.decode(head.encoding, "replace")
    lines = text.splitlines(keepends=True)
    return lines[:-1] if len(file.head) < file.size and len(lines) > 1 else lines


FORMAT = Notes()
