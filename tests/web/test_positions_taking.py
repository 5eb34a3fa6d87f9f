"""Taking position on one text at a time."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_scopes import scope, scopes_disabled
from tests.web.positions_world import Visitor, address, events, kept, make_positions, submit_texts

from concertia_web.contributions.models import Contribution
from concertia_web.participation.models import Participant
from concertia_web.positions.models import Position, PositionSettings
from concertia_web.positions.opening import changed, keep, read_table, settings_of, table_of
from concertia_web.positions.tallies import retally

pytestmark = pytest.mark.django_db


def test_one_text_at_a_time_until_the_end():
    consultation = make_positions(texts=4)
    person = Visitor(consultation)
    for value in (1, -1, 0, 1):
        response = person.answer(value)
        assert (response.status_code, response["Location"]) == (302, address(consultation) + "#texte")
    assert len(set(person.seen)) == 4
    page = person.client.get(address(consultation)).content.decode()
    assert "vous avez vu tous les textes" in page
    assert sorted(value for _text, value in kept(consultation)) == [-1, 0, 1, 1]
    with scopes_disabled():
        assert Participant.objects.get().positions.count() == 4


def test_the_last_position_counts_and_every_change_is_kept():
    consultation = make_positions(texts=2)
    person = Visitor(consultation)
    person.answer(1, important="on")
    first = person.seen[0]
    assert person.look()["last"] == first
    again = person.look(f"?texte={first}")
    assert again["before"].value == 1
    assert again["before"].important
    person.answer(-1, f"?texte={first}")
    assert kept(consultation) == [(first, -1)]
    assert events(consultation) == 2
    with scopes_disabled():
        assert not Position.objects.get().important


def test_the_same_sending_twice_is_one_event_even_late():
    consultation = make_positions(texts=3)
    person = Visitor(consultation)
    person.answer(1)
    with scopes_disabled():
        pk = Position.objects.get().contribution_id
    sent = {"texte": pk, "nonce": 77, "position": -1}
    for _ in range(3):
        assert person.client.post(address(consultation), sent).status_code == 302
    assert events(consultation) == 2
    person.client.post(address(consultation), {**sent, "nonce": 78, "position": 0})
    person.client.post(address(consultation), sent)  # replayed after a change of mind
    assert kept(consultation) == [(pk, 0)]


def test_what_is_missing_is_said_and_nothing_typed_is_lost():
    consultation = make_positions()
    person = Visitor(consultation)
    response = person.answer("", pourquoi="Parce que <b>c’est</b> humain.", important="on")
    page = response.content.decode()
    assert response.status_code == 400
    assert "Choisissez une réponse" in page
    assert "Parce que &lt;b&gt;c’est&lt;/b&gt; humain." in page
    assert 'name="important" id="id_important" checked' in page
    assert kept(consultation) == []
    for wrong in (
        {"texte": "999999"},
        {"texte": "x"},
        {"nonce": "-1"},
        {"nonce": "9" * 40},
        {"position": "2"},
    ):
        sent = {"texte": person.seen[0], "nonce": 5, "position": 1, **wrong}
        assert person.client.post(address(consultation), sent).status_code in (302, 400)
        assert kept(consultation) == []
    assert person.client.post(address(consultation), {}).status_code == 302


def test_why_is_a_contribution_linked_to_the_text_and_moderated():
    consultation = make_positions(moderation="before")
    person = Visitor(consultation)
    person.answer(1, pourquoi="Parce que c’est humain.")
    with scopes_disabled():
        why = Contribution.objects.get(parent__isnull=False)
        participant = Participant.objects.get()
    assert (why.parent_id, why.participant_id) == (person.seen[0], participant.pk)
    assert (why.author, why.moderation, why.votable) == (participant.pseudonym, "waiting", False)
    text = address(consultation, f"textes/{person.seen[0]}/")
    assert "Parce que c’est humain." not in person.client.get(text).content.decode()
    with scope(territory=consultation.territory):
        Contribution.objects.filter(pk=why.pk).update(moderation="accepted")
    assert "Parce que c’est humain." in person.client.get(text).content.decode()


def test_nobody_answers_faster_than_one_reads():
    consultation = make_positions(texts=1)
    person = Visitor(consultation)
    person.answer(1)
    pk = person.seen[0]
    codes = [
        person.client.post(address(consultation), {"texte": pk, "nonce": number, "position": 1}).status_code
        for number in range(45)
    ]
    assert codes.count(302) == 39
    assert codes.count(429) == 6
    with time_machine.travel(timezone.now() + timedelta(minutes=2), tick=False):
        last = person.client.post(address(consultation), {"texte": pk, "nonce": 99, "position": 1})
    assert last.status_code == 302


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"state": "reading"}, "sont closes"),
        ({"state": "draft"}, ""),
    ],
)
def test_closed_outside_its_phase(change, words):
    consultation = make_positions()
    with scopes_disabled():
        type(consultation).objects.filter(pk=consultation.pk).update(**change)
    person = Visitor(consultation)
    response = person.client.get(address(consultation))
    assert response.status_code == (200 if words else 404)
    assert words in response.content.decode()
    answer = person.client.post(address(consultation), {"texte": 1, "nonce": 1, "position": 1})
    assert answer.status_code in (404, 409)
    assert events(consultation) == 0


def test_before_and_after_the_dates():
    consultation = make_positions()
    person = Visitor(consultation)
    for days, words in ((-30, "ouvrent le"), (30, "sont closes")):
        with time_machine.travel(timezone.now() + timedelta(days=days), tick=False):
            changed_table(consultation)
            assert words in person.client.get(address(consultation)).content.decode()


def changed_table(consultation):
    with scopes_disabled():
        changed(consultation)


def test_a_process_never_goes_back_to_an_older_table():
    consultation = make_positions(texts=3)
    with scope(territory=consultation.territory):
        old = PositionSettings.objects.get(consultation=consultation)
        first = table_of(consultation, old)
        slow = read_table(consultation, old)
        for change in (changed, retally):
            change(consultation)
        new = PositionSettings.objects.get(consultation=consultation)
        assert new.version == old.version + 2
        second = table_of(consultation, new)
        assert second.version == new.version > first.version
        with CaptureQueriesContext(connection) as queries:
            for settings in (old, new, old):
                assert table_of(consultation, settings) is second
        assert not queries.captured_queries, "settings of a moment ago read nothing again"
        assert keep(old, slow) is second, "a reading that began before and ended after"
        assert table_of(consultation, new) is second


def test_settings_of_a_moment_ago_read_the_table_of_now():
    consultation = make_positions(texts=3)
    with scope(territory=consultation.territory):
        old = PositionSettings.objects.get(consultation=consultation)
        changed(consultation)
        assert table_of(consultation, old).version == old.version + 1


def test_a_hidden_or_withdrawn_text_is_never_shown():
    consultation = make_positions(texts=2)
    person = Visitor(consultation)
    with scopes_disabled():
        first, second = Contribution.objects.filter(consultation=consultation)
        person.look()  # the table of texts is in memory
        Contribution.objects.filter(pk=first.pk).update(moderation="hidden")
    assert person.look()["text"] == second
    assert person.look(f"?texte={first.pk}")["text"] == second
    assert person.client.get(address(consultation, f"textes/{first.pk}/")).status_code == 404


@pytest.mark.parametrize(
    "change", [{"moderation": "hidden"}, {"removed": timezone.now()}, {"doubt": "06 12 34 56 78"}]
)
def test_who_answered_a_text_does_not_go_on_reading_it_once_it_is_hidden(change):
    consultation = make_positions(texts=1, live_results=True)
    person = Visitor(consultation)
    person.answer(1)
    with scope(territory=consultation.territory):
        retally(consultation)
        note = Contribution.objects.get(consultation=consultation)
        shown = [person.client.get(address(consultation, page)) for page in ("les-miennes/", "resultats/")]
        assert all(note.text in page.content.decode() for page in shown)
        Contribution.objects.filter(pk=note.pk).update(**change)
    for page in ("les-miennes/", "resultats/"):
        assert note.text not in person.client.get(address(consultation, page)).content.decode()
    mine = person.client.get(address(consultation, "les-miennes/")).content.decode()
    assert "Le texte n’est plus publié" in mine
    assert "D’accord" in mine


def test_nobody_takes_position_in_the_concertation_of_another():
    here, there = make_positions(), make_positions()
    person = Visitor(here)
    person.answer(1)
    with scopes_disabled():
        foreign = Contribution.objects.filter(consultation=there).first()
    person.client.post(address(here), {"texte": foreign.pk, "nonce": 5, "position": 1})
    assert events(there) == 0
    assert events(here) == 1


def test_the_order_follows_what_answers_tell_once_there_are_groups(monkeypatch):
    monkeypatch.setattr("concertia_web.positions.series.LEAST_STEADY", 99)  # a test answers fast
    consultation = make_positions(texts=6)
    for number in range(16):
        person = Visitor(consultation, ip=f"192.0.2.{number}")
        for _ in range(6):
            value = 1 if number % 2 else -1
            shown = person.look()["text"].pk
            person.answer(value if shown % 2 else 1)
    with scope(territory=consultation.territory):
        retally(consultation)
        settings = settings_of(consultation)
        table = table_of(consultation, PositionSettings.objects.get(pk=settings.pk))
        divisive = {pk for pk in table.known if pk % 2}
    assert table.chances is not None
    assert table.next_text(settings.seed, 7, {}) in divisive
    assert table.next_text(settings.seed, 7, {}) == table.next_text(settings.seed, 7, {})
    assert table.next_text(settings.seed, 7, dict.fromkeys(table.known, 1)) is None
    person = Visitor(consultation, ip="198.51.100.1")
    for _ in range(6):
        person.answer(1)
    assert len(set(person.seen)) == 6


def test_the_number_of_queries_does_not_grow():
    def queries(texts, taken):
        consultation = make_positions(texts=texts)
        person = Visitor(consultation)
        for _ in range(taken):
            person.answer(1)
        shown = person.look()
        counts = []
        sent = {"texte": shown["text"].pk, "nonce": shown["nonce"], "position": 1}
        for act in (
            lambda: person.client.get(address(consultation)),
            lambda: person.client.get(address(consultation, "les-miennes/")),
            lambda: person.client.post(address(consultation), sent),
        ):
            with CaptureQueriesContext(
                connection,
            ) as found:
                assert act().status_code in (200, 302)
            counts.append(len(found))
        return counts

    few, many = queries(3, 1), queries(12, 9)
    assert few == many
    assert many[2] <= 8


def test_arabic_and_other_languages_keep_the_words_of_the_text():
    consultation = make_positions(texts=1)
    person = Visitor(consultation)
    page = person.client.get("/ar" + address(consultation)).content.decode()
    assert 'dir="rtl"' in page
    assert 'lang="fr" dir="auto"' in page
    assert submit_texts(consultation, "أوافق على ذلك", language="ar")
