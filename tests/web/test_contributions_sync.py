"""What devices send after working without network: once, in any order, and nothing written by anyone lost."""

from __future__ import annotations

import json
import random
import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_scopes import scope, scopes_disabled
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.web.factories import make_consultation, make_notes, make_session, make_territory, make_user
from tests.web.test_contributions_notes import Room

from concertia_web.accounts.models import Role
from concertia_web.contributions.models import Contribution, RivalVersion
from concertia_web.contributions.syncing import MOST_CHANGES
from concertia_web.journal.models import JournalEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def room(client):
    made = Room()
    client.force_login(made.user)
    return made


def change(text="Une note", **more):
    return {
        "client_id": str(uuid.uuid4()),
        "change": str(uuid.uuid4()),
        "base": 0,
        "revision": 1,
        "text": text,
        "declared_kind": "attente",
        "voice": "collective",
        "capture": "noted",
        "room_support": "unmeasured",
        **more,
    }


def again(known, **more):
    """A later change of the same note."""
    return {**known, "change": str(uuid.uuid4()), **more}


def taken_back(note, base):
    return {
        "client_id": note,
        "change": str(uuid.uuid4()),
        "base": base,
        "revision": base + 1,
        "removed": True,
    }


def send(client, room, *changes, expect=200):
    answer = client.post(
        room.url("session-sync"), json.dumps({"changes": changes}), content_type="application/json"
    )
    assert answer.status_code == expect, answer.content
    return answer.json()


def states(answer):
    return [outcome["state"] for outcome in answer["outcomes"]]


def texts(room):
    return [note.text for note in room.notes()]


def test_new_notes_enter_in_the_order_typed(client, room):
    answer = send(client, room, *(change(f"note {number}") for number in range(62)))
    assert states(answer) == ["kept"] * 62
    assert texts(room) == [f"note {number}" for number in range(62)]
    assert [note["text"] for note in answer["notes"]] == texts(room)
    assert JournalEntry.objects.filter(action="contributions.sync").count() == 1


def test_the_same_message_twice_changes_nothing(client, room):
    first = [change("une"), change("deux", dots=2)]
    send(client, room, *first)
    before = [(note.pk, note.revision) for note in room.notes()]
    assert states(send(client, room, *first)) == ["same", "same"]
    assert [(note.pk, note.revision) for note in room.notes()] == before
    assert JournalEntry.objects.filter(action="contributions.sync").count() == 1


def test_a_late_replay_does_not_undo_what_came_after(client, room):
    first = change("une")
    send(client, room, first)
    send(client, room, again(first, text="une, corrigée", base=1, revision=2))
    assert states(send(client, room, first)) == ["same"]
    assert texts(room) == ["une, corrigée"]
    assert not _rivals()


def _rivals():
    with scopes_disabled():
        return [rival.values["text"] for rival in RivalVersion.objects.all()]


def test_two_devices_change_the_same_note_and_no_word_is_lost(client, room):
    first = change("une")
    send(client, room, first)
    send(client, room, again(first, text="de la table 1", base=1, revision=2))
    answer = send(client, room, again(first, text="de la table 2", base=1, revision=2))
    assert states(answer) == ["rival"]
    assert texts(room) == ["de la table 2"]  # equal revisions: the last to arrive
    assert _rivals() == ["de la table 1"]
    (note,) = answer["notes"]
    assert [rival["text"] for rival in note["rivals"]] == ["de la table 1"]


def test_the_higher_revision_wins_even_when_it_arrived_first(client, room):
    first = change("une")
    send(client, room, first)
    send(client, room, again(first, text="travaillée trois fois", base=1, revision=4))
    assert states(send(client, room, again(first, text="travaillée une fois", base=1, revision=2))) == [
        "rival"
    ]
    assert texts(room) == ["travaillée trois fois"]
    assert _rivals() == ["travaillée une fois"]


def test_the_same_words_from_two_devices_are_no_conflict(client, room):
    first = change("une")
    send(client, room, first)
    send(client, room, again(first, text="deux", base=1, revision=2))
    assert states(send(client, room, again(first, text="deux", base=1, revision=3))) == ["same"]
    assert not _rivals()


def test_taking_back_never_wins_over_words_written_meanwhile(client, room):
    first = change("une")
    send(client, room, first)
    send(client, room, again(first, text="corrigée ailleurs", base=1, revision=2))
    gone = taken_back(first["client_id"], base=1)
    assert states(send(client, room, gone)) == ["rival"]
    assert texts(room) == ["corrigée ailleurs"]


