"""Where my words are: for the author, for the desk, for everybody; what each may change."""

from __future__ import annotations

import json
import re
import uuid

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from django_scopes import scopes_disabled
from tests.web.factories import (
    TODAY,
    make_consultation,
    make_notes,
    make_session,
    make_territory,
    make_user,
)
from tests.web.test_participation_writing import TEXT, hidden, send, url

from concertia.dossier.receipts import check_receipt
from concertia_web.accounts.actors import ANYBODY, actor_of
from concertia_web.accounts.models import Role
from concertia_web.consultations.models import Consultation
from concertia_web.contributions.models import Contribution
from concertia_web.jobs.worker import Worker
from concertia_web.journal.models import JournalEntry
from concertia_web.participation import people, services
from concertia_web.participation.lists import PAGE
from concertia_web.participation.models import Participant, Translation
from concertia_web.participation.views import receipt
from concertia_web.participation.words import ONLY_COUNTED
from concertia_web.readings import services as readings
from concertia_web.readings.services import DOSSIER
from concertia_web.sorting.models import Evidence, Finding, Placement, Sorting

pytestmark = pytest.mark.django_db


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


def write(place, text, participant=None, **more):
    note, _new = services.contribute(
        consultation=place,
        participant=participant or people.join(consultation=place),
        wanted=services.Wanted(text=text, **more),
        actor=ANYBODY,
    )
    return note


def mine(note, name="receipt"):
    token = people.token_of(note.participant)
    args = [token] if name in ("receipt", "device") else [token, note.pk]
    return reverse(f"participation:{name}", args=args)


def test_a_wrong_link_says_what_to_do_and_is_slowed(client, clock, place, monkeypatch):
    monkeypatch.setattr(receipt, "PER_ADDRESS_AN_HOUR", 3)
    answer = client.get("/suivi/faux/")
    assert answer.status_code == 404
    assert "donnez le numéro" in answer.content.decode()
    for _ in range(3):
        client.get("/suivi/faux/")
    assert client.get("/suivi/faux/").status_code == 429


def test_words_are_withdrawn_until_they_are_read(client, place):
    note = write(place, TEXT)
    assert TEXT in client.get(mine(note, "withdraw")).content.decode()
    page = client.post(mine(note, "withdraw"), follow=True).content.decode()
    assert "Vous l’avez retirée" in page
    assert client.get(url(place, "contribution", note.pk)).status_code == 404
    other = write(place, "Autre idée")
    Consultation.objects.update(state="reading")
    assert "La lecture a commencé" in client.post(mine(other, "withdraw"), follow=True).content.decode()
    other.refresh_from_db()
    assert other.removed is None
    assert JournalEntry.objects.filter(action="participation.withdraw").count() == 1


def test_nobody_touches_the_words_of_somebody_else(client, place):
    note, other = write(place, TEXT), write(place, "Autre idée")
    path = reverse("participation:withdraw", args=[people.token_of(other.participant), note.pk])
    assert client.post(path).status_code == 404
    with pytest.raises(services.ParticipationError):
        services.withdraw(participant=other.participant, contribution=note)


def test_choices_change_and_come_back(client, place):
    note = write(place, TEXT, signature="Camille")
    client.post(mine(note, "choices"), {"signature": "", "count_only": "on"})
    note.refresh_from_db()
    assert (note.moderation, note.moderation_reason) == ("hidden", ONLY_COUNTED)
    assert "comme vous l’avez choisi" in client.get(mine(note)).content.decode()
    client.post(mine(note, "choices"), {"signature": "C.", "count_only": ""})
    note.refresh_from_db()
    assert (note.moderation, note.moderation_reason, note.choices.signature) == ("accepted", "", "C.")
    Consultation.objects.update(state="settled")
    refused = client.post(mine(note, "choices"), {"signature": "Nom", "count_only": "on"})
    assert refused.status_code == 400
    client.post(mine(note, "choices"), {"signature": ""})
    note.choices.refresh_from_db()
    assert note.choices.signature == ""


