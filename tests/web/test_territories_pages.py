"""Adding a territory, its settings, its colours, its public page."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from django_scopes import scopes_disabled
from tests.web.factories import (
    TODAY,
    make_campaign,
    make_commitment,
    make_consultation,
    make_network,
    make_territory,
    make_user,
)

from concertia_web.accounts.models import Membership, Role
from concertia_web.consultations.models import Consultation
from concertia_web.journal.models import JournalEntry
from concertia_web.returns.models import ReturnVersion
from concertia_web.territories import atlas, colours
from concertia_web.territories.forms import luhn
from concertia_web.territories.models import Territory
from concertia_web.territories.services import free_slug

pytestmark = pytest.mark.django_db
NEW = "/territoires/nouvelle/"


@pytest.fixture
def network_client(client):
    client.force_login(make_user(make_network(), Role.NETWORK))
    return client


def by_hand(**more):
    return {
        "name": "Villemarne",
        "full_name": "Ville de Villemarne",
        "kind": "ville",
        "country": "ca",
        "jurisdiction": "ca-qc",
        "siren": "",
        "insee": "",
        "department": "",
        "population": "42000",
        "lead": "",
        **more,
    }


def test_adding_needs_an_account_and_a_network(client):
    assert client.get(NEW).status_code == 302
    client.force_login(make_user(make_territory()))
    assert client.get(NEW).status_code == 403


def test_a_territory_comes_from_the_official_list_with_its_first_lead(
    network_client, django_capture_on_commit_callbacks
):
    page = network_client.get(NEW, {"q": "angers"}).content.decode()
    assert "Ville d’Angers" in page
    assert "commune%3A49007" in page
    address = f"{NEW}?choix=commune:49007"
    form = network_client.get(address)
    assert 'value="Ville d’Angers"' in form.content.decode()
    data = {**form.context["form"].initial, "lead": "Chargee@angers.invalid"}
    with django_capture_on_commit_callbacks(execute=True):
        answer = network_client.post(address, data)
    angers = Territory.objects.get(insee="49007")
    assert answer.url == reverse("territories:detail", args=["angers"])
    assert (angers.slug, angers.siren, angers.department, angers.country) == (
        "angers",
        "214900078",
        "49",
        "FR",
    )
    assert angers.of_name == "de la Ville d’Angers"
    role = Membership.objects.get(territory=angers)
    assert (role.role, role.user.email) == (Role.LEAD, "chargee@angers.invalid")
    assert [message.to for message in mail.outbox] == [["chargee@angers.invalid"]]
    assert JournalEntry.objects.filter(action="territories.create", territory=angers).count() == 1
    again = network_client.post(address, data)
    assert again.status_code == 200
    assert "déjà dans le site" in again.content.decode()
    assert Territory.objects.filter(insee="49007").count() == 1


def test_a_foreign_city_is_typed_by_hand(network_client):
    answer = network_client.post(f"{NEW}?choix=main", by_hand())
    city = Territory.objects.get(slug="villemarne")
    assert answer.status_code == 302
    assert (city.country, city.jurisdiction, city.population) == ("CA", "CA-QC", 42_000)
    assert not Membership.objects.filter(territory=city).exists()


@pytest.mark.parametrize(
    ("field", "wrong", "sentence"),
    [
        ("country", "Canada", "deux lettres du pays"),
        ("siren", "214900079", "numéro SIREN n’est pas juste"),
        ("department", "4", "code du département"),
        ("jurisdiction", "Québec", "deux lettres"),
        ("lead", "pas une adresse", "e-mail"),
        ("name", "", "obligatoire"),
    ],
)
def test_bad_input_is_refused_with_a_sentence_and_kept(network_client, field, wrong, sentence):
    page = network_client.post(f"{NEW}?choix=main", by_hand(**{field: wrong})).content.decode()
    assert sentence in page
    assert 'value="Ville de Villemarne"' in page
    assert not Territory.objects.filter(name="Villemarne").exists()


def test_the_search_without_an_answer_says_what_to_try(network_client):
    page = network_client.get(NEW, {"q": "zzzzz"}).content.decode()
    assert "liste officielle" in page
    assert "choix=main" in page


def test_addresses_never_collide():
    make_territory("Vaubrun", slug="vaubrun")
    assert free_slug("Vaubrun") == "vaubrun-2"
    assert free_slug("Nouvelle") == "nouvelle-2"
    assert free_slug("L’Œuf d’Or") == "l-oeuf-d-or"
    assert free_slug("St Ébremond") == "saint-ebremond"
    assert free_slug("東京") == "collectivite"


@pytest.mark.parametrize(
    ("number", "good"), [("214900078", True), ("214900079", False), ("", False), ("12", False)]
)
def test_the_key_of_a_siren(number, good):
    assert luhn(number) is good


def settings_data(**more):
    return {"languages": ["fr", "ar"], "contact": "debat@vaubrun.invalid", **more}


def test_settings_are_saved_journalled_once_and_shown(client):
    territory = make_territory()
    client.force_login(make_user(territory))
    address = reverse("space:settings", args=[territory.slug])
    data = settings_data(
        dpo="dpo@vaubrun.invalid",
        address="1 place du Marché",
        colour_brand="5B2A5E",
        legal="Publié par la Ville.",
    )
    for _ in range(2):
        assert client.post(address, data).status_code == 302
    territory.refresh_from_db()
    assert territory.colours == {"brand": "#5b2a5e"}
    assert territory.languages == ["fr", "ar"]
    assert JournalEntry.objects.filter(action="territories.settings").count() == 1
    page = client.get(reverse("territories:detail", args=[territory.slug])).content.decode()
    assert "debat@vaubrun.invalid" in page
    assert "Publié par la Ville." in page
    assert reverse("territories:colours", args=[territory.slug]) in page


def test_only_the_lead_or_the_network_team_changes_settings(client):
    territory = make_territory()
    for role in (Role.ELECTED, Role.FACILITATOR, Role.READER):
        client.force_login(make_user(territory, role))
        assert (
            client.post(reverse("space:settings", args=[territory.slug]), settings_data()).status_code == 403
        )
    client.force_login(make_user(make_territory()))
    assert client.get(reverse("space:settings", args=[territory.slug])).status_code == 404


def test_an_unreadable_colour_is_refused_with_one_that_can_be_read(client):
    territory = make_territory()
    client.force_login(make_user(territory))
    answer = client.post(
        reverse("space:settings", args=[territory.slug]), settings_data(colour_brand="#ffd400", legal="gardé")
    )
    page = answer.content.decode()
    assert "ne se lirait pas bien" in page
    assert ">\ngardé</textarea>" in page
    proposed = re.search(r"qui convient : (#[0-9a-f]{6})", page)[1]
    assert colours.problems({"brand": proposed}) == {}
    territory.refresh_from_db()
    assert territory.colours == {}


@pytest.mark.parametrize("colour", ["red", "#12", "url(x)", "#12345g", "};body{"])
def test_what_is_not_a_colour_never_reaches_the_style_sheet(client, colour):
    assert colours.problems({"brand": colour})
    territory = make_territory(colours={"brand": colour, "ink": "#000000"})
    sheet = client.get(reverse("territories:colours", args=[territory.slug]))
    assert sheet["Content-Type"].startswith("text/css")
    assert colour not in sheet.content.decode()
    assert "--ink" not in sheet.content.decode()


def test_contrast_is_that_of_wcag():
    assert round(colours.contrast("#000000", "#ffffff"), 6) == 21
    assert round(colours.contrast("#767676", "#ffffff"), 2) == 4.54
    assert colours.problems({"link": "#777777"})
    assert colours.problems({"tint": "#808080"})
    assert (
        colours.css({"brand": "#5b2a5e", "link": "#0b5394"})
        == ":root { --brand: #5b2a5e; --link: #0b5394; }\n"
    )
    assert colours.problems(colours.DEFAULTS) == {}


@time_machine.travel(TODAY)
def test_the_public_page_shows_what_is_public_only(client):
    territory = make_territory()
    page = client.get(reverse("territories:detail", args=[territory.slug])).content.decode()
    assert page.count('class="empty"') == 3
    campaign = make_campaign()
    commitment = make_commitment(campaign, territory)
    make_commitment(make_campaign(state="draft", title={"fr": "Brouillon caché"}), territory)
    make_consultation(territory, commitment=commitment, title={"fr": "Débat ouvert"})
    make_consultation(territory, title={"fr": "Débat caché"}, state=Consultation.State.DRAFT)
    with scopes_disabled():
        days = (TODAY, TODAY, TODAY, TODAY + timedelta(days=1), None)
        for number, day in enumerate(days, start=1):
            ReturnVersion.objects.create(
                commitment=commitment,
                number=number,
                content={},
                digest="0" * 64,
                sent_by="x",
                public_from=day,
                withdrawn=timezone.now() if number == 3 else None,
            )
    page = client.get(reverse("territories:detail", args=[territory.slug])).content.decode()
    assert campaign.title["fr"] in page
    assert "Débat ouvert" in page
    assert "caché" not in page
    assert re.findall(r"version (\d)", page) == ["2"]
    assert "collectivité fictive" in page


def test_the_public_page_has_a_bounded_number_of_queries(client, django_assert_max_num_queries):
    territory = make_territory()
    for _ in range(6):
        make_consultation(territory, commitment=make_commitment(make_campaign(), territory, make_territory()))
    with django_assert_max_num_queries(12):
        client.get(reverse("territories:detail", args=[territory.slug]))


def test_the_map_places_every_departement_within_its_frame():
    assert len(atlas.outlines()) == 95
    for code in ("01", "2A", "2B", "29", "67", "75", "59", *atlas.OVERSEAS):
        mark = atlas.centre(code)
        assert 0 < mark.x < atlas.WIDTH
        assert 0 < mark.y < atlas.HEIGHT
    assert atlas.centre("") is None
    assert atlas.centre("987") is None
    assert atlas.centre("29").x < atlas.centre("75").x < atlas.centre("67").x
    assert atlas.centre("59").y < atlas.centre("75").y < atlas.centre("2A").y
    assert [box.name for box in atlas.boxes({"974", "971", "44"})] == ["Guadeloupe", "La Réunion"]


def test_marks_in_one_departement_do_not_cover_each_other():
    marks = atlas.spread([atlas.centre("75")] * 40)
    assert marks[0] == atlas.centre("75")
    assert len(set(marks)) == 40
    assert min((a.x - b.x) ** 2 + (a.y - b.y) ** 2 for i, a in enumerate(marks) for b in marks[:i]) >= 29**2
    assert marks == atlas.spread([atlas.centre("75")] * 40)
