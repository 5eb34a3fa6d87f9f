"""The call, the charter and the framing note: drafts on a page, versions that never change."""

from __future__ import annotations

import json

import pytest
import time_machine
import yaml
from django.urls import reverse
from django.utils import translation
from tests.conftest import ROOT
from tests.web.factories import TODAY, make_campaign, make_network, make_territory, make_user

from concertia.texts.framing import load_framing
from concertia_web.accounts.actors import actor_of
from concertia_web.accounts.models import Role
from concertia_web.campaigns import services, texts
from concertia_web.campaigns.models import Campaign, CampaignText
from concertia_web.campaigns.services import NotReadyError
from concertia_web.campaigns.text_forms import ROWS, TextEditor
from concertia_web.journal.models import JournalEntry

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def noon():
    with time_machine.travel(f"{TODAY}T12:00:00+00:00", tick=False), translation.override("fr"):
        yield


@pytest.fixture
def network():
    return make_network()


@pytest.fixture
def actor(network):
    return actor_of(make_user(network, Role.NETWORK))


@pytest.fixture
def team(client, actor):
    client.force_login(actor.user)
    return client


def form_data(response):
    """What a browser would send back from the page of a draft."""
    data = {}
    editor = response.context["editor"]
    for form in [editor.head, *(form for table in editor.tables for form in table.forms)]:
        for field in form:
            value = field.value()
            if value not in (None, False):
                data[field.html_name] = value
    return data


def new_campaign(team, network, **more):
    data = {
        "title_fr": "L’IA au débat",
        "summary_fr": "Demander avant de décider.",
        "title_ar": "الذكاء الاصطناعي للنقاش",
        "opens": "2026-12-01",
        "join_by": "",
        "returns_due": "2027-03-01",
        "results_on": "2027-05-01",
        "pack_call": "ia-territoires",
        "pack_charter": "ia-territoires",
        "pack_framing": "ia-territoires-2",
        **more,
    }
    return team.post(reverse("space:campaign-new", args=[network.slug]), data)


@pytest.mark.parametrize("kind", ["call", "charter", "framing"])
def test_each_pack_that_ships_can_be_published(kind):
    for pack in texts.packs(kind):
        content = texts.load_pack(kind, pack.key)
        needed = [one for one in texts.problems(kind, content) if "question" not in one]
        assert needed == []
        assert content["official"] is False
        assert content["licence"] == "CC0-1.0"
        json.dumps(content)


def test_the_packs_are_ours_and_say_so():
    for path in sorted((ROOT / "packs").glob("c[ah]*/*.yaml")):
        pack = yaml.safe_load(path.read_text(encoding="utf-8"))
        assert pack["schema"].startswith("concertia/")
        assert pack["source"]
        languages = {
            code for part in texts.parts(path.parent.name, texts._plain(pack)) for code in part.words
        }
        assert languages == {"fr", "facile", "en", "de", "ar"}


def test_the_second_framing_note_has_the_six_questions_and_the_first_stays():
    first, second = (texts.load_pack("framing", key) for key in ("ia-territoires", "ia-territoires-2"))
    assert (first["version"], second["version"]) == (1, 2)
    assert "questions" not in first
    assert [question["key"] for question in second["questions"]] == [
        "opportunites",
        "conditions",
        "maitrise",
        "sobriete",
        "organisation-travail",
        "services-publics",
    ]
    assert [theme["key"] for theme in first["themes"]] == [theme["key"] for theme in second["themes"]]
    assert {"attente", "vigilance", "proposition", "refus", "desaccord"} <= {
        k["key"] for k in second["return_kinds"]
    }
    assert second["grid"]


def test_a_pack_outside_the_folder_is_never_read():
    for key in ("../framing/ia-territoires", "absent", "", "/etc/passwd"):
        with pytest.raises(KeyError):
            texts.load_pack("call", key)


