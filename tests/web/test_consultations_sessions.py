"""Sessions: created, changed, copied, cancelled and brought back; head counts without a name."""

from __future__ import annotations

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from django_scopes import scope
from tests.web.factories import make_consultation, make_notes, make_session, make_territory, make_user

from concertia_web.accounts.models import Role
from concertia_web.consultations.models import Session
from concertia_web.journal.models import JournalEntry

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def noon():
    with time_machine.travel("2026-11-22T12:00:00+01:00", tick=False):
        yield


@pytest.fixture
def home():
    return make_territory()


@pytest.fixture
def consultation(client, home):
    client.force_login(make_user(home, Role.FACILITATOR))
    made = make_consultation(home)
    with scope(territory=home):
        yield made


def url(name, consultation, *more):
    return reverse(f"space:{name}", args=[consultation.territory.slug, consultation.slug, *more])


def filled(**more):
    return {
        "title": "Atelier à la médiathèque",
        "kind": "atelier",
        "day": "2026-12-03",
        "hour": "18:30",
        "minutes": "120",
        "place": "Médiathèque",
        "facilitators": "3",
        "count_habitants": "31",
        "count_agents": "",
        "count_inconnu": "2",
        "not_agreed": "Les caméras, oui ou non.",
        **more,
    }


def test_a_session_is_added_with_its_counts(client, consultation):
    assert client.post(url("sessions-new", consultation), filled()).status_code == 302
    made = consultation.sessions.get()
    assert made.head_counts == {"habitants": 31, "": 2}, "an empty count is not zero"
    assert made.present == 33
    assert timezone.localtime(made.starts).isoformat() == "2026-12-03T18:30:00+01:00"
    assert made.not_agreed == "Les caméras, oui ou non."
    assert "33 personnes comptées" in client.get(url("sessions", consultation)).content.decode()


def test_nobody_and_not_known_are_two_things(client, consultation):
    client.post(url("sessions-new", consultation), filled(count_agents="0", count_inconnu=""))
    assert consultation.sessions.get().head_counts == {"habitants": 31, "agents": 0}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("count_habitants", "-3"),
        ("count_habitants", "beaucoup"),
        ("minutes", "-1"),
        ("day", "hier"),
        ("title", ""),
    ],
)
def test_a_refused_session_loses_nothing(client, consultation, field, value):
    answer = client.post(url("sessions-new", consultation), filled(**{field: value}))
    page = answer.content.decode()
    assert "Les caméras, oui ou non." in page
    assert "est resté en place" in page
    assert consultation.sessions.count() == 0


def test_a_session_is_changed_and_the_journal_tells_it_once(client, consultation):
    made = make_session(consultation)
    page = url("session", consultation, made.pk)
    assert client.get(page).context["form"]["count_habitants"].value() == 30
    client.post(page, filled(title="Autre titre"))
    client.post(page, filled(title="Autre titre"))
    made.refresh_from_db()
    assert made.title == "Autre titre"
    assert JournalEntry.objects.filter(action="consultations.change-session").count() == 1


def test_a_public_that_is_no_longer_invited_keeps_its_count(client, consultation):
    made = make_session(consultation, head_counts={"elus": 4})
    page = url("session", consultation, made.pk)
    assert client.get(page).context["form"]["count_elus"].value() == 4
    client.post(page, filled(count_elus="4"))
    made.refresh_from_db()
    assert made.head_counts == {"elus": 4, "habitants": 31, "": 2}


def test_a_copy_is_a_week_later_and_counts_nobody(client, consultation):
    made = make_session(consultation, not_agreed="Un point", method="Tour de table")
    client.post(url("sessions-copy", consultation, made.pk))
    copy = Session.objects.exclude(pk=made.pk).get()
    assert (copy.starts - made.starts).days == 7
    assert (copy.head_counts, copy.not_agreed, copy.method) == ({}, "", "Tour de table")


def test_cancelling_keeps_the_notes_and_can_be_undone(client, consultation):
    made = make_session(consultation)
    make_notes(made, "Un mot")
    page = url("sessions-cancel", consultation, made.pk)
    answer = client.post(page, {"cancelled": "1"}, follow=True)
    made.refresh_from_db()
    assert made.cancelled
    assert "Rétablir" in answer.content.decode()
    assert made.contributions.count() == 1
    client.post(page, {"cancelled": "0"})
    made.refresh_from_db()
    assert not made.cancelled


def test_once_settled_nothing_moves(client, consultation):
    made = make_session(consultation)
    consultation.state = "settled"
    consultation.save()
    assert client.get(url("sessions-new", consultation)).status_code == 403
    assert client.post(url("session", consultation, made.pk), filled()).status_code == 403
    assert client.post(url("sessions-cancel", consultation, made.pk), {"cancelled": "1"}).status_code == 403
    assert "pas de la changer" in client.get(url("session", consultation, made.pk)).content.decode()


def test_a_session_of_another_concertation_is_not_found(client, consultation, home):
    other = make_session(make_consultation(home))
    assert client.get(url("session", consultation, other.pk)).status_code == 404
    assert client.post(url("sessions-copy", consultation, other.pk)).status_code == 404


def test_the_list_asks_few_questions(client, consultation, django_assert_max_num_queries):
    for _turn in range(8):
        make_session(consultation)
    with django_assert_max_num_queries(8):
        client.get(url("sessions", consultation))


def test_an_empty_list_says_what_a_session_is(client, consultation):
    assert "Aucun temps de débat" in client.get(url("sessions", consultation)).content.decode()
