"""Choosing the texts, opening positions and comments, and what the results say."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django_scopes import scope, scopes_disabled
from tests.web.factories import make_notes, make_session, make_user
from tests.web.positions_world import TEXTS, Visitor, address, make_positions, submit_texts

from concertia_web.accounts.models import Role
from concertia_web.contributions.models import Contribution
from concertia_web.journal.models import JournalEntry, JournalValue
from concertia_web.positions.models import PositionSettings
from concertia_web.positions.statements import near_copy
from concertia_web.positions.tallies import retally
from concertia_web.positions.ticks import TICKS

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return make_positions(texts=3)


def space(consultation, more: str = "") -> str:
    return f"/espace/{consultation.territory.slug}/concertations/{consultation.slug}/positions/{more}"


def lead(consultation, role: str = Role.LEAD) -> Client:
    client = Client()
    client.force_login(make_user(consultation.territory, role))
    return client


def test_a_text_is_submitted_withdrawn_and_its_positions_stay(place):
    client = lead(place)
    [note] = make_notes(make_session(place), "Garder des guichets ouverts le samedi matin.")
    page = client.get(space(place) + "?voir=autres").content.decode()
    assert "Garder des guichets" in page
    client.post(space(place, f"textes/{note.pk}/"), {"soumettre": "1"})
    person = Visitor(place)
    person.answer(1, f"?texte={note.pk}")
    client.post(space(place, f"textes/{note.pk}/"), {"soumettre": "0"})
    assert person.look(f"?texte={note.pk}")["text"].pk != note.pk
    with scopes_disabled():
        assert note.positions.count() == 1
        assert set(JournalEntry.objects.values_list("action", flat=True)) >= {
            "positions.submit",
            "positions.withdraw",
        }


def test_a_near_copy_is_said_and_one_may_insist(place):
    client = lead(place, Role.ANALYST)
    copy = TEXTS[0].upper().replace(".", " !")
    with scope(territory=place.territory):
        assert near_copy(place, copy) == TEXTS[0]
        assert near_copy(place, "Tout autre chose, sur les arbres de la place.") is None
    refused = client.post(space(place, "texte-de-depart/"), {"text": copy})
    assert refused.status_code == 409
    assert copy in refused.content.decode()
    client.post(space(place, "texte-de-depart/"), {"text": copy, "anyway": "on"})
    with scopes_disabled():
        made = Contribution.objects.get(text=copy)
    assert (made.votable, made.voice) == (True, "organisation")
    assert "écrit par l’organisateur" in Client().get(address(place, f"textes/{made.pk}/")).content.decode()
    [note] = make_notes(make_session(place), TEXTS[1])
    refused = client.post(space(place, f"textes/{note.pk}/"), {"soumettre": "1"})
    assert refused.status_code == 409
    assert "Soumettre quand même" in refused.content.decode()
    client.post(space(place, f"textes/{note.pk}/"), {"soumettre": "1", "quand_meme": "1"})
    note.refresh_from_db()
    assert note.votable


def test_others_look_or_are_refused(place):
    assert lead(place, Role.READER).get(space(place)).status_code == 200
    for role in (Role.READER, Role.GARANT):
        client = lead(place, role)
        for more in ("texte-de-depart/", "commentaires/", "dates/"):
            assert client.post(space(place, more), {"text": "x", "ouvrir": "1"}).status_code == 403
    assert lead(place, Role.SERVICE).get(space(place)).status_code == 403
    with scopes_disabled():
        settings = PositionSettings.objects.get(consultation=place)
    assert not settings.threads


def test_what_may_hold_personal_data_is_neither_offered_nor_shown(place):
    [note] = make_notes(make_session(place), "Appelez le 06 12 34 56 78", doubt="un numéro de téléphone")
    assert "06 12" not in lead(place).get(space(place) + "?voir=autres").content.decode()
    assert lead(place).post(space(place, f"textes/{note.pk}/"), {"soumettre": "1"}).status_code == 404
    submit_texts(place, "Écrivez à moi@exemple.invalid", doubt="une adresse e-mail")
    page = Client().get(address(place, "resultats/")).content.decode()
    assert "exemple.invalid" not in page
    assert Visitor(place).look()["total"] == 3


def test_a_search_does_not_tell_the_words_that_were_covered(place):
    submit_texts(place, "Demandez à Samira", public_text="Demandez à ******")
    client = lead(place, Role.READER)
    assert "Demandez à ******" in client.get(space(place) + "?mots=demandez").content.decode()
    assert "Demandez à ******" not in client.get(space(place) + "?mots=samira").content.decode()


def test_dates_are_fixed_and_kept_inside_the_concertation(place):
    client = lead(place)
    wrong = client.post(space(place, "dates/"), {"opens": "2026-12-10", "closes": "2026-12-01"})
    assert wrong.status_code == 400
    assert "inversez" in wrong.content.decode()
    client.post(space(place, "dates/"), {"opens": "2020-01-01", "closes": "2040-01-01"})
    with scopes_disabled():
        [phase] = place.phases.filter(kind="position")
    assert (phase.opens, phase.closes) == (place.opens, place.closes)


def test_comments_only_where_they_are_open(place):
    with scopes_disabled():
        pk = Contribution.objects.filter(consultation=place).first().pk
    person = Visitor(place)
    person.answer(1)
    reply = address(place, f"textes/{pk}/commenter/")
    assert person.client.post(reply, {"text": "Oui, et le samedi aussi."}).status_code == 404
    lead(place).post(space(place, "commentaires/"), {"ouvrir": "1"})
    assert person.client.post(reply, {"text": "  "}).status_code == 400
    assert person.client.post(reply, {"text": "<script>alert(1)</script> samedi"}).status_code == 302
    with scopes_disabled():
        Contribution.objects.filter(parent=pk).update(moderation="accepted")
    page = Client().get(address(place, f"textes/{pk}/")).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt; samedi" in page
    with scopes_disabled():
        said = Contribution.objects.get(parent=pk).pk
    for number in (pk, said):
        report = reverse("moderation:report", args=[place.territory.slug, place.slug, number])
        assert f'href="{report}"' in page
        assert Client().get(report).status_code == 200
    assert "Signaler ce texte" in Visitor(place).client.get(address(place)).content.decode()


def test_results_print_the_base_the_passes_and_the_proof(place):
    with scopes_disabled():
        type(place).objects.filter(pk=place.pk).update(live_results=True)
    for number in range(10):
        Visitor(place, ip=f"192.0.2.{number}").answer((1, 1, -1, 0)[number % 4])
    with scope(territory=place.territory):
        retally(place)
    client = Client()
    page = client.get(address(place, "resultats/")).content.decode()
    assert "10 participations" in page
    assert page.count("sans vérification") >= 2
    assert "provisoires" in page
    with CaptureQueriesContext(connection) as few:
        client.get(address(place, "resultats/"))
    submit_texts(place, *TEXTS[3:])
    for number in range(10):
        person = Visitor(place, ip=f"198.51.100.{number}")
        for _ in range(6):
            person.answer(1)
    with scope(territory=place.territory):
        retally(place)
    with CaptureQueriesContext(connection) as many:
        page = client.get(address(place, "resultats/")).content.decode()
    assert len(few) == len(many)
    assert "%)" in page


def test_the_worker_counts_and_puts_a_root_in_the_journal(place):
    person = Visitor(place)
    for _ in range(3):
        person.answer(1)
    with scopes_disabled():
        person_at = PositionSettings.objects.get(consultation=place)
    assert person_at.tallied is None
    with time_machine.travel(timezone.now() + timedelta(minutes=20), tick=False):
        for work in TICKS:
            work()
        for work in TICKS:
            work()
    with scopes_disabled():
        after = PositionSettings.objects.get(consultation=place)
        [entry] = JournalEntry.objects.filter(action="positions.batch")
        assert JournalValue.objects.get(entry=entry).after["count"] == 3
    assert after.tallied is not None
    assert after.tallied_seq == after.journalled_seq > 0
    assert after.version != person_at.version
