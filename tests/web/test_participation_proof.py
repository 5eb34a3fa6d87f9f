"""What is verified: an address, a code, an identity; one participant each, nothing kept in clear."""

from __future__ import annotations

import io
import json
import re

import openpyxl
import pypdf
import pytest
import requests
import time_machine
from django.core import mail
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django_scopes import scopes_disabled
from tests.web.factories import TODAY, make_consultation, make_user
from tests.web.oidc_provider import CLIENT, SECRET, Provider
from tests.web.positions_world import together
from tests.web.test_participation_writing import TEXT, hidden, send, url

from concertia_web.accounts.actors import actor_of
from concertia_web.accounts.identity_file import identity_providers
from concertia_web.accounts.models import Role, User
from concertia_web.consultations.models import Consultation
from concertia_web.contributions.models import Contribution
from concertia_web.participation import codes, people
from concertia_web.participation.models import Participant, ProofCode
from concertia_web.participation.words import contributions_words, persons_known, proof_words

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
    return make_consultation(blueprint="boite", moderation="after", proof="email")


def ask(client, clock, place, field, value, **more):
    given = hidden(client.get(url(place, "prove")).content.decode())
    clock.shift(5)
    return client.post(url(place, "prove"), {field: value, **given, **more})


def link():
    return re.search(r"https?://[^/\s]+(/\S+)", mail.outbox[-1].body)[1]


def test_the_words_printed_beside_every_figure(place):
    assert proof_words(Consultation(proof="none")).startswith("sans vérification")
    assert "présence" not in proof_words(Consultation(proof="room"))
    assert contributions_words(Consultation(proof="none"), 126) == (
        "126 contributions, sans vérification\u202f: le nombre de personnes n’est pas connu"
    )
    known = {proof: persons_known(Consultation(proof=proof)) for proof in Consultation.Proof.values}
    assert known == {"none": False, "room": False, "email": False, "codes": True, "oidc": True}


def test_an_address_opens_the_form_and_is_kept_nowhere(client, clock, place):
    door = client.get(url(place))
    assert door.status_code == 302
    page = ask(client, clock, place, "email", "Quelqu-un@Exemple.invalid").content.decode()
    assert "Regardez vos messages" in page
    path = link()
    assert "Continuer" in client.get(path).content.decode()
    assert not Participant.objects.exists()
    assert client.post(path).url == url(place)
    person = Participant.objects.get()
    assert person.proof == "email"
    assert "exemple" not in f"{person.proof_digest}{person.pseudonym}{path}".lower()
    assert send(client, clock, place).status_code == 302
    assert Contribution.objects.get().participant == person


def test_the_same_address_is_the_same_participant_on_another_device(client, clock, place):
    ask(client, clock, place, "email", "a@exemple.invalid")
    client.post(link())
    other = Client()
    ask(other, clock, place, "email", " A@exemple.invalid ")
    other.post(link())
    assert Participant.objects.count() == 1
    send(other, clock, place)
    first = Participant.objects.get()
    assert TEXT in client.get(f"/suivi/{people.token_of(first)}/").content.decode()


def test_one_mailbox_is_one_participant_whatever_follows_a_plus(client, clock, place):
    for email in ("a@exemple.invalid", "a+1@exemple.invalid", "A+autre+2@exemple.invalid"):
        person = Client()
        ask(person, clock, place, "email", email)
        assert mail.outbox[-1].to == [email]
        person.post(link())
    assert Participant.objects.count() == 1
    digests = {people.email_digest(place, one) for one in ("+1@exemple.invalid", "+2@exemple.invalid")}
    assert len(digests) == 2


def test_a_link_ends_and_serves_only_its_concertation(client, clock, place):
    ask(client, clock, place, "email", "a@exemple.invalid")
    path = link()
    other = make_consultation(place.territory, blueprint="boite", proof="email")
    assert client.post(path.replace(place.slug, other.slug)).status_code == 410
    clock.shift(25 * 3600)
    assert client.post(path).status_code == 410
    assert not Participant.objects.exists()


def test_the_link_goes_on_only_inside_the_site(client, clock, place):
    ask(client, clock, place, "email", "a@exemple.invalid", suite="https://ailleurs.invalid/")
    assert client.post(link()).url == url(place)
    ask(client, clock, place, "email", "b@exemple.invalid", suite="//ailleurs.invalid/")
    assert Client().post(link()).url == url(place)


def test_an_address_is_not_flooded(client, clock, place):
    for _ in range(4):
        ask(client, clock, place, "email", "a@exemple.invalid")
    answer = ask(client, clock, place, "email", "a@exemple.invalid")
    assert answer.status_code == 429
    assert "a@exemple.invalid" in answer.content.decode()
    assert len(mail.outbox) == 4


@pytest.fixture
def coded(place):
    Consultation.objects.update(proof="codes")
    place.refresh_from_db()
    actor = actor_of(make_user(place.territory, Role.LEAD))
    batch, made = codes.make_batch(actor=actor, consultation=place, count=3, label="Foyer")
    return place, actor, batch, made


