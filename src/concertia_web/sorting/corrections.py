"""The sort as the lines of ``edits.jsonl`` that the engine replays: columns, places, findings by people.

``concertia/synthesis/edits.py`` says what each operation does. Names of notes and passages are those of the
snapshot: what is not in it (an unpublished document, a note taken back) is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from concertia.corpus.identifiers import content_id
from concertia.synthesis.edits import founded_id
from concertia_web.contributions.models import Contribution
from concertia_web.readings.snapshot import engine_id, engine_ids, passage_record
from concertia_web.sorting.models import Evidence, Finding, Placement, Sorting
from concertia_web.sorting.reading import in_order

Edit = dict[str, Any]
BY = "table commune"
"""Who signs: nobody in particular."""
QUOTES = 3


@dataclass(frozen=True)
class _Names:
    """Names in the snapshot: contributions by key, and the findings’ evidence."""

    notes: Mapping[int, str]
    sorting: Sorting

    def of(self, one: Evidence) -> str | None:
        """The name of a note or passage; None where the snapshot does not hold it."""
        if one.passage is not None:
            document = one.passage.document
            held = document.published and document.evidence
            return engine_id(self.sorting.consultation, passage_record(one.passage)) if held else None
        note = one.contribution
        return self.notes.get(note.pk) if note is not None and note.removed is None else None


def edits(sorting: Sorting, notes: Mapping[int, str] | None = None) -> list[Edit]:
    """The common table and its findings, in the order in which the engine replays them.

    ``notes``: key of a contribution → its id in the snapshot, by default that of every snapshot. Guided
    themes renamed here are renamed there; added columns found themes; notes set aside keep their reason;
    the findings of people take the place of those of the machine.
    """
    names = _Names(engine_ids(sorting.consultation) if notes is None else notes, sorting)
    signed = {"author": BY, "date": _day(sorting)}
    found = [*_renamed(sorting), *_placed(sorting, names.notes), *_formulated(sorting, names)]
    return [{**edit, **signed} for edit in found]


def themes_of(sorting: Sorting) -> dict[str, str]:
    """Column → id of its theme in a reading by the engine: of the framing note, or founded by people."""
    guided = _guided(sorting)
    return {one["key"]: guided.get(one["key"]) or founded_id(one["key"]) for one in sorting.columns}


def _renamed(sorting: Sorting) -> list[Edit]:
    themes, labels = _guided(sorting), {one["key"]: one["label"] for one in sorting.columns}
    steps = sorting.steps.filter(undone=False, change__column="rename").order_by("pk")
    keys = dict.fromkeys(step.change["key"] for step in steps)
    return [
        {"op": "rename", "target": {"theme": themes[key]}, "label": labels[key], "reason": ""}
        for key in keys
        if key in themes and key in labels
    ]


def _placed(sorting: Sorting, notes: Mapping[int, str]) -> list[Edit]:
    """One line per note moved or set aside; one per added column, with all of its notes."""
    themes = _guided(sorting)
    added: dict[str, list[str]] = {}
    found: list[Edit] = []
    rows = Placement.objects.filter(sorting=sorting, reader="", contribution__removed=None)
    for one in rows.order_by("contribution"):
        name = notes.get(one.contribution_id)
        if name is None:
            continue
        target = {"contribution": name}
        if one.aside_reason:
            found.append({"op": "exclude", "target": target, "reason": one.aside_reason})
        elif one.column in themes:
            into = {"theme": themes[one.column]}
            found.append({"op": "move", "target": target, "into": into, "reason": "tri à la main"})
        elif one.column:
            added.setdefault(one.column, []).append(name)
    founded: list[Edit] = [
        {
            "op": "theme",
            "key": column["key"],
            "label": column["label"],
            "target": {"contributions": added[column["key"]]},
            "reason": "colonne ajoutée au tri",
        }
        for column in sorting.columns
        if column["key"] in added
    ]
    return founded + found


def _formulated(sorting: Sorting, names: _Names) -> list[Edit]:
    evidence: dict[int, list[Evidence]] = {}
    rows = Evidence.objects.filter(finding__sorting=sorting).select_related(
        "contribution", "passage__document"
    )
    for one in rows.order_by("finding", "pk"):
        evidence.setdefault(one.finding_id, []).append(one)
    themes, filled = themes_of(sorting), _filled(sorting, names.notes)
    found = []
    for finding in in_order(sorting.findings.all()):
        edit = _finding(finding, evidence.get(finding.pk, []), names)
        theme = themes.get(finding.column)
        if theme is not None and finding.column in filled:
            edit["theme"] = {"theme": theme}
        if edit["target"]["contributions"]:
            found.append(edit)
    return found


def _filled(sorting: Sorting, notes: Mapping[int, str]) -> set[str]:
    """Columns whose theme is there: those of the framing note, and added ones that hold a note."""
    rows = Placement.objects.filter(sorting=sorting, reader="", contribution__removed=None)
    placed = rows.values_list("column", "contribution")
    return set(_guided(sorting)) | {column for column, note in placed if note in notes}


def _finding(finding: Finding, evidence: Sequence[Evidence], names: _Names) -> Edit:
    support = [one for one in evidence if one.side == Evidence.Side.SUPPORT]
    edit: Edit = {
        "op": "formulate",
        "kind": finding.kind,
        "target": {"contributions": _named(support, names)},
        "replaces": "machine",
        "settled": True,
        "reason": finding.reason,
        **_words(finding, support, names),
    }
    against = _named([one for one in evidence if one.side == Evidence.Side.DISSENT], names)
    quoted = _named([one for one in evidence if one.quoted and _readable(one)], names)
    if against:
        edit["dissent"] = {"contributions": against}
    if quoted:
        edit["quotes"] = [{"contribution": name} for name in quoted[:QUOTES]]
    if finding.milder_reason:
        edit["milder"] = finding.milder_reason
    return edit


def _named(evidence: Iterable[Evidence], names: _Names) -> list[str]:
    return [name for name in map(names.of, evidence) if name is not None]


def _readable(one: Evidence) -> bool:
    note = one.contribution
    return note is None or note.moderation == Contribution.Moderation.ACCEPTED


def _words(finding: Finding, support: Sequence[Evidence], names: _Names) -> Edit:
    """What people wrote; the very words of a note are named, not copied: they are erased with it."""
    title = " ".join(finding.title.split())
    for one in support:
        shown = one.contribution.shown_text if one.contribution is not None and _readable(one) else ""
        if not finding.text and " ".join(shown.split()) == title and names.of(one):
            return {"words": {"contribution": names.of(one)}}
    text = " ".join(finding.text.split())
    return {"text": f"{title.rstrip('. ')}. {text}" if text else title}


def _guided(sorting: Sorting) -> dict[str, str]:
    """Column → id of the theme that the engine makes from the same theme of the framing note."""
    framing = sorting.consultation.framing
    if framing is None:
        return {}
    name = framing.content["key"]
    themes = {theme["key"] for theme in framing.content["themes"]}
    return {
        one["key"]: content_id([f"{name}:{one['key']}"]) for one in sorting.columns if one["key"] in themes
    }


def _day(sorting: Sorting) -> str:
    day = sorting.settled or sorting.compared
    return timezone.localdate(day).isoformat() if day else sorting.consultation.closes.isoformat()
