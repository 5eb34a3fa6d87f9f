"""Rows of a platform's table as rows of a free table: one sort of record, columns named by their role.

Rows that repeat a record already read (an export that writes the proposal again beside each of its comments)
give nothing: records are counted by id, never by row.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape

from concertia.corpus.formats.column_names import names_person, plain, rank, word_key
from concertia.corpus.formats.column_profiles import profile
from concertia.corpus.formats.guessing import guess_mapping
from concertia.corpus.formats.mapping import TableMapping, quoted
from concertia.corpus.formats.platforms import Record, columns, every_column, key
from concertia.corpus.formats.table_drafts import JOINED, TAGS
from concertia.corpus.formats.table_reading import Row

COUNTS = ("agree", "disagree", "pass", "mixed")
PASSED = (
    *("id", "author", "date", "territory", "public", "session", "question", "kind", "position", "language"),
    *("dots", "moderation", "moderation_reason", "parent", *COUNTS, "voter", "vote", "statement"),
)
"""Roles handed to the reader of free tables, in this order."""
FORM_ROLES = ("territory", "public", "session", "organisation", "statements")
"""What the closed questions of a form may tell."""
NOT_SET = frozenset(("", "0", "false", "non", "no", "n", "none", "not trashed", "nottrashed"))
NO_PARENT = frozenset(("", "-1", "0"))
LOCALE = re.compile(r"[ /_]([a-z]{2})$")
CODE = re.compile(r"(?:QUXV\w+={0,2}|[A-Za-z]\w*(?:\[\w+\])*)(?:\s+-\s+|\.\s+)(?=\S)")
"""What stands before a question: ``QUXVlc3Rpb246MTY5 - ``, ``Q169 - ``, ``G1Q2[SQ001]. ``."""
INVITES = re.compile(
    r"\b(remarques?|commentaires?|suggestions?|precis(?:ez|ions?)|pourquoi|expliquez|comments?|details?)\b"
)
"""Words of a title that ask people to write, however short what they wrote."""
FREE_PART = re.compile(r"\[(?:other|autre|comment|commentaire)\]\s*$", re.I)


@dataclass
class RecordRows:
    """The records of one sort in one file, and what was seen on the way."""

    record: Record
    titles: Sequence[str]
    questions: tuple[int, ...] = ()
    """Columns of the open questions of a form."""
    described: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    """Columns that tell something of the person or hold positions, in a form."""
    texts: dict[str, str] = field(default_factory=dict)
    """By id: the text first read."""
    repeated: int = 0
    differing: int = 0
    """Rows that repeat an id with another text."""
    supporters: dict[str, set[str]] = field(default_factory=dict)
    announced: dict[str, int] = field(default_factory=dict)
    counted: int = 0
    """Sum of the totals read, to compare with ``announced["votes"]``."""

    def __post_init__(self) -> None:
        self.keys = [key(title) for title in self.titles]
        found = {role: columns(said, self.keys) for role, said in self.record.columns.items()}
        self.found = {role: indexes for role, indexes in found.items() if indexes}
        totals = {what: columns(said, self.keys) for what, said in self.record.announced.items()}
        self.totals = {what: indexes for what, indexes in totals.items() if indexes}
        self.parts = [columns(part, self.keys) for part in self.record.text]
        self.roles = [role for role in PASSED if role in self.found or role in self._made()]
        extra = [self.titles[index] for role in FORM_ROLES for index in self.described.get(role, ())]
        asked = [asked_by(self.titles[index]) for index in self.questions]
        self.out_titles = [*self.roles, *extra, *(asked or ([] if self.votes else ["text"]))]

    @property
    def votes(self) -> bool:
        """Whether the records are votes."""
        return self.record.record == "vote"

    def _made(self) -> set[str]:
        made = {"moderation", "moderation_reason"} if self.record.aside else set()
        return made | ({"author"} if self.questions else set())

    def mapping(self) -> TableMapping:
        """How the rows given by ``read`` are to be understood."""
        mapped: dict[str, tuple[int, ...]] = {role: (place,) for place, role in enumerate(self.roles)}
        place = len(self.roles)
        for role in FORM_ROLES:
            taken = self.described.get(role, ())
            if taken:
                mapped[role] = tuple(range(place, place + len(taken)))
                place += len(taken)
        if not self.votes:
            mapped["text"] = tuple(range(place, len(self.out_titles)))
        values = {
            role: {word_key(word): meaning for word, meaning in words.items()}
            for role, words in self.record.choices.items()
        }
        return TableMapping(mapped, values)

    def without_empty_counts(self, rows: Iterable[Row]) -> None:
        """Leave out totals that are empty everywhere: hidden votes are not zero votes."""
        cells = [row.cells for row in rows]
        for role in COUNTS:
            indexes = self.found.get(role, ())
            if indexes and not any(line[index].strip() for line in cells for index in indexes):
                self.roles.remove(role)
                self.out_titles.remove(role)

    def read(self, row: Row) -> Row | None:
        """The record in a row; ``None`` if there is none, or it was already read."""
        name = self.cell(row, "id")
        if not name and "id" in self.found:
            return None
        text = self._text(row)
        if name:
            self._support(row, name)
            if name in self.texts:
                self.repeated += 1
                self.differing += self.texts[name] != text
                return None
            self.texts[name] = text
        for what, indexes in self.totals.items():
            number = self._sum(row, indexes)
            self.announced[what] = self.announced.get(what, 0) + (int(number) if number.isdecimal() else 0)
        sums = [self._sum(row, self.found[role]) for role in COUNTS if role in self.roles]
        self.counted += sum(int(number) for number in sums if number.isdecimal())
        passed = [self._value(row, role) for role in self.roles]
        extra = [row.cells[index] for role in FORM_ROLES for index in self.described.get(role, ())]
        if self.votes:
            said = []
        else:
            said = [row.cells[index] for index in self.questions] if self.questions else [text]
        return Row(row.line, [*passed, *extra, *said], self._unread(row))

    def cell(self, row: Row, role: str) -> str:
        """The first filled cell of a role, trimmed; empty if the table has no such column."""
        return next((cell for i in self.found.get(role, ()) if (cell := row.cells[i].strip())), "")

    def used(self) -> set[int]:
        """Columns that are read."""
        read = {index for indexes in (*self.found.values(), *self.parts) for index in indexes}
        read |= {index for indexes in self.described.values() for index in indexes}
        said = (*self.record.aside, *self.record.announced.values())
        return read | set(self.questions) | {i for t in said for i in columns(t.partition("=")[0], self.keys)}

    def told(self) -> list[str]:
        """The roles of the columns, as a mapping file would say them."""
        parts = [("text", part) for part in self.parts if part]
        roles = [(role, self.found[role]) for role in self.found if role != "ignored"]
        return [
            f"{role} = {', '.join(quoted(self.titles[index]) for index in indexes)}"
            for role, indexes in [*parts, *roles, *self.described.items()]
        ]

    def _value(self, row: Row, role: str) -> str:
        if role == "id":
            name = self.cell(row, role)
            return self.record.prefix + name if name else ""
        if role in COUNTS:
            return self._sum(row, self.found[role])
        if role == "public":
            return JOINED.join(c for i in self.found[role] if (c := row.cells[i].strip()))
        if role == "author" and self.questions and not self.cell(row, role):
            return self.cell(row, "id") or f"l{row.line}"
        if role == "parent":
            return self._parent(row)
        if role in ("moderation", "moderation_reason") and self.record.aside:
            why = self._aside(row)
            if why:
                return "rejected" if role == "moderation" else why
        if role == "language":
            return self.cell(row, role)[:2].lower()
        return self.cell(row, role)

    def _aside(self, row: Row) -> str | None:
        for said, why in self.record.aside.items():
            title, _, word = said.partition("=")
            for index in columns(title, self.keys):
                value = plain(row.cells[index])
                if value == plain(word) if word else value not in NOT_SET:
                    return why
        return None

    def _parent(self, row: Row) -> str:
        reply = self.cell(row, "reply")
        if reply not in NO_PARENT:
            return self.record.prefix + reply
        name = self.cell(row, "parent")
        kind = key(self.cell(row, "parent_type"))
        return self.record.parent_prefix.get(kind, "") + name if name else ""

    def _support(self, row: Row, name: str) -> None:
        supporter = self.cell(row, "supports")
        if "supports" in self.found:
            self.supporters.setdefault(name, set()).update({supporter} - {""})

    def _sum(self, row: Row, indexes: tuple[int, ...]) -> str:
        filled = [cell for i in indexes if (cell := row.cells[i].strip())]
        if len(filled) > 1 and all(cell.isdecimal() for cell in filled):
            return str(sum(map(int, filled)))
        return filled[0].removesuffix(".0") if filled else ""

    def _text(self, row: Row) -> str:
        """Title and parts of the text, each once, as plain text or as one fragment of HTML."""
        groups = [self.found.get("title", ()), *self.parts]
        parts = list(dict.fromkeys(part for group in groups if (part := self._written(row, group))))
        if not any(TAGS.search(part) for part in parts):
            return "\n\n".join(parts)
        return "".join(part if TAGS.search(part) else _paragraphs(part) for part in parts)

    def _written(self, row: Row, indexes: tuple[int, ...]) -> str:
        filled = [i for i in indexes if row.cells[i].strip()]
        french = [i for i in filled if self.keys[i].endswith(" fr")]
        return row.cells[(french or filled)[0]].strip() if filled else ""

    def _unread(self, row: Row) -> frozenset[int]:
        start = len(self.out_titles) - max(1, len(self.questions))
        from_columns = self.questions or tuple(i for part in self.parts for i in part)
        hit = [place for place, index in enumerate(from_columns) if index in row.unread]
        return frozenset(start + (place if self.questions else 0) for place in hit)


@dataclass(frozen=True)
class Form:
    """What the columns of a form are. Indexes are positions in the titles of the table."""

    rows: RecordRows
    closed: tuple[int, ...]
    """Columns of closed questions, which are not read."""
    personal: tuple[int, ...]


def read_form(record: Record, titles: Sequence[str], sample: Sequence[Row]) -> Form:
    """The questions of a form from its titles and first rows: each open one is a column of texts."""
    keys = [key(title) for title in titles]
    known = {i for said in record.columns.values() for i in every_column(said, keys)}
    known |= {i for said in record.aside for i in columns(said, keys)}
    rest = [i for i in range(len(titles)) if i not in known]
    guess = guess_mapping([titles[i] for i in rest], [[row.cells[i] for i in rest] for row in sample])
    described = {
        role: tuple(rest[place] for place in guess.mapping.columns[role])
        for role in FORM_ROLES
        if role in guess.mapping.columns and role not in record.columns
    }
    personal = tuple(rest[place] for place in guess.dropped)
    taken = {index for indexes in described.values() for index in indexes} | set(personal)
    asked = [i for i in rest if i not in taken]
    is_open = tuple(i for i in asked if _is_open(titles[i], [row.cells[i] for row in sample]))
    named = (i for i in sorted(known) if names_person(titles[i]))
    rows = RecordRows(record, titles, is_open, described)
    return Form(rows, tuple(i for i in asked if i not in is_open), (*named, *personal))


def _is_open(title: str, values: Sequence[str]) -> bool:
    """Whether people wrote the answers, rather than choosing them."""
    seen = profile(values)
    if not seen.filled or seen.numeric >= 0.5 or seen.date >= 0.8 or seen.agreement >= 0.9:
        return False
    worded = seen.distinct >= 0.8 and seen.mean_length >= 12
    invites = not seen.is_closed and (rank("text", title) is not None or INVITES.search(plain(title)))
    return seen.is_free_text or worded or bool(FREE_PART.search(title) or invites)


def _paragraphs(text: str) -> str:
    return "".join(f"<p>{escape(line, quote=False)}</p>" for line in text.split("\n") if line.strip())


def asked_by(title: str) -> str:
    """The question in a title, without the codes that a tool puts around it."""
    inside = re.fullmatch(r"responses/(.+)/value", title, re.DOTALL)
    return CODE.sub("", inside[1] if inside else title, count=1)


def records_in(rows: Iterable[Row], kinds: Sequence[RecordRows]) -> Iterator[tuple[int, Row] | Row]:
    """Each record with the position of its sort; a row that holds none of them comes back as it is."""
    for row in rows:
        before = sum(kind.repeated for kind in kinds)
        found = [(place, made) for place, kind in enumerate(kinds) if (made := kind.read(row)) is not None]
        yield from found
        if not found and sum(kind.repeated for kind in kinds) == before:
            yield row
