"""When positions are open, and on which texts: one table a process, read again when it changes."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
from django.db.models import F, Q
from django.utils import timezone

from concertia.votes.arrays import Counts, Floats
from concertia.votes.routing import (
    LEAST_GAIN,
    UNSEEN_INFORMATION,
    Chances,
    cumulated,
    draw,
    most_telling,
)
from concertia_web.consultations.models import Consultation, Phase
from concertia_web.contributions.models import Contribution
from concertia_web.positions.models import PositionSettings

FRESH = 10.0
"""Seconds after which a table is read again in any case: a text may have been hidden since."""
RECENT = 2.0
"""Seconds for which a sending trusts what the process last read of a concertation."""
_seen: dict[tuple[str, str], tuple[float, Consultation]] = {}
_tables: dict[str, Table] = {}
"""Seed of the settings → the table read last: no two concertations ever share a seed."""
_lock = threading.Lock()
_reading = threading.Lock()


@dataclass(frozen=True)
class Table:
    """What every request needs and that changes seldom.

    ``ids`` (S,) the texts submitted to positions, sorted; ``sums`` (S,) their cumulated priorities;
    ``weights`` (S,) their square roots; ``chances`` what groups answer; ``phases`` (opens,
    closes) of the phases of positions.
    """

    version: int
    read: float
    ids: Counts
    sums: Floats
    weights: Floats
    chances: Chances | None
    phases: tuple[tuple[date, date], ...]
    known: frozenset[int]

    @property
    def size(self) -> int:
        """How many texts."""
        return len(self.ids)

    def holds(self, contribution: int) -> bool:
        """Whether people may take position on this one."""
        return contribution in self.known

    def next_text(self, seed: str, participant: int, done: Mapping[int, int]) -> int | None:
        """The next text of this person; ``done``: text → their answer. None when they have seen them all.

        The one whose answer should tell most of where they stand, few-seen ones first; while nobody knows
        any group, drawn by priority. The same until they answer it or the priorities change.
        """
        rows = {row: value for text, value in done.items() if (row := self._row(text)) is not None}
        mixed = [int(seed[:16], 16), participant, len(done)]
        if self.chances is None:
            row = draw(self.sums, rows.keys(), mixed)
        else:
            gain = self.chances.expected(list(rows), list(rows.values())) + LEAST_GAIN
            row = most_telling(gain * self.weights, rows.keys(), mixed)
        return None if row is None else int(self.ids[row])

    def _row(self, text: int) -> int | None:
        return int(np.searchsorted(self.ids, text)) if text in self.known else None

    def open_on(self, day: date) -> bool:
        """Whether a phase of positions holds that day."""
        return any(opens <= day <= closes for opens, closes in self.phases)


def lately(territory: str, slug: str) -> Consultation | None:
    """A concertation as read a moment ago by this process; pages read it anew, only sendings trust this."""
    read, found = _seen.get((territory, slug), (0.0, None))
    return found if found is not None and time.monotonic() - read < RECENT else None


def remembered(territory: str, slug: str, found: Consultation) -> None:
    """Keep it for ``lately``."""
    with _lock:
        _seen[territory, slug] = (time.monotonic(), found)
        while len(_seen) > 64:
            _seen.pop(next(iter(_seen)))


def settings_of(consultation: Consultation) -> PositionSettings:
    """How positions are taken there; made at the first need."""
    found = getattr(consultation, "position_settings", None)
    if found is None:
        found, _made = PositionSettings.objects.get_or_create(consultation=consultation)
    return found


def table_of(consultation: Consultation, settings: PositionSettings) -> Table:
    """The table of a concertation, read at most every few seconds by each process.

    ``settings`` may be older than what the process has read since: it never goes back for them.
    """
    table = _tables.get(settings.seed)
    if table is not None and table.version >= settings.version:
        if time.monotonic() - table.read <= FRESH or not _reading.acquire(blocking=False):
            return table  # somebody is reading it again: nobody else waits
        try:
            return keep(settings, read_table(consultation, settings))
        finally:
            _reading.release()
    return keep(settings, read_table(consultation, settings))


def keep(settings: PositionSettings, table: Table) -> Table:
    """Keep a table for the next requests, unless one whose reading began later is there: then that one."""
    with _lock:
        held = _tables.get(settings.seed)
        if held is not None and held.read > table.read:
            return held
        _tables[settings.seed] = table
        while len(_tables) > 64:
            _tables.pop(next(iter(_tables)))
    return table


def changed(consultation: Consultation) -> None:
    """Say to every process that the texts or their priorities changed."""
    PositionSettings.objects.filter(consultation=consultation).update(version=F("version") + 1)


def is_open(consultation: Consultation, table: Table) -> bool:
    """Whether positions may be taken now: concertation open, phase of positions today, texts to answer."""
    day = timezone.localdate()
    return consultation.state == Consultation.State.OPEN and table.open_on(day) and table.size > 0


def legible(consultation: Consultation) -> Q:
    """The texts whose words may be shown: accepted, not taken back, without an open doubt."""
    shown = Q(doubt="") | ~Q(public_text="") | Q(doubt_decided__isnull=False)
    return shown & Q(consultation=consultation, removed=None, moderation=Contribution.Moderation.ACCEPTED)


def submitted(consultation: Consultation) -> Q:
    """The texts that people may take position on."""
    return legible(consultation) & Q(votable=True)


def read_table(consultation: Consultation, settings: PositionSettings) -> Table:
    """The table as the database has it now, whatever the age of these settings."""
    began = time.monotonic()
    now = PositionSettings.objects.get(pk=settings.pk)
    rows = list(
        Contribution.objects.filter(submitted(consultation))
        .order_by("pk")
        .values_list("pk", "tally__priority", "tally__chances")
    )
    weights = np.array(
        [UNSEEN_INFORMATION if weight is None else weight for _, weight, _ in rows], dtype=float
    )
    phases = consultation.phases.filter(kind=Phase.Kind.POSITION).values_list("opens", "closes")
    ids = np.array([pk for pk, _, _ in rows], dtype=np.int64)
    return Table(
        now.version,
        began,
        ids,
        cumulated(weights) if rows else np.zeros(0),
        np.sqrt(weights),
        _chances([found for _, _, found in rows], now.groups),
        tuple(phases),
        frozenset(ids.tolist()),
    )


def _chances(found: list[list[list[float]] | None], groups: list[float]) -> Chances | None:
    """What groups answer on each text; as everyone might on those that nobody saw."""
    if not groups or not found:
        return None
    unknown = [[1 / 3] * 3] * len(groups)
    fitting = [one if one and len(one) == len(groups) else unknown for one in found]
    answers = np.clip(np.array(fitting, dtype=float), 1e-4, 1.0).transpose(1, 0, 2)
    return Chances(answers / answers.sum(axis=-1, keepdims=True), np.clip(np.array(groups), 1e-4, 1.0))
