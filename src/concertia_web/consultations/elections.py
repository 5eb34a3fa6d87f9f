"""Elections near a concertation: a calendar by jurisdiction, what to look at. It warns, never blocks."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import yaml

from concertia.execution.packs import packs_folder
from concertia_web.consultations.models import Consultation
from concertia_web.languages import TextMap
from concertia_web.territories.models import Territory

OFFICIAL = "officielle"
_ELECTED = re.compile(
    r"\b(maires?|adjointe?s?|élue?s?|président(?:e|s|es)?|sénateurs?|sénatrices?|député(?:e|s|es)?|"
    r"conseill(?:er|ère)s?)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Election:
    """One election, and the months before it in which one writes carefully."""

    key: str
    label: str
    month: date
    """First day of the month of its first round."""
    rounds: tuple[date, ...]
    """Its days, where they are known or nearly."""
    official: bool
    concerns: tuple[str, ...]
    """Kinds of territory; empty: all."""
    source: str
    months_before: int
    last: date | None = None
    """Its last possible day, where its days are not fixed and may leave the month."""

    @property
    def starts(self) -> date:
        """First day of the careful period."""
        months = self.month.year * 12 + self.month.month - 1 - self.months_before
        return date(months // 12, months % 12 + 1, 1)

    @property
    def ends(self) -> date:
        """Its last round, or the end of its month."""
        if self.rounds:
            return self.rounds[-1]
        return self.last or self.month.replace(day=monthrange(self.month.year, self.month.month)[1])

    def covers(self, first: date, last: date) -> bool:
        """Whether the careful period meets these days."""
        return self.starts <= last and first <= self.ends


@dataclass(frozen=True)
class Calendar:
    """The elections of one jurisdiction."""

    elections: tuple[Election, ...]
    checks: tuple[str, ...]
    rule: dict[str, str]
    dated: str
    """When it was last read over."""


@dataclass(frozen=True)
class Neutrality:
    """What is said on the pages concerned."""

    on: bool
    """Neutral mode, switched on by a person."""
    now: tuple[Election, ...]
    """Elections whose careful period covers today."""
    ahead: tuple[Election, ...]
    """Elections whose careful period meets the concertation, or its results, later on."""
    results: tuple[Election, ...]
    """Elections whose careful period holds the announced date of the results."""
    checks: tuple[str, ...]
    rule: dict[str, str]
    mentions: tuple[str, ...]
    """Parts of the concertation that name an elected function."""

    @property
    def silent(self) -> bool:
        """Nothing to say."""
        return not (self.on or self.now or self.ahead or self.results)


@lru_cache(maxsize=1)
def _calendars() -> dict[str, Calendar]:
    found = {}
    for path in sorted((packs_folder() / "elections").glob("*.yaml")):
        pack = yaml.safe_load(path.read_text(encoding="utf-8"))
        found[pack["jurisdiction"]] = Calendar(
            tuple(_election(row, pack["months_before"]) for row in pack["elections"]),
            tuple(pack["checks"]),
            dict(pack["rule"]),
            pack["date"],
        )
    return found


def _election(row: dict[str, Any], months_before: int) -> Election:
    rounds = tuple(date.fromisoformat(day) for day in row.get("rounds", ()))
    month = date.fromisoformat(f"{row['month']}-01") if "month" in row else rounds[0].replace(day=1)
    concerns = () if row["concerns"] == "all" else tuple(row["concerns"])
    official = row["status"] == OFFICIAL
    return Election(
        row["key"],
        row["label"],
        month,
        rounds,
        official,
        concerns,
        row["source"].strip(),
        months_before,
        date.fromisoformat(row["ends"]) if "ends" in row else None,
    )


def calendar_of(territory: Territory) -> Calendar | None:
    """The calendar of its jurisdiction, or of the country it is part of."""
    calendars = _calendars()
    return calendars.get(territory.jurisdiction) or calendars.get(territory.jurisdiction.split("-")[0])


def elections_of(territory: Territory) -> tuple[Election, ...]:
    """The elections that concern it, in time order."""
    calendar = calendar_of(territory)
    if calendar is None:
        return ()
    near = [one for one in calendar.elections if not one.concerns or territory.kind in one.concerns]
    return tuple(sorted(near, key=lambda one: (one.month, one.key)))


def in_period(territory: Territory, day: date) -> tuple[Election, ...]:
    """Elections whose careful period holds that day."""
    return tuple(one for one in elections_of(territory) if one.covers(day, day))


def neutrality(consultation: Consultation, today: date) -> Neutrality:
    """What the calendar says of a concertation, for its pages."""
    territory = consultation.territory
    calendar = calendar_of(territory)
    now = in_period(territory, today)
    last = consultation.results_on or consultation.closes
    met = tuple(
        one
        for one in elections_of(territory)
        if one not in now and one.ends >= today and one.covers(min(consultation.opens, last), last)
    )
    results = ()
    if consultation.results_on and consultation.state != Consultation.State.PUBLISHED:
        results = in_period(territory, consultation.results_on)
    return Neutrality(
        consultation.neutral,
        now,
        met,
        results,
        calendar.checks if calendar else (),
        calendar.rule if calendar else {},
        mentions(consultation),
    )


def mentions(consultation: Consultation) -> tuple[str, ...]:
    """Which texts name an elected function: to read again, not necessarily to change."""
    texts: list[tuple[str, TextMap]] = [("le titre", consultation.title), ("l’objet", consultation.object)]
    texts += [("une question", {"fr": question.get("fr", "")}) for question in consultation.questions]
    texts += [("la règle du jeu", text) for text in consultation.rules.values() if isinstance(text, dict)]
    found = {
        place: None
        for place, text in texts
        if any(_ELECTED.search(words) for words in text.values() if words)
    }
    return tuple(found)
