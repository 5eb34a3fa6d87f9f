"""Positions when several write or work at once: every event once in the journal, the last one counts.

Run on SQLite and on PostgreSQL, where taking a position is another statement (``./test``).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone
from django_scopes import scope
from tests.web.positions_world import make_positions, together

from concertia_web.consultations.models import Consultation
from concertia_web.contributions.models import Contribution
from concertia_web.journal.models import JournalEntry, JournalValue
from concertia_web.journal.services import batch_of
from concertia_web.participation.models import Participant
from concertia_web.participation.people import join
from concertia_web.positions import taking, ticks
from concertia_web.positions.models import Position, PositionEvent, PositionSettings
from concertia_web.positions.taking import PER_MINUTE, TooFastError, take

pytestmark = pytest.mark.django_db
LATER = timedelta(minutes=20)


@pytest.fixture
def place() -> Iterator[Consultation]:
    consultation = make_positions(texts=3)
    with scope(territory=consultation.territory):
        yield consultation


def texts(place: Consultation) -> list[int]:
    return list(Contribution.objects.filter(consultation=place).order_by("pk").values_list("pk", flat=True))


def send(person: Participant, text: int, value: int = 1, nonce: int | None = None) -> bool:
    return take(
        participant=person,
        contribution=text,
        value=value,
        important=False,
        nonce=taking.new_nonce() if nonce is None else nonce,
    )


def put(place: Consultation, person: Participant, at: datetime) -> PositionEvent:
    return PositionEvent.objects.create(
        consultation=place,
        participant=person,
        contribution_id=texts(place)[0],
        value=1,
        nonce=taking.new_nonce(),
        at=at,
    )


def batches() -> list[dict[str, Any]]:
    entries = JournalEntry.objects.filter(action="positions.batch").order_by("pk")
    return [JournalValue.objects.get(entry=entry).after for entry in entries]


def root_of_all() -> str:
    leaves = [
        "\x1f".join(
            map(str, (one.seq, one.participant.pseudonym, one.contribution.client_id, one.value, one.nonce))
        )
        for one in PositionEvent.objects.select_related("participant", "contribution").order_by("seq")
    ]
    return str(batch_of([hashlib.sha256(leaf.encode()).hexdigest() for leaf in leaves])["root"])


def test_two_workers_that_hash_the_same_batch_write_it_once(place, monkeypatch):
    person = join(consultation=place)
    for text in texts(place):
        send(person, text)
    done: list[int] = []

    def slowly(leaves: list[str]) -> dict[str, Any]:
        monkeypatch.setattr(ticks, "batch_of", batch_of)
        done.append(ticks.journal_positions())  # the other worker, while this one hashes
        return batch_of(leaves)

    monkeypatch.setattr(ticks, "batch_of", slowly)
    with time_machine.travel(timezone.now() + LATER, tick=False):
        done.append(ticks.journal_positions())
        assert (done, ticks.journal_positions()) == ([3, 0], 0)
    assert batches() == [{"count": 3, "root": root_of_all()}]


def test_a_worker_that_dies_before_writing_leaves_all_to_the_next(place, monkeypatch):
    person = join(consultation=place)
    send(person, texts(place)[0])
    for name in ("batch_of", "record"):  # while it hashes, then within the transaction
        with monkeypatch.context() as patch, time_machine.travel(timezone.now() + LATER, tick=False):
            patch.setattr(ticks, name, _dead)
            with pytest.raises(RuntimeError):
                ticks.journal_positions()
        assert PositionSettings.objects.get(consultation=place).journalled_seq == 0
    with time_machine.travel(timezone.now() + LATER, tick=False):
        assert ticks.journal_positions() == 1
    assert batches() == [{"count": 1, "root": root_of_all()}]


def _dead(*_args: object, **_more: object) -> None:
    raise RuntimeError("killed")


def test_an_event_dated_after_the_next_one_is_not_passed_over(place):
    """What several processes do on PostgreSQL: numbers and dates are not given in the same order."""
    person, now = join(consultation=place), timezone.now()
    put(place, person, now - timedelta(minutes=20))
    put(place, person, now - ticks.SETTLED + timedelta(milliseconds=2))
    put(place, person, now - ticks.SETTLED - timedelta(milliseconds=2))
    with time_machine.travel(now, tick=False):
        assert ticks.journal_positions() == 1
    with time_machine.travel(now + LATER, tick=False):
        assert ticks.journal_positions() == 2
    assert [batch["count"] for batch in batches()] == [1, 2]


def test_batches_follow_each_other_and_what_is_published_is_not_left_out(place, monkeypatch):
    monkeypatch.setattr(ticks, "BATCH", 2)
    person = join(consultation=place)
    for text in texts(place):
        send(person, text)
    Consultation.objects.filter(pk=place.pk).update(state=Consultation.State.PUBLISHED)
    with time_machine.travel(timezone.now() + LATER, tick=False):
        assert [ticks.journal_positions() for _ in range(3)] == [2, 1, 0]


def test_a_later_position_is_not_replaced_by_an_earlier_one(place):
    person, text = join(consultation=place), texts(place)[0]
    send(person, text, value=1)
    later = timezone.now() + timedelta(hours=1)
    Position.objects.update(value=-1, at=later)
    assert send(person, text, value=0)
    assert PositionEvent.objects.count() == 2
    kept = Position.objects.get()
    assert (kept.value, kept.at) == (-1, later)
    with time_machine.travel(later + timedelta(minutes=2), tick=False):
        assert send(person, text, value=0)
    kept.refresh_from_db()
    assert (kept.value, kept.seq) == (0, PositionEvent.objects.order_by("seq").last().seq)


def test_too_fast_keeps_nothing_and_a_known_sending_is_known(place):
    person, text = join(consultation=place), texts(place)[0]
    assert send(person, text, nonce=0)
    assert not send(person, text, value=-1, nonce=0)
    for nonce in range(1, PER_MINUTE):
        assert send(person, text, nonce=nonce)
    with pytest.raises(TooFastError):
        send(person, text, value=-1)
    assert (PositionEvent.objects.count(), Position.objects.get().value) == (PER_MINUTE, 1)
    assert send(join(consultation=place), text, value=-1)
    with time_machine.travel(timezone.now() + timedelta(minutes=1, seconds=1), tick=False):
        assert send(person, text, value=-1)


@pytest.mark.django_db(transaction=True)
def test_many_at_once_lose_nothing_and_one_sending_is_one_event(place):
    person, (first, second, _third) = join(consultation=place), texts(place)
    same = [lambda: send(person, first, value=-1, nonce=7)] * 4
    answers = together(place, [*same, *(lambda: send(person, second) for _ in range(4))])
    assert sorted(answers) == [False] * 3 + [True] * 5
    assert PositionEvent.objects.count() == 5
    last = PositionEvent.objects.filter(contribution=second).order_by("at", "seq").last()
    kept = {row.contribution_id: row for row in Position.objects.all()}
    assert (kept[first].value, kept[second].seq) == (-1, last.seq)
    with time_machine.travel(timezone.now() + LATER, tick=False):
        assert sorted(together(place, [ticks.journal_positions] * 2)) == [0, 5]
    assert batches() == [{"count": 5, "root": root_of_all()}]
