"""Positions that seem to come from one hand: found in the background, disclosed, never deleted.

Three signs, each alone not enough to accuse anybody, and all three computed from what is kept anyway:

``burst``  many arrivals in one hour from one network (a keyed digest), nearly all of whom give the answers
           of their majority, far more than other people give those of theirs;
``twins``  many participants with the same first answers to the same texts in the same order, which the draw
           of the next text makes very unlikely;
``pace``   a constant rhythm, or one at which nobody reads, for several participants.

A class or a library also arrives together from one network: people who think for themselves answer
differently and at their own pace, and are not marked. What this cannot see: patient hands on many networks,
with other answers, orders and paces each. Only a proof level holds those back, and it is printed.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import perm

import numpy as np
from django.db import transaction

from concertia_web.consultations.models import Consultation
from concertia_web.participation.models import Participant
from concertia_web.positions.models import Arrival, PositionEvent

LEAST_TEXTS = 5
"""Answers under which nothing is said of anybody: two people easily agree three times."""
LEAST_TWINS = 5
"""Participants with the same answers in the same order."""
LEAST_BURST = 12
"""Arrivals from one network in one hour."""
ALIKE = 0.9
"""Share of equal answers on shared texts above which a participant of a burst follows its majority."""
MOSTLY = 0.7
"""Share of a burst that must follow."""
MORE_THAN_OTHERS = 0.4
"""How much more than the share of other people who follow their own majority."""
OFTENER = 20
"""Times more twins than the draw of the texts would make by chance, were it even."""
LEAST_SECONDS = 1.0
"""Pause between two answers, on average, under which nobody reads."""
STEADY = 0.12
"""Deviation of the pauses between answers, divided by their mean, under which no person answers."""
MOST_SECONDS = 30.0
"""Pauses longer than this say nothing of a machine."""
LEAST_STEADY = 5
"""Participants of constant pace under which it is one odd person."""


@dataclass(frozen=True)
class Track:
    """What one participant did, in order: texts, values, and seconds since some moment."""

    participant: int
    texts: tuple[int, ...]
    values: tuple[int, ...]
    times: tuple[float, ...]

    @property
    def answers(self) -> dict[int, int]:
        """Text → last value."""
        return dict(zip(self.texts, self.values, strict=True))


@dataclass(frozen=True)
class Found:
    """One series: why, and who."""

    reason: str
    participants: tuple[int, ...]


def disclose(consultation: Consultation) -> list[dict[str, object]]:
    """Search, mark the participants found and unmark the others; what is said of it, by reason."""
    tracks = read_tracks(consultation)
    networks = dict(
        Arrival.objects.filter(consultation=consultation).values_list("participant_id", "network")
    )
    marks: dict[int, str] = {}
    for found in find_series(tracks, networks):
        for participant in found.participants:
            marks.setdefault(participant, found.reason)
    mark(consultation, marks)
    sizes = {track.participant: len(set(track.texts)) for track in tracks}
    said: dict[str, dict[str, object]] = {}
    for participant, reason in sorted(marks.items()):
        one = said.setdefault(reason, {"reason": reason, "participants": 0, "positions": 0})
        one["participants"] = int(str(one["participants"])) + 1
        one["positions"] = int(str(one["positions"])) + sizes[participant]
    return [said[reason] for reason in sorted(said)]


@transaction.atomic
def mark(consultation: Consultation, marks: dict[int, str]) -> None:
    """Write why each of these looks like a series, and forget it of those who no longer do."""
    rows = Participant.objects.filter(consultation=consultation)
    known = dict(rows.exclude(suspicion="").values_list("pk", "suspicion"))
    changed = [pk for pk in {*known, *marks} if known.get(pk, "") != marks.get(pk, "")]
    by_reason: dict[str, list[int]] = defaultdict(list)
    for pk in changed:
        by_reason[marks.get(pk, "")].append(pk)
    for reason, numbers in by_reason.items():
        for start in range(0, len(numbers), 500):
            rows.filter(pk__in=numbers[start : start + 500]).update(suspicion=reason)


def read_tracks(consultation: Consultation) -> list[Track]:
    """What each participant did, in the order of their arrival."""
    rows = PositionEvent.objects.filter(consultation=consultation).order_by("participant_id", "seq")
    columns = rows.values_list("participant_id", "contribution_id", "value", "at")
    tracks: list[Track] = []
    current: list[tuple[int, int, int, datetime]] = []
    for row in columns.iterator(chunk_size=20_000):
        if current and current[-1][0] != row[0]:
            tracks.append(_track(current))
            current = []
        current.append(row)
    return [*tracks, _track(current)] if current else tracks


def find_series(tracks: Sequence[Track], networks: dict[int, str]) -> list[Found]:
    """Every series, the strongest sign first; ``networks``: participant → digest of network and hour."""
    able = [track for track in tracks if len(set(track.texts)) >= LEAST_TEXTS]
    return [*_twins(able), *_bursts(able, networks), *_steady(able)]


def _twins(tracks: Sequence[Track]) -> list[Found]:
    """Same first answers to the same texts in the same order, more often than the draw of texts allows."""
    groups: dict[tuple[int, ...], list[int]] = defaultdict(list)
    for track in tracks:
        groups[(*track.texts[:LEAST_TEXTS], *track.values[:LEAST_TEXTS])].append(track.participant)
    texts = {text for track in tracks for text in track.texts}
    by_chance = len(tracks) / perm(max(len(texts), LEAST_TEXTS), LEAST_TEXTS)
    least = max(LEAST_TWINS, OFTENER * by_chance)
    return [Found("twins", tuple(who)) for who in groups.values() if len(who) >= least]


def _bursts(tracks: Sequence[Track], networks: dict[int, str]) -> list[Found]:
    """Those who came together and nearly all answer as their majority, which other people do not."""
    groups: dict[str, list[Track]] = defaultdict(list)
    for track in tracks:
        if track.participant in networks:
            groups[networks[track.participant]].append(track)
    found = []
    for group in groups.values():
        if len(group) < LEAST_BURST:
            continue
        inside = {track.participant for track in group}
        others = [track for track in tracks if track.participant not in inside]
        follow, usual = _followers(group), _followers(others)
        share = len(follow) / len(group)
        if share >= MOSTLY and share >= len(usual) / max(len(others), 1) + MORE_THAN_OTHERS:
            found.append(Found("burst", follow))
    return found


def _followers(group: Sequence[Track]) -> tuple[int, ...]:
    """Who gives nearly all the answers of the majority of the group, on texts that enough of it answered."""
    said: dict[int, Counter[int]] = defaultdict(Counter)
    for track in group:
        for text, value in track.answers.items():
            said[text][value] += 1
    common = {
        text: max(sorted(counts), key=counts.__getitem__)
        for text, counts in said.items()
        if counts.total() >= LEAST_TWINS
    }
    follow = []
    for track in group:
        shared = [value == common[text] for text, value in track.answers.items() if text in common]
        if len(shared) >= LEAST_TEXTS and sum(shared) >= ALIKE * len(shared):
            follow.append(track.participant)
    return tuple(follow)


def _steady(tracks: Iterable[Track]) -> list[Found]:
    """A rhythm that hardly varies, or faster than anybody reads."""
    found = []
    for track in tracks:
        pauses = np.diff(track.times)
        if len(pauses) < LEAST_TEXTS - 1 or pauses.mean() > MOST_SECONDS:
            continue
        mean = float(pauses.mean())
        if mean < LEAST_SECONDS or float(pauses.std()) < STEADY * mean:
            found.append(track.participant)
    return [Found("pace", tuple(found))] if len(found) >= LEAST_STEADY else []


def _track(rows: Sequence[tuple[int, int, int, datetime]]) -> Track:
    return Track(
        rows[0][0],
        tuple(row[1] for row in rows),
        tuple(row[2] for row in rows),
        tuple(row[3].timestamp() for row in rows),
    )
