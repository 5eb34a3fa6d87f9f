"""« Signaler » on a published document: the same number, the same reasoned answer, in the same queue."""

from __future__ import annotations

import re

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse
from django_scopes import scope, scopes_disabled
from tests.web.moderation_world import make_moderated

from concertia_web.contributions.models import Document
from concertia_web.journal.models import JournalEntry
from concertia_web.moderation import queues, reports
from concertia_web.moderation.models import Report
from concertia_web.moderation.services import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make_moderated()


@scopes_disabled()
def paper(world, **more):
    values = {"kind": "cahier", "title": "Cahier des usagers", "organisation": "Les usagers", **more}
    return Document.objects.create(
        consultation=world.consultation, file="x/y.txt", original_name="c.txt", sha256="0" * 64, **values
    )


def page(client, path):
    answer = client.get(path)
    assert answer.status_code == 200, answer
    return answer.content.decode()


def send(client, path, **values):
    """Fill the form as a person does: some seconds after it was shown."""
    with time_machine.travel("2026-11-22T12:00:00+00:00", tick=False) as clock:
        stamp = re.search(r'name="stamp" value="([^"]+)"', page(client, path)).group(1)
        clock.shift(20)
        return client.post(path, {"stamp": stamp, **values})


def within(world):
    return scope(territory=world.consultation.territory)


def test_from_the_document_to_the_answer(client, world):
    held = paper(world, published=True)
    place = world.consultation.territory.slug, world.consultation.slug
    public = reverse("contributions:document", args=[*place, held.pk])
    path = world.public("report-document", held.pk)
    assert f'href="{path}"' in page(client, public)
    told = send(client, path, reason="vie-privee", text="Page 2, mon adresse.")["Location"]
    shown = page(client, told)
    assert "est reçu" in shown
    assert "Cahier des usagers" in shown
    client.force_login(world.lead)
    answer_page = world.url("moderation-document", held.pk)
    assert answer_page in page(client, f"{world.url('moderation')}?file=signales")
    week = page(client, reverse("desk:week"))
    assert "Répondre à un signalement" in week
    assert "Page 2, mon adresse." in page(client, answer_page)
    without = client.post(answer_page, {"outcome": "hidden", "answer": "Retiré."})
    assert without.status_code == 400
    assert "Choisissez une raison" in without.content.decode()
    assert "Retiré." in without.content.decode()
    assert page(client, public)
    client.post(answer_page, {"outcome": "hidden", "answer": "Retiré.", "reason": "vie-privee"})
    assert "Retiré." in page(client, answer_page)
    client.logout()
    assert client.get(public).status_code == 404
    shown = page(client, told)
    assert "Le document n’est plus publié." in shown
    assert "Raison : " in shown
    assert "Retiré." in shown
    assert "Cahier des usagers" not in shown
    with within(world):
        verbs = list(JournalEntry.objects.order_by("pk").values_list("action", flat=True))
        assert queues.figures(world.consultation).answered == 1
        assert queues.counts(world.consultation)[queues.REPORTED] == 0
    assert verbs == [
        "moderation.report", "contributions.unpublish-document", "moderation.report-decided",
    ]  # fmt: skip


def test_one_answer_serves_all_and_may_change_nothing(world):
    held = paper(world, published=True)
    with within(world):
        for _rank in range(3):
            reports.report_document(document=held, reason="publicite")
        said = {"actor": world.actor("analyst"), "document": held, "text": "Un cahier défend ses idées."}
        for outcome, words in (("masked", "se publie entier"), ("hidden", "liste publiée"), ("x", "devient")):
            with pytest.raises(Refused, match=words):
                reports.answer_document(outcome=outcome, **said)
        assert len(reports.answer_document(outcome="kept", **said)) == 3
        assert {(one.outcome_words, one.ground) for one in Report.objects.all()} == {
            ("le document reste publié", "")
        }
        held.refresh_from_db()
        assert held.published
        with pytest.raises(Refused, match="déjà une réponse"):
            reports.answer_document(outcome="kept", **said)


def test_what_is_not_published_is_not_shown_through_a_report(client, world):
    assert client.get(world.public("report-document", paper(world).pk)).status_code == 404
    elsewhere = paper(make_moderated(slug="ailleurs"), published=True)
    assert client.get(world.public("report-document", elsewhere.pk)).status_code == 404
    client.force_login(world.lead)
    assert client.get(world.url("moderation-document", elsewhere.pk)).status_code == 404


def test_who_may_not_decide_reads_and_does_not_answer(client, world):
    held = paper(world, published=True)
    with within(world):
        reports.report_document(document=held, reason="publicite")
    client.force_login(world.garant)
    path = world.url("moderation-document", held.pk)
    assert "<button>Répondre" not in page(client, path)
    said = {"outcome": "hidden", "answer": "x", "reason": "publicite"}
    assert client.post(path, said).status_code == 403
    held.refresh_from_db()
    assert held.published


def test_a_report_is_about_one_thing(world):
    both = {"document": paper(world), "contribution": world.text()}
    with within(world):
        for about in (both, {}):
            with pytest.raises(IntegrityError), transaction.atomic():
                Report.objects.create(consultation=world.consultation, **about)
