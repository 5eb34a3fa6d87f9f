"""Rows of a table, read through a mapping, as drafts, tallies and votes. Every row ends somewhere."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import numpy as np

from concertia.corpus.dates import parse_date
from concertia.corpus.formats import vocabulary
from concertia.corpus.formats.column_names import asks_question, plain, word_key
from concertia.corpus.formats.mapping import TableMapping
from concertia.corpus.formats.port import Draft, Reject, TallyDraft, VoteDraft
from concertia.corpus.formats.table_reading import Row
from concertia.corpus.people import bracket_of, named, sex_of

TAGS = re.compile(
    r"</?(?:p|br|div|span|b|i|u|em|strong|ul|ol|li|a|h[1-6]|blockquote|table|tr|td|font|img)(?:\s[^<>]*)?/?>",
    re.I,
)
JOINED = " · "
NUMERIC_VOTE = re.compile(r"[+\-−–]?1(?:\.0)?")
NO_WORD = re.compile(r"[\s.…_/\\–—-]+|#(?:REF!|N/A|VALUE!|VALEUR!|NAME\?|NOM\?|DIV/0!|NUM!|NOMBRE!)")
"""What people type to leave a box empty, and what a spreadsheet writes instead of a result."""
BOXES = frozenset({"proposition", "constat", "question", "autre"})
"""Kinds that, as the title of the only column, name the box people wrote in rather than what they wrote."""
NOTHING = re.compile(
    r"\W*(aucune?s?|non|rien|n[ée]ant|ras|sans (avis|opinion)|je ne sais pas|nsp|no|none)\b", re.I
)
"""Answers to « Quelles sont vos craintes ? » that do not declare a fear."""
NOBODY = frozenset(
    ("anonyme", "anonymous", "anonyme non verifie", "inconnu", "invite", "guest", "0", "n a", "nc")
)
"""Authors that are nobody in particular, in plain form."""
WHOLE = re.compile(r"[+\-]?\d+(?:[.,]0+)?")


@dataclass
class TableDrafts:
    """What the rows of one file gave."""

    drafts: list[Draft] = field(default_factory=list)
    tallies: list[TallyDraft] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    votes: list[VoteDraft] = field(default_factory=list)
    repairs: Counter[str] = field(default_factory=Counter)
    unknown_moderation: dict[str, None] = field(default_factory=dict)
    """Words of moderation that only a person can tell, in order of appearance."""


def draft_rows(
    rows: Iterable[Row], titles: list[str], mapping: TableMapping, file: int = 0, inverted: bool = False
) -> TableDrafts:
    """Drafts of all rows. A row of several text columns gives one contribution for each.

    ``inverted``: votes written as numbers mean agree where they say −1.
    """
    reader = _RowReader(titles, mapping, file, inverted)
    for row in rows:
        reader.read(row)
    reader.finish()
    return reader.out


class _RowReader:
    def __init__(self, titles: list[str], mapping: TableMapping, file: int, inverted: bool) -> None:
        self.titles, self.mapping, self.file, self.inverted = titles, mapping, file, inverted
        self.texts = mapping.all("text")
        self.tallied = [
            role for role in ("agree", "disagree", "pass", "mixed") if mapping.one(role) is not None
        ]
        self.out = TableDrafts()
        self.first_with_id: dict[str, tuple[str, ...]] = {}
        self.ids: Counter[str] = Counter()
        self.events: list[tuple[str, str, int, int]] = []
        """Statement, voter, value, line."""
        self.dates: list[str] = []
        self.moderation = mapping.values.get("moderation", {})
        self.kinds = {index: vocabulary.kind_of(titles[index]) for index in self.texts}
        self.asked = {index: asks_question(titles[index]) for index in self.texts}
        if len(self.texts) == 1 and self.kinds[self.texts[0]] in BOXES:
            self.kinds[self.texts[0]] = None
        for index in mapping.all("statements"):
            self.out.drafts.append(
                Draft(raw=titles[index], row=index + 1, file=file, source_id=f"q{index + 1}", votable=True)
            )

    def read(self, row: Row) -> None:
        if self.mapping.has_votes and not self.texts:
            self._read_event(row)
            return
        record = self._record_id(row)
        if self.mapping.all("statements"):
            self._read_answers(row, record)
        for index in self.texts:
            self._read_text(row, index, record)

    def _read_text(self, row: Row, index: int, record: str | None) -> None:
        raw = row.cells[index]
        title = self._joined(row, "title")
        if index in row.spread:
            self.out.repairs["text of a merged cell, counted once"] += 1
            return
        if index in row.unread:
            self._reject("contribution", row.line, "formula without stored value")
            return
        if not raw.strip() and not (title and len(self.texts) == 1):
            self._reject("contribution", row.line, "empty text")
            return
        if NO_WORD.fullmatch(raw.strip()) and not title:
            self._reject("contribution", row.line, "no word")
            return
        if title and not raw.startswith(title):
            raw = f"{title}\n\n{raw}" if raw.strip() else title
        many = len(self.texts) > 1
        source_id = f"{record or row.line}.{index + 1}" if many else record
        if source_id is None and (self.tallied or self.mapping.all("voters")):
            source_id = f"l{row.line}"
        draft = Draft(raw=raw, row=row.line, file=self.file, source_id=source_id)
        draft.html = bool(TAGS.search(raw))
        self._describe(draft, row)
        if many or self.asked[index]:
            draft.question = draft.question or self.titles[index]
        if not (self.asked[index] and self.kinds[index] != "refus" and NOTHING.match(raw)):
            draft.declared_kind = draft.declared_kind or self.kinds[index]
        self.out.drafts.append(draft)
        self._read_support(draft, row)

    def _describe(self, draft: Draft, row: Row) -> None:
        draft.parent_source_id = self._cell(row, "parent")
        draft.author = self._person(row)
        draft.date = self._cell(row, "date")
        draft.language = self._cell(row, "language")
        draft.territory = self._joined(row, "territory")
        draft.public = self._joined(row, "public")
        draft.session = self._joined(row, "session", titled=True)
        draft.question = self._joined(row, "question")
        draft.moderation = self._moderation(row)
        draft.moderation_reason = self._cell(row, "moderation_reason")
        draft.declared_kind = self._closed(row, "kind", vocabulary.kind_of)
        draft.declared_position = self._closed(row, "position", vocabulary.position_of)
        draft.room_support = self._closed(row, "dots", vocabulary.support_of) or self._closed(
            row, "support", vocabulary.support_of
        )
        bracket = self._closed(row, "age", bracket_of)
        draft.age = None if bracket is None else named(bracket)
        draft.sex = self._closed(row, "sex", sex_of)
        draft.capture = self._closed(row, "capture", vocabulary.capture_of) or draft.capture
        voice = self._closed(row, "voice", vocabulary.voice_of)
        if isinstance(voice, str):
            draft.voice = voice
        elif voice is not None:
            draft.voice, draft.voice_count = voice
        elif self._cell(row, "organisation"):
            draft.voice = "organisation"
        count = self._whole(self._cell(row, "voice_count"))
        if count is not None and count > 0:
            draft.voice_count = count

    def _moderation(self, row: Row) -> str:
        """The most severe decision of the row; an empty cell is none. Unknown words are put to the person."""
        found = {"accepted"}
        for index in self.mapping.all("moderation"):
            word = row.cells[index].strip()
            decision = self.moderation.get(word_key(word)) or vocabulary.moderation_of(word)
            if decision is not None:
                found.add(decision)
            elif word:
                self.out.unknown_moderation[word] = None
        return next(
            decision for decision in ("rejected", "counted", "pending", "accepted") if decision in found
        )

    def _read_support(self, draft: Draft, row: Row) -> None:
        if self.tallied and draft.source_id is not None:
            counts = {role: self._whole(self._cell(row, role) or "0") for role in self.tallied}
            if any(count is None or count < 0 for count in counts.values()):
                self._reject("tally", row.line, "count that is not a whole number")
            else:
                whole = {role: count or 0 for role, count in counts.items()}
                draft.votable = True
                self.out.tallies.append(
                    TallyDraft(
                        draft.source_id,
                        whole.get("agree", 0),
                        whole.get("disagree", 0),
                        whole.get("pass", 0),
                        whole.get("mixed", 0),
                        self.file,
                        row.line,
                    )
                )
        for index in self.mapping.all("voters"):
            draft.votable = True
            self._vote(str(draft.source_id), self.titles[index], row.cells[index], row.line)

    def _read_answers(self, row: Row, record: str | None) -> None:
        voter = self._person(row) or record or f"l{row.line}"
        for index in self.mapping.all("statements"):
            self._vote(f"q{index + 1}", voter, row.cells[index], row.line)

    def _read_event(self, row: Row) -> None:
        statement, voter, value = (self._cell(row, role) for role in ("statement", "voter", "vote"))
        if not statement or not voter:
            self._reject("vote", row.line, "no statement or no voter")
            return
        if self._vote(statement, voter, value or "", row.line, blank="no value"):
            self.dates.append(self._cell(row, "date") or "")

    def _vote(self, statement: str, voter: str, cell: str, line: int, blank: str | None = None) -> bool:
        """Keep one vote. An empty cell of a wide table is no vote at all, unless ``blank`` gives a reason."""
        if not cell.strip():
            if blank:
                self._reject("vote", line, blank)
            return False
        value = self.mapping.values.get("vote", {}).get(word_key(cell))
        if value is None:
            value = vocabulary.vote_of(cell)
            if self.inverted and value in {1, -1} and NUMERIC_VOTE.fullmatch(cell.strip()):
                value = -value
        if value is None:
            self._reject("vote", line, "unknown value")
            return False
        self.events.append((statement, voter, int(value), line))
        return True

    def finish(self) -> None:
        """Turn the events into columns."""
        if not self.events:
            return
        statements, voters, values, lines = zip(*self.events, strict=True)
        named = self.mapping.one("author") is not None or self.mapping.one("voter") is not None
        self.out.votes.append(
            VoteDraft(
                statement=np.array(statements, dtype=object),
                voter=np.array(voters, dtype=object),
                value=np.array(values, dtype=np.int8),
                time=np.array(
                    [_milliseconds(date) for date in self.dates or [""] * len(values)], dtype=np.int64
                ),
                line=np.array(lines, dtype=np.int64),
                file=self.file,
                basis="declared" if named or self.mapping.all("voters") else "unknown",
            )
        )

    def _record_id(self, row: Row) -> str | None:
        """The id of the row. A row with the id of an earlier one and other words gets a suffix: none is lost.

        A row that repeats both keeps the id, and the import counts it as a duplicate.
        """
        found = self._cell(row, "id")
        if found is None:
            return None
        words = tuple(row.cells[index] for index in (*self.texts, *self.mapping.all("question")))
        if self.first_with_id.setdefault(found, words) == words:
            return found
        self.ids[found] += 1
        self.out.repairs["duplicate ids renamed"] += 1
        return f"{found}~{self.ids[found] + 1}"

    def _cell(self, row: Row, role: str) -> str | None:
        index = self.mapping.one(role)
        return None if index is None else row.cells[index].strip() or None

    def _person(self, row: Row) -> str | None:
        found = self._cell(row, "author")
        return None if found is None or plain(found) in NOBODY else found

    def _joined(self, row: Row, role: str, titled: bool = False) -> str | None:
        parts = []
        for index in self.mapping.all(role):
            value = row.cells[index].strip()
            if value and titled and value.isdigit():
                value = f"{self.titles[index]} {value}"
            if value:
                parts.append(value)
        return JOINED.join(parts) or None

    def _closed(self, row: Row, role: str, recognise: Callable[[str], Any]) -> Any:
        cell = self._cell(row, role)
        if cell is None:
            return None
        said = self.mapping.values.get(role, {})
        found = said[word_key(cell)] if word_key(cell) in said else recognise(cell)
        if found is None:
            self.out.repairs[f"{role} not recognised, left empty"] += 1
        return found

    def _whole(self, cell: str | None) -> int | None:
        text = re.sub(r"[\s\u00a0\u202f]", "", cell or "")
        return int(re.split("[.,]", text)[0]) if WHOLE.fullmatch(text) else None

    def _reject(self, record: str, line: int, reason: str) -> None:
        self.out.rejects.append(Reject(self.file, record, line, reason))


def _milliseconds(date: str) -> int:
    """Milliseconds since 1970 UTC of a date as the source writes it; −1 if it cannot be read."""
    read = parse_date(date) if date else None
    if read is None:
        return -1
    moment = datetime.fromisoformat(read)
    return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() * 1000)
