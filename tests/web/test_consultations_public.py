"""The public page of a concertation: where it stands, how to take part, what happens next."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import time_machine
from django.urls import reverse
from django.utils import translation
from django_scopes import scopes_disabled
from tests.web.factories import (
    make_campaign,
    make_commitment,
    make_consultation,
    make_notes,
    make_session,
    make_territory,
)

from concertia_web.consultations.models import Consultation
from concertia_web.sorting.models import Sorting

pytestmark = pytest.mark.django_db
SOON = datetime(2026, 12, 1, 17, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def noon():
    with time_machine.travel("2026-11-22T12:00:00+01:00", tick=False):
        yield


def page(client, consultation, language: str = "fr") -> str:
    with translation.override(language):
        address = reverse("consultations:detail", args=[consultation.territory.slug, consultation.slug])
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_draft_does_not_exist(client):
    made = make_consultation(state="draft")
    address = reverse("consultations:detail", args=[made.territory.slug, made.slug])
    assert client.get(address).status_code == 404


def test_a_concertation_is_not_found_under_another_territory(client):
    made = make_consultation()
    address = reverse("consultations:detail", args=[make_territory().slug, made.slug])
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("state", [state for state in Consultation.State.values if state != "draft"])
def test_each_state_has_its_page(client, state):
    body = page(client, make_consultation(state=state))
    assert "Ce qui se passe ensuite" in body
    assert "Lire la règle du jeu" in body
    assert ("Comment participer" in body) == (state != "published")
    assert "inventées pour la formation" in body


def test_meetings_to_come_and_past_are_told_apart(client):
    made = make_consultation()
    make_session(made, title="Atelier de décembre", starts=SOON)
    make_session(made, title="Atelier passé")
    make_session(made, title="Atelier annulé", starts=SOON, cancelled=True)
    make_session(made, title="Questionnaire", kind="en-ligne", starts=SOON)
    body = page(client, made)
    coming, past = body.split("Les rencontres passées")
    assert "Atelier de décembre" in coming and "Atelier passé" not in coming
    assert "Atelier passé" in past and "42 personnes comptées" in past
    assert "Atelier annulé" not in body and "Questionnaire" not in body


def test_without_internet_and_the_answer_are_said(client):
    made = make_consultation(
        contact="accueil de la mairie",
        rules={
            "without_internet": {"fr": "Des feuilles à la médiathèque."},
            "answer": {"fr": "La mairie répond."},
        },
    )
    body = page(client, made)
    assert "Des feuilles à la médiathèque." in body
    assert "accueil de la mairie" in body
    assert "La mairie répond." in body


def test_nothing_that_somebody_said_is_shown_before_publication(client):
    made = make_consultation()
    make_notes(make_session(made), "Plus de guichets ouverts le samedi")
    assert "guichets ouverts" not in page(client, made)


def test_a_restitution_is_offered_only_where_there_is_one(client):
    made = make_consultation(state=Consultation.State.PUBLISHED)
    words = "Lire ce qui a été entendu"
    assert words not in page(client, made)
    with scopes_disabled():
        sorting = Sorting.objects.create(consultation=made, state=Sorting.State.DRAFT)
    assert words not in page(client, made)
    with scopes_disabled():
        Sorting.objects.filter(pk=sorting.pk).update(state=Sorting.State.SETTLED)
    body = page(client, made)
    assert words in body
    link = reverse("sorting:restitution", args=[made.territory.slug, made.slug])
    assert f'href="{link}"' in body
    assert client.get(link).status_code == 200


def test_the_page_exists_in_each_language_and_marks_what_is_not_translated(client):
    made = make_consultation(title={"fr": "L’IA chez nous", "en": "AI at home"})
    assert "AI at home" in page(client, made, "en")
    german = page(client, made, "de")
    assert '<h1><span lang="fr">L’IA chez nous</span></h1>' in german
    assert "<title>L’IA chez nous – Concertia</title>" in german
    assert 'dir="rtl"' in page(client, made, "ar")


def test_it_says_which_campaign_it_belongs_to(client):
    campaign = make_campaign(title={"fr": "La grande campagne"})
    made = make_consultation(commitment=make_commitment(campaign))
    assert "La grande campagne" in page(client, made)


def test_words_that_the_users_refuse_are_nowhere(client):
    made = make_consultation()
    make_session(made, starts=SOON)
    body = page(client, made).lower()
    for word in ("référendum", "sondage", " vote", "% des habitants", "moteur", "cluster", "rejeté"):
        assert word not in body


def test_the_page_asks_few_questions(client, django_assert_max_num_queries):
    made = make_consultation(commitment=make_commitment(make_campaign()))
    for _turn in range(8):
        make_session(made, starts=SOON)
    with django_assert_max_num_queries(11):
        page(client, made)
