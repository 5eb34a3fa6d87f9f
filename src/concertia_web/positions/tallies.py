"""Counts and priorities of the texts, from the positions that count; in the background or when asked."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone

from concertia.votes.arrays import Counts, Floats
from concertia.votes.matrix import VoteMatrix
from concertia.votes.routing import UNSEEN_INFORMATION, chances_of, informations
from concertia_web.consultations.models import Consultation
from concertia_web.participation.models import Participant
from concertia_web.positions.models import (
    Position,
    PositionEvent,
    PositionSettings,
    StatementTally,
    Value,
)
from concertia_web.positions.opening import settings_of
from concertia_web.positions.series import disclose

IN_FLIGHT = timedelta(seconds=5)
"""Age under which an event with a lower number may still appear: the next tally looks again."""
ROW = np.dtype([("participant", "i8"), ("contribution", "i8"), ("value", "i1"), ("important", "?")])


LEAST_PEOPLE = 15
"""Participants under which the order follows no group."""


@dataclass(frozen=True)
class Routing:
    """``weights`` (S,), ``chances`` of each text by group, shares of the ``groups``."""

    weights: Floats
    chances: list[list[list[float]]]
    groups: list[float]


@dataclass(frozen=True)
class Positions:
    """The positions that count, as columns (V,), with the keys they point to.

    ``participants`` (P,), ``contributions`` (S,) sorted keys; ``rows``, ``cols`` (V,) places in them.
    """

    participants: Counts
    contributions: Counts
    rows: Counts
    cols: Counts
    values: Counts
    important: Counts

    def counted(self, kept: Counts) -> Counts:
        """(S, 3) agree, disagree, pass among the positions ``kept`` (V,) flags."""
        size = len(self.contributions)
        return np.stack(
            [
                np.bincount(self.cols[kept & (self.values == value)], minlength=size)
                for value in (Value.AGREE, Value.DISAGREE, Value.PASS)
            ],
            axis=1,
        )


def retally(consultation: Consultation) -> int:
    """Look for series, count every text and renew the priorities; how many positions were counted.

    Counts what stood when it began: what arrives meanwhile waits for the next time.
    """
    started = time.monotonic()
    settings = settings_of(consultation)
    events = PositionEvent.objects.filter(consultation=consultation, at__lt=timezone.now() - IN_FLIGHT)
    top = events.aggregate(top=Max("seq"))["top"] or 0
    found = disclose(consultation)
    positions = read_positions(consultation)
    sure = _sure(consultation, positions)
    routing = routing_from(positions, sure)
    with transaction.atomic():  # after the long computations: nobody who takes a position waits for them
        _write(consultation, positions, sure, routing)
        PositionSettings.objects.filter(pk=settings.pk).update(
            tallied_seq=top,
            tallied=timezone.now(),
            spent=time.monotonic() - started,
            version=F("version") + 1,
            series=found,
            groups=routing.groups,
            participants=len(positions.participants),
        )
    return len(positions.values)


def read_positions(consultation: Consultation) -> Positions:
    """The positions that count of a concertation."""
    rows = Position.objects.filter(consultation=consultation).order_by()
    columns = rows.values_list("participant_id", "contribution_id", "value", "important")
    table = np.fromiter(columns.iterator(chunk_size=20_000), dtype=ROW)
    participants, who = np.unique(table["participant"], return_inverse=True)
    contributions, which = np.unique(table["contribution"], return_inverse=True)
    return Positions(participants, contributions, who, which, table["value"], table["important"])


def routing_from(positions: Positions, sure: Counts) -> Routing:
    """What orders the texts, from the positions that do not come from a series (``sure`` (V,) flags)."""
    size = len(positions.contributions)
    weights = np.full(size, UNSEEN_INFORMATION)
    chances: list[list[list[float]]] = [[] for _ in range(size)]
    if not sure.any():
        return Routing(weights, chances, [])
    order = np.lexsort((positions.cols[sure], positions.rows[sure]))
    people, rows = np.unique(positions.rows[sure][order], return_inverse=True)
    texts, cols = np.unique(positions.cols[sure][order], return_inverse=True)
    nothing = np.zeros(len(texts), dtype=np.bool_)
    matrix = VoteMatrix(
        people,
        texts,
        rows.astype(np.int32),
        cols.astype(np.int32),
        positions.values[sure][order].astype(np.int8),
        zeroed=nothing,
        meta=nothing,
    )
    weights[texts] = informations(matrix)
    if len(people) < LEAST_PEOPLE:
        return Routing(weights, chances, [])
    found = chances_of(matrix)
    for place, text in enumerate(texts.tolist()):
        chances[text] = found.answers[:, place].round(4).tolist()
    return Routing(weights, chances, found.prior.tolist())


def _sure(consultation: Consultation, positions: Positions) -> Counts:
    """(V,) flags: the positions of participants who are in no series."""
    suspects = np.fromiter(
        Participant.objects.filter(consultation=consultation)
        .exclude(suspicion="")
        .values_list("pk", flat=True)
        .iterator(),
        dtype=np.int64,
    )
    flags: Counts = ~np.isin(positions.participants, suspects)[positions.rows]
    return flags


def _write(consultation: Consultation, positions: Positions, sure: Counts, routing: Routing) -> None:
    """Write the tally of each text."""
    everything = np.ones(len(sure), dtype=np.bool_)
    counts, kept = positions.counted(everything), positions.counted(sure)
    important = np.bincount(positions.cols[positions.important], minlength=len(positions.contributions))
    rows = [
        StatementTally(
            consultation_id=consultation.pk,
            contribution_id=pk,
            agree=counts[place, 0],
            disagree=counts[place, 1],
            passed=counts[place, 2],
            important=important[place],
            sure_agree=kept[place, 0],
            sure_disagree=kept[place, 1],
            sure_passed=kept[place, 2],
            priority=float(routing.weights[place]),
            chances=routing.chances[place],
        )
        for place, pk in enumerate(positions.contributions.tolist())
    ]
    fields = [field.name for field in StatementTally._meta.concrete_fields]
    StatementTally.objects.bulk_create(
        rows,
        batch_size=500,
        update_conflicts=True,
        unique_fields=["contribution"],
        update_fields=[name for name in fields if name not in ("id", "consultation", "contribution")],
    )
