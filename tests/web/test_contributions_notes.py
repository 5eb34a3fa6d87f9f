"""Notes typed one by one, through both doors: members of the territory, bearers of a one-day link."""

from __future__ import annotations

import hashlib
import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django_scopes import scope, scopes_disabled
from tests.web.factories import (
    make_notes,
    make_session,
    make_user,
)

from concertia_web.accounts.actors import DAY_LINK, actor_of
from concertia_web.accounts.models import DayLink, Role
from concertia_web.campaigns.models import CampaignText
from concertia_web.consultations.models import Session
from concertia_web.contributions import services
from concertia_web.contributions.columns import arranged, keys_for
from concertia_web.contributions.models import Contribution, RivalVersion
from concertia_web.contributions.values import NoteError
from concertia_web.journal.models import JournalEntry

pytestmark = pytest.mark.django_db


class Room:
    """A session, its territory, someone who types."""

    def __init__(self, role=Role.FACILITATOR, **more):
        self.session = make_session(**more)
        self.consultation = self.session.consultation
        self.territory = self.consultation.territory
        self.user = make_user(self.territory, role)
        self.actor = actor_of(self.user)

    def url(self, name="session-entry", *args):
        place = [self.territory.slug, self.consultation.slug, self.session.pk, *args]
        return reverse(f"space:{name}", args=place)

    def notes(self):
        with scope(territory=self.territory):
            return list(Contribution.objects.standing().filter(session=self.session))

    def link(self, session=True, **more):
        values = {
            "consultation": self.consultation,
            "session": self.session if session else None,
            "secret_hash": hashlib.sha256(uuid.uuid4().bytes).hexdigest(),
            "label": "Animation, table 3",
            "starts": timezone.now() - timedelta(hours=1),
            "expires": timezone.now() + timedelta(hours=9),
            "created_by": make_user(self.territory, Role.LEAD),
            **more,
        }
        return DayLink.objects.create(**values)

    def enter_by_link(self, client, **more):
        link = self.link(**more)
        session = client.session
        session[DAY_LINK] = link.pk
        session.save()
        return link


@pytest.fixture
def room(client):
    made = Room()
    client.force_login(made.user)
    return made


def test_a_note_is_typed_with_a_plain_form(client, room):
    said = {"text": "Oui si un humain relit", "declared_kind": "condition", "subgroup": "Table 3"}
    answer = client.post(room.url(), said)
    assert answer.status_code == 302
    assert answer.url.endswith("#c-condition")
    (note,) = room.notes()
    assert (note.text, note.declared_kind, note.subgroup) == tuple(said.values())
    assert (note.voice, note.capture, note.channel) == ("collective", "noted", "room")
    assert note.said_on == timezone.localtime(room.session.starts).date()
    assert note.entered_by == room.user
    page = client.get(room.url()).content.decode()
    assert "Oui si un humain relit" in page
    assert "Conditions <span" in page


def test_a_wrong_note_is_refused_with_a_sentence_and_stays_in_place(client, room):
    answer = client.post(room.url(), {"text": "x" * 4001, "declared_kind": "crainte"})
    assert answer.status_code == 400
    page = answer.content.decode()
    assert "La note n’est pas enregistrée." in page
    assert "Coupez-la en plusieurs" in page
    assert "x" * 4001 in page
    assert not room.notes()


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"text": "  …  "}, "au moins un mot"),
        ({"text": "oui", "declared_kind": "colère"}, "La colonne"),
        ({"text": "oui", "dots": "beaucoup"}, "gommettes"),
        ({"text": "oui", "voice_count": "0"}, "nombre de personnes"),
        ({"text": "oui", "subgroup": "t" * 61}, "table"),
        ({"text": "oui", "capture": "rêvé"}, "La saisie"),
    ],
)
def test_each_bad_value_is_named(client, room, said, why):
    answer = client.post(room.url(), said)
    assert answer.status_code == 400
    assert why in answer.content.decode()


def test_settings_of_the_next_notes_travel_in_the_address(client, room):
    query = "?subgroup=Table+2&voice=collective&voice_count=6&capture=dictated"
    page = client.get(room.url() + query).content.decode()
    assert '<input type="hidden" name="subgroup" value="Table 2">' in page
    assert '<input type="hidden" name="voice_count" value="6">' in page
    said = {"text": "Former", "declared_kind": "attente", "subgroup": "Table 2", "voice_count": "6"}
    assert query in client.post(room.url() + query, said).url


