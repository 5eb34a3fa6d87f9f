"""The règle du jeu: checked line by line, frozen at opening, corrected in the open, readable by all."""

from __future__ import annotations

import hashlib

import pytest
import rfc8785
import time_machine
from django.urls import reverse
from django.utils import translation
from django_scopes import scope
from tests.web.factories import make_consultation, make_session, make_territory, make_user

from concertia_web.accounts.actors import actor_of
from concertia_web.accounts.models import Role
from concertia_web.consultations import rules, services, states
from concertia_web.consultations.models import Consultation, Phase
from concertia_web.journal.models import JournalEntry

pytestmark = pytest.mark.django_db
WRITTEN = ("open", "decided", "without_internet", "moderation", "reading", "answer", "information")


@pytest.fixture(autouse=True)
def noon():
    with time_machine.travel("2026-11-22T12:00:00+01:00", tick=False):
        yield


@pytest.fixture
def home():
    return make_territory(dpo="dpo@territoire.invalid")


@pytest.fixture
def draft(home):
    made = make_consultation(
        home,
        state="draft",
        object={"fr": "Ce que nous voulons et ne voulons pas de l’IA."},
        decision="La charte que le conseil adoptera.",
        contact="accueil de la mairie",
        rules={key: {"fr": f"Texte de la ligne {key}, assez long pour être compris."} for key in WRITTEN},
    )
    make_session(made)
    with scope(territory=home):
        yield made


@pytest.fixture
def opened(draft):
    return states.open_(actor=actor_of(make_user(draft.territory)), consultation=draft)


def status(consultation) -> dict[str, str]:
    return {one.line.key: one.status for one in rules.check(consultation)}


def test_a_complete_draft_is_complete(draft):
    assert set(status(draft).values()) == {"ok"}
    assert rules.missing(draft) == []


@pytest.mark.parametrize("key", [key for key in WRITTEN if key != "information"])
def test_each_line_that_nobody_wrote_keeps_it_from_opening(draft, key):
    draft.rules.pop(key)
    assert status(draft)[key] == "missing"
    draft.rules[key] = {"fr": "bref"}
    assert status(draft)[key] == "weak"
    assert [one.line.key for one in rules.missing(draft)] == []


def test_what_is_advised_does_not_block(draft):
    draft.rules.pop("information")
    assert status(draft)["information"] == "weak"


@pytest.mark.parametrize(
    ("values", "key", "expected"),
    [
        ({"publics": []}, "publics", "missing"),
        ({"results_on": None}, "results", "missing"),
        ({"object": {}}, "object", "missing"),
        ({"decision": ""}, "decision", "missing"),
        ({"contact": ""}, "contact", "missing"),
    ],
)
def test_facts_are_checked_too(draft, values, key, expected):
    for name, value in values.items():
        setattr(draft, name, value)
    assert status(draft)[key] == expected


def test_results_before_the_closing_are_refused(draft):
    draft.results_on = draft.opens
    assert status(draft)["results"] == "missing"


def test_without_a_protection_officer_somebody_must_be_named(draft):
    draft.territory.dpo = ""
    assert status(draft)["data"] == "missing"
    draft.rules["data"] = {"fr": "Écrire au secrétariat général."}
    assert status(draft)["data"] == "weak"


def test_a_short_written_phase_and_no_proof_are_weak(draft):
    Phase.objects.create(consultation=draft, kind="write", opens=draft.opens, closes=draft.opens)
    draft.proof = Consultation.Proof.NONE
    draft.closes = draft.opens
    assert status(draft)["dates"] == "weak"
    assert status(draft)["proof"] == "weak"


def test_the_digest_is_that_of_the_page_that_anyone_reads(opened):
    again = Consultation.objects.get(pk=opened.pk)
    assert again.rules_digest == hashlib.sha256(rfc8785.dumps(again.rules_page)).hexdigest()
    assert again.rules_page["facts"]["opens"] == again.opens.isoformat()


def test_nothing_changes_the_page_after_opening(opened):
    lead = actor_of(make_user(opened.territory))
    before = rules.shown(opened, language="fr")
    with pytest.raises(services.RefusedError, match="figée"):
        services.write_rules(actor=lead, consultation=opened, texts={"open": {"fr": "Autre chose"}})
    Consultation.objects.filter(pk=opened.pk).update(rules={}, object={"fr": "Autre chose"}, decision="Rien")
    assert [line.text for line in rules.shown(Consultation.objects.get(pk=opened.pk), language="fr")] == [
        line.text for line in before
    ]


