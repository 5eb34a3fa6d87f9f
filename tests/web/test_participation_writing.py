"""Write on line: once however often it is sent, as the rules say, nothing lost, nobody named."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django_scopes import scopes_disabled
from tests.web.factories import TODAY, make_consultation, make_notes, make_session, make_user

from concertia_web.accounts.models import Role
from concertia_web.consultations.models import Consultation, Phase
from concertia_web.contributions.models import Contribution, Document
from concertia_web.participation.models import Participant, RateCount
from concertia_web.participation.people import cookie_of
from concertia_web.participation.views import writing
from concertia_web.participation.words import ONLY_COUNTED

pytestmark = pytest.mark.django_db
TEXT = "Je voudrais un guichet ouvert le samedi, avec quelqu’un."


@pytest.fixture(autouse=True)
def every_scope():
    cache.clear()
    with scopes_disabled(), translation.override("fr"):
        yield


@pytest.fixture
def clock():
    with time_machine.travel(f"{TODAY}T10:00:00+00:00", tick=False) as clock:
        yield clock


@pytest.fixture
def place(clock):
    return make_consultation(blueprint="boite", moderation="after", proof="none")


def url(consultation, name="contribute", *args):
    return reverse(f"participation:{name}", args=[consultation.territory.slug, consultation.slug, *args])


def hidden(page):
    found = re.findall(r'<input type="hidden" name="(stamp|ticket)" value="([^"]+)"', page)
    return dict(found)


def send(client, clock, consultation, text=TEXT, *, wait=5, **more):
    """Open the page, write, wait, send."""
    given = hidden(client.get(url(consultation)).content.decode())
    clock.shift(wait)
    return client.post(url(consultation), {"kind": "attente", "text": text, **given, **more})


def test_from_the_page_to_a_published_contribution(client, clock, place):
    answer = send(client, clock, place, public="agents", follow=True)
    note = Contribution.objects.get()
    assert answer.status_code == 302
    assert (note.text, note.declared_kind, note.question, note.public) == (
        TEXT, "attente", "conditions", "agents",
    )  # fmt: skip
    assert (note.moderation, note.channel, note.capture, note.voice) == (
        "accepted", "online", "written", "individual",
    )  # fmt: skip
    assert note.participant.pseudonym == note.author
    page = client.get(answer.url).content.decode()
    assert f"E{note.pk}" in page
    token = re.search(r'href="/suivi/([^/"]+)/"', page)[1]
    assert token not in Participant.objects.get().secret_hash
    assert TEXT in client.get(f"/suivi/{token}/").content.decode()
    assert "guichet ouvert" in Client().get(url(place, "contributions")).content.decode()


def test_the_second_text_is_of_the_same_participant(client, clock, place):
    send(client, clock, place)
    send(client, clock, place, "Autre chose encore")
    assert Participant.objects.count() == 1
    assert Contribution.objects.count() == 2
    cookie = client.cookies[cookie_of(place)]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_the_same_form_sent_twice_is_one_contribution_even_without_its_cookie(client, clock, place):
    given = hidden(client.get(url(place)).content.decode())
    clock.shift(5)
    said = {"kind": "", "text": TEXT, **given}
    client.post(url(place), said)
    assert Client().post(url(place), said).status_code == 302
    assert Contribution.objects.count() == 1
    assert Participant.objects.count() == 1


def test_an_old_ticket_with_other_words_is_another_contribution(client, clock, place):
    given = hidden(client.get(url(place)).content.decode())
    clock.shift(5)
    client.post(url(place), {"kind": "", "text": TEXT, **given})
    client.post(url(place), {"kind": "", "text": "Tout autre chose", **given})
    assert Contribution.objects.count() == 2


def test_before_publication_somebody_reads_first(client, clock, place):
    Consultation.objects.update(moderation="before")
    send(client, clock, place)
    assert Contribution.objects.get().moderation == "waiting"
    assert "guichet" not in Client().get(url(place, "contributions")).content.decode()


def test_a_name_waits_even_where_reading_comes_after(client, clock, place):
    answer = send(client, clock, place, "Je m’appelle Camille Durand et je voudrais un guichet")
    assert Contribution.objects.get().moderation == "waiting"
    assert "donnée personnelle" in client.get(answer.url).content.decode()


def test_counted_only_is_never_shown(client, clock, place):
    send(client, clock, place, count_only="on", signature="Camille")
    note = Contribution.objects.get()
    assert (note.moderation, note.moderation_reason) == ("hidden", ONLY_COUNTED)
    assert not note.choices.verbatim
    assert client.get(url(place, "contribution", note.pk)).status_code == 404


def test_a_name_is_shown_only_when_asked(client, clock, place):
    send(client, clock, place, signature="Camille, du marché")
    assert "Camille, du marché" in Client().get(url(place, "contributions")).content.decode()


@pytest.mark.parametrize(
    "more",
    [{"site": "http://x.invalid"}, {"stamp": ""}, {"wait": 1}, {"kind": "secret"}, {"text": " … "},
     {"text": "a" * 4001}, {"question": "?"}, {"public": "martiens"}],
)  # fmt: skip
def test_machines_and_mistakes_lose_nothing(client, clock, place, more):
    Consultation.objects.update(
        questions=[{"key": "conditions", "fr": "À quelles conditions ?"}, {"key": "refus", "fr": "Quoi ?"}]
    )
    text = more.pop("text", TEXT)
    answer = send(client, clock, place, text, signature="Mon nom", **more)
    page = answer.content.decode()
    assert answer.status_code == 400
    assert text.strip()[:50] in page
    assert "Mon nom" in page
    assert 'role="alert"' in page
    assert not Contribution.objects.exists()


def test_one_address_is_slowed_and_keeps_its_words(client, clock, place, monkeypatch):
    monkeypatch.setattr(writing, "PER_ADDRESS_AN_HOUR", 2)
    for number in range(2):
        send(Client(), clock, place, f"Idée {number}")
    answer = send(client, clock, place, "Troisième idée")
    assert answer.status_code == 429
    assert "Troisième idée" in answer.content.decode()
    assert Contribution.objects.count() == 2
    assert "127.0.0.1" not in " ".join(RateCount.objects.values_list("key", flat=True))
    clock.shift(timedelta(hours=1))
    assert send(client, clock, place, "Troisième idée").status_code == 302


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"state": "reading"}, "Le temps d’écrire est terminé"),
        ({"blueprint": "atelier"}, "On n’écrit pas en ligne"),
        ({"opens": TODAY + timedelta(days=3)}, "à partir du"),
    ],
)
def test_closed_says_why(client, place, change, words):
    Consultation.objects.update(**change)
    answer = client.get(url(place))
    assert answer.status_code == 403
    assert words in answer.content.decode()


def test_a_phase_of_writing_decides(client, place):
    phase = Phase.objects.create(
        consultation=place, kind="write", opens=TODAY - timedelta(days=5), closes=TODAY - timedelta(days=1)
    )
    assert client.get(url(place)).status_code == 403
    phase.closes = TODAY
    phase.save()
    assert client.get(url(place)).status_code == 200


def test_a_draft_is_not_found_by_anybody(client, place):
    Consultation.objects.update(state="draft")
    assert client.get(url(place)).status_code == 404


def test_what_is_written_in_arabic_stays_so(client, clock, place):
    path = f"/ar{url(place)}"
    given = hidden(client.get(path).content.decode())
    clock.shift(5)
    words = "أريد مكتبا مفتوحا يوم السبت مع شخص يجيب"
    client.post(path, {"kind": "", "text": words, **given})
    note = Contribution.objects.get()
    assert note.language == "ar"
    assert note.participant.language == "ar"


def test_a_script_in_a_text_is_words(client, clock, place):
    send(client, clock, place, "<script>alert(1)</script> un guichet", signature="<b>moi</b>")
    page = Client().get(url(place, "contributions")).content.decode()
    assert "<script>alert" not in page
    assert "<b>moi" not in page


def test_an_organisation_gives_a_paper_that_waits(client, clock, place):
    given = hidden(client.get(url(place, "stakeholder")).content.decode())
    clock.shift(5)
    said = {"organisation": "Les Mains du Lien", "title": "Notre avis", "text": "Un.\n\nDeux.", **given}
    page = client.post(url(place, "stakeholder"), said).content.decode()
    document = Document.objects.get()
    assert "attend d’être publié" in page
    assert (document.kind, document.organisation, document.published) == (
        "cahier",
        "Les Mains du Lien",
        False,
    )
    assert document.passages.count() == 2
    empty = client.post(url(place, "stakeholder"), {**said, "text": "", "title": "Gardé"})
    assert empty.status_code == 400
    assert "Gardé" in empty.content.decode()


@pytest.mark.parametrize(("query", "chosen"), [("", ""), ("?question=refus", "refus"), ("?question=x", "")])
def test_words_are_filed_under_no_question_that_nobody_chose(client, clock, query, chosen):
    place = make_consultation(
        blueprint="boite",
        questions=[{"key": "conditions", "fr": "À quelles conditions ?"}, {"key": "refus", "fr": "Quoi ?"}],
    )
    page = client.get(f"{url(place)}{query}").content.decode()
    assert re.findall(r'<option value="(\w*)" selected>', page.split('name="kind"')[0]) == [chosen]


def test_what_waits_for_the_restitution_is_not_counted_as_published(client, clock, place):
    send(client, clock, place)
    make_notes(make_session(place), "Venu d’un fichier", "Un autre", channel="online")
    client.force_login(make_user(place.territory, Role.READER))
    path = reverse("space:participation", args=[place.territory.slug, place.slug])
    page = client.get(path).content.decode()
    assert "<dt>publiées</dt><dd>1</dd>" in page
    assert "<dt>publiées avec la restitution</dt><dd>2</dd>" in page
    waits = "sont publiées avec la restitution"
    assert waits in client.get(url(place, "contributions")).content.decode()
    Consultation.objects.update(state="published")
    assert "<dt>publiées</dt><dd>3</dd>" in client.get(path).content.decode()
    assert waits not in client.get(url(place, "contributions")).content.decode()


def test_the_kiosk_asks_one_thing_and_forgets(client, clock, place):
    assert client.get(url(place, "kiosk")).status_code == 403
    session = make_session(place, kind="rue", title="Marché")
    user = make_user(place.territory, Role.FACILITATOR)
    client.force_login(user)
    given = hidden(client.get(url(place, "kiosk")).content.decode())
    clock.shift(5)
    answer = client.post(f"{url(place, 'kiosk')}?temps={session.pk}", {"kind": "", "text": TEXT, **given})
    note = Contribution.objects.get()
    assert (note.channel, note.session, note.participant, note.author) == ("street", session, None, "")
    page = client.get(answer.url).content.decode()
    assert f"E{note.pk}" in page
    assert TEXT not in page