def test_a_campaign_from_its_preparation_to_its_opening(team, network, client):
    answer = new_campaign(team, network)
    campaign = Campaign.objects.get(network=network)
    assert answer.url == reverse("space:campaign", args=[network.slug, "l-ia-au-debat"])
    assert campaign.texts.count() == 3
    assert campaign.title["ar"]
    here = reverse("space:campaign", args=[network.slug, campaign.slug])
    move = reverse("space:campaign-move", args=[network.slug, campaign.slug])
    page = team.post(move, {"state": "open"}, follow=True).content.decode()
    assert "publiez une version" in page
    assert "au moins 3 étapes" in page
    campaign.refresh_from_db()
    assert campaign.state == Campaign.State.DRAFT
    for kind in ("call", "charter", "framing"):
        path = reverse("space:campaign-text", args=[network.slug, campaign.slug, kind])
        data = form_data(team.get(path))
        assert team.post(path, {**data, "publish": "1"}).url == here
    rows = {"etape-TOTAL_FORMS": "6", "etape-INITIAL_FORMS": "6", "part": "milestones"}
    for number, (label, due) in enumerate(
        [("Rencontre", "2027-01-15"), ("Appel", "2026-12-01"), ("Fin", "2027-03-01")]
    ):
        rows |= {f"etape-{number}-label": label, f"etape-{number}-due": due}
    assert team.post(here, rows).status_code == 302
    assert [one.key for one in campaign.milestones.all()] == ["appel", "rencontre", "fin"]
    team.post(move, {"state": "open"})
    campaign.refresh_from_db()
    assert campaign.state == Campaign.State.OPEN
    with pytest.raises(NotReadyError):
        services.move(actor=actor_of(make_user()), campaign=campaign, state="draft")
    client.logout()
    assert "L’IA au débat" in client.get(reverse("campaigns:detail", args=[campaign.slug])).content.decode()


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"returns_due": "2026-11-01"}, "après l’ouverture"),
        ({"join_by": "2026-11-01"}, "personne ne pourrait rejoindre"),
        ({"results_on": "2027-01-01"}, "après la date des remontées"),
        ({"title_fr": ""}, "obligatoire"),
        ({"opens": "demain"}, "date"),
        ({"pack_call": "../x"}, "choix"),
    ],
)
def test_a_campaign_with_a_mistake_is_refused_and_kept(team, network, more, sentence):
    page = new_campaign(team, network, **more).content.decode()
    assert sentence in page
    assert "Demander avant de décider." in page
    assert not Campaign.objects.exists()


@pytest.mark.parametrize("count", [1, 2])
def test_three_milestones_at_least(team, network, count):
    campaign = make_campaign(network)
    rows = {"etape-TOTAL_FORMS": "6", "etape-INITIAL_FORMS": "6", "part": "milestones"}
    for number in range(count):
        rows |= {f"etape-{number}-label": f"Étape {number}", f"etape-{number}-due": "2027-01-15"}
    page = team.post(reverse("space:campaign", args=[network.slug, campaign.slug]), rows).content.decode()
    assert "de 3 à 6 étapes" in page
    assert 'value="Étape 0"' in page
    rows["etape-0-due"] = ""
    page = team.post(reverse("space:campaign", args=[network.slug, campaign.slug]), rows).content.decode()
    assert "Donnez une date à cette étape" in page


def test_a_published_version_never_changes(actor, network):
    campaign = make_campaign(network)
    framing = campaign.texts.get()
    with pytest.raises(NotReadyError, match="ne change plus"):
        services.edit_draft(actor=actor, draft=framing, content={})
    with pytest.raises(NotReadyError):
        services.discard_draft(actor=actor, draft=framing)
    before = framing.digest
    services.publish_draft(actor=actor, draft=framing)
    framing.refresh_from_db()
    assert framing.digest == before