def test_a_name_added_later_is_read_before_it_is_shown(client, place):
    Consultation.objects.update(moderation="before")
    note = write(place, TEXT)
    Contribution.objects.update(moderation="accepted")
    client.post(mine(note, "choices"), {"signature": "Une injure"})
    note.refresh_from_db()
    assert note.moderation == "waiting"
    lead = Client()
    lead.force_login(make_user(place.territory, Role.LEAD))
    desk = reverse("space:moderation", args=[place.territory.slug, place.slug])
    assert "Une injure" in lead.get(desk).content.decode()
    Contribution.objects.update(moderation="accepted")
    client.post(mine(note, "choices"), {"signature": ""})
    note.refresh_from_db()
    assert note.moderation == "accepted"


def test_hidden_by_moderation_does_not_come_back_by_a_choice(place):
    note = write(place, TEXT)
    Contribution.objects.update(moderation="hidden", moderation_reason="injure")
    for verbatim in (False, True):
        services.change_choices(
            participant=note.participant, contribution=note, signature="", verbatim=verbatim
        )
    note.refresh_from_db()
    assert (note.moderation, note.moderation_reason) == ("hidden", "injure")


def test_a_shared_device_forgets(client, clock, place):
    send(client, clock, place)
    note = Contribution.objects.get()
    client.post(mine(note, "device"), {"oublier": "oui"})
    send(client, clock, place, "Autre idée")
    assert Participant.objects.count() == 2


@pytest.fixture
def settled(place):
    """Three texts sorted and settled, published."""
    person = people.join(consultation=place)
    notes = [write(place, f"Idée numéro {rank}", person) for rank in range(3)]
    sorting = Sorting.objects.create(
        consultation=place, state="settled", columns=[{"key": "guichet", "label": "Guichets"}]
    )
    finding = Finding.objects.create(sorting=sorting, kind="attente", title="Garder un guichet")
    Placement.objects.create(sorting=sorting, contribution=notes[0], column="guichet")
    Placement.objects.create(sorting=sorting, contribution=notes[1], aside_reason="hors du sujet")
    Evidence.objects.create(finding=finding, contribution=notes[0])
    return notes


def test_the_page_says_theme_finding_and_why_not_once_published(client, place, settled):
    before = client.get(mine(settled[0])).content.decode()
    assert "Guichets" not in before
    Consultation.objects.update(state="published")
    page = client.get(mine(settled[0])).content.decode()
    for words in ("Guichets", "Garder un guichet", "Non retenue", "hors du sujet"):
        assert words in page


def test_the_page_does_not_ask_more_for_more_texts(client, place, settled):
    Consultation.objects.update(state="published")
    client.get(mine(settled[0]))
    with CaptureQueriesContext(connection) as few:
        client.get(mine(settled[0]))
    for rank in range(20):
        write(place, f"Encore {rank}", settled[0].participant)
    with CaptureQueriesContext(connection) as many:
        client.get(mine(settled[0]))
    assert len(many) == len(few)


def test_the_desk_reads_a_number_back(client, place, settled):
    client.force_login(make_user(place.territory, Role.READER))
    path = reverse("space:participation", args=[place.territory.slug, place.slug])
    page = client.get(path, {"numero": f" e{settled[0].pk}"}).content.decode()
    assert "Garder un guichet" in page
    assert "appuient un enseignement" in page
    assert "Idée numéro 0" in page
    Contribution.objects.filter(pk=settled[2].pk).update(slip=417)
    assert "Idée numéro 2" in client.get(path, {"numero": "n° 0417"}).content.decode()
    assert "ne porte ce numéro" in client.get(path, {"numero": "E999999"}).content.decode()
    assert "s’écrit 0417" in client.get(path, {"numero": "<script>"}).content.decode()
    elsewhere = write(make_consultation(place.territory, blueprint="boite"), "Ailleurs")
    assert "Ailleurs" not in client.get(path, {"numero": f"E{elsewhere.pk}"}).content.decode()
    assert "sans vérification" in client.get(path).content.decode()
    Consultation.objects.update(state="draft")
    assert url(place, "contributions") not in client.get(path).content.decode()


