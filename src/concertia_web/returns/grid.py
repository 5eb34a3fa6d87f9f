"""The collection grid ``concertia/return/1``, made from the framing note of the campaign.

A grid is a list of sections; a section holds one record, or several, or one per public or question. Records
are flat. The same description makes the screens, the XLSX and the DOCX.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from concertia.storage.canonical import canonical_json, sha256_bytes
from concertia_web.languages import say
from concertia_web.returns.fields import (
    CHOICES,
    PASSAGES,
    REFERENCES,
    TALLIES,
    Field,
    fold,
    one_line,
    parse,
    show,
)
from concertia_web.returns.lists import ITEM_KINDS
from concertia_web.returns.sections import (
    Record,
    Section,
    documents_section,
    follow_sections,
    items_section,
    own_sections,
    participants_sections,
    publication_sections,
    sessions_section,
)

SCHEMA = "concertia/return/1"
Content = dict[str, Any]


@dataclass(frozen=True)
class Grid:
    """The grid of one commitment."""

    campaign: str
    framing_version: int
    framing_digest: str
    sections: tuple[Section, ...]

    def section(self, key: str) -> Section:
        """The section of that key."""
        return next(section for section in self.sections if section.key == key)

    def of_part(self, part: str) -> list[Section]:
        """The sections that a step shows."""
        return [section for section in self.sections if section.part == part]

    def blank(self) -> Content:
        """An empty grid."""
        return self.clean({})

    def clean(self, content: Mapping[str, Any]) -> Content:
        """The same answers in canonical form: every key there, in its order, empty records gone."""
        made: Content = {
            "schema": SCHEMA,
            "campaign": self.campaign,
            "framing": {"version": self.framing_version, "digest": self.framing_digest},
        }
        for section in self.sections:
            made[section.key] = _cleaned(section, content.get(section.key))
        return made

    def empty(self, content: Content) -> bool:
        """Whether nobody wrote anything in it."""
        return content == self.blank()


def _cleaned(section: Section, value: Any) -> Any:
    if section.single:
        return _record(section, value or {})
    given = [record for record in (value or []) if isinstance(record, dict)]
    if section.fixed:
        by_key = {record.get("id"): record for record in given}
        return [{"id": key, **_record(section, by_key.get(key, {}))} for key, _label in section.fixed]
    kept: list[Record] = []
    for record in given:
        values = _record(section, record)
        if section.filled(values):
            kept.append({"id": str(record.get("id") or ""), **values})
    return identified(section, kept)


def _record(section: Section, value: Mapping[str, Any]) -> Record:
    """Values of the fields, kept only where the field can hold them."""
    made = {}
    for field in section.fields:
        held = value.get(field.key, field.empty)
        made[field.key] = parse(field, show(field, held) if _shaped(field, held) else None).value
    return made


def _shaped(field: Field, value: Any) -> bool:
    """Whether a stored value has the form of its field."""
    if field.kind == TALLIES:
        return isinstance(value, dict) and set(value) <= {key for key, _label in field.choices}
    if field.kind == PASSAGES:
        return isinstance(value, list) and all(
            isinstance(one, dict) and set(one) == {"document", "page", "paragraph", "text"} for one in value
        )
    if field.kind in (CHOICES, REFERENCES):
        return isinstance(value, list)
    return value is None or isinstance(value, (str, int))


def identified(section: Section, records: Iterable[Record]) -> list[Record]:
    """Each record with an identifier of its own; new ones are numbered in order after the last."""
    records = list(records)
    taken: set[str] = set()
    numbers = [
        int(record["id"][1:])
        for record in records
        if record["id"][:1] == section.letter and record["id"][1:].isdecimal() and record["id"].isascii()
    ]
    following = max(numbers, default=0)
    made = []
    for record in records:
        identifier = one_line(record["id"])[:40]
        if not identifier or identifier in taken:
            following += 1
            identifier = f"{section.letter}{following}"
        taken.add(identifier)
        made.append({**record, "id": identifier})
    return made


def canonical(content: Content) -> bytes:
    """The bytes that are compared, sent and hashed."""
    return canonical_json(content)


def digest(value: Any) -> str:
    """SHA-256 of the canonical JSON."""
    return sha256_bytes(canonical_json(value))


def words_of(content: Content) -> dict[str, dict[str, str]]:
    """The words that something sent carries: theme, question, public… key → label."""
    return {name: dict(pairs) for name, pairs in content["labels"].items()}


def make_grid(
    *,
    campaign: str,
    framing: Mapping[str, Any],
    digest: str = "",
    own_questions: Sequence[Mapping[str, str]] = (),
    more_questions: Sequence[Mapping[str, str]] = (),
) -> Grid:
    """The grid of a campaign: its themes, questions and publics, and the questions a territory added."""
    themes = [*_labelled(framing.get("themes", ())), ("autre", "Autre sujet, hors de la note de cadrage")]
    own = [(key, f"{label} (question propre)") for key, label in _labelled(own_questions)]
    questions = _labelled([*framing.get("questions", ()), *more_questions]) + own
    publics = _labelled(framing.get("publics", ()))
    kinds = _labelled(framing.get("return_kinds", ())) or list(ITEM_KINDS)
    sections = [
        sessions_section(publics),
        *participants_sections(publics),
        items_section(_unique(kinds), _unique(themes), _unique(questions), _unique(publics)),
        *follow_sections(),
        *own_sections(_labelled(own_questions)),
        documents_section(),
        *publication_sections(),
    ]
    return Grid(campaign, int(framing.get("version", 0)), digest, tuple(sections))


def _labelled(entries: Iterable[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """(key, label in French); a label is a map under ``label``, or the entry itself is the map."""
    found: dict[str, str] = {}
    for entry in entries:
        label = entry.get("label", {key: text for key, text in entry.items() if key != "key"})
        words = label if isinstance(label, str) else say(label, "fr").text
        found.setdefault(str(entry["key"]), one_line(words) or str(entry["key"]))
    return list(found.items())


def _unique(choices: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Labels that can be told apart when typed; no semicolon, which separates them."""
    seen: dict[str, str] = {}
    made: list[tuple[str, str]] = []
    for key, label in choices:
        if key not in dict(made):
            bare = label.replace(";", ",").replace("|", "/")
            named = f"{bare} ({key})" if fold(bare) in seen else bare
            seen[fold(named)] = key
            made.append((key, named))
    return tuple(made)