def test_a_next_version_says_what_changes(actor, network):
    campaign = make_campaign(network)
    draft = services.start_draft(actor=actor, campaign=campaign, kind="framing")
    assert services.start_draft(actor=actor, campaign=campaign, kind="framing") == draft
    assert draft.version == 2
    with pytest.raises(NotReadyError, match=r"en une phrase.*Rien n’a changé"):
        services.publish_draft(actor=actor, draft=draft)
    second = texts.load_pack("framing", "ia-territoires-2")
    services.edit_draft(actor=actor, draft=draft, content=second, change_note="Les six questions communes.")
    services.publish_draft(actor=actor, draft=draft)
    draft.refresh_from_db()
    assert draft.published is not None
    assert draft.digest == texts.digest(draft.content)
    assert (draft.content["version"], draft.content["date"]) == (2, "2026-11-22")
    changes = texts.differences("framing", texts.load_pack("framing", "ia-territoires"), draft.content)
    assert {change.change for change in changes} == {"ajouté"}
    assert sum("Question commune" in change.label for change in changes) == 6
    assert JournalEntry.objects.filter(action="campaigns.publish_text").count() == 1


def test_what_the_site_publishes_the_engine_reads(actor, network, tmp_path):
    campaign = make_campaign(network)
    draft = services.start_draft(actor=actor, campaign=campaign, kind="framing")
    path = tmp_path / "framing.yaml"
    path.write_text(yaml.safe_dump(draft.content, allow_unicode=True), encoding="utf-8")
    assert [theme.key for theme in load_framing(path).themes] == [
        theme["key"] for theme in draft.content["themes"]
    ]


def test_editing_the_table_of_the_framing_note(team, network):
    campaign = make_campaign(network)
    path = reverse("space:campaign-text", args=[network.slug, campaign.slug, "framing"])
    assert "Commencer la version suivante" in team.get(path).content.decode()
    team.post(path, {"start": "1"})
    response = team.get(path)
    data = form_data(response)
    themes = len(response.context["editor"].tables[0].forms)
    data |= {
        "themes-0-label": "Accueil, changé",
        "themes-1-drop": "on",
        f"themes-{themes - 2}-label": "Œuvres et jeux",
        f"themes-{themes - 2}-keywords": "jeu, ludothèque",
        f"themes-{themes - 2}-rank": "1",
        "themes-0-rank": "2",
        "questions-0-text": "Que voulons-nous ?",
        "publics-0-label": "Habitantes et habitants",
        "head-change_note": "Un thème de plus.",
    }
    assert team.post(path, data).status_code == 302
    content = campaign.texts.get(published=None).content
    assert [theme["key"] for theme in content["themes"][:2]] == ["oeuvres-et-jeux", "accueil"]
    assert "agents" not in [theme["key"] for theme in content["themes"]]
    assert content["themes"][0]["keywords"] == ["jeu", "ludothèque"]
    accueil = content["themes"][1]
    assert accueil["label"]["fr"] == "Accueil, changé"
    assert accueil["label"]["en"] == "Front desks and services to residents"
    assert accueil["keywords"][:2] == ["accueil", "guichet"]
    assert content["questions"] == [{"key": "que-voulons-nous", "fr": "Que voulons-nous ?"}]
    assert content["publics"][0]["label"]["fr"] == "Habitantes et habitants"
    page = team.get(path).content.decode()
    assert "<ins>" in page


def test_saving_without_a_change_keeps_every_word(team, network):
    campaign = make_campaign(network)
    for kind, key in (
        ("call", "ia-territoires"),
        ("charter", "ia-territoires"),
        ("framing", "ia-territoires-2"),
    ):
        campaign.texts.filter(kind=kind).delete()
        draft = services.start_draft(actor=actor_of(make_user()), campaign=campaign, kind=kind, key=key)
        path = reverse("space:campaign-text", args=[network.slug, campaign.slug, kind])
        for language in ("fr", "ar", "facile"):
            data = form_data(team.get(path, {"langue": language}))
            assert team.post(f"{path}?langue={language}", data).status_code == 302
        draft.refresh_from_db()
        before = texts.load_pack(kind, key)
        assert texts.differences(kind, before, draft.content) == []
        for language in ("fr", "en", "de", "ar", "facile"):
            assert texts.differences(kind, before, draft.content, language) == []


