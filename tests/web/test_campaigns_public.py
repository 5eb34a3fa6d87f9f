"""What everyone reads of a campaign: list, page, map, texts."""

from __future__ import annotations

import gzip
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone, translation
from django_scopes import scopes_disabled
from tests.web.factories import (
    TODAY,
    make_campaign,
    make_commitment,
    make_network,
    make_territory,
)

from concertia_web.accounts.actors import ANYBODY
from concertia_web.campaigns import services, texts
from concertia_web.campaigns.models import CampaignText, Commitment, Milestone, Signatory, StateChange
from concertia_web.returns.models import ReturnVersion

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def noon():
    with time_machine.travel(f"{TODAY}T12:00:00+00:00", tick=False), translation.override("fr"):
        yield


def publish(campaign, kind, content=None, version=1):
    content = content or texts.load_pack(kind, "ia-territoires")
    return CampaignText.objects.create(
        campaign=campaign,
        kind=kind,
        version=version,
        content=content,
        digest=texts.digest(content),
        published=timezone.now(),
    )


def page(client, campaign, **query):
    return client.get(reverse("campaigns:detail", args=[campaign.slug]), query).content.decode()


def test_empty_states(client):
    assert 'class="empty"' in client.get(reverse("campaigns:list")).content.decode()
    campaign = make_campaign()
    shown = page(client, campaign)
    assert "Aucune collectivité ne participe encore" in shown
    assert "<svg" not in shown
    assert "campagne fictive" in shown


def test_a_campaign_in_preparation_is_nowhere(client):
    campaign = make_campaign(state="draft")
    text = publish(campaign, "call")
    assert campaign.title["fr"] not in client.get(reverse("campaigns:list")).content.decode()
    for name, args in (("detail", []), ("join", []), ("text", ["call", text.version])):
        assert client.get(reverse(f"campaigns:{name}", args=[campaign.slug, *args])).status_code == 404


def test_the_page_says_who_takes_part_and_where_each_stands(client):
    campaign = make_campaign()
    publish(campaign, "call")
    charter = publish(campaign, "charter")
    nantes = make_territory("Vaubrun", department="44")
    city = make_territory("Villemarne", country="CA", department="", kind="ville")
    island = make_territory("Anse-Fictive", department="974")
    first = make_commitment(campaign, nantes, make_territory("Corbel", department="44"), charter=charter)
    abroad = make_commitment(campaign, city, state="remontee-envoyee")
    gone = make_commitment(campaign, island, state="retire")
    make_commitment(campaign, make_territory("Anse-Inventée", department="974"), to_confirm=True)
    StateChange.objects.create(commitment=first, state="interesse", on=TODAY - timedelta(days=20))
    StateChange.objects.create(
        commitment=first, state="engage", on=TODAY - timedelta(days=5), note="Lettre reçue"
    )
    Signatory.objects.create(commitment=first, name="Nom Inventé", function="maire", signed=TODAY)
    shown = page(client, campaign)
    assert "depuis le 17 novembre 2026" in shown
    assert "Lettre reçue" in shown
    assert "Nom Inventé, maire" in shown
    assert "version 1 de la charte" in shown
    assert "engagement pris par l’exécutif précédent" in shown
    assert shown.count('class="place-mark') == 3
    assert "La Réunion" in shown
    assert "Anse-Fictive : " not in shown
    assert f'href="#engagement-2">2. <bdi>{city.full_name}</bdi>' in shown
    assert gone.get_state_display() in shown
    assert "suivi@territoire.invalid" not in shown
    assert abroad.pk != first.pk


def test_a_public_remontee_is_linked_and_a_hidden_one_is_not(client):
    campaign = make_campaign()
    commitment = make_commitment(campaign, make_territory())
    with scopes_disabled():
        for number, day in ((1, None), (2, TODAY + timedelta(days=1))):
            ReturnVersion.objects.create(
                commitment=commitment,
                number=number,
                content={},
                digest="0" * 64,
                sent_by="x",
                public_from=day,
            )
    assert "Lire sa remontée" not in page(client, campaign)
    with scopes_disabled():
        ReturnVersion.objects.filter(number=1).update(public_from=TODAY)
    assert page(client, campaign).count("Lire sa remontée (version 1)") in (0, 1)


def test_the_calendar_holds_the_dates_and_milestones_in_order(client):
    campaign = make_campaign()
    Milestone.objects.create(
        campaign=campaign, key="x", label={"fr": "Rencontre"}, due=TODAY + timedelta(days=9)
    )
    shown = page(client, campaign)
    places = [
        shown.index(words)
        for words in ("Ouverture", "Rencontre", "Remontées attendues", "Publication annoncée")
    ]
    assert places == sorted(places)