def test_words_win_over_a_note_taken_back_meanwhile(client, room):
    first = change("une")
    send(client, room, first)
    gone = taken_back(first["client_id"], base=1)
    assert states(send(client, room, gone)) == ["kept"]
    assert texts(room) == []
    assert states(send(client, room, gone)) == ["same"]
    assert states(send(client, room, again(first, text="corrigée hors ligne", base=1, revision=2))) == [
        "kept"
    ]
    assert texts(room) == ["corrigée hors ligne"]


def test_a_note_made_and_taken_back_without_network_leaves_nothing(client, room):
    gone = taken_back(str(uuid.uuid4()), base=0)
    assert states(send(client, room, gone)) == ["kept"]
    with scopes_disabled():
        assert not Contribution.objects.exists()


def test_one_bad_note_does_not_stop_the_others(client, room):
    bad = [
        change(""),
        change("x" * 5000),
        change("oui", declared_kind="colère"),
        change("oui", dots=-1),
        change("oui", base="1"),
        change("oui", base=True),
        change("oui", client_id="rien"),
        change("oui", change=None),
        change(["oui"]),
        change("oui", subgroup={"a": 1}),
        "oui",
        None,
        [],
    ]
    answer = send(client, room, change("avant"), *bad, change("après"))
    assert states(answer) == ["kept", *["refused"] * len(bad), "kept"]
    assert all(outcome["why"] for outcome in answer["outcomes"] if outcome["state"] == "refused")
    assert texts(room) == ["avant", "après"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"[]", 400),
        (b'{"changes": {}}', 400),
        (b"\xff\xfe", 400),
        (b"[" * 100_000, 400),
        (b'{"changes": [' + b"{}," * MOST_CHANGES + b"{}]}", 400),
        (b'{"changes": ["' + b"x" * (2 << 20) + b'"]}', 413),
        (b'{"changes": ["' + b"x" * (4 << 20) + b'"]}', 413),
    ],
)
def test_messages_that_make_no_sense_change_nothing(client, room, body, status):
    answer = client.post(room.url("session-sync"), body, content_type="application/json")
    assert answer.status_code == status
    assert answer.json()["why"]
    assert not room.notes()


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_refused(client, room, method):
    assert getattr(client, method)(room.url("session-sync")).status_code == 405


def test_a_note_of_another_session_is_refused_and_untouched(client, room):
    other = make_session(room.consultation)
    (note,) = make_notes(other, "à l’autre atelier")
    stolen = change("volée", client_id=str(note.client_id), base=1, revision=9)
    answer = send(client, room, stolen)
    assert states(answer) == ["refused"]
    assert "autre temps de débat" in answer["outcomes"][0]["why"]
    assert not room.notes()
    with scope(territory=room.territory):
        assert Contribution.objects.get(pk=note.pk).text == "à l’autre atelier"


def test_the_same_id_in_another_concertation_is_another_note(client, room):
    (foreign,) = make_notes(make_session(make_consultation(make_territory())), "ailleurs")
    assert states(send(client, room, change("ici", client_id=str(foreign.client_id)))) == ["kept"]
    with scopes_disabled():
        foreign.refresh_from_db()
    assert foreign.text == "ailleurs"


def test_an_ended_session_is_told_in_json_and_nothing_is_lost(client, room):
    client.logout()
    for answer in (client.get(room.url("session-sync")), client.post(room.url("session-sync"))):
        assert answer.status_code == 401
        assert "restent sur cet appareil" in answer.json()["why"]


def test_a_day_link_that_is_over_is_told_in_json(client):
    room = Room()
    link = room.enter_by_link(client)
    url = reverse("contributions:room-sync", args=[room.session.pk])
    body = json.dumps({"changes": [change("Par le lien")]})
    assert client.post(url, body, content_type="application/json").status_code == 200
    link.expires = timezone.now() - timedelta(seconds=1)
    link.save()
    answer = client.post(url, body, content_type="application/json")
    assert answer.status_code == 401
    assert answer.json()["over"] is True
    assert "fichier" in answer.json()["why"]
    assert texts(room) == ["Par le lien"]


