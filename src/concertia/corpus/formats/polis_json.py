"""Polis conversations as JSON: ``comments``, ``votes``, ``conversation`` and, only to check, ``math-pca2``.

Two spellings: tools that rewrite the API name their columns ``statement_id`` and ``participant_id`` and turn
agree into +1; the API itself says ``tid`` and ``pid`` and keeps the inner sign, agree = −1, which is
accepted only where the totals of the statements confirm it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from concertia.corpus.formats.json_files import load_json, mapping_of, text_of, whole_of
from concertia.corpus.formats.polis import BASIS, Statement, settle_votes, tallies_alone
from concertia.corpus.formats.port import Check, Parsed, ReadOptions, Reject, SourceFile, VoteDraft
from concertia.corpus.formats.vote_events import NOT_A_VOTE, is_number
from concertia.errors import UnusableSourceError
from concertia.storage.canonical import sha256_file

_STATEMENT = ("statement_id", "tid")
_PERSON = ("participant_id", "pid")


class PolisJson:
    """The JSON files of one conversation, in one folder."""

    name = "polis-json"

    def detect(self, files: Sequence[SourceFile]) -> list[list[SourceFile]]:
        """By the keys at the beginning of each file; files of one folder go together."""
        folders: dict[str, list[tuple[str, SourceFile]]] = {}
        for file in files:
            kind = kind_of(file)
            if kind:
                folders.setdefault(str(file.path.parent), []).append((kind, file))
        return [
            [file for _, file in members]
            for members in folders.values()
            if any(kind in ("comments", "votes") for kind, _ in members)
        ]

    def read(self, files: Sequence[SourceFile], options: ReadOptions) -> Parsed:
        """Read one conversation. Raises UnusableSourceError without its statements."""
        kinds = [kind_of(file) or "" for file in files]
        found = {kind: load_json(file, options.encoding) for kind, file in zip(kinds, files, strict=True)}
        if not isinstance(found.get("comments"), list):
            raise _without_comments(files)
        comments = kinds.index("comments")
        conversation = mapping_of(found.get("conversation"))
        parsed = Parsed(self.name, "", "", list(files), participants_basis=BASIS)
        parsed.title = text_of(conversation.get("topic"))
        name = text_of(conversation.get("conversation_id")) or _first(found["comments"], "conversation_id")
        parsed.source = f"polis:{name or sha256_file(files[comments].path)[:16]}"
        statements = _statements(found["comments"], parsed, comments)
        parsed.drafts = [item.draft(comments, parsed.title) for item in statements]
        rewritten = _first(found["comments"], "statement_id") is not None
        parsed.format_version = "statement_id" if rewritten else "tid"
        convention = 1 if rewritten else -1
        votes = None
        if isinstance(found.get("votes"), list):
            votes = _votes(found["votes"], parsed, kinds.index("votes"))
            settle_votes(parsed, statements, votes, options, convention=convention, comments=comments)
        else:
            tallies_alone(parsed, statements, options, convention=1, comments=comments)
        _check(parsed, kinds, found, statements, votes)
        return parsed


FORMAT = PolisJson()


def kind_of(file: SourceFile) -> str | None:
    """What a file is in a Polis conversation, from its first keys; ``None`` if it is not part of one."""
    head = file.head.lstrip(b"\xef\xbb\xbf \t\r\n")
    keyed = any(f'"{name}"'.encode() in head for name in _STATEMENT)
    if head[:1] == b"[" and keyed:
        if b'"txt"' in head:
            return "comments"
        return "votes" if b'"vote"' in head else None
    if head[:1] != b"{":
        return None
    if any(key in head for key in (b'"comment-priorities"', b'"base-clusters"', b'"group-clusters"')):
        return "math"
    if b'"topic"' in head and (b'"strict_moderation"' in head or b'"conversation_id"' in head):
        return "conversation"
    return None


def _statements(records: Sequence[Any], parsed: Parsed, file: int) -> list[Statement]:
    statements = []
    for row, record in enumerate(records, 1):
        tid = _get(record, _STATEMENT)
        if tid is None or not isinstance(record.get("txt"), str):
            reason = "no statement id" if tid is None else "empty text"
            parsed.rejects.append(Reject(file, "contribution", row, reason))
            continue
        author = _get(record, _PERSON)
        statements.append(
            Statement(
                tid=tid,
                text=record["txt"],
                row=row,
                author=author,
                agrees=whole_of(record.get("agree_count")),
                disagrees=whole_of(record.get("disagree_count")),
                passes=whole_of(record.get("pass_count")),
                moderated=_get(record, ("moderated", "mod")) or "1",
                meta=bool(record.get("is_meta")),
                seed=bool(record.get("is_seed")),
                date=text_of(record.get("created")),
                language=_language(record.get("lang")),
            )
        )
    return statements


def _votes(records: Sequence[Any], parsed: Parsed, file: int) -> VoteDraft:
    rows: list[tuple[str, str, int, int, int]] = []
    for line, record in enumerate(records, 1):
        statement, voter = _get(record, _STATEMENT), _get(record, _PERSON)
        value = record.get("vote") if isinstance(record, dict) else None
        if statement is None or voter is None or value not in (-1, 0, 1):
            known = statement is not None and voter is not None
            reason = NOT_A_VOTE if known else "no statement or no voter"
            parsed.rejects.append(Reject(file, "vote", line, reason))
            continue
        time = record.get("modified", record.get("created"))
        rows.append((statement, voter, int(value), _milliseconds(time), line))
    columns = list(zip(*rows, strict=True)) if rows else [(), (), (), (), ()]
    return VoteDraft(
        statement=_ids(columns[0]),
        voter=_ids(columns[1]),
        value=np.array(columns[2], dtype=np.int8),
        time=np.array(columns[3], dtype=np.int64),
        line=np.array(columns[4], dtype=np.int64),
        file=file,
        basis=BASIS,
    )


def _check(
    parsed: Parsed,
    kinds: Sequence[str],
    found: dict[str, Any],
    statements: Sequence[Statement],
    votes: VoteDraft | None,
) -> None:
    if votes is None:
        return
    voters = len(np.unique(votes.voter.astype(np.str_)))
    announced = whole_of(mapping_of(found.get("conversation")).get("participant_count"))
    if announced is not None:
        file = kinds.index("conversation")
        parsed.checks.append(Check("conversation: participants", announced, voters, file))
    math = found.get("math")
    if not isinstance(math, dict):
        return
    file = kinds.index("math")
    announced = whole_of(math.get("n"))
    if announced is not None:
        parsed.checks.append(Check("math-pca2: participants", announced, voters, file))
    if isinstance(math.get("user-vote-counts"), dict):
        told = sum(whole_of(count) or 0 for count in math["user-vote-counts"].values())
        cells = {(a, b) for a, b in zip(votes.voter.tolist(), votes.statement.tolist(), strict=True)}
        parsed.checks.append(Check("math-pca2: last votes", told, len(cells), file))
    if isinstance(math.get("mod-out"), list):
        out = {str(tid) for tid in math["mod-out"]}
        ours = {item.tid for item in statements if item.moderated == "-1" or item.meta}
        parsed.checks.append(
            Check("math-pca2: statements that do not shape the groups", len(out), len(out & ours), file)
        )


def _get(record: Any, names: Sequence[str]) -> str | None:
    if not isinstance(record, dict):
        return None
    return next((text for name in names if (text := text_of(record.get(name))) is not None), None)


def _first(records: Sequence[Any], name: str) -> str | None:
    return next((_get(record, (name,)) for record in records if _get(record, (name,)) is not None), None)


def _ids(values: Sequence[str]) -> NDArray[Any]:
    if all(is_number(value) for value in values):
        return np.array([int(value) for value in values], dtype=np.int64)
    return np.array(values, dtype=object)


def _milliseconds(value: Any) -> int:
    try:
        time = int(float(value))
    except (TypeError, ValueError, OverflowError):
        return -1
    return time if 0 < time < 2**53 else -1


def _language(value: Any) -> str | None:
    """Polis asks a translation service; ``und`` is its word for unknown."""
    return value if isinstance(value, str) and value not in ("", "und") else None


def _without_comments(files: Sequence[SourceFile]) -> UnusableSourceError:
    names = ", ".join(file.name for file in files)
    return UnusableSourceError(
        f"Conversation Polis incomplète ({names}) : il manque comments.json, donc le texte des propositions. "
        "Donnez le dossier en entier.",
        f"Incomplete Polis conversation ({names}): comments.json is missing, hence the text of the "
        "statements. Give the whole folder.",
    )
