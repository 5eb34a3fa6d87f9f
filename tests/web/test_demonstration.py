"""The training campaign: invented from end to end, installed once, by the services that people use."""

from __future__ import annotations

import json

import pytest
from django.db import transaction
from django.test import override_settings
from django_scopes import scopes_disabled

from concertia_web.accounts.models import User
from concertia_web.answers.models import Answer, FollowUp
from concertia_web.campaigns.models import Campaign, Commitment
from concertia_web.consultations.models import Consultation
from concertia_web.contributions.models import Contribution, Document, Passage
from concertia_web.demonstration.installation import install_campaign
from concertia_web.demonstration.people import accounts, accounts_file
from concertia_web.journal.models import JournalEntry
from concertia_web.moderation.models import Decision, Report
from concertia_web.moderation.pointing import places_of, pointed
from concertia_web.moderation.queues import counts, texts
from concertia_web.returns.models import ReturnVersion
from concertia_web.sorting.models import Evidence, Finding, Placement, Sorting
from concertia_web.teaching.models import Grid
from concertia_web.teaching.progress import progress_of
from concertia_web.territories.models import Territory
from concertia_web.territories.official import search

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def var(tmp_path_factory):
    return tmp_path_factory.mktemp("demonstration")


@pytest.fixture(scope="module")
def once(django_db_setup, django_db_blocker, var):
    """Installed once for these tests, in a transaction that is undone afterwards."""
    cheap = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    changed = {"VAR": var, "MEDIA_ROOT": var / "files", "PASSWORD_HASHERS": cheap}
    with django_db_blocker.unblock(), override_settings(**changed), transaction.atomic(), scopes_disabled():
        assert install_campaign(lambda _line: None)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def installed(once, var, settings):
    settings.VAR = var


def test_it_is_installed_once(installed):
    before = JournalEntry.objects.count()
    assert not install_campaign(lambda _line: None)
    assert JournalEntry.objects.count() == before


def test_no_territory_bears_the_name_of_a_real_one(installed):
    for territory in Territory.objects.all():
        assert territory.fictional
        assert not [one for one in search(territory.name) if one.name.lower() == territory.name.lower()]


def test_every_state_is_shown(installed):
    campaign = Campaign.objects.get()
    assert campaign.state == "open"
    assert campaign.fictional
    states = set(Commitment.objects.values_list("state", flat=True))
    assert states == {"interesse", "engage", "en-concertation", "remontee-envoyee", "publiee", "retire"}
    assert set(Consultation.objects.values_list("state", flat=True)) == {"open", "settled", "published"}


def test_about_250_invented_texts_are_there(installed):
    texts = Contribution.objects.count()
    passages = Passage.objects.count()
    assert 240 <= texts + passages <= 300
    assert Document.objects.filter(kind="avis").get().pages >= 2
    assert Contribution.objects.filter(declared_kind="refus").count() >= 7


def test_the_workshop_is_read_by_two_and_every_note_has_a_place(installed):
    sorting = Sorting.objects.get(consultation__blueprint="atelier")
    assert sorting.state == "settled"
    notes = Contribution.objects.filter(consultation=sorting.consultation)
    assert Placement.objects.filter(sorting=sorting, reader="").count() == notes.count() == 80
    assert sorting.readers.count() == 2
    refusals = Finding.objects.filter(kind="refus", sorting=sorting)
    assert refusals.count() == 5
    for finding in Finding.objects.all():
        assert finding.evidence.filter(side="support").exists()
        assert finding.evidence.filter(quoted=True).count() <= 3
    assert Evidence.objects.filter(side="dissent").exists()


def test_the_panel_sends_an_avis_and_nothing_else(installed):
    version = ReturnVersion.objects.get(commitment__carriers__slug="vauxgrange-metropole")
    ranks = {one["rank"] for one in version.content["evidence"]["ranks"].values()}
    assert ranks == {"B"}
    assert version.public_from is not None


def test_two_territories_have_answered_and_what_waits_is_said(installed, client):
    published = Answer.objects.published()
    places = {
        answer.consultation.territory.slug for answer in published.select_related("consultation__territory")
    }
    assert places == {"corbelise-sur-aubrelle", "vauxgrange-metropole"}
    assert set(published.values_list("outcome", flat=True)) >= {"accepted", "partly", "refused", "already"}
    assert FollowUp.objects.filter(state="doing").exists()
    assert Answer.objects.waiting().count() == 2
    for place in Consultation.objects.filter(state="published").select_related("territory"):
        address = f"/territoires/{place.territory.slug}/concertations/{place.slug}/reponses/"
        assert "Sans réponse" in client.get(address).content.decode()


