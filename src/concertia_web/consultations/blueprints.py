"""The methods that ship as packs: what each takes, what comes out, the dates and texts it proposes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

import yaml

from concertia.execution.packs import packs_folder


@dataclass(frozen=True)
class Dates:
    """The dates of a concertation."""

    announced: date
    opens: date
    closes: date
    results: date


@dataclass(frozen=True)
class Blueprint:
    """One method, as ``packs/blueprints/README.md`` describes it."""

    key: str
    order: int
    label: str
    summary: str
    people: str
    comes_out: str
    work_days: int
    days_announced: int
    lasts_days: int
    results_after_days: int
    proof: str
    moderation: str
    channels: tuple[str, ...]
    kinds: tuple[str, ...]
    publics: tuple[str, ...]
    phases: tuple[dict[str, str], ...]
    sessions: tuple[dict[str, Any], ...]
    recruitment: str
    method: str
    rules: dict[str, str]

    def dates_from(self, today: date) -> Dates:
        """The dates proposed to someone who starts today."""
        opens = today + timedelta(days=self.days_announced)
        closes = opens + timedelta(days=self.lasts_days - 1)
        return Dates(today, opens, closes, closes + timedelta(days=self.results_after_days))

    def phases_on(self, dates: Dates) -> list[tuple[str, date, date]]:
        """(kind, first day, last day) of each phase."""
        return [
            (phase["kind"], getattr(dates, phase["from"]), getattr(dates, phase["to"]))
            for phase in self.phases
        ]

    @property
    def lasts(self) -> str:
        """How long it is open, in words."""
        if self.lasts_days == 1:
            return "un jour"
        return f"{self.lasts_days} jours"


_TUPLES = ("channels", "kinds", "publics", "phases", "sessions")


def _made(pack: dict[str, Any]) -> Blueprint:
    values = {name: pack[name] for name in Blueprint.__dataclass_fields__}
    for name in _TUPLES:
        values[name] = tuple(values[name])
    return Blueprint(**values)


@lru_cache(maxsize=1)
def blueprints() -> dict[str, Blueprint]:
    """Key → method, in the order of the page."""
    packs = [
        yaml.safe_load(path.read_text(encoding="utf-8"))
        for path in sorted((packs_folder() / "blueprints").glob("*.yaml"))
    ]
    made = sorted((_made(pack) for pack in packs), key=lambda one: one.order)
    return {one.key: one for one in made}


def kinds_of(key: str) -> tuple[str, ...]:
    """The columns of the wall that a method proposes; none for a method that no longer ships."""
    found = blueprints().get(key)
    return found.kinds if found else ()
