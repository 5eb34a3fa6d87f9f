"""The corpus that the engine wrote for an import, read in batches and told as contributions of the site."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any

from concertia.storage.parquet import connect, quoted
from concertia_web.contributions.models import Contribution
from concertia_web.imports.models import Import, Provenance
from concertia_web.languages import say
from concertia_web.participation.words import ONLY_COUNTED

BATCH = 500
"""Rows entered together: a constant, so that memory does not grow with the file."""
_NAMESPACE = uuid.UUID("5a3f7c0e-5f0e-4d8e-9a6d-2f1c8a4b7e10")
_ORDER = "source, try_cast(source_id AS BIGINT), source_id, contribution_id"
_DOTS = re.compile(r"dots:(\d+)")
_SUPPORT = {
    "isole": Contribution.Support.ISOLATED,
    "plusieurs": Contribution.Support.SEVERAL,
    "large": Contribution.Support.BROAD,
    "dispute": Contribution.Support.DISPUTED,
}
_MODERATION = {
    "accepted": Contribution.Moderation.ACCEPTED,
    "pending": Contribution.Moderation.WAITING,
    "counted": Contribution.Moderation.HIDDEN,
    "rejected": Contribution.Moderation.HIDDEN,
}
SUBGROUP = 60


@dataclass(frozen=True)
class ImportedCorpus:
    """A folder written by ``concertia import``."""

    path: Path

    @property
    def written(self) -> bool:
        """Whether the import went to its end."""
        return (self.path / "import.json").is_file()

    def rows(self, *, documents: bool, most: int | None = None) -> Iterator[dict[str, Any]]:
        """The contributions in the order of their source; passages of documents only if asked."""
        table = f"read_parquet({quoted(self.path / 'contributions.parquet')})"
        where = "" if documents else "WHERE channel <> 'document'"
        limit = "" if most is None else f"LIMIT {int(most)}"
        with connect() as tables:
            tables.execute("SET threads = 1")
            tables.execute("SET memory_limit = '256MB'")
            tables.execute(f"SET temp_directory = {quoted(self.path.parent / 'sorting')}")
            cursor = tables.execute(f"SELECT * FROM {table} {where} ORDER BY {_ORDER} {limit}")  # noqa: S608
            names = [column[0] for column in cursor.description or ()]
            while rows := cursor.fetchmany(BATCH):
                for row in rows:
                    yield dict(zip(names, row, strict=True))

    def batches(self, *, documents: bool) -> Iterator[list[dict[str, Any]]]:
        """The rows, ``BATCH`` at a time."""
        rows = self.rows(documents=documents)
        while batch := list(islice(rows, BATCH)):
            yield batch

    def count(self, *, documents: bool) -> int:
        """How many rows there are."""
        table = f"read_parquet({quoted(self.path / 'contributions.parquet')})"
        where = "" if documents else "WHERE channel <> 'document'"
        with connect() as tables:
            found = tables.execute(f"SELECT count(*) FROM {table} {where}").fetchone()  # noqa: S608
        return int(found[0]) if found else 0

    def rejects(self) -> Iterator[dict[str, Any]]:
        """What was not kept, line by line; never the text."""
        path = self.path / "rejects.jsonl"
        if path.is_file():
            with path.open(encoding="utf-8") as lines:
                for line in lines:
                    yield json.loads(line)


def client_id(record: str) -> uuid.UUID:
    """The same record of the same source is the same contribution, however often it is imported."""
    return uuid.uuid5(_NAMESPACE, record)


@dataclass(frozen=True)
class Entering:
    """What an import knows of its concertation, to make contributions of rows."""

    job: Import

    @cached_property
    def publics(self) -> dict[str, str]:
        """Names and keys of the publics, in lower case → key."""
        framing = self.job.consultation.framing
        listed = framing.content.get("publics", []) if framing else []
        known = {key: key for key in self.job.consultation.publics}
        for public in listed:
            known[public["key"]] = public["key"]
            known.update({str(name).casefold(): public["key"] for name in public["label"].values()})
        return known

    @cached_property
    def questions(self) -> dict[str, str]:
        """Words and keys of the questions, in lower case → key."""
        known: dict[str, str] = {}
        for question in self.job.consultation.questions:
            known[question["key"]] = question["key"]
            known.update({text.casefold(): question["key"] for text in question.values()})
        return known

    def captured(self, said: str) -> str:
        """How the words were taken down: as the source says, else as the person who imports says."""
        return str(self.job.options.get("capture") or said) if said == "imported" else said

    def contribution(self, row: Mapping[str, Any], position: int) -> Contribution:
        """The row as a contribution, not saved."""
        options = self.job.options
        dots = _DOTS.fullmatch(row["room_support"] or "")
        public, question = row["public"] or "", row["question"] or ""
        return Contribution(
            consultation=self.job.consultation,
            session=self.job.session,
            imported_by=self.job,
            client_id=client_id(row["contribution_id"]),
            position=position,
            text=row["text"],
            public_text=row["public_text"] or "",
            language=(row["language"] or "")[:8],
            declared_kind=row["declared_kind"] or "",
            voice=row["voice"],
            voice_count=row["voice_count"],
            capture=self.captured(row["capture"]),
            room_support=_SUPPORT.get(row["room_support"] or "", Contribution.Support.UNMEASURED),
            dots=int(dots[1]) if dots else None,
            subgroup=(row["session"] or "")[:SUBGROUP],
            question=self.questions.get(question.casefold(), "") or options.get("question", ""),
            public=self.publics.get(public.casefold(), public[:40]) or options.get("public", ""),
            channel=Contribution.Channel.IMPORT,
            author=row["author"] or "",
            weight=1.0 if row["weight"] is None else row["weight"],
            said_on=_day(row["date"]),
            moderation=_MODERATION[row["moderation"]],
            moderation_reason=_reason(row),
            source_id=(row["source_id"] or "")[:200],
            nonce=row["nonce"],
            entered_by=self.job.asked_by,
        )


def provenance(contribution: Contribution, row: Mapping[str, Any]) -> Provenance:
    """What the contribution has no column for, not saved."""
    return Provenance(
        contribution=contribution,
        record=row["contribution_id"],
        source=row["source"],
        territory=row["territory"] or "",
        public=row["public"] or "",
        question=row["question"] or "",
        session=row["session"] or "",
        location=row["location"] or "",
        position=row["declared_position"] or "",
        parent=row["parent_id"] or "",
        said=(row["date"] or "")[:40],
        votable=row["votable"],
    )


def question_text(job: Import, contribution: Contribution, row: Mapping[str, Any]) -> str:
    """The question as it will be read: that of the source, else the one chosen for the import."""
    texts = {question["key"]: question for question in job.consultation.questions}
    if row["question"] or contribution.question not in texts:
        return str(row["question"] or "")
    said = {key: text for key, text in texts[contribution.question].items() if key != "key"}
    return say(said, "fr").text


def _day(said: str | None) -> date | None:
    try:
        return date.fromisoformat((said or "")[:10])
    except ValueError:
        return None


def _reason(row: Any) -> str:
    """Why it is not published; what is counted only says so in the words of the site."""
    return ONLY_COUNTED if row["moderation"] == "counted" else (row["moderation_reason"] or "")[:200]