def test_every_queue_of_moderation_has_something_to_read(installed, client):
    consultation = Consultation.objects.get(blueprint="questionnaire")
    assert consultation.state == "open"
    assert counts(consultation) == {"a-lire": 3, "signales": 1, "a-revoir": 1, "decides": 2}
    hidden = Contribution.objects.get(consultation=consultation, decisions__verb="hide")
    assert hidden.moderation == "hidden"
    assert hidden.moderation_reason == "Une insulte"
    assert hidden.decisions.get().note
    assert hidden.appeals.get().outcome == ""
    places = places_of(consultation)
    waiting = texts(consultation, "a-lire")
    reasons = {one.reason for note in waiting for one in pointed(note, places)}
    assert reasons == {"coordonnees", "reconnaissable"}
    answered = Report.objects.exclude(outcome="").get()
    address = f"/territoires/haut-tessan/concertations/{consultation.slug}/moderation/signalements/"
    assert "reste publié" in client.get(f"{address}{answered.number}/").content.decode()
    assert Report.objects.filter(outcome="").count() == 1


def test_answers_are_coded_in_example_and_more_wait_to_be(installed, client):
    consultation = Consultation.objects.get(blueprint="questionnaire")
    grid = Grid.objects.get()
    (found,) = progress_of([grid], "")
    assert (found.usable, found.disputed, found.ready) == (71, 0, True)
    assert min(count for _label, count in found.codes[:-1]) >= 16
    client.force_login(User.objects.get(email="haut-tessan@demo.invalid"))
    address = f"/espace/haut-tessan/concertations/{consultation.slug}/lectures/exemples/"
    assert "71 textes codés" in client.get(address).content.decode()
    assert 'id="texte"' in client.get(f"{address}{grid.pk}/").content.decode()


def test_nothing_of_the_queue_touches_what_was_settled(installed):
    settled = Consultation.objects.filter(state__in=("settled", "published"))
    assert settled.count() == 3
    assert not Decision.objects.filter(contribution__consultation__in=settled).exclude(verb="accept").exists()


def test_a_private_page_shows_an_answer_another_a_decision(installed, client):
    links = [one["path"] for one in accounts()["links"]]
    pages = [client.get(path) for path in links]
    assert [page.status_code for page in pages] == [200, 200, 200]
    answered, written, appealed = (page.content.decode() for page in pages)
    assert "Le catalogue répondra aux questions simples" in answered
    assert "Trouver un livre à toute heure" in answered
    assert "Je crains qu’on nous donne un outil" in written
    assert "Une insulte" in appealed


def test_pages_lead_back_and_to_each_other(installed, client):
    hidden = Contribution.objects.get(decisions__verb="hide")
    mine = accounts()["links"][2]["path"]
    for page in (f"{mine}revoir/{hidden.pk}/", f"{mine}etre-prevenu/"):
        assert f'href="{mine}"' in client.get(page).content.decode(), page
    assert "(facultatif)" not in client.get("/suivi/verifier/").content.decode(), "one of the two is needed"
    for place in Consultation.objects.filter(state="published").select_related("territory"):
        home = f"/territoires/{place.territory.slug}/concertations/{place.slug}/"
        assert f"{home}restitution/" in client.get(f"{home}reponses/").content.decode()
        assert f"{home}reponses/" in client.get(f"{home}restitution/").content.decode()


def test_texts_of_the_organiser_are_not_listed_as_received(installed, client):
    consultation = Consultation.objects.get(blueprint="questionnaire")
    home = f"/territoires/haut-tessan/concertations/{consultation.slug}/"
    assert Contribution.objects.filter(source_id="seed", text__startswith="Un assistant qui").exists()
    for page in ("contributions/", "contributions/numeros/"):
        shown = client.get(f"{home}{page}").content.decode()
        assert "Un assistant qui répond la nuit" not in shown
    figures = client.get(f"{home}moderation/").content.decode()
    assert "<dt>Textes reçus</dt><dd>136</dd>" in figures


def test_the_accounts_open_with_the_password_of_this_installation(installed, client):
    found = accounts()
    assert accounts_file().stat().st_mode & 0o077 == 0
    assert {one["email"].split("@")[1] for one in found["accounts"]} == {"demo.invalid"}
    answer = client.post(
        "/comptes/login/", {"login": "chargee@demo.invalid", "password": found["password"]}, follow=True
    )
    assert "Cette semaine" in answer.content.decode()
    assert "Corbelise" in answer.content.decode()


def test_nobody_is_named_in_the_public_journal(installed):
    told = json.dumps(list(JournalEntry.objects.values("function", "object_label", "reason")))
    assert "@" not in told