def test_the_list_of_numbers_shows_no_word(client, place):
    shown, waiting = write(place, "Des mots publiés"), write(place, "Mme Camille Durand attend")
    gone = write(place, "Des mots retirés")
    services.withdraw(participant=gone.participant, contribution=gone)
    make_notes(make_session(place), "Sur papier", slip=417)
    page = client.get(url(place, "numbers")).content.decode()
    for note in (shown, waiting, gone):
        assert f"E{note.pk}" in page
        assert note.text not in page
    assert "0417" in page
    assert "retirée" in page
    assert f'contributions/{shown.pk}/"' in page
    assert f'contributions/{waiting.pk}/"' not in page


def test_pages_go_on_and_come_back_by_key(client, place):
    person = people.join(consultation=place)
    notes = [write(place, f"Idée {rank:03d}", person, kind="attente") for rank in range(PAGE + 3)]
    base = url(place, "contributions")
    first = client.get(base, {"nature": "attente"}).content.decode()
    assert "Idée 027" in first
    assert "Idée 002" not in first
    older = re.search(r'href="\?([^"]*avant=\d+)"', first)[1].replace("&amp;", "&")
    second = client.get(f"{base}?{older}").content.decode()
    assert "Idée 002" in second
    newer = re.search(r'href="\?([^"]*apres=\d+)"', second)[1].replace("&amp;", "&")
    assert "Idée 027" in client.get(f"{base}?{newer}").content.decode()
    assert "Aucune contribution à lire" in client.get(base, {"nature": "refus"}).content.decode()
    for strange in ("-1", "x", "9" * 30, ""):
        assert client.get(base, {"avant": strange, "question": strange}).status_code == 200
    with CaptureQueriesContext(connection) as queries:
        client.get(base)
    assert not any("COUNT(" in query["sql"].upper() for query in queries)
    Contribution.objects.filter(pk__gt=notes[2].pk).update(removed="2026-01-01T00:00:00Z")
    with CaptureQueriesContext(connection) as few:
        client.get(base)
    assert len(few) == len(queries)


def test_what_was_noted_in_a_room_waits_for_the_restitution(client, place):
    make_notes(make_session(place), "Dit dans la salle")
    assert "Dit dans la salle" not in client.get(url(place, "contributions")).content.decode()
    Consultation.objects.update(state="published")
    assert "Dit dans la salle" in client.get(url(place, "contributions")).content.decode()


