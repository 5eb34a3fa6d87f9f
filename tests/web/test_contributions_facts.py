"""Head counts and what was not agreed: written by several people at once, nothing is lost."""

from __future__ import annotations

import html
import re

import pytest
from tests.web.test_contributions_notes import Room

pytestmark = pytest.mark.django_db


@pytest.fixture
def room(client):
    made = Room()
    client.force_login(made.user)
    return made


def test_two_people_who_write_what_was_not_agreed_lose_nothing(client, room):
    shown = re.search(r'name="seen" value="([^"]*)"', client.get(room.url()).content.decode())[1]
    shown = html.unescape(shown)
    address = room.url("session-facts")
    client.post(address, {"seen": shown, "not_agreed": "Le coût pour la commune", "count-": "12"})
    client.post(address, {"seen": shown, "not_agreed": "Qui décide à la fin"})
    room.session.refresh_from_db()
    assert room.session.not_agreed.splitlines() == ["Qui décide à la fin", "Le coût pour la commune"]
    assert room.session.head_counts == {"": 12}
    again = client.get(room.url()).content.decode()
    shown = html.unescape(re.search(r'name="seen" value="([^"]*)"', again)[1])
    client.post(address, {"seen": shown, "not_agreed": "Qui décide à la fin", "count-": "0"})
    room.session.refresh_from_db()
    assert room.session.not_agreed == "Qui décide à la fin" and room.session.head_counts == {}


@pytest.mark.parametrize("seen", ["", "[]", "{", '{"not_agreed": 3, "head_counts": {}}'])
def test_facts_without_what_the_page_showed_are_kept_as_written(client, room, seen):
    client.post(room.url("session-facts"), {"seen": seen, "not_agreed": "Une ligne", "count-": "3"})
    room.session.refresh_from_db()
    assert (room.session.not_agreed, room.session.head_counts) == ("Une ligne", {"": 3})
