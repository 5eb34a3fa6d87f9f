"""Devices that come late: a number that went to other words, a version out of all reason."""

from __future__ import annotations

import pytest
from django_scopes import scope
from tests.web.test_contributions_notes import Room
from tests.web.test_contributions_sync import again, change, send

from concertia_web.contributions.services import remove_note
from concertia_web.contributions.slips import add_slip

pytestmark = pytest.mark.django_db


@pytest.fixture
def room(client):
    made = Room()
    client.force_login(made.user)
    return made


def test_words_for_a_paper_whose_number_went_to_others_are_refused_and_the_rest_enters(client, room):
    with scope(territory=room.territory):
        said = {"actor": room.actor, "consultation": room.consultation, "session": room.session, "slip": 417}
        first = add_slip(text="Le premier papier", **said)
        remove_note(actor=room.actor, note=first)
        add_slip(text="Le second papier", **said)
    late = change("Corrigé sans réseau", client_id=str(first.client_id), base=1, revision=2)
    answer = send(client, room, late, change("Une autre note"))
    assert [outcome["state"] for outcome in answer["outcomes"]] == ["refused", "kept"]
    assert "0417 porte maintenant d’autres mots" in answer["outcomes"][0]["why"]
    assert {note.text for note in room.notes()} == {"Le second papier", "Une autre note"}


def test_a_number_of_version_out_of_all_reason_does_not_close_a_note(client, room):
    first = change("Une note", revision=1_999_999_999)
    told = send(client, room, first)["outcomes"][0]["revision"]
    for step in range(3):
        later = again(first, text=f"Une note {step}", base=told, revision=told + 1)
        outcome = send(client, room, later)["outcomes"][0]
        assert outcome["state"] == "kept"
        told = outcome["revision"]
    assert [note.text for note in room.notes()] == ["Une note 2"]
