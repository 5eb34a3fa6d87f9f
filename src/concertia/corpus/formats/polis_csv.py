"""Polis CSV exports: ``comments``, ``votes``, ``participants-votes``, ``summary`` and their companions.

Statements and votes are read; ``participants-votes``, ``summary`` and ``stats-history`` only check them.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from pathlib import PurePosixPath

from concertia.corpus.formats.decoding import decode, guess_encoding
from concertia.corpus.formats.polis import BASIS, Statement, settle_votes, tallies_alone
from concertia.corpus.formats.polis_checks import history_checks, participants_checks, summary_checks
from concertia.corpus.formats.polis_statements import read_statements
from concertia.corpus.formats.port import Parsed, ReadOptions, SourceFile
from concertia.corpus.formats.vote_events import IN_SECONDS, VoteColumns, VoteEvents, read_vote_events
from concertia.errors import UnusableSourceError
from concertia.storage.canonical import sha256_file

_SUFFIX = re.compile(
    r"[-_. ]*(?:participants?-\w+|comment-\w+|comments|votes|summary|stats-history)\.csv$",
    re.IGNORECASE,
)
_NAMED = re.compile(r"\d{4}-\d{2}-\d{2}-\d{4}-(\w+)$")
"""Exports of 2025 carry date, hour and conversation id in their names."""


class PolisCsv:
    """The CSV files of one conversation, in one folder."""

    name = "polis-csv"

    def detect(self, files: Sequence[SourceFile]) -> list[list[SourceFile]]:
        """By header. Files of one folder go together; with several conversations, by name."""
        folders: dict[str, list[tuple[str, SourceFile]]] = {}
        for file in files:
            kind = kind_of(file)
            if kind:
                folders.setdefault(str(file.path.parent), []).append((kind, file))
        groups: list[list[SourceFile]] = []
        for members in folders.values():
            several = sum(kind == "comments" for kind, _ in members) > 1
            parts: dict[str, list[tuple[str, SourceFile]]] = {}
            for kind, file in members:
                prefix = _SUFFIX.sub("", file.path.name) if several else ""
                parts.setdefault(prefix, []).append((kind, file))
            groups += [
                [file for _, file in part]
                for part in parts.values()
                if any(kind in ("comments", "votes") for kind, _ in part)
            ]
        return groups

    def read(self, files: Sequence[SourceFile], options: ReadOptions) -> Parsed:
        """Read one conversation. Raises UnusableSourceError without its statements."""
        kinds = [kind_of(file) or "other" for file in files]
        if "comments" not in kinds:
            raise _without_comments(files)
        comments = kinds.index("comments")
        parsed = Parsed(self.name, "", "", list(files), participants_basis=BASIS)
        told = _summary(files, kinds, options)
        parsed.title = told.get("topic") or None
        parsed.source = f"polis:{_conversation(files, told, comments)}"
        header, delimiter = _header(files[comments])
        statements, rejects, repairs = read_statements(
            files[comments], header, delimiter=delimiter, encoding=options.encoding, index=comments
        )
        parsed.rejects += rejects
        parsed.repairs[comments] = dict(repairs)
        parsed.drafts = [item.draft(comments, parsed.title) for item in statements]
        events = _votes(files, kinds, options)
        seconds = (events.seconds if events else False) or _in_seconds(statements)
        parsed.format_version = _generation(header, seconds=seconds)
        convention = None if seconds else 1
        if events is None:
            tallies_alone(parsed, statements, options, convention=convention, comments=comments)
        else:
            parsed.rejects += events.rejects
            parsed.repairs[events.draft.file] = dict(events.repairs)
            settle_votes(parsed, statements, events.draft, options, convention=convention, comments=comments)
        _check(parsed, kinds, statements, events, told)
        return parsed


FORMAT = PolisCsv()


def kind_of(file: SourceFile) -> str | None:
    """What a file is in a Polis export, from its first line; ``None`` if it is not part of one."""
    columns, _ = _header(file)
    names = set(columns)
    if {"comment-id", "comment-body"} <= names:
        known = names & {"moderated", "agrees", "timestamp", "author-id"}
        return "comments" if known and not any(name.startswith("attribute_") for name in names) else None
    if {"comment-id", "voter-id", "vote"} <= names:
        return "votes"
    if columns[0] == "participant" and len(columns) > 1:
        return "participants" if "group-id" in names else "other"
    if {"n-votes", "n-voters"} <= names:
        return "history"
    if columns[0] == "comment-id" and ("total-votes" in names or "layer0-cluster-id" in names):
        return "other"
    if columns[0] == "topic" and re.search(rb"\n\"?(?:url|voters)\"?[,;\t]", file.head):
        return "summary"
    return None


def _header(file: SourceFile) -> tuple[list[str], str]:
    """Column names in lower case, and the separator."""
    text = file.head[:16384].decode(guess_encoding(file.head), "replace").lstrip("\ufeff")
    line = text.splitlines()[0] if text.strip() else ""
    delimiter = max(",;\t", key=line.count)
    names = next(csv.reader([line.replace("\0", "")], delimiter=delimiter), None) or [""]
    return [name.strip().lower() for name in names], delimiter


def _votes(files: Sequence[SourceFile], kinds: Sequence[str], options: ReadOptions) -> VoteEvents | None:
    if "votes" not in kinds:
        return None
    index = kinds.index("votes")
    header, delimiter = _header(files[index])
    time = "timestamp" if "timestamp" in header else None
    columns = VoteColumns("comment-id", "voter-id", "vote", time)
    return read_vote_events(
        files[index],
        header,
        columns,
        delimiter=delimiter,
        encoding=options.encoding,
        index=index,
        basis=BASIS,
    )


def _check(
    parsed: Parsed,
    kinds: Sequence[str],
    statements: Sequence[Statement],
    events: VoteEvents | None,
    told: dict[str, str],
) -> None:
    """Compare with the files that only serve to check."""
    for index, (kind, file) in enumerate(zip(kinds, parsed.files, strict=True)):
        if kind == "summary":
            parsed.checks += summary_checks(told, statements, events, index)
        elif kind == "history" and events is not None:
            parsed.checks += history_checks(file, events, index)
        elif kind == "participants":
            header, delimiter = _header(file)
            if "xid" in header:
                parsed.dropped_columns.append("xid")
            if events is not None:
                checks, warnings = participants_checks(file, header, delimiter, events, index)
                parsed.checks += checks
                parsed.warnings.setdefault(index, []).extend(warnings)
        elif kind == "other" and "xid" in _header(file)[0]:
            parsed.dropped_columns.append("xid")


def _summary(files: Sequence[SourceFile], kinds: Sequence[str], options: ReadOptions) -> dict[str, str]:
    if "summary" not in kinds:
        return {}
    file = files[kinds.index("summary")]
    lines = (line.replace("\0", "") for line in decode(file, options.encoding).lines())
    rows = csv.reader(lines, delimiter=_header(file)[1])
    return {row[0].strip(): row[1].strip() for row in rows if len(row) > 1}


def _conversation(files: Sequence[SourceFile], told: dict[str, str], comments: int) -> str:
    """The id of the conversation: from its address, else the names of its files, else the file's hash."""
    from_url = PurePosixPath(told.get("url", "").rstrip("/")).name
    if from_url:
        return from_url
    for file in files:
        match = _NAMED.match(_SUFFIX.sub("", file.path.name))
        if match:
            return match[1]
    return sha256_file(files[comments].path)[:16]


def _in_seconds(statements: Sequence[Statement]) -> bool:
    times = [int(item.date) for item in statements if item.date and item.date.isdigit()]
    return bool(times) and max(times) < IN_SECONDS


def _generation(header: Sequence[str], *, seconds: bool) -> str:
    clock = "seconds" if seconds else "milliseconds"
    extra = [name for name in ("datetime", "is-meta", "is-seed", "importance") if name in header]
    return " ".join([clock, *extra])


def _without_comments(files: Sequence[SourceFile]) -> UnusableSourceError:
    names = ", ".join(file.name for file in files)
    return UnusableSourceError(
        f"Export Polis incomplet ({names}) : il manque comments.csv, donc le texte des propositions. "
        "Donnez le dossier de l'export en entier.",
        f"Incomplete Polis export ({names}): comments.csv is missing, hence the text of the statements. "
        "Give the whole folder of the export.",
    )