def test_refusals_are_sentences_in_json(client, room):
    room.consultation.state = "settled"
    room.consultation.save()
    answer = client.post(room.url("session-sync"), b'{"changes": []}', content_type="application/json")
    assert answer.status_code == 403
    assert "arrêtée" in answer.json()["why"]
    assert client.get(room.url("session-sync")).json()["mayType"] is False
    client.force_login(make_user(make_territory(), Role.LEAD))
    answer = client.get(room.url("session-sync"))
    assert answer.status_code == 404
    assert answer.json()["why"]


def test_a_late_message_needs_a_fresh_token():
    room = Room()
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(room.user)
    url = room.url("session-sync")
    body = json.dumps({"changes": [change("tardive")]})
    assert strict.post(url, body, content_type="application/json").status_code == 403
    token = strict.get(url).json()["token"]
    answer = strict.post(url, body, content_type="application/json", headers={"X-CSRFToken": token})
    assert answer.status_code == 200
    assert texts(room) == ["tardive"]


def test_notes_carry_their_doubt_to_the_devices(client, room):
    answer = send(client, room, change("Écrire à a@b.invalid"))
    assert answer["notes"][0]["doubt"] == "une adresse e-mail"


def test_sending_asks_few_queries(client, room, django_assert_max_num_queries):
    changes = [change(f"note {number}") for number in range(50)]
    client.get(room.url("session-sync"))
    with django_assert_max_num_queries(14 + 50):
        send(client, room, *changes)
    with django_assert_max_num_queries(10):
        client.get(room.url("session-sync"))


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
_FIELDS = st.sampled_from(
    [
        "client_id",
        "change",
        "base",
        "revision",
        "text",
        "declared_kind",
        "dots",
        "voice_count",
        "subgroup",
        "removed",
    ]
)


@given(st.lists(st.dictionaries(_FIELDS, _JSON, max_size=4), max_size=3))
@settings(
    max_examples=80,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
def test_whatever_a_device_sends_is_answered(client, room, broken):
    answer = send(client, room, *({**change("oui"), **values} for values in broken))
    assert set(states(answer)) <= {"kept", "same", "rival", "refused"}


@pytest.mark.parametrize("seed", range(6))
def test_devices_that_come_and_go_lose_no_word(client, room, seed):
    """Three devices type without network, answers get lost, messages come twice: all words that nobody
    replaced while seeing them are a note, or the other version of one."""
    dice = random.Random(seed)
    typed: set[str] = set()
    replaced: set[str] = set()
    devices = [_Device(dice, name, typed, replaced) for name in "abc"]
    for step in range(60):
        device = dice.choice(devices)
        device.work(step)
        if dice.random() < 0.4:
            device.sync(client, room)
    for device in devices * 2:
        device.lose = False
        device.sync(client, room)
    with scopes_disabled():
        standing = {note.text for note in Contribution.objects.standing()}
        ids = Contribution.objects.values_list("client_id", flat=True)
        assert len(set(ids)) == len(ids)
    rivals = set(_rivals())
    assert rivals, "no conflict: this seed tests nothing"
    assert typed - replaced <= standing | rivals


class _Device:
    """As ``room-store.js`` and ``room-sync.js`` do, with a network that loses answers."""

    def __init__(self, dice, name, typed, replaced):
        self.dice, self.name, self.lose = dice, name, True
        self.notes = {}
        self.typed, self.replaced = typed, replaced

    def work(self, step):
        text = f"{self.name}{step}"
        known = list(self.notes.values())
        if known and self.dice.random() < 0.5:
            note = self.dice.choice(known)
            self.replaced.add(note["text"])
        else:
            note = change(text, base=0, revision=0)
            self.notes[note["client_id"]] = note
        note |= {"text": text, "dirty": True, "change": str(uuid.uuid4())}
        note["revision"] = max(note["revision"], note["base"]) + 1
        self.typed.add(text)

    def sync(self, client, room):
        batch = [note for note in self.notes.values() if note["dirty"]]
        answer = send(client, room, *batch)
        if self.lose and self.dice.random() < 0.4:
            return  # the answer never arrives
        for outcome in answer["outcomes"]:
            assert outcome["state"] != "refused"
            note = self.notes[outcome["note"]]
            note |= {"dirty": False, "base": outcome["revision"], "revision": outcome["revision"]}
        for note in answer["notes"]:
            self.notes[note["client_id"]] = {
                **change(),
                **note,
                "dirty": False,
                "base": note["revision"],
            }