def test_translating_shows_the_french_and_touches_nothing_else(team, network):
    campaign = make_campaign(network)
    services.start_draft(actor=actor_of(make_user()), campaign=campaign, kind="charter")
    path = reverse("space:campaign-text", args=[network.slug, campaign.slug, "charter"])
    response = team.get(path, {"langue": "de"})
    assert "En français : Débattre avant" in response.content.decode()
    data = form_data(response) | {"articles-0-title": "Vorher reden"}
    team.post(f"{path}?langue=de", data)
    article = campaign.texts.get(kind="charter").content["articles"][0]
    assert article["title"]["de"] == "Vorher reden"
    assert article["title"]["fr"] == "Débattre avant"
    data["articles-0-title"] = ""
    team.post(f"{path}?langue=de", data)
    content = campaign.texts.get(kind="charter").content
    assert "de" not in content["articles"][0]["title"]
    assert texts.missing_languages("charter", content, ["de"]) == {"de": 1}


def test_too_long_a_text_is_refused_and_stays_on_the_page(team, network):
    campaign = make_campaign(network)
    services.start_draft(actor=actor_of(make_user()), campaign=campaign, kind="charter")
    path = reverse("space:campaign-text", args=[network.slug, campaign.slug, "charter"])
    data = form_data(team.get(path)) | {"articles-0-title": "long " * 60, "articles-1-title": "Gardé ici"}
    answer = team.post(path, data)
    assert answer.status_code == 200
    assert "n’est pas enregistré" in answer.content.decode()
    assert "Gardé ici" in answer.content.decode()
    assert campaign.texts.get(kind="charter").content["articles"][1]["title"]["fr"] != "Gardé ici"


def test_what_lacks_french_is_not_published(actor, network):
    campaign = make_campaign(network)
    draft = services.start_draft(actor=actor, campaign=campaign, kind="charter")
    content = json.loads(json.dumps(draft.content))
    del content["articles"][2]["text"]["fr"]
    content["title"]["fr"] = ""
    services.edit_draft(actor=actor, draft=draft, content=content)
    with pytest.raises(NotReadyError, match=r"titre manque.*Article 3"):
        services.publish_draft(actor=actor, draft=draft)
    services.edit_draft(actor=actor, draft=draft, content={"title": {"fr": "x"}, "articles": []})
    with pytest.raises(NotReadyError, match="aucun article"):
        services.publish_draft(actor=actor, draft=draft)
    services.discard_draft(actor=actor, draft=draft)
    assert not CampaignText.objects.filter(kind="charter").exists()


def test_only_the_team_of_the_network_writes(client, network):
    campaign = make_campaign(network)
    path = reverse("space:campaign-text", args=[network.slug, campaign.slug, "call"])
    client.force_login(make_user(network, Role.READER))
    assert client.get(path).status_code == 403
    client.force_login(make_user(make_territory()))
    assert client.get(path).status_code == 404
    other = make_network()
    client.force_login(make_user(other, Role.NETWORK))
    assert client.get(reverse("space:campaign", args=[other.slug, campaign.slug])).status_code == 404
    client.force_login(make_user(make_territory("Simple"), Role.LEAD))
    assert client.get(reverse("space:campaign-new", args=["simple"])).status_code == 403


def test_an_editor_never_loses_what_the_page_does_not_show(actor, network):
    draft = services.start_draft(actor=actor, campaign=make_campaign(network), kind="call")
    editor = TextEditor(draft, "en", None)
    assert set(editor.head.fields) == {"title", "body"}
    assert set(draft.content) >= {"schema", "licence", "source", "official"}


def test_a_text_to_translate_is_shown_as_typed_and_never_as_markup():
    (_title, _rank, columns) = ROWS["articles"]
    shown = columns[0].field("<b onclick=x>Nous & vous</b>").help_text
    assert shown == "En français : &lt;b onclick=x&gt;Nous &amp; vous&lt;/b&gt;"
