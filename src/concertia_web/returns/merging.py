"""Differences between two fillings of a grid, and how one enters the other without erasing anything."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from concertia_web.returns.fields import Field, fold, show
from concertia_web.returns.grid import Content, Grid
from concertia_web.returns.sections import Record, Section


@dataclass(frozen=True)
class Difference:
    """One answer that is not the same on both sides, or a whole record that is only on one."""

    section: str
    record: str
    field: str
    """Empty for a whole record."""
    what: str
    """In words: « Éléments : Former les agents »."""
    label: str
    before: str
    after: str

    @property
    def key(self) -> str:
        """Its name in a form."""
        return f"{self.section}/{self.record}/{self.field}"

    @property
    def added(self) -> bool:
        """A record that only the other side has."""
        return not self.field and not self.before

    @property
    def gone(self) -> bool:
        """A record that the other side has not."""
        return not self.field and not self.after


def records(section: Section, content: Content) -> dict[str, Record]:
    """Identifier → record; a section asked once has one record, named by nothing."""
    value = content[section.key]
    return {"": value} if section.single else {record["id"]: record for record in value}


def name_of(section: Section, record: Record) -> str:
    """What a record is called: its first words."""
    if section.fixed:
        return dict(section.fixed).get(record["id"], record["id"])
    for key in ("title", "text", "function", section.fields[0].key):
        value = record.get(key)
        if isinstance(value, str) and value:
            words = " ".join(value.split())
            return words if len(words) <= 90 else f"{words[:89]}…"
    return "sans titre"


def differences(grid: Grid, before: Content, after: Content) -> list[Difference]:
    """What ``after`` changes, in the order of the grid."""
    return [one for section in grid.sections for one in _in_section(section, before, after)]


def _in_section(section: Section, before: Content, after: Content) -> Iterator[Difference]:
    old, new = records(section, before), records(section, after)
    for key, record in new.items():
        if key not in old:
            yield _whole(section, record, "", summary(section, record))
            continue
        for field in section.fields:
            if old[key][field.key] != record[field.key]:
                what = section.label if section.single else f"{section.label} : {name_of(section, old[key])}"
                shown = (show(field, side[field.key]) for side in (old[key], record))
                yield Difference(section.key, key, field.key, what, field.label, *shown)
    for key, record in old.items():
        if key not in new:
            yield _whole(section, record, summary(section, record), "")


def _whole(section: Section, record: Record, before: str, after: str) -> Difference:
    what = f"{section.label} : {name_of(section, record)}"
    return Difference(section.key, record["id"], "", what, "", before, after)


def summary(section: Section, record: Record) -> str:
    """A record in a few words, never empty."""
    said = [f"{field.label} : {show(field, record[field.key])}" for field in answered(section, record)]
    return " · ".join(said) or "vide"


def answered(section: Section, record: Record) -> list[Field]:
    """The fields of a record that hold something."""
    return [field for field in section.fields if record[field.key] != field.empty]


def adopted(grid: Grid, draft: Content, given: Content, fresh: Collection[tuple[str, str]]) -> Content:
    """``given`` with identifiers of the draft: records that came without one take that of the same title."""
    made = deepcopy(given)
    for section in grid.sections:
        if not section.many:
            continue
        known = records(section, draft)
        free = {key for key in known if not any(one["id"] == key for one in _settled(section, given, fresh))}
        taken = set(known) | {one["id"] for one in _settled(section, given, fresh)}
        for record in made[section.key]:
            if (section.key, record["id"]) not in fresh:
                continue
            same = [key for key in known if key in free and _same(section, known[key], record)]
            if same:
                free.discard(same[0])
                record["id"] = same[0]
            else:
                record["id"] = _next(section, taken)
                taken.add(record["id"])
    return grid.clean(made)


def _settled(section: Section, given: Content, fresh: Collection[tuple[str, str]]) -> list[Record]:
    return [one for one in given[section.key] if (section.key, one["id"]) not in fresh]


def _same(section: Section, one: Record, other: Record) -> bool:
    return fold(name_of(section, one)) == fold(name_of(section, other))


def _next(section: Section, taken: Collection[str]) -> str:
    numbers = (int(key[1:]) for key in taken if key[:1] == section.letter and key[1:].isdecimal())
    return f"{section.letter}{max(numbers, default=0) + 1}"


def completed(grid: Grid, draft: Content, given: Content) -> Content:
    """The draft with what ``given`` says; where ``given`` is silent the draft stays."""
    made = deepcopy(draft)
    for section in grid.sections:
        old = records(section, made)
        for key, record in records(section, given).items():
            if key in old:
                old[key].update(
                    {field.key: record[field.key] for field in section.fields if record[field.key]}
                )
            elif section.many:
                made[section.key].append(dict(record))
    return grid.clean(made)


def refilled(
    grid: Grid, draft: Content, filled: Content, proposal: Content
) -> tuple[Content, list[Difference]]:
    """The draft with what the sources changed since ``filled``, except where a person wrote.

    Returns also what was left: the differences that a person may take one by one.
    """
    made = deepcopy(draft)
    left: list[Difference] = []
    for section in grid.sections:
        now, last = records(section, made), records(section, filled)
        for key, record in records(section, proposal).items():
            if key not in now:
                if key in last:
                    left.append(_whole(section, record, "", summary(section, record)))
                else:
                    made[section.key].append(dict(record))
                continue
            for field in section.fields:
                new, old = record[field.key], last.get(key, {}).get(field.key, field.empty)
                if new in (old, now[key][field.key]):
                    continue
                if now[key][field.key] == old:
                    now[key][field.key] = new
                else:
                    left += _one(section, key, field.key, now[key], record)
    return grid.clean(made), left


def remembered(grid: Grid, filled: Content, proposal: Content, left: list[Difference]) -> Content:
    """What to take as pre-filled from now on: the proposal, save what was left, which will be told again."""
    made = deepcopy(proposal)
    for one in left:
        if one.field:
            section = grid.section(one.section)
            old = records(section, filled).get(one.record, section.blank(one.record))
            records(section, made)[one.record][one.field] = old[one.field]
    return made


def _one(section: Section, key: str, field: str, before: Record, after: Record) -> list[Difference]:
    described = section.field(field)
    what = section.label if section.single else f"{section.label} : {name_of(section, before)}"
    shown = (show(described, side[field]) for side in (before, after))
    return [Difference(section.key, key, field, what, described.label, *shown)]


def taken(grid: Grid, draft: Content, source: Content, keys: Collection[str]) -> Content:
    """The draft with the answers of ``source`` that a person chose (``Difference.key``)."""
    made: dict[str, Any] = deepcopy(draft)
    for section in grid.sections:
        now = records(section, made)
        for key, record in records(section, source).items():
            if key not in now:
                if f"{section.key}/{key}/" in keys:
                    made[section.key].append(dict(record))
                continue
            for field in section.fields:
                if f"{section.key}/{key}/{field.key}" in keys:
                    now[key][field.key] = record[field.key]
    return grid.clean(made)