def test_the_empty_wall_shows_six_columns_refusals_among_them(client, room):
    page = client.get(room.url()).content.decode()
    for label in ("Envies", "Craintes", "Conditions", "Propositions", "Refus", "Questions"):
        assert f"{label} <span" in page
    assert 'lang="fr"' in page


def test_a_note_of_another_kind_keeps_it_in_a_column_of_its_own(room):
    make_notes(room.session, "J’ai vu trois pannes", declared_kind="temoignage")
    with scope(territory=room.territory):
        columns = arranged(room.session, room.notes())
    assert columns[-1].label == "Témoignages"
    assert [note.text for note in columns[-1].notes] == ["J’ai vu trois pannes"]


def test_columns_follow_the_framing_note_and_always_have_refusals():
    session = make_session()
    session.consultation.framing = CampaignText(
        content={"kinds": ["constat", {"key": "proposition"}, "inconnu"]}
    )
    assert keys_for(session) == ["constat", "proposition", "refus"]


def test_edit_move_and_dots(client, room):
    (note,) = make_notes(room.session, "Former les agents", dots=2)
    page = client.get(room.url("session-note", note.client_id)).content.decode()
    assert "Former les agents" in page
    said = {
        "text": "Former tous les agents",
        "declared_kind": "proposition",
        "subgroup": "Table 1",
        "dots": "4",
        "room_support": "broad",
        "voice": "individual",
        "capture": "dictated",
    }
    answer = client.post(room.url("session-note", note.client_id), said)
    assert answer.status_code == 302
    (changed,) = room.notes()
    assert (changed.text, changed.declared_kind, changed.dots) == ("Former tous les agents", "proposition", 4)
    assert (changed.room_support, changed.voice, changed.capture) == ("broad", "individual", "dictated")
    assert changed.revision == note.revision + 1
    for step, expected in (("more", 5), ("less", 4), ("less", 3)):
        client.post(room.url("session-act", note.client_id, "gommettes"), {"step": step})
        assert room.notes()[0].dots == expected


def test_a_bad_edit_keeps_what_was_written(client, room):
    (note,) = make_notes(room.session, "Former")
    answer = client.post(room.url("session-note", note.client_id), {"text": "Former mieux", "dots": "-3"})
    assert answer.status_code == 400
    assert "Former mieux" in answer.content.decode()
    assert room.notes()[0].text == "Former"


def test_take_back_then_put_back(client, room):
    (note,) = make_notes(room.session, "Pas de caméras", declared_kind="refus")
    answer = client.post(room.url("session-act", note.client_id, "retirer"), follow=True)
    assert not room.notes()
    page = answer.content.decode()
    assert "La note est retirée" in page
    assert "La remettre" in page
    assert "La note est retirée" not in client.get(room.url()).content.decode()
    client.post(room.url("session-act", note.client_id, "remettre"))
    assert [kept.text for kept in room.notes()] == ["Pas de caméras"]


def test_services_add_once_remove_and_restore(room):
    same = uuid.uuid4()
    with scope(territory=room.territory):
        first = services.add_note(actor=room.actor, session=room.session, text="Un guichet", client_id=same)
        again = services.add_note(actor=room.actor, session=room.session, text="Un guichet", client_id=same)
        second = services.add_note(actor=room.actor, session=room.session, text="Deux guichets")
        assert first.pk == again.pk
        assert second.position == first.position + 1
        services.remove_note(actor=room.actor, note=first)
        services.remove_note(actor=room.actor, note=first)
        assert [note.pk for note in Contribution.objects.standing()] == [second.pk]
        services.restore_note(actor=room.actor, note=first)
        assert Contribution.objects.standing().count() == 2
    actions = list(JournalEntry.objects.order_by("pk").values_list("action", flat=True))
    assert actions == [
        "contributions.note",
        "contributions.note",
        "contributions.remove",
        "contributions.restore",
    ]


def test_the_journal_holds_nothing_that_was_said(room):
    with scope(territory=room.territory):
        note = services.add_note(actor=room.actor, session=room.session, text="Une phrase bien à moi")
        services.change_note(actor=room.actor, note=note, text="Une autre phrase bien à moi")
    for entry in JournalEntry.objects.all():
        assert "phrase" not in str(entry.__dict__)
        assert "phrase" not in str(getattr(entry, "value", None) and entry.value.__dict__)


