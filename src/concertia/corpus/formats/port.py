"""What an import format receives and gives back.

A format module defines ``FORMAT``, an object with the two methods of ``Format``, and is listed in
``registry.py``. It never cleans text, hashes, pseudonymises or writes: ``corpus.importing`` does, for all.
Every record read is either drafted or rejected with a reason: ``read = kept + rejected``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class SourceFile:
    """One file given by the user. ``name`` is its path relative to what was given, with ``/``."""

    path: Path
    name: str
    size: int
    head: bytes
    """First 64 KiB."""


@dataclass(frozen=True)
class ReadOptions:
    """What the command line says about the sources. ``None``: not said."""

    territory: str | None = None
    public: str | None = None
    question: str | None = None
    session: str | None = None
    vote_sign: str | None = None
    """``agree=+1`` or ``agree=-1``."""
    encoding: str | None = None
    mapping: dict[str, Any] | None = None
    """Content of ``--map MAPPING.toml``."""
    age_sex: bool = False
    """Whether columns of age and sex are read: they are left out unless somebody asks for them."""


@dataclass
class Draft:
    """A contribution as found, before cleaning. Only ``raw`` and ``row`` are always there."""

    raw: str
    row: int
    """Line, row or position in its file, from 1; with the file hash, its id if ``source_id`` is missing."""
    file: int = 0
    """Index in ``Parsed.files``."""
    html: bool = False
    source_id: str | None = None
    parent_source_id: str | None = None
    declared_kind: str | None = None
    declared_position: str | None = None
    voice: str = "unknown"
    voice_count: int | None = None
    capture: str = "imported"
    room_support: str | None = None
    votable: bool = False
    question: str | None = None
    session: str | None = None
    channel: str = "import"
    territory: str | None = None
    public: str | None = None
    author: str | None = None
    """As in the source: pseudonymised by ``corpus.importing``, never written."""
    date: str | None = None
    """As in the source: read by ``corpus.importing`` (see ``corpus.dates``)."""
    moderation: str = "accepted"
    moderation_reason: str | None = None
    weight: float | None = None
    location: str | None = None
    """Where it stands in a document, for instance ``p. 3, § 2``."""
    language: str | None = None
    """Declared by the source; left empty, it is identified later."""
    nonce: str | None = None
    """32 hexadecimal characters drawn by the source; without it, one is derived from the key."""
    age: str | None = None
    """The bracket of who speaks, as ``corpus.people.named`` writes it."""
    sex: str | None = None
    """One of ``corpus.people.SEXES``."""
    record: str = "contribution"
    """Record type under which it is counted: ``contribution`` or ``argument``."""


@dataclass
class VoteDraft:
    """Vote events as columns of equal length, in file order."""

    statement: NDArray[Any]
    """``source_id`` of the contribution, as integers or strings."""
    voter: NDArray[Any]
    """Clear identifiers: pseudonymised later."""
    value: NDArray[np.int8]
    """−1, 0, +1, or 2 for mitigé; agree is +1."""
    time: NDArray[np.int64]
    """Milliseconds since 1970 UTC; −1 where unknown."""
    line: NDArray[np.int64]
    file: int = 0
    basis: str = "declared"
    """What a voter identifier stands for: proven, sessions, declared or unknown."""


@dataclass(frozen=True)
class TallyDraft:
    """Published totals of one contribution, without voters."""

    source_id: str
    agree: int
    disagree: int
    passed: int = 0
    mixed: int = 0
    file: int = 0
    line: int = 0


@dataclass(frozen=True)
class Reject:
    """A record that was read and not kept. Never holds the text."""

    file: int
    record: str
    """``contribution``, ``argument``, ``vote`` or ``tally``."""
    line: int
    reason: str


@dataclass(frozen=True)
class Check:
    """A total announced by the source against the one found. ``ok`` is computed."""

    check: str
    expected: int | float
    found: int | float
    file: int = 0

    @property
    def ok(self) -> bool:
        """Whether the two agree."""
        return self.expected == self.found


@dataclass(frozen=True)
class Question:
    """What only a person can tell, in both languages."""

    fr: str
    en: str


@dataclass
class Parsed:
    """All that one source (a file, or the files of one export) gave."""

    format: str
    format_version: str
    source: str
    """Short stable name of the source, part of the contribution ids: ``polis:2arcefpshi``."""
    files: list[SourceFile]
    drafts: list[Draft] = field(default_factory=list)
    votes: list[VoteDraft] = field(default_factory=list)
    tallies: list[TallyDraft] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)
    counted: dict[int, dict[str, int]] = field(default_factory=dict)
    """By file and record type: records that were read into totals and are not kept one by one (ballots)."""
    repairs: dict[int, dict[str, int]] = field(default_factory=dict)
    """By file: what was mended, and how many times."""
    warnings: dict[int, list[str]] = field(default_factory=dict)
    questions: dict[int, list[Question]] = field(default_factory=dict)
    """By file: what only a person can tell. An unanswered one stops the import (exit 3)."""
    dropped_columns: list[str] = field(default_factory=list)
    """Names of columns of personal data (e-mail, phone, name, IP) that were left out."""
    participants_basis: str | None = None
    title: str | None = None


class Format(Protocol):
    """One import format."""

    name: str

    def detect(self, files: Sequence[SourceFile]) -> list[list[SourceFile]]:
        """Groups of files that this format reads together; files it does not know are left out.

        Reads only names and heads. Formats are asked in the order of the registry; a file taken
        by one is not offered to the next.
        """
        ...

    def read(self, files: Sequence[SourceFile], options: ReadOptions) -> Parsed:
        """Read one group. Raises UnusableSourceError where nothing can be used."""
        ...
