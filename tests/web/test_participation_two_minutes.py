"""From the page of a concertation to a first position: what is chosen once is not asked twice."""

from __future__ import annotations

import time

import pytest
from django.test import Client
from tests.web.factories import make_consultation
from tests.web.positions_world import address, events, kept, make_positions

from concertia_web import gate

pytestmark = pytest.mark.django_db


@pytest.fixture
def _unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "LEAST_SECONDS", 0)


def page_of(consultation) -> str:
    return f"/territoires/{consultation.territory.slug}/concertations/{consultation.slug}/"


def wrote(client: Client, consultation, words: str = "un guichet le samedi"):
    """The page after a contribution is sent."""
    form = client.get(f"{page_of(consultation)}participer/?debut=attente").context["form"]
    sent = {
        "kind": "attente",
        "text": words,
        "stamp": form["stamp"].value(),
        "ticket": form["ticket"].value(),
    }
    return client.post(f"{page_of(consultation)}participer/", sent, follow=True)


def test_the_page_offers_beginnings_and_the_form_keeps_the_one_touched(client):
    consultation = make_consultation(blueprint="boite", proof="none")
    page = client.get(page_of(consultation)).content.decode()
    assert f'href="{page_of(consultation)}participer/?debut=crainte">Je crains…</a>' in page
    assert f'href="{page_of(consultation)}participer/">Autre chose</a>' in page
    form = client.get(f"{page_of(consultation)}participer/?debut=crainte")
    assert form.context["form"].begun == "Je crains…"
    assert 'value="crainte" id="id_kind_1" checked' in form.content.decode()
    for other in ("", "?debut=", "?debut=inconnu", "?debut=%00"):
        assert client.get(f"{page_of(consultation)}participer/{other}").context["form"].begun == ""


def test_the_beginning_touched_is_still_chosen_behind_the_door(client):
    consultation = make_consultation(blueprint="boite", proof="email")
    door = client.get(f"{page_of(consultation)}participer/?debut=crainte&question=q", follow=True)
    assert door.context["onwards"] == f"{page_of(consultation)}participer/?debut=crainte&question=q"


@pytest.mark.usefixtures("_unhurried")
def test_the_first_text_is_under_the_number_and_is_not_theirs(client):
    consultation = make_positions(texts=2, blueprint="boite", moderation="after")
    page = wrote(client, consultation)
    mine, text = page.context["note"], page.context["text"]
    assert mine.votable
    assert text.pk != mine.pk
    assert text.text in page.content.decode()
    answer = {"texte": text.pk, "nonce": page.context["nonce"], "position": "-1"}
    following = client.post(address(consultation), answer, follow=True)
    assert kept(consultation) == [(text.pk, -1)]
    assert following.context["answered"] == 1
    assert following.context["text"].pk != text.pk


@pytest.mark.usefixtures("_unhurried")
def test_nothing_is_asked_where_positions_are_not_taken_or_all_are(client):
    bare = make_consultation(blueprint="boite", proof="none")
    page = wrote(client, bare)
    assert page.status_code == 200
    assert "Êtes-vous d’accord" not in page.content.decode()
    alone = make_positions(texts=0, blueprint="boite", moderation="after", slug="seule")
    page = wrote(client, alone)
    assert page.context["text"] is None
    assert "Gardez ce lien" in page.content.decode()


def test_a_trap_filled_is_no_position_and_a_person_can_send_again(client):
    consultation = make_positions(texts=2)
    shown = client.get(address(consultation)).context
    answer = {"texte": shown["text"].pk, "nonce": shown["nonce"], "position": "1"}
    caught = client.post(address(consultation), {**answer, "site": "https://example.test"})
    assert caught.status_code == 400
    assert events(consultation) == 0
    assert caught.context["form"]["site"].value() == ""
    began = time.monotonic()
    assert client.post(address(consultation), {**answer, "site": ""}).status_code == 302
    assert time.monotonic() - began < gate.LEAST_SECONDS, "one tap is not made to wait"
    assert events(consultation) == 1
