"""Tables that are computed: dates known, back-planning, sessions, days of work by method."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from concertia.reports.typography import number, typeset
from concertia_web.papers.dates import day, hour, local_day, weekday
from concertia_web.papers.packs import PaperPack

if TYPE_CHECKING:
    from concertia_web.papers.facts import Frame

NEEDS = {
    "joining": "date limite pour rejoindre la campagne",
    "council": "date du conseil",
    "opening": "date d’ouverture de la concertation",
    "session": "date du premier temps de débat",
    "closing": "date de clôture de la concertation",
    "results": "date de restitution",
    "returns": "date limite des remontées",
    "network": "date de publication du réseau",
}


@dataclass(frozen=True)
class Table:
    """A table of plain words. A cell may hold « [à compléter : …] »."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[bool, ...]
    widths: tuple[int, ...]
    heading: str = ""
    note: str = ""


@dataclass(frozen=True)
class Step:
    """A thing to do by a date; the date is missing where what it is counted from is."""

    on: date | None
    what: str
    who: str
    counted_from: str


def inserted(name: str, pack: PaperPack, frame: Frame) -> Iterator[Table | str]:
    """What ``insert: name`` stands for."""
    if name == "dates":
        yield _dates(frame)
    elif name == "planning":
        yield _planning(pack, frame)
    elif name == "sessions":
        yield _sessions(frame)
    elif name == "workdays":
        yield from _workdays(pack, frame)
    else:
        raise KeyError(name)


def steps(pack: PaperPack, frame: Frame) -> list[Step]:
    """Every step that has a sense here, by date; those without a date come last, in the order of the pack."""
    anchors = frame.anchors
    made: list[Step] = []
    for step in pack.steps:
        counted_from = step["from"]
        if frame.campaign is None and counted_from in ("joining", "returns", "network"):
            continue
        anchor = anchors.get(counted_from)
        on = _on_a_weekday(anchor[1], step["days"]) if anchor else None
        made.append(Step(on, typeset(step["what"], "fr"), step["who"], counted_from))
    return sorted(made, key=lambda step: step.on or date.max)


def _on_a_weekday(anchor: date, days: int) -> date:
    """A day of work: Saturdays and Sundays go back to Friday. What is fixed (0) stays where it is."""
    on = anchor + timedelta(days=days)
    back = max(0, on.weekday() - 4)
    return on if days == 0 else on - timedelta(days=back)


def _planning(pack: PaperPack, frame: Frame) -> Table:
    rows = tuple(
        (
            weekday(step.on) if step.on else f"[à compléter : {NEEDS[step.counted_from]}]",
            step.what,
            typeset(step.who, "fr"),
            "",
        )
        for step in steps(pack, frame)
    )
    header = ("Pour quand", "Quoi", "Qui", "Fait")
    return Table("Ce qui est à faire, par date", header, rows, (False,) * 4, (26, 44, 22, 8))


def _dates(frame: Frame) -> Table | str:
    rows = tuple((day(when), label) for label, when in frame.anchors.values())
    if not rows:
        return "[à compléter : dates de la concertation]"
    return Table("Dates connues", ("Date", "Étape"), rows, (False, False), (30, 70))


def _sessions(frame: Frame) -> Table | str:
    if not frame.sessions:
        return "[à compléter : dates et lieux des rencontres]"
    rows = tuple(
        (
            f"{weekday(local_day(session.starts))}, {hour(session.starts)}",
            session.title,
            session.place or "[à compléter : lieu de la rencontre]",
        )
        for session in frame.sessions
    )
    return Table("Rencontres", ("Quand", "Quoi", "Où"), rows, (False,) * 3, (34, 33, 33))


def _workdays(pack: PaperPack, frame: Frame) -> Iterator[Table]:
    """One table per method, that of the concertation first."""
    mine = frame.consultation.blueprint if frame.consultation else ""
    for method in sorted(pack.workdays, key=lambda method: method["blueprint"] != mine):
        label, tasks = typeset(method["label"], "fr"), method["tasks"]
        least, most = (sum(task[end] for task in tasks) for end in ("least", "most"))
        rows = [(typeset(task["what"], "fr"), _days(task["least"]), _days(task["most"])) for task in tasks]
        rows.append(("Total", _days(least), _days(most)))
        chosen = " (la méthode choisie)" if method["blueprint"] == mine else ""
        yield Table(
            f"{label}, jours de travail estimés",
            ("Tâche", "Au moins", "Au plus"),
            tuple(rows),
            (False, True, True),
            (70, 15, 15),
            heading=f"{label}{chosen}",
            note=typeset(f"Hypothèse : {method['assumes']}", "fr"),
        )


def _days(value: float) -> str:
    return number(value, "fr", 0 if value == int(value) else 1)
