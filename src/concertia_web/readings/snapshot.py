"""The snapshot: what stands in the database of a concertation, as the file that the engine reads.

One JSON line per contribution, then one per position taken or changed (``corpus/formats/collected.py``),
taken in one transaction, ordered, the same bytes for the same rows. Texts are those that may be read: what
was masked stays masked, and what moderation did not publish is counted without its words. An identifier
depends only on the concertation and on the note.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any, TextIO
from uuid import UUID

import yaml
from django.db import connection, transaction
from django.utils import timezone

from concertia.corpus.formats.collected import FORMAT, SCHEMA
from concertia.corpus.identifiers import contribution_id
from concertia_web.consultations.models import Consultation
from concertia_web.contributions.models import Contribution, Passage
from concertia_web.languages import say
from concertia_web.participation.words import ONLY_COUNTED
from concertia_web.positions.models import PositionEvent

SOURCE = "contributions.jsonl"
FRAMING = "framing.yaml"
SUMMARY = "snapshot.json"
CHUNK = 1000
_SUPPORT = {
    Contribution.Support.ISOLATED: "isole",
    Contribution.Support.SEVERAL: "plusieurs",
    Contribution.Support.BROAD: "large",
    Contribution.Support.DISPUTED: "dispute",
    Contribution.Support.UNMEASURED: "non_mesure",
}
_MODERATION = {
    Contribution.Moderation.ACCEPTED: "accepted",
    Contribution.Moderation.WAITING: "pending",
    Contribution.Moderation.HIDDEN: "rejected",
}
_BASIS = {
    Consultation.Proof.CODES: "proven",
    Consultation.Proof.OIDC: "proven",
    Consultation.Proof.EMAIL: "declared",
}


def write_snapshot(consultation: Consultation, folder: Path) -> dict[str, Any]:
    """Write the snapshot and say what it holds. The summary is written last: without it, begin again."""
    folder.mkdir(parents=True, exist_ok=True)
    writer = _Writer(consultation)
    with _one_moment():
        taken = timezone.now()
        with (folder / SOURCE).open("w", encoding="utf-8") as lines:
            counts = writer.write(lines)
    if consultation.framing is not None:
        (folder / FRAMING).write_text(
            yaml.safe_dump(consultation.framing.content, allow_unicode=True, sort_keys=True), encoding="utf-8"
        )
    summary = {**counts, "taken": taken.isoformat(timespec="microseconds")}
    (folder / SUMMARY).write_text(json.dumps(summary, sort_keys=True), encoding="utf-8")
    return summary


def source_of(consultation: Consultation) -> str:
    """The name of a concertation as a source of the engine."""
    return f"{consultation.territory.slug}/{consultation.slug}"


def engine_id(consultation: Consultation, record: str) -> str:
    """The id that the engine gives to a line of the snapshot: ``str(note.client_id)`` for a contribution."""
    return contribution_id(FORMAT.name, source_of(consultation), record)


def engine_ids(consultation: Consultation) -> dict[int, str]:
    """Contribution (primary key) → its id in every snapshot of this concertation."""
    rows = Contribution.objects.filter(consultation=consultation).values_list("pk", "client_id")
    return {key: engine_id(consultation, str(name)) for key, name in rows.order_by("pk").iterator()}


def passage_record(passage: Passage) -> str:
    """The name of a passage of a document in the snapshot."""
    return f"document-{passage.document_id}-{passage.position}"


@contextmanager
def _one_moment() -> Iterator[None]:
    """A transaction in which every query sees the same state."""
    outer = not connection.in_atomic_block
    with transaction.atomic():
        if outer and connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield


@dataclass(frozen=True)
class _Writer:
    consultation: Consultation

    @cached_property
    def questions(self) -> dict[str, str]:
        return {
            question["key"]: say({k: v for k, v in question.items() if k != "key"}, "fr").text
            for question in self.consultation.questions
        }

    @cached_property
    def publics(self) -> dict[str, str]:
        framing = self.consultation.framing
        listed = framing.content.get("publics", []) if framing else []
        return {public["key"]: say(public["label"], "fr").text for public in listed}

    def write(self, lines: TextIO) -> dict[str, int]:
        """Header and rows; how many of each sort."""
        counts = {
            "contributions": 0,
            "waiting": 0,
            "hidden": 0,
            "passages": 0,
            "documents": 0,
            "positions": 0,
        }
        rows = Contribution.objects.filter(consultation=self.consultation, removed=None)
        header = {
            "schema": SCHEMA,
            "source": source_of(self.consultation),
            "title": say(self.consultation.title, "fr").text,
            "participants_basis": self.basis(rows),
        }
        _line(lines, header)
        found = rows.select_related("session", "provenance", "parent").order_by("pk")
        for note in found.iterator(chunk_size=CHUNK):
            counts["contributions"] += 1
            counts["waiting"] += note.moderation == Contribution.Moderation.WAITING
            counts["hidden"] += note.moderation == Contribution.Moderation.HIDDEN
            _line(lines, self.note(note))
        documents = set()
        for passage in self.passages().iterator(chunk_size=CHUNK):
            documents.add(passage.document_id)
            counts["passages"] += 1
            _line(lines, self.passage(passage))
        for vote in self.votes().iterator(chunk_size=CHUNK):
            counts["positions"] += 1
            _line(lines, _vote(*vote))
        return {**counts, "documents": len(documents)}

    def basis(self, rows: Any) -> str:
        """What a person stands for in this snapshot: nothing is verified of who joined without proof."""
        if rows.filter(participant__isnull=False).exists() or self.votes().exists():
            return _BASIS.get(Consultation.Proof(self.consultation.proof), "sessions")
        if rows.exclude(author="").exists():
            return _BASIS.get(Consultation.Proof(self.consultation.proof), "declared")
        return "unknown"

    def votes(self) -> Any:
        """Every position taken or changed, on what is in the snapshot, in the order received."""
        events = PositionEvent.objects.filter(consultation=self.consultation, contribution__removed=None)
        events = events.order_by("seq")
        return events.values_list(
            "seq", "participant__pseudonym", "contribution__client_id", "value", "important", "at"
        )

    def note(self, note: Contribution) -> dict[str, Any]:
        """One contribution, under the names of the engine."""
        source = getattr(note, "provenance", None)
        question = self.questions.get(note.question, note.question)
        public = self.publics.get(note.public, note.public)
        session = note.session.title if note.session else note.subgroup
        return {
            "id": str(note.client_id),
            "text": note.shown_text,
            "language": note.language or None,
            "declared_kind": note.declared_kind or None,
            "declared_position": (source.position or None) if source else None,
            "voice": note.voice,
            "voice_count": note.voice_count or None,
            "capture": note.capture,
            "room_support": _support(note),
            "question": ((source.question if source else "") or question) or None,
            "session": session or None,
            "channel": note.channel,
            "territory": (source.territory if source else "") or self.consultation.territory.name,
            "public": public or None,
            "author": note.author or None,
            "date": _date(note, source),
            "moderation": _moderation(note),
            "moderation_reason": note.moderation_reason or None,
            "location": (source.location or None) if source else None,
            "weight": None if note.weight == 1.0 else note.weight,
            "nonce": note.nonce,
            "votable": note.votable or None,
            "parent": str(note.parent.client_id) if note.parent and note.parent.removed is None else None,
        }

    def passages(self) -> Any:
        """Passages that are evidence: of a published document that somebody validated."""
        found = Passage.objects.filter(document__consultation=self.consultation, document__published=True)
        found = found.exclude(document__validated_by="")
        return found.select_related("document", "document__session").order_by("document_id", "position")

    def passage(self, passage: Passage) -> dict[str, Any]:
        """A passage of a document: rank B, found again by its page and paragraph."""
        document = passage.document
        page = f", p. {passage.page}" if passage.page else ""
        return {
            "id": passage_record(passage),
            "text": passage.text,
            "voice": "organisation" if document.organisation else "collective",
            "capture": "written",
            "channel": "document",
            "session": document.session.title if document.session else None,
            "territory": self.consultation.territory.name,
            "date": document.validated_on.isoformat() if document.validated_on else None,
            "location": f"{document.title}{page}, § {passage.paragraph}",
        }


def _moderation(note: Contribution) -> str:
    """What the engine calls it: counted only is not set aside, its author wants it in every count."""
    if note.not_published and note.moderation_reason == ONLY_COUNTED:
        return "counted"
    return _MODERATION[Contribution.Moderation(note.moderation)]


def _vote(seq: int, voter: str, contribution: UUID, value: int, important: bool, at: datetime) -> Any:
    """One position, under the names of the engine."""
    return {
        "record": "vote",
        "seq": seq,
        "voter": voter,
        "contribution": str(contribution),
        "value": value,
        "important": important or None,
        "at": int(at.timestamp() * 1000),
    }


def _support(note: Contribution) -> str | None:
    if note.dots is not None:
        return f"dots:{note.dots}"
    return _SUPPORT[Contribution.Support(note.room_support)]


def _date(note: Contribution, source: Any) -> str | None:
    """When it was said, as far as anybody knows; not when it was typed."""
    said: date | None = note.said_on
    if source is not None and source.said:
        return str(source.said)
    if said is None and note.session is not None:
        said = timezone.localdate(note.session.starts)
    if said is None and note.channel == Contribution.Channel.ONLINE:
        said = timezone.localdate(note.entered)
    return said.isoformat() if said else None


def _line(lines: TextIO, record: Mapping[str, Any]) -> None:
    kept = {name: value for name, value in record.items() if value is not None}
    lines.write(json.dumps(kept, ensure_ascii=False, sort_keys=True) + "\n")