def test_a_correction_is_dated_reasoned_and_in_the_journal(client, opened):
    client.force_login(make_user(opened.territory))
    place = [opened.territory.slug, opened.slug]
    page = reverse("space:rules-correct", args=place)
    refused = client.post(page, {"line": "answer", "text": "La maire répond en juin.", "reason": ""})
    assert "La maire répond en juin." in refused.content.decode()
    assert opened.annexes.count() == 0
    client.post(
        page, {"line": "answer", "text": "La mairie répond en juin.", "reason": "Le conseil est décalé."}
    )
    shown = client.get(reverse("consultations:rules", args=place)).content.decode()
    assert "La mairie répond en juin." in shown
    assert "Le conseil est décalé." in shown
    assert "Texte de la ligne answer" in shown, "the old text stays"
    entry = JournalEntry.objects.get(action="consultations.correct-rules")
    assert entry.reason == "Le conseil est décalé." and entry.public


def test_the_page_is_written_from_the_form(client, draft):
    client.force_login(make_user(draft.territory))
    page = reverse("space:rules", args=[draft.territory.slug, draft.slug])
    assert client.get(page).status_code == 200
    texts = {key: f"Nouveau texte pour {key}, bien assez long." for key in WRITTEN}
    texts |= {"object": "Un nouvel objet, dit simplement.", "open__facile": "Vous pouvez changer cela."}
    texts |= {"decision": "La feuille de route.", "contact": "au guichet"}
    assert client.post(page, texts).status_code == 302
    again = Consultation.objects.get(pk=draft.pk)
    assert again.rules["open"] == {"fr": texts["open"], "facile": "Vous pouvez changer cela."}
    assert again.object["fr"] == "Un nouvel objet, dit simplement."
    assert (again.decision, again.contact) == ("La feuille de route.", "au guichet")


def test_a_text_too_long_is_refused_and_kept(client, draft):
    client.force_login(make_user(draft.territory))
    page = reverse("space:rules", args=[draft.territory.slug, draft.slug])
    answer = client.post(page, {"contact": "c" * 201, "open": "Un texte que je ne veux pas perdre."})
    assert "Un texte que je ne veux pas perdre." in answer.content.decode()
    assert "200" in answer.content.decode()


@pytest.mark.parametrize("role", [Role.FACILITATOR, Role.ELECTED, Role.GARANT])
def test_others_read_the_rules_and_do_not_write_them(client, draft, role):
    client.force_login(make_user(draft.territory, role))
    page = reverse("space:rules", args=[draft.territory.slug, draft.slug])
    body = client.get(page).content.decode()
    assert "<textarea" not in body and "Texte de la ligne open" in body
    assert client.post(page, {"open": "x"}).status_code == 403


def test_the_public_page_is_there_only_once_open(client, draft):
    page = reverse("consultations:rules", args=[draft.territory.slug, draft.slug])
    assert client.get(page).status_code == 404
    states.open_(actor=actor_of(make_user(draft.territory)), consultation=draft)
    body = client.get(page).content.decode()
    assert "n° 403928" in body and "L. 131-1" in body
    assert "dpo@territoire.invalid" in body


def test_the_easy_version_says_that_it_is_french(client, opened):
    page = reverse("consultations:rules", args=[opened.territory.slug, opened.slug])
    body = client.get(page, {"version": "facile"}).content.decode()
    assert "Vos idées peuvent changer cela." in body
    assert "L. 131-1" not in body


def test_the_frame_is_translated_and_the_text_is_as_written(client, opened):
    with translation.override("en"):
        page = reverse("consultations:rules", args=[opened.territory.slug, opened.slug])
    body = client.get(page).content.decode()
    assert "What is already decided" in body
    assert '<p lang="fr" dir="auto">Texte de la ligne decided' in body


def test_elsewhere_the_lines_stay_and_no_french_law_is_quoted():
    city = make_territory(country="CA", jurisdiction="CA-QC")
    made = make_consultation(city)
    with scope(territory=city):
        assert {line.key for line in rules.pack_of(made).lines} == set(status(made))
        assert all(line.laws == [] for line in rules.shown(made))
