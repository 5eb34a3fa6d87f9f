"""Many positions from one hand: found, said, never deleted; honest results are found again without them."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from django_scopes import scope, scopes_disabled
from tests.web.positions_world import Visitor, address, events, kept, make_positions

from concertia_web.contributions.models import Contribution
from concertia_web.participation.models import Participant
from concertia_web.participation.people import join, prove_by_digest_of_code
from concertia_web.positions.models import Arrival, Position, PositionEvent, StatementTally
from concertia_web.positions.opening import settings_of
from concertia_web.positions.series import Track, find_series
from concertia_web.positions.taking import network_digest, take
from concertia_web.positions.tallies import retally

pytestmark = pytest.mark.django_db
HONEST, SCRIPTED, EACH = 300, 200, 6


def honest(consultation, texts, draw: random.Random, people: int = HONEST) -> None:
    """People of two opinions who answer in their own order and at their own pace; thirty are one class."""
    for number in range(people):
        participant = join(consultation=consultation)
        side = number % 2
        at = timezone.now() - timedelta(hours=draw.uniform(0.1, 60))
        room = "203.0.113.9" if number < 30 else f"198.51.{number % 250}.{number}"
        Arrival.objects.create(
            consultation=consultation,
            participant=participant,
            network=network_digest(consultation.pk, room, "class" if number < 30 else f"{at:%d%H}"),
            at=at,
        )
        rows = []
        for rank, text in enumerate(draw.sample(texts, draw.randint(EACH, len(texts)))):
            chance = 0.8 if (rank + side) % 2 or text.pk % 3 == 0 else 0.3
            value = 0 if draw.random() < 0.1 else 1 if draw.random() < chance else -1
            at += timedelta(seconds=draw.lognormvariate(2.2, 0.6))
            event = PositionEvent(
                consultation=consultation, participant=participant, contribution=text, value=value,
                nonce=rank, at=at,
            )  # fmt: skip
            rows.append(event)
        PositionEvent.objects.bulk_create(rows)
        Position.objects.bulk_create(
            Position(
                consultation=consultation, participant=participant, contribution_id=event.contribution_id,
                value=event.value, seq=event.seq, at=event.at,
            )
            for event in rows
        )  # fmt: skip


def agreement(consultation, sure: bool) -> dict[int, float]:
    """Text → share of agreement, in points."""
    prefix = "sure_" if sure else ""
    rows = StatementTally.objects.filter(consultation=consultation)
    return {
        row.contribution_id: 100
        * getattr(row, f"{prefix}agree")
        / max(1, row.sure_total if sure else row.total)
        for row in rows
    }


def test_two_hundred_sessions_of_one_script_are_disclosed_and_honest_results_found_again():
    consultation = make_positions(texts=12, live_results=True)
    with scope(territory=consultation.territory):
        texts = list(Contribution.objects.filter(consultation=consultation))
        honest(consultation, texts, random.Random(4))
        retally(consultation)
        before = agreement(consultation, sure=False)
        assert settings_of(consultation).series == []
        assert not Participant.objects.exclude(suspicion="").exists()
    wanted = [text.pk for text in texts[:EACH]]
    for number in range(SCRIPTED):
        client = Client(REMOTE_ADDR="203.0.113.66")
        for rank, pk in enumerate(wanted):
            sent = {"texte": pk, "nonce": rank + 1, "position": -1 if rank % 2 else 1}
            assert client.post(address(consultation), sent).status_code == 302
        if number % 20 == 0:  # replayed requests
            for rank, pk in enumerate(wanted):
                client.post(address(consultation), {"texte": pk, "nonce": rank + 1, "position": 0})
    with scope(territory=consultation.territory):
        assert Participant.objects.count() == HONEST + SCRIPTED
        retally(consultation)
        suspects = Participant.objects.exclude(suspicion="")
        assert suspects.count() == SCRIPTED
        assert set(suspects.values_list("pk", flat=True)) == set(
            Participant.objects.order_by("-pk").values_list("pk", flat=True)[:SCRIPTED]
        )
        after, swayed = agreement(consultation, sure=True), agreement(consultation, sure=False)
        assert max(abs(after[pk] - before[pk]) for pk in before) <= 1
        assert max(abs(swayed[pk] - before[pk]) for pk in before) > 5
        scripted = Position.objects.filter(participant__in=suspects)
        assert scripted.count() == SCRIPTED * EACH
        assert not scripted.filter(value=0).exists(), "a replay changed a position"
    page = Client().get(address(consultation, "resultats/")).content.decode()
    assert "200 participations semblent venir de mêmes séries" in page
    assert "sans les séries" in page


def test_the_same_code_given_by_many_is_one_participant():
    consultation = make_positions(texts=2, proof="codes")
    with scope(territory=consultation.territory):
        text = Contribution.objects.filter(consultation=consultation).first()
        people = [prove_by_digest_of_code(consultation=consultation, digest="a" * 64) for _ in range(20)]
        for number, person in enumerate(people):
            take(participant=person, contribution=text.pk, value=1, important=False, nonce=number)
        assert Participant.objects.count() == 1
    assert len(kept(consultation)) == 1


def test_who_proved_nothing_is_sent_to_prove_and_comes_back():
    consultation = make_positions(texts=2, proof="codes")
    response = Visitor(consultation).answer(1)
    assert response.status_code == 302
    assert response["Location"].startswith(address(consultation).replace("positions/", "participer/preuve/"))
    assert events(consultation) == 0


def test_a_crowd_from_one_connection_is_asked_to_wait(monkeypatch):
    monkeypatch.setattr("concertia_web.positions.views.public.ARRIVALS_AN_HOUR", 3)
    consultation = make_positions(texts=2)
    codes = [Visitor(consultation).answer(1).status_code for _ in range(5)]
    assert codes == [302, 302, 302, 429, 429]
    assert Visitor(consultation, ip="192.0.2.200").answer(1).status_code == 302


def test_no_address_is_kept_and_hours_cannot_be_compared():
    consultation = make_positions(texts=2)
    Visitor(consultation, ip="203.0.113.77").answer(1)
    with scopes_disabled():
        arrival = Arrival.objects.get()
    assert "203" not in f"{vars(arrival)}".replace(str(arrival.at), "").replace("2026", "")
    one = network_digest(consultation.pk, "203.0.113.77", "2026112210")
    assert one == network_digest(consultation.pk, "203.0.113.78", "2026112210")
    assert one != network_digest(consultation.pk, "203.0.113.77", "2026112211")
    assert one != network_digest(consultation.pk + 1, "203.0.113.77", "2026112210")


def test_the_network_of_the_first_position_is_the_only_one_kept():
    consultation = make_positions(texts=3)
    person = Visitor(consultation, ip="203.0.113.77")
    person.answer(1)
    with scopes_disabled():
        first = Arrival.objects.get()
    person.client.defaults["REMOTE_ADDR"] = "192.0.2.9"
    with time_machine.travel(timezone.now() + timedelta(minutes=5), tick=False):
        person.answer(-1)
    with scopes_disabled():
        assert PositionEvent.objects.count() == 2
        assert Arrival.objects.get().network == first.network


def test_all_the_addresses_of_one_machine_are_one(monkeypatch):
    """One subscriber holds 2⁶⁴ addresses of IPv6: another one for each sending does not get round a limit."""
    monkeypatch.setattr("concertia_web.positions.views.public.ARRIVALS_AN_HOUR", 3)
    consultation = make_positions(texts=2)
    ips = ("2001:db8:7:9::1", "2001:db8:7:9:ffff::2", "2001:0db8:0007:0009:1:2:3:4", "2001:db8:7:9::5")
    assert [Visitor(consultation, ip=ip).answer(1).status_code for ip in ips] == [302, 302, 302, 429]
    assert Visitor(consultation, ip="2001:db8:7:a::1").answer(1).status_code == 302
    assert Visitor(consultation, ip="::ffff:192.0.2.9").answer(1).status_code == 302
    with scopes_disabled():
        assert len(set(Arrival.objects.values_list("network", flat=True))) == 2
    hour = "2026112210"
    mapped = [network_digest(1, ip, hour) for ip in ("192.0.2.1", "::ffff:192.0.2.9")]
    assert mapped[0] == mapped[1] != network_digest(1, "192.0.3.1", hour)


def track(number: int, pauses: list[float], texts: list[int], values: list[int]) -> Track:
    times = [sum(pauses[:rank]) for rank in range(len(texts))]
    return Track(number, tuple(texts), tuple(values), tuple(times))


def test_constant_pace_is_found_and_uneven_pace_is_not():
    draw = random.Random(2)
    texts = list(range(40))
    steady = [
        track(
            n,
            [4 + draw.uniform(-0.2, 0.2) for _ in range(9)],
            draw.sample(texts, 9),
            draw.choices((1, -1), k=9),
        )
        for n in range(8)
    ]
    people = [
        track(
            100 + n,
            [draw.lognormvariate(1.5, 0.6) + 1 for _ in range(9)],
            draw.sample(texts, 9),
            draw.choices((1, -1), k=9),
        )
        for n in range(200)
    ]
    found = find_series([*steady, *people], {})
    assert [(one.reason, one.participants) for one in found] == [("pace", tuple(range(8)))]


def test_a_class_that_agrees_is_not_a_series():
    draw = random.Random(3)
    texts = list(range(12))

    def person(number: int) -> Track:
        values = [1 if draw.random() < 0.85 else -1 for _ in range(12)]
        pauses = [draw.lognormvariate(1.5, 0.6) + 1 for _ in range(12)]
        return track(number, pauses, draw.sample(texts, 12), values)

    tracks = [person(number) for number in range(300)]
    assert find_series(tracks, dict.fromkeys(range(30), "the class")) == []
