"""Tables of platforms and tools, described in ``platforms.toml``: one format for each section.

Titles are compared by ``key``; what a section may say is told at the top of that file.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.resources import files as package_files
from pathlib import PurePath
from typing import Any

from concertia.corpus.formats.column_names import plain
from concertia.corpus.formats.port import SourceFile
from concertia.corpus.formats.table_peeking import first_rows

CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
COLUMNS = frozenset(
    (
        *("id", "title", "author", "date", "territory", "public", "session", "question", "kind", "position"),
        *("parent", "reply", "parent_type", "language", "dots", "moderation", "moderation_reason"),
        *("agree", "disagree", "pass", "mixed", "voter", "vote", "statement", "supports", "ignored"),
    )
)
"""What a record may say of its columns, beside ``text``."""


@dataclass(frozen=True)
class Record:
    """One sort of record in the rows of a table."""

    marks: tuple[str, ...]
    columns: Mapping[str, str] = field(default_factory=dict)
    """By role: titles."""
    text: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    record: str = "contribution"
    prefix: str = ""
    parent_prefix: Mapping[str, str] = field(default_factory=dict)
    aside: Mapping[str, str] = field(default_factory=dict)
    announced: Mapping[str, str] = field(default_factory=dict)
    choices: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    fixed: Mapping[str, Any] = field(default_factory=dict)
    unread: str | None = None

    def fits(self, titles: Sequence[str]) -> bool:
        """Whether a table with these titles (as keys) holds records of this sort."""
        return all(columns(mark, titles) for mark in self.marks) and not any(
            columns(mark, titles) for mark in self.without
        )


@dataclass(frozen=True)
class Platform:
    """One section of ``platforms.toml``."""

    name: str
    label: str
    records: tuple[Record, ...]
    linked: bool = False
    form: bool = False

    def records_of(self, titles: Sequence[str]) -> list[Record]:
        """The sorts of records of a table with these titles (as keys); empty: not of this platform."""
        return [record for record in self.records if record.fits(titles)]

    def detect(self, files: Sequence[SourceFile]) -> list[list[SourceFile]]:
        """Tables by their titles, one by one or, for a linked platform, folder by folder."""
        groups: dict[str, list[SourceFile]] = {}
        for file in files:
            if any(self.records_of([key(title) for title in row.cells]) for row in first_rows(file)):
                folder = PurePath(file.name).parent
                groups.setdefault(folder.as_posix() if self.linked else file.path.as_posix(), []).append(file)
        return list(groups.values())


@lru_cache(maxsize=8192)
def key(title: str) -> str:
    """What a title is compared by: ``export_proposalCreatedAt`` gives ``proposal created at``."""
    return plain(CAMEL.sub(" ", title)).removeprefix("export ")


def columns(titles: str, keys: Sequence[str]) -> tuple[int, ...]:
    """Columns of the first of several titles (``a|b *``) that the table has; empty if it has none."""
    for wanted in titles.split("|"):
        found = tuple(index for index, key_ in enumerate(keys) if _matches(wanted, key_, index))
        if found:
            return found
    return ()


def every_column(titles: str, keys: Sequence[str]) -> set[int]:
    """Columns of any of several titles."""
    return {index for wanted in titles.split("|") if wanted for index in columns(wanted, keys)}


def _matches(wanted: str, found: str, index: int) -> bool:
    if wanted.startswith("^"):
        return index == 0 and found == wanted[1:]
    if wanted.endswith(" *"):
        stem = wanted[:-2]
        return found == stem or (found.startswith(stem + " ") and "machine translations" not in found)
    if wanted.startswith("* "):
        return found.endswith(wanted[1:])
    return found == wanted


@cache
def platforms() -> tuple[Platform, ...]:
    """Every section of ``platforms.toml``, in its order. Raises ValueError on a word it does not know."""
    text = (package_files("concertia.corpus.formats") / "platforms.toml").read_text(encoding="utf-8")
    return tuple(_platform(name, said) for name, said in tomllib.loads(text).items())


def _platform(name: str, said: dict[str, Any]) -> Platform:
    records = tuple(_record(name, record) for record in said["record"])
    return Platform(name, said["label"], records, said.get("linked", False), said.get("form", False))


def _record(name: str, said: dict[str, Any]) -> Record:
    unknown = said.keys() - Record.__dataclass_fields__.keys() - COLUMNS
    if unknown:
        raise ValueError(f"platforms.toml, {name}: {sorted(unknown)[0]}")
    kept: dict[str, Any] = {part: value for part, value in said.items() if part not in COLUMNS}
    for part in ("marks", "text", "without"):
        kept[part] = tuple(said.get(part, ()))
    return Record(columns={role: title for role, title in said.items() if role in COLUMNS}, **kept)
