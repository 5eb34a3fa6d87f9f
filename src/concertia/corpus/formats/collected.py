"""What the site collected, one JSON object per line: every column of a corpus is said, none is guessed.

First line ``{"schema": "concertia/contributions/1", "source": "…", "participants_basis": "…"}``, then one
contribution per line with the names of ``Draft`` (``parent``: the ``id`` of the text it is about). ``id`` and
``text`` are required. Then every position, in the order received: ``{"record": "vote", "seq": 7, "voter":
"…", "contribution": id, "value": −1, 0 or 1, "at": milliseconds since 1970}``. A value outside the closed
lists of ``corpus.schema`` is a reject with its reason: nothing is silently changed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from concertia.corpus.formats.port import Draft, Parsed, ReadOptions, Reject, SourceFile, VoteDraft
from concertia.corpus.schema import (
    AGREE,
    CAPTURES,
    CHANNELS,
    DISAGREE,
    KINDS,
    MODERATIONS,
    PASS,
    POSITIONS,
    ROOM_SUPPORT,
    VOICES,
)
from concertia.errors import UnusableSourceError

SCHEMA = "concertia/contributions/1"
CLOSED = {
    "declared_kind": KINDS,
    "declared_position": POSITIONS,
    "voice": VOICES,
    "capture": CAPTURES,
    "channel": CHANNELS,
    "moderation": MODERATIONS,
}
FREE = (
    "question", "session", "territory", "public", "author", "date", "moderation_reason", "location",
    "language", "parent",
)  # fmt: skip
VOTES = (AGREE, DISAGREE, PASS)
DOTS = re.compile(r"dots:\d{1,6}")
NONCE = re.compile(r"[0-9a-f]{32}")


class Collected:
    """One file written by the site."""

    name = "concertia"

    def detect(self, files: Sequence[SourceFile]) -> list[list[SourceFile]]:
        """By the schema of the first line."""
        return [[file] for file in files if _header(file) is not None]

    def read(self, files: Sequence[SourceFile], options: ReadOptions) -> Parsed:
        """Read it. Raises UnusableSourceError where the first line is not the one expected."""
        file = files[0]
        header = _header(file)
        if header is None or not isinstance(header.get("source"), str):
            raise UnusableSourceError(
                f"« {file.name} » : la première ligne n'annonce pas « {SCHEMA} » et sa source. "
                "Faites écrire ce fichier par le site.",
                f"“{file.name}”: the first line does not announce “{SCHEMA}” and its source. "
                "Have this file written by the site.",
            )
        parsed = Parsed(self.name, SCHEMA, f"{self.name}:{header['source']}", [file])
        parsed.title = header.get("title")
        parsed.participants_basis = header.get("participants_basis")
        votes: list[tuple[int, Mapping[str, Any]]] = []
        for number, record in _records(file):
            if isinstance(record, Mapping) and record.get("record") == "vote":
                if _good_vote(record):
                    votes.append((number, record))
                else:
                    parsed.rejects.append(Reject(0, "vote", number, "unknown value"))
                continue
            reason = _wrong(record)
            if reason is not None:
                parsed.rejects.append(Reject(0, "contribution", number, reason))
            else:
                parsed.drafts.append(_draft(record, number))
        if votes:
            parsed.votes.append(_vote_draft(votes, parsed.participants_basis or "unknown"))
        return parsed


def _header(file: SourceFile) -> dict[str, Any] | None:
    try:
        header = json.loads(file.head.partition(b"\n")[0])
    except (ValueError, RecursionError):
        return None
    return header if isinstance(header, dict) and header.get("schema") == SCHEMA else None


def _records(file: SourceFile) -> Iterator[tuple[int, Any]]:
    """Line number and value of each line after the first; ``None`` where it cannot be read."""
    with file.path.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            if number == 1 or not line.strip():
                continue
            try:
                yield number, json.loads(line)
            except (ValueError, RecursionError):
                yield number, None


def _wrong(record: Any) -> str | None:
    """Why a line cannot be kept, or ``None``."""
    if not isinstance(record, Mapping):
        return "not JSON"
    if not isinstance(record.get("id"), str) or not record["id"]:
        return "no contribution id"
    if not isinstance(record.get("text"), str):
        return "empty text"
    closed = all(record.get(name) in (None, *allowed) for name, allowed in CLOSED.items())
    support, nonce = record.get("room_support"), record.get("nonce")
    known = support in (None, *ROOM_SUPPORT) or bool(DOTS.fullmatch(str(support)))
    free = all(record.get(name) is None or isinstance(record[name], str) for name in FREE)
    count, weight = record.get("voice_count"), record.get("weight")
    counted = count is None or (type(count) is int and count > 0)
    weighed = weight is None or type(weight) in (int, float)
    hidden = nonce is None or (isinstance(nonce, str) and bool(NONCE.fullmatch(nonce)))
    votable = type(record.get("votable", False)) is bool
    fine = closed and known and free and counted and weighed and hidden and votable
    return None if fine else "unknown value"


def _good_vote(record: Mapping[str, Any]) -> bool:
    named = all(isinstance(record.get(name), str) and record[name] for name in ("voter", "contribution"))
    numbered = all(type(record.get(name)) is int for name in ("seq", "value", "at"))
    return named and numbered and record["value"] in VOTES and 0 <= record["seq"] < 2**63


def _vote_draft(votes: list[tuple[int, Mapping[str, Any]]], basis: str) -> VoteDraft:
    """The events in the order of their ``seq``, whatever the order of the lines."""
    votes.sort(key=lambda one: one[1]["seq"])
    records = [record for _number, record in votes]
    return VoteDraft(
        statement=np.array([record["contribution"] for record in records], dtype=object),
        voter=np.array([record["voter"] for record in records], dtype=object),
        value=np.array([record["value"] for record in records], dtype=np.int8),
        time=np.array([max(-1, min(record["at"], 2**52)) for record in records], dtype=np.int64),
        line=np.array([number for number, _record in votes], dtype=np.int64),
        basis=basis,
    )


def _draft(record: Mapping[str, Any], number: int) -> Draft:
    named = (*CLOSED, *(name for name in FREE if name != "parent"))
    said = {name: record[name] for name in named if record.get(name) is not None}
    return Draft(
        raw=record["text"],
        row=number,
        source_id=record["id"],
        voice_count=record.get("voice_count"),
        room_support=record.get("room_support"),
        weight=record.get("weight"),
        nonce=record.get("nonce"),
        parent_source_id=record.get("parent"),
        votable=record.get("votable", False),
        **said,
    )


FORMAT = Collected()