def test_a_missing_translation_is_marked(client):
    campaign = make_campaign(title={"fr": "Seulement en français"})
    response = client.get(f"/ar/campagnes/{campaign.slug}/")
    shown = response.content.decode()
    assert '<span lang="fr" dir="ltr">Seulement en français</span>' in shown or 'lang="fr"' in shown
    assert "mark untranslated" in shown
    translation.activate("fr")
    assert "mark untranslated" not in page(client, make_campaign())


def test_easy_to_read_is_a_language_of_the_texts(client):
    campaign = make_campaign()
    publish(campaign, "call")
    shown = page(client, campaign, lire="facile")
    assert "Nous voulons en parler avec vous avant." in shown
    assert "Version complète" in shown
    assert "Version facile à lire" in page(client, campaign)


def test_the_page_is_light_and_its_queries_are_bounded(client, django_assert_max_num_queries):
    campaign = make_campaign(make_network())
    publish(campaign, "call")
    for number in range(40):
        commitment = make_commitment(
            campaign, make_territory(department=f"{number + 1:02}"), make_territory(department="44")
        )
        StateChange.objects.create(commitment=commitment, state="engage", on=TODAY)
    address = reverse("campaigns:detail", args=[campaign.slug])
    with django_assert_max_num_queries(14):
        response = client.get(address)
    assert response.content.count(b'class="place-mark') == 80
    assert len(gzip.compress(response.content)) < 100_000
    with django_assert_max_num_queries(6):
        client.get(reverse("campaigns:list"))


def test_markdown_never_runs_anything():
    made = texts.render(
        "# Titre\n\n<script>alert(1)</script> [lien](javascript:alert(1)) [bon](https://exemple.invalid/)\n\n"
        "![image](https://exemple.invalid/x.png) **gras**"
    )
    assert "<h2>Titre</h2>" in made
    assert "<strong>gras</strong>" in made
    assert "<script" not in made
    assert "<img" not in made
    assert 'href="javascript' not in made
    assert 'href="https://exemple.invalid/"' in made


def test_a_text_page_shows_versions_and_differences(client):
    campaign = make_campaign()
    first = publish(campaign, "charter")
    content = {**first.content, "articles": [*first.content["articles"]]}
    content["articles"][0] = {**content["articles"][0], "text": {"fr": "Le débat a lieu avant tout achat."}}
    content["articles"].append({"key": "neuf", "title": {"fr": "Neuf"}, "text": {"fr": "Un article neuf."}})
    publish(campaign, "charter", content, version=2)
    shown = client.get(reverse("campaigns:text", args=[campaign.slug, "charter", 2])).content.decode()
    assert "<ins>achat.</ins>" in shown
    assert "<del>" in shown
    assert "Un article neuf." in shown
    old = client.get(reverse("campaigns:text", args=[campaign.slug, "charter", 1])).content.decode()
    assert "Ce n’est plus la version en vigueur" in old
    assert first.digest in old
    assert client.get(reverse("campaigns:text", args=[campaign.slug, "charter", 3])).status_code == 404
    assert client.get(reverse("campaigns:text", args=[campaign.slug, "autre", 1])).status_code == 404


@pytest.mark.parametrize("language", ["", "/en", "/de", "/ar"])
@pytest.mark.parametrize("kind", ["call", "charter", "framing"])
def test_every_text_shows_in_every_language(client, kind, language):
    campaign = make_campaign()
    version = 2 if kind == "framing" else 1
    publish(campaign, kind, texts.load_pack(kind, "ia-territoires-2") if kind == "framing" else None, version)
    path = f"/campagnes/{campaign.slug}/textes/{kind}/{version}/"
    assert client.get(f"{language}{path}").status_code == 200
    assert client.get(f"{language}{path}?lire=facile").status_code == 200


def test_the_old_framing_note_without_questions_still_shows(client):
    campaign = make_campaign()
    shown = client.get(reverse("campaigns:text", args=[campaign.slug, "framing", 1])).content.decode()
    assert "Les questions communes" not in shown
    assert "Travail et métiers des agents" in shown


def test_a_commitment_knows_its_lead_and_since():
    commitment = services.create_commitment(
        actor=ANYBODY, campaign=make_campaign(), territories=[make_territory(), make_territory()], on=TODAY
    )
    assert commitment.since == TODAY
    assert commitment.lead == commitment.territories[0]
    assert commitment.state == Commitment.State.INTERESTED
