"""Reads the tables that ``platforms.toml`` describes, with the machinery of free tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from concertia.corpus.formats.column_names import names_person
from concertia.corpus.formats.guessing import Guess
from concertia.corpus.formats.mapping import TableMapping, TableOptions, read_table_options, read_values
from concertia.corpus.formats.platform_rows import COUNTS, RecordRows, read_form, records_in
from concertia.corpus.formats.platforms import Platform, Record, key, platforms
from concertia.corpus.formats.port import Check, Draft, Parsed, ReadOptions, Reject, SourceFile, TallyDraft
from concertia.corpus.formats.table_drafts import TAGS, TableDrafts, draft_rows
from concertia.corpus.formats.table_opening import OpenTable, all_rows, open_table
from concertia.corpus.formats.table_peeking import first_rows
from concertia.corpus.formats.table_reading import Row
from concertia.corpus.formats.tables import gather_drafts, mapping_question, moderation_question
from concertia.errors import UnusableSourceError

TOTALS = {"agree": "agrees", "disagree": "disagrees", "pass": "passes", "mixed": "mixed"}
NO_RECORD = "row of another kind"


class PlatformTables:
    """The tables of one platform: one file, or the files of one export."""

    def __init__(self, platform: Platform) -> None:
        self.platform = platform
        self.name = platform.name

    def detect(self, files: Sequence[SourceFile]) -> list[list[SourceFile]]:
        """By titles."""
        return self.platform.detect(files)

    def read(self, files: Sequence[SourceFile], options: ReadOptions) -> Parsed:
        """Read the files of one export. Raises UnusableSourceError where none holds a record."""
        parsed = Parsed(self.name, "", f"{self.name}:{files[0].name}", list(files))
        if self.platform.form:
            parsed.participants_basis = "sessions"
        kinds = [self._read_file(file, number, parsed, options) for number, file in enumerate(files)]
        parsed.format_version = "+".join(dict.fromkeys(kinds))
        if any(draft.author for draft in parsed.drafts) or parsed.votes:
            parsed.participants_basis = parsed.participants_basis or "declared"
        if parsed.votes:
            _votes_instead_of_totals(parsed)
        return parsed

    def _read_file(self, file: SourceFile, number: int, parsed: Parsed, options: ReadOptions) -> str:
        opened = open_table(file, self._opening(file, options))
        records = self._records(opened.titles)
        if not records:
            raise self._not_this(file)
        warnings = parsed.warnings.setdefault(number, [])
        kept = [record for record in records if record.unread is None]
        if not kept:
            warnings.append(f"reconnu : {self.platform.label} ; laissé de côté : {records[0].unread}")
            return opened.kind
        if self.platform.form:
            form = read_form(kept[0], opened.titles, opened.sample)
            kinds, closed, personal = [form.rows], form.closed, form.personal
            if not form.rows.questions and not form.rows.described.get("statements"):
                raise mapping_question(file, opened, _undecided(closed))
        else:
            kinds, closed = [RecordRows(record, opened.titles) for record in kept], ()
            personal = tuple(i for i, title in enumerate(opened.titles) if names_person(title))
        for kind in kinds:
            kind.without_empty_counts(opened.sample)
        self._gather(parsed, number, opened, kinds, options)
        parsed.dropped_columns.extend(opened.titles[index] for index in personal)
        warnings.append(self._told(opened.titles, kinds, closed, personal))
        warnings.extend(_repeats(kinds))
        return opened.kind

    def _records(self, titles: Sequence[str]) -> list[Record]:
        return self.platform.records_of([key(title) for title in titles])

    def _opening(self, file: SourceFile, options: ReadOptions) -> TableOptions:
        said = read_table_options(options.mapping)
        header = said.header_row
        if header is None:
            rows = first_rows(file)
            header = next((row.line for row in rows if self._records(row.cells)), None)
        return TableOptions(said.separator, said.encoding or options.encoding, said.sheet, header)

    def _gather(
        self,
        parsed: Parsed,
        number: int,
        opened: OpenTable,
        kinds: Sequence[RecordRows],
        options: ReadOptions,
    ) -> None:
        rows: list[list[Row]] = [[] for _ in kinds]
        for found in records_in(all_rows(opened, TableMapping({})), kinds):
            if isinstance(found, Row):
                parsed.rejects.append(Reject(number, "contribution", found.line, NO_RECORD))
            else:
                rows[found[0]].append(found[1])
        gathered = TableDrafts()
        for place, kind in enumerate(kinds):
            mapping = kind.mapping()
            mapping = TableMapping(mapping.columns, mapping.values | read_values(options.mapping or {}))
            made = draft_rows(rows[place], list(kind.out_titles), mapping, number)
            if made.unknown_moderation:
                raise moderation_question(parsed.files[number], list(made.unknown_moderation))
            for draft in made.drafts:
                _complete(draft, kind)
            _add_supports(kind, made.drafts, made.tallies, number)
            parsed.checks += _checks(kind, made.tallies, kinds, rows, number)
            gathered.drafts += made.drafts
            gathered.tallies += made.tallies
            gathered.votes += made.votes
            gathered.rejects += [_counted_as(reject, kind) for reject in made.rejects]
            gathered.repairs += made.repairs
        gather_drafts(parsed, number, opened, gathered)

    def _told(
        self,
        titles: Sequence[str],
        kinds: Sequence[RecordRows],
        closed: Sequence[int],
        personal: Sequence[int],
    ) -> str:
        used = {index for kind in kinds for index in kind.used()} | {*closed, *personal}
        left = [title for index, title in enumerate(titles) if index not in used]
        asked = [titles[index] for kind in kinds for index in kind.questions]
        told = [f"lu comme : {self.platform.label}"]
        roles = list(dict.fromkeys(line for kind in kinds for line in kind.told()))
        if roles:
            told.append("; ".join(roles))
        if asked:
            told.append(f"questions ouvertes : {_listed(asked)}")
        if closed:
            told.append(f"questions fermées, non lues : {_listed([titles[index] for index in closed])}")
        told.append(f"colonnes non lues : {_listed(left) or 'aucune'}")
        return " ; ".join(told)

    def _not_this(self, file: SourceFile) -> UnusableSourceError:
        marks = " ; ".join(", ".join(record.marks) for record in self.platform.records)
        return UnusableSourceError(
            f"« {file.name} » n'a pas les colonnes attendues de {self.platform.label} ({marks}). "
            "Enlevez --format : le fichier sera lu comme un tableau.",
            f"“{file.name}” has not the columns expected of {self.name} ({marks}). "
            "Leave out --format: the file will be read as a table.",
        )


def _undecided(closed: Sequence[int]) -> Guess:
    return Guess(TableMapping({}), (), tuple(closed), tuple(closed))


def _complete(draft: Draft, kind: RecordRows) -> None:
    """What holds for every record of the sort."""
    fixed = kind.record.fixed
    draft.record = kind.record.record
    draft.voice = fixed.get("voice", draft.voice) if draft.voice == "unknown" else draft.voice
    draft.capture = fixed.get("capture", draft.capture)
    draft.channel = fixed.get("channel", draft.channel)
    draft.votable = draft.votable or fixed.get("votable", False)
    draft.declared_kind = draft.declared_kind or fixed.get("kind")
    draft.html = bool(TAGS.search(draft.raw))
    if len(kind.questions) == 1:
        draft.question = draft.question or kind.out_titles[-1]


def _counted_as(reject: Reject, kind: RecordRows) -> Reject:
    record = kind.record.record if reject.record == "contribution" else reject.record
    return Reject(reject.file, record, reject.line, reject.reason)


def _add_supports(kind: RecordRows, drafts: Sequence[Draft], tallies: list[TallyDraft], number: int) -> None:
    """Totals of supporters counted one by one, where the table gives no total."""
    known = {tally.source_id for tally in tallies}
    if not any(kind.supporters.values()):
        return
    for draft in drafts:
        name = draft.source_id or ""
        if name not in known:
            draft.votable = True
            found = len(kind.supporters.get(name.removeprefix(kind.record.prefix), ()))
            tallies.append(TallyDraft(name, found, 0, file=number, line=draft.row))


def _checks(
    kind: RecordRows,
    tallies: Sequence[TallyDraft],
    kinds: Sequence[RecordRows],
    rows: Sequence[Sequence[Row]],
    number: int,
) -> list[Check]:
    """Totals that the table announces, against those that were read."""
    checks = []
    if "votes" in kind.announced and tallies:
        checks.append(Check("votes: total", kind.announced["votes"], kind.counted, number))
    for what, expected in kind.announced.items():
        sorts = [place for place, other in enumerate(kinds) if other.record.record == what]
        if sorts:
            checks.append(Check(f"{what}s: total", expected, sum(len(rows[p]) for p in sorts), number))
    if any(kind.supporters.values()) and "agree" in kind.roles:
        found = sum(len(people) for people in kind.supporters.values())
        checks.append(Check("votes: total", sum(tally.agree for tally in tallies), found, number))
    return checks


def _votes_instead_of_totals(parsed: Parsed) -> None:
    """Where each vote is there, the totals are only compared with them."""
    for number in range(len(parsed.files)):
        values = [events.value for events in parsed.votes if events.file == number]
        tallies = [tally for tally in parsed.tallies if tally.file == number]
        if not values or not tallies:
            continue
        read = Counter(np.concatenate(values).tolist())
        said = (
            sum(tally.agree for tally in tallies),
            sum(tally.disagree for tally in tallies),
            sum(tally.passed for tally in tallies),
            sum(tally.mixed for tally in tallies),
        )
        for role, value, expected in zip(COUNTS, (1, -1, 0, 2), said, strict=True):
            if expected or read[value]:
                name = f"{TOTALS[role]}: sum over statements"
                parsed.checks.append(Check(name, expected, read[value], number))
        parsed.tallies = [tally for tally in parsed.tallies if tally.file != number]


def _repeats(kinds: Sequence[RecordRows]) -> list[str]:
    repeated, differing = (sum(getattr(kind, name) for kind in kinds) for name in ("repeated", "differing"))
    told = []
    if repeated:
        told.append(f"lignes qui répètent un enregistrement déjà lu (compté une fois) : {repeated}")
    if differing:
        told.append(f"lignes de même identifiant mais d'un autre texte (le premier est gardé) : {differing}")
    return told


def _listed(titles: Sequence[str]) -> str:
    return ", ".join(f"« {title} »" for title in titles)


FORMATS = tuple(PlatformTables(platform) for platform in platforms())
LABELS = {platform.name: platform.label for platform in platforms()}
"""What each format is, in French, for the person who imports."""