def test_a_code_serves_once_however_it_is_typed(client, clock, coded):
    place, _actor, _batch, made = coded
    answer = ask(client, clock, place, "code", f" {made[0].lower().replace('-', ' ')} ")
    assert answer.url == url(place)
    assert Participant.objects.get().proof == "codes"
    again = ask(Client(), clock, place, "code", made[0])
    assert again.status_code == 400
    assert "déjà servi" in again.content.decode()
    assert made[0] in again.content.decode()
    assert Participant.objects.count() == 1
    used = ProofCode.objects.exclude(used=None).get()
    assert used.refused == 1
    kept = " ".join(ProofCode.objects.values_list("code_hash", flat=True))
    assert made[0].replace("-", "") not in kept


@pytest.mark.django_db(transaction=True)
def test_a_code_given_twice_at_the_same_moment_serves_once(coded):
    place, _actor, _batch, made = coded

    def give() -> str:
        try:
            with transaction.atomic():
                codes.spend(consultation=place, code=made[0])
                return "served"
        except codes.CodeError as error:
            return error.reason

    assert sorted(together(place, [give] * 4)) == ["served", "used", "used", "used"]


def test_an_unknown_and_a_cancelled_code_open_nothing(client, clock, coded):
    place, actor, batch, made = coded
    assert "n’est pas un de ceux" in ask(client, clock, place, "code", "AAAA-BBBB-CCCC").content.decode()
    codes.cancel_batch(actor=actor, batch=batch)
    assert "annulé" in ask(client, clock, place, "code", made[1]).content.decode()
    assert not Participant.objects.exists()


def test_a_whole_home_gives_its_codes_from_one_connection(client, clock, coded):
    place, actor, _batch, _made = coded
    _batch, made = codes.make_batch(actor=actor, consultation=place, count=25, label="Foyer")
    for code in made:
        assert ask(Client(), clock, place, "code", code).status_code == 302
    assert Participant.objects.count() == 25


def test_codes_are_not_guessed(client, clock, coded):
    place = coded[0]
    for number in range(20):
        ask(client, clock, place, "code", f"AAAA-BBBB-{number:04d}")
    assert ask(client, clock, place, "code", "AAAA").status_code == 429


def test_the_lead_takes_the_sheets_once(client, coded):
    place, actor, _batch, _made = coded
    client.force_login(actor.user)
    path = reverse("space:participation-codes", args=[place.territory.slug, place.slug])
    pdf = client.post(path, {"count": 12, "label": "Mairie", "sheet": "pdf"})
    pages = pypdf.PdfReader(io.BytesIO(pdf.content)).pages
    assert len(pages) == 2
    text = pages[0].extract_text()
    found = re.findall(r"[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}", text)
    assert len(found) == 10
    assert ProofCode.objects.filter(code_hash=codes.code_hash(place, found[0])).exists()
    book = client.post(path, {"count": 2, "label": "=1+1", "sheet": "xlsx"})
    rows = list(openpyxl.load_workbook(io.BytesIO(book.content)).active.iter_rows(values_only=True))
    assert len(rows) == 3
    assert rows[1][1] == "=1+1"
    assert openpyxl.load_workbook(io.BytesIO(book.content)).active["B2"].data_type == "s"
    page = client.get(path).content.decode()
    assert "Mairie" in page
    assert found[0] not in page


def test_an_identity_is_one_participant_and_no_account(client, clock, place, settings, tmp_path):
    Consultation.objects.update(proof="oidc")
    clock.move_to(__import__("datetime").datetime.now().astimezone())
    Consultation.objects.update(opens=TODAY.replace(year=2020), closes=TODAY.replace(year=2090))
    with Provider(email="agente@territoire.invalid", email_verified=True) as provider:
        entry = {"id": "essai", "name": "Essai", "server": provider.address, "client_id": CLIENT}
        file = tmp_path / "providers.json"
        file.write_text(json.dumps([{**entry, "client_secret": SECRET}]), encoding="utf-8")
        settings.SOCIALACCOUNT_PROVIDERS = identity_providers(str(file))
        for visitor in (client, Client()):
            assert "Continuer avec Essai" in visitor.get(url(place, "prove")).content.decode()
            leave = visitor.post(url(place, "identity", "essai"))
            back = requests.get(leave.url, allow_redirects=False, timeout=10).headers["Location"]
            arrived = visitor.get(back)
            assert arrived.url == url(place, "identity-back")
            assert visitor.get(arrived.url).url == url(place)
            assert visitor.get(url(place)).status_code == 200
    person = Participant.objects.get()
    assert person.proof == "oidc"
    assert not User.objects.exists()
    assert Client().get(url(place, "identity-back")).status_code == 403


def test_a_cookie_of_another_concertation_opens_nothing(client, clock, place):
    ask(client, clock, place, "email", "a@exemple.invalid")
    client.post(link())
    other = make_consultation(place.territory, blueprint="boite", proof="email")
    client.cookies[people.cookie_of(other)] = client.cookies[people.cookie_of(place)].value
    assert client.get(url(other)).status_code == 302
    client.cookies[people.cookie_of(place)] = "faux"
    assert client.get(url(place)).status_code == 302