def test_a_translation_stands_beside_with_a_name(client, place):
    note = write(place, "أريد مكتبا مفتوحا يوم السبت مع شخص يجيب")
    analyst = Client()
    analyst.force_login(make_user(place.territory, Role.ANALYST))
    base = [place.territory.slug, place.slug]
    assert (
        f"E{note.pk}" in analyst.get(reverse("space:participation-translations", args=base)).content.decode()
    )
    path = reverse("space:participation-translation", args=[*base, note.pk])
    said = {"language": "fr", "text": "Je voudrais un guichet ouvert", "translator": "Association Amal"}
    assert analyst.post(path, said).status_code == 302
    page = client.get(url(place, "contribution", note.pk)).content.decode()
    assert note.text in page
    assert "Je voudrais un guichet ouvert" in page
    assert "Association Amal" in page
    reader = Client()
    reader.force_login(make_user(place.territory, Role.READER))
    assert reader.post(path, said).status_code == 403
    one = Translation.objects.get()
    assert (
        analyst.post(reverse("space:participation-translation-remove", args=[*base, one.pk])).status_code
        == 302
    )
    assert not Translation.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_receipt_is_verified_by_the_engine_and_by_the_page(client, clock, settings):
    place = make_consultation(make_territory("Vaubrun"), slug="ecrire", blueprint="boite", proof="none")
    Consultation.objects.filter(pk=place.pk).update(moderation="after")
    place.refresh_from_db()
    words = [
        "Former les agents pendant leur temps de travail", "Former tous les agents avant de les équiper",
        "Garder un guichet ouvert avec quelqu’un", "Garder une personne au guichet de la mairie",
        "Pas de caméras intelligentes dans les rues", "Pas de caméras à l’école",
    ]  # fmt: skip
    notes = [write(place, text) for text in words]
    Consultation.objects.filter(pk=place.pk).update(state="reading")
    place.refresh_from_db()
    lead = actor_of(make_user(place.territory, Role.LEAD))
    options = {"embedder": "lexical", "lang": "fr", "min_cell": 5, "by": [], "framing": False}
    analysis = readings.start_analysis(consultation=place, options=options, actor=lead)
    while Worker().step():
        pass
    analysis.refresh_from_db()
    assert analysis.ready, analysis.problem
    assert client.get(mine(notes[0], "engine-receipt")).status_code == 404
    Consultation.objects.filter(pk=place.pk).update(state="published")
    analysis.consultation.refresh_from_db()
    readings.publish(analysis=analysis, actor=lead)
    assert "Télécharger le reçu" in client.get(mine(notes[0])).content.decode()
    given_receipt = client.get(mine(notes[0], "engine-receipt")).json()
    where = check_receipt(given_receipt, analysis.reading.home / DOSSIER)
    assert (where.state, where.same_dossier, where.text) == ("found", True, words[0])
    given = hidden(client.get("/suivi/verifier/").content.decode())
    clock.shift(5)
    page = client.post("/suivi/verifier/", {**given, "receipt": json.dumps(given_receipt)}).content.decode()
    assert "mot pour mot" in page
    assert words[0] in page
    wrong = client.post(
        "/suivi/verifier/", {**given, "receipt": json.dumps({**given_receipt, "id": "0" * 16})}
    )
    assert "pas dans ce dossier" in wrong.content.decode()
    for strange in (
        "",
        "[]",
        "{",
        json.dumps({**given_receipt, "dossier_id": "f" * 64}),
        '{"dossier_id": {}}',
    ):
        answer = client.post("/suivi/verifier/", {**given, "receipt": strange})
        assert answer.status_code == 400


def test_two_devices_send_the_same_form_at_once(place):
    person = people.join(consultation=place)
    ticket = uuid.uuid4().hex
    made = [
        services.contribute(
            consultation=place, participant=person, wanted=services.Wanted(text=TEXT, ticket=ticket)
        )
        for _ in range(2)
    ]
    assert [new for _note, new in made] == [True, False]
    assert made[0][0].pk == made[1][0].pk
    assert ticket.replace("-", "") not in made[0][0].client_id.hex


STRANGE = ("\x00", "a" * 70_000, "'\"><script>alert(1)</script>", "9" * 400, "%00")
NAMES = (
    "text", "kind", "question", "public", "signature", "ticket", "email", "code", "suite", "title", "nature",
    "organisation", "validated_by", "stamp", "site", "avant", "apres", "n",
)  # fmt: skip


@pytest.mark.parametrize(
    ("name", "proof"),
    [
        ("contribute", "none"), ("stakeholder", "none"), ("contributions", "none"), ("numbers", "none"),
        ("thanks", "none"), ("prove", "email"), ("prove", "codes"), ("prove", "oidc"),
    ],
)  # fmt: skip
def test_nothing_strange_makes_the_site_fail(client, clock, place, name, proof):
    Consultation.objects.update(proof=proof)
    path = url(place, name)
    given = hidden(client.get(path, follow=True).content.decode())
    clock.shift(5)
    for odd in STRANGE:
        for answer in (
            client.get(path, dict.fromkeys(NAMES, odd[:2000])),
            client.post(path, {**dict.fromkeys(NAMES, odd), **given}),
            client.post(path, {**dict.fromkeys(NAMES, odd), "text": TEXT, **given}),
        ):
            assert answer.status_code < 500
            assert b"<script>alert" not in answer.content


@pytest.mark.parametrize("name", ["receipt", "choices", "device", "engine-receipt"])
def test_nothing_strange_on_a_private_page(client, clock, place, name):
    path = mine(write(place, TEXT), name)
    for odd in STRANGE:
        sent = {"signature": odd, "count_only": odd, "oublier": odd}
        assert client.get(path, sent).status_code < 500
        assert client.post(path, sent).status_code < 500