def test_words_stay_as_typed_but_for_their_unicode_form(room):
    with scope(territory=room.territory):
        note = services.add_note(
            actor=room.actor, session=room.session, text=" E\u0301coles\r\net <b>mairie</b> "
        )
    assert note.text == "Écoles\net <b>mairie</b>"


def test_what_looks_like_personal_data_is_pointed_out_and_a_person_decides(client, room):
    with scope(territory=room.territory):
        note = services.add_note(
            actor=room.actor, session=room.session, text="Appelez-moi au 06 12 34 56 78, Mme Durand"
        )
    assert note.moderation == "accepted"
    page = client.get(room.url()).content.decode()
    assert "On dirait un numéro, un nom." in page
    client.post(room.url("session-act", note.client_id, "masquer"))
    (masked,) = room.notes()
    assert len(masked.public_text) == len(masked.text)
    assert masked.public_text == "Appelez-moi au **************, Mme ******"
    assert "06 12" in masked.text
    assert "On dirait" not in client.get(room.url()).content.decode()
    client.post(room.url("session-act", note.client_id, "garder"))
    (kept,) = room.notes()
    assert kept.public_text == ""
    assert kept.doubt_decided is not None


def test_words_that_change_are_looked_at_again(room):
    with scope(territory=room.territory):
        note = services.add_note(actor=room.actor, session=room.session, text="a@b.invalid répond")
        services.mask_note(actor=room.actor, note=note)
        services.change_note(actor=room.actor, note=note, dots=3)
        assert note.public_text
        services.change_note(actor=room.actor, note=note, text="La mairie répond")
        assert (note.public_text, note.doubt) == ("", "")
        with pytest.raises(NoteError):
            services.mask_note(actor=room.actor, note=note)


def test_a_class_asks_questions_as_a_group(client):
    room = Room(kind=Session.Kind.CLASS, title="Classe de 4e", place="Collège des Tilleuls")
    client.force_login(room.user)
    page = client.get(room.url()).content.decode()
    assert "Mode classe" in page
    assert "Questions <span" in page
    assert "Craintes <span" not in page
    assert "Qui parle" not in page
    client.post(
        room.url(),
        {"text": "Est-ce que Léa aura un robot ?", "declared_kind": "question", "voice": "individual"},
    )
    (note,) = room.notes()
    assert (note.voice, note.channel, note.author) == ("collective", "class", "")
    assert note.doubt == "un nom"
    assert note.moderation == "waiting"
    client.post(room.url("session-act", note.client_id, "masquer"))
    (note,) = room.notes()
    assert note.public_text == "Est-ce que *** aura un robot ?"
    assert note.moderation == "accepted"


@pytest.mark.parametrize(
    ("choice", "texts", "left"),
    [
        ("take", ["la leur"], 0),
        ("both", ["la mienne", "la leur"], 0),
        ("drop", ["la mienne"], 0),
        ("rien", ["la mienne"], 1),
    ],
)
def test_between_two_versions_a_person_chooses(client, room, choice, texts, left):
    (note,) = make_notes(room.session, "la mienne", capture="noted")
    with scope(territory=room.territory):
        rival = RivalVersion.objects.create(contribution=note, values={"text": "la leur"})
    page = client.get(room.url("session-note", note.client_id)).content.decode()
    assert "la leur" in page
    where = room.url("session-act", note.client_id, "versions")
    client.post(where, {"rival": rival.pk, "choice": choice})
    client.post(where, {"rival": rival.pk, "choice": choice})
    assert [kept.text for kept in room.notes()] == texts
    with scopes_disabled():
        assert RivalVersion.objects.count() == left


def test_wrong_actions_and_unknown_notes_are_not_found(client, room):
    (note,) = make_notes(room.session, "Une note")
    assert client.post(room.url("session-act", note.client_id, "publier")).status_code == 404
    assert client.post(room.url("session-act", uuid.uuid4(), "retirer")).status_code == 404
    assert client.get(room.url("session-act", note.client_id, "retirer")).status_code == 405


def test_the_wall_asks_few_queries(client, room, django_assert_max_num_queries):
    make_notes(room.session, *(f"note {number}" for number in range(62)))
    client.get(room.url())
    with django_assert_max_num_queries(14):
        client.get(room.url())
