"""Who comes in to type and to read: members by their role, bearers of a one-day link, nobody else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone
from tests.web.factories import (
    make_consultation,
    make_notes,
    make_session,
    make_territory,
    make_user,
)
from tests.web.test_contributions_notes import Room

from concertia_web.accounts.models import Role
from concertia_web.consultations.models import Consultation

pytestmark = pytest.mark.django_db


@pytest.fixture
def room(client):
    made = Room()
    client.force_login(made.user)
    return made


@pytest.mark.parametrize("role", [Role.ANALYST, Role.GARANT, Role.READER])
def test_readers_read_and_do_not_type(client, role):
    room = Room(role)
    make_notes(room.session, "Une note")
    client.force_login(room.user)
    page = client.get(room.url()).content.decode()
    assert "Une note" in page
    assert "Votre rôle permet de lire ces notes, pas d’en saisir." in page
    assert "<textarea" not in page
    assert client.post(room.url(), {"text": "non"}).status_code == 403
    assert client.get(room.url("session-note", room.notes()[0].client_id)).status_code == 200


@pytest.mark.parametrize("role", [Role.ELECTED, Role.SERVICE])
def test_elected_members_and_services_do_not_read_notes(client, role):
    room = Room(role)
    client.force_login(room.user)
    assert client.get(room.url()).status_code == 403


def test_another_territory_finds_nothing(client):
    room = Room()
    client.force_login(make_user(make_territory(), Role.LEAD))
    assert client.get(room.url()).status_code == 404
    assert client.post(room.url(), {"text": "non"}).status_code == 404


def test_a_session_of_another_concertation_is_not_found(client, room):
    other = make_session(make_consultation(room.territory))
    url = reverse("space:session-entry", args=[room.territory.slug, room.consultation.slug, other.pk])
    assert client.get(url).status_code == 404


@pytest.mark.parametrize(
    ("state", "why"),
    [("draft", "pas encore ouverte"), ("settled", "arrêtée"), ("published", "arrêtée")],
)
def test_nothing_enters_before_opening_or_after_settling(client, room, state, why):
    room.consultation.state = state
    room.consultation.save()
    assert why in client.get(room.url()).content.decode()
    answer = client.post(room.url(), {"text": "trop tôt"})
    assert answer.status_code == 403
    assert why in answer.content.decode()
    assert not room.notes()


def test_a_cancelled_session_takes_nothing(client, room):
    room.session.cancelled = True
    room.session.save()
    assert "annulé" in client.get(room.url()).content.decode()
    assert client.post(room.url(), {"text": "non"}).status_code == 403


def test_a_day_link_opens_its_session_and_no_other(client):
    room = Room()
    other = make_session(room.consultation)
    room.enter_by_link(client)
    answer = client.get(reverse("contributions:room"))
    assert answer.url == reverse("contributions:room-entry", args=[room.session.pk])
    assert client.get(answer.url).status_code == 200
    assert client.post(answer.url, {"text": "Par le lien"}).status_code == 302
    assert [note.text for note in room.notes()] == ["Par le lien"]
    assert client.get(reverse("contributions:room-entry", args=[other.pk])).status_code == 404
    assert client.get(room.url()).status_code == 302  # the space asks for an account


def test_a_day_link_to_a_concertation_lists_its_sessions(client):
    room = Room()
    make_session(room.consultation, title="Atelier annulé", cancelled=True)
    foreign = make_session(make_consultation(room.territory), title="Ailleurs")
    room.enter_by_link(client, session=False)
    page = client.get(reverse("contributions:room")).content.decode()
    assert "Atelier du soir" in page
    assert "Ailleurs" not in page
    assert "Atelier annulé" not in page
    assert client.get(reverse("contributions:room-entry", args=[foreign.pk])).status_code == 404


def test_a_link_that_is_over_says_what_to_do(client):
    room = Room()
    link = room.enter_by_link(client)
    link.expires = timezone.now() - timedelta(minutes=1)
    link.save()
    for url in (reverse("contributions:room"), reverse("contributions:room-entry", args=[room.session.pk])):
        answer = client.get(url)
        assert answer.status_code == 403
        assert "demandez-en un nouveau" in answer.content.decode()


def test_the_pages_of_a_desk_are_kept_by_no_cache(client, room):
    for name in ("session-entry", "session-paste", "relecture", "session-sync"):
        header = client.get(room.url(name)).headers["Cache-Control"]
        assert "no-store" in header
        assert "private" in header


def test_require_typing_gives_the_reason(room):
    from concertia_web.contributions.desks import Desk

    room.consultation.state = Consultation.State.DRAFT
    desk = Desk(room.actor, room.session, by_link=False, until=timezone.now())
    room.session.consultation = room.consultation
    with pytest.raises(PermissionDenied, match="pas encore ouverte"):
        desk.require_typing()
