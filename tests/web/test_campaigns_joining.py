"""A territory says that it is interested, without account and without act; the network answers."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from tests.web.factories import TODAY, make_campaign, make_commitment, make_network, make_territory, make_user

from concertia_web.accounts.actors import actor_of
from concertia_web.accounts.models import Membership, Role
from concertia_web.campaigns import gate, services
from concertia_web.campaigns.models import Commitment, Interest
from concertia_web.campaigns.ticks import TICKS
from concertia_web.journal.models import JournalEntry
from concertia_web.participation.models import RateCount
from concertia_web.territories.forms import BY_HAND
from concertia_web.territories.models import Territory

pytestmark = pytest.mark.django_db
NINE = f"{TODAY}T08:00:00+00:00"


@pytest.fixture
def clock():
    cache.clear()
    with time_machine.travel(NINE, tick=False) as traveller:
        yield traveller


@pytest.fixture
def campaign(clock):
    return make_campaign(fictional=False)


def address(campaign, choice="commune:49007"):
    return f"{reverse('campaigns:join', args=[campaign.slug])}?choix={choice}"


def fill(client, clock, campaign, choice="commune:49007", wait=10, **more):
    """As a person does: see the form, take some seconds, send it."""
    stamp = re.search(
        r'name="stamp" value="([^"]+)"', client.get(address(campaign, choice)).content.decode()
    )[1]
    clock.shift(wait)
    data = {
        "who": "chargée de mission participation",
        "email": "participation@angers.invalid",
        "message": "Nous pensons à une soirée.",
        "stamp": stamp,
        "site": "",
        **more,
    }
    return client.post(address(campaign, choice), data)


def link():
    return re.search(r"https?://[^/]+(/campagnes/\S+)", mail.outbox[-1].body)[1]


def test_the_whole_way_from_an_e_mail_address_to_an_engagement(
    client, clock, campaign, django_capture_on_commit_callbacks
):
    found = client.get(reverse("campaigns:join", args=[campaign.slug]), {"q": "angers"}).content.decode()
    assert "commune%3A49007" in found
    page = fill(client, clock, campaign)
    assert "participation@angers.invalid" in page.content.decode()
    assert [message.to for message in mail.outbox] == [["participation@angers.invalid"]]
    interest = Interest.objects.get()
    assert (interest.state, interest.territory_name) == ("said", "Ville d’Angers")

    opened = client.get(link())
    assert opened.status_code == 200
    interest.refresh_from_db()
    assert interest.state == "said"
    assert "C’est confirmé" in client.post(link()).content.decode()
    assert "C’est confirmé" in client.post(link()).content.decode()
    interest.refresh_from_db()
    assert interest.state == "confirmed"
    assert JournalEntry.objects.filter(action="campaigns.interest").count() == 1

    team = Client()
    team.force_login(make_user(campaign.network, Role.NETWORK))
    space = reverse("space:campaign", args=[campaign.network.slug, campaign.slug])
    assert "Ville d’Angers" in team.get(space).content.decode()
    accept = reverse("space:campaign-interest", args=[campaign.network.slug, campaign.slug, interest.pk])
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(2):
            assert team.post(accept, {"accept": "1"}).status_code == 302
    commitment = Commitment.objects.get()
    assert commitment.state == Commitment.State.INTERESTED
    assert commitment.correspondent == "participation@angers.invalid"
    assert commitment.lead.insee == "49007"
    role = Membership.objects.get(territory=commitment.lead)
    assert (role.role, role.user.email) == (Role.LEAD, "participation@angers.invalid")
    assert mail.outbox[-1].to == ["participation@angers.invalid"]
    assert "Ville d’Angers" in client.get(reverse("campaigns:detail", args=[campaign.slug])).content.decode()


def test_a_city_abroad_is_typed(client, clock, campaign):
    fill(client, clock, campaign, "main", territory_name="Ville de Villemarne", country="ca")
    interest = Interest.objects.get()
    assert (interest.official, interest.country) == ("", "CA")
    services.confirm_interest(interest=interest)
    actor = actor_of(make_user(campaign.network, Role.NETWORK))
    commitment = services.accept(actor=actor, interest=interest)
    assert (commitment.lead.kind, commitment.lead.country) == (Territory.Kind.CITY, "CA")


def test_accepting_gives_nobody_the_space_of_a_territory_that_has_a_lead(clock, campaign):
    angers = make_territory("Angers", insee="49007", siren="214900078")
    make_user(angers)
    interest = services.declare_interest(
        campaign=campaign,
        values={
            "official": "commune:49007",
            "territory_name": "Ville d’Angers",
            "who": "inconnu",
            "email": "intrus@ailleurs.invalid",
        },
    )
    interest = services.confirm_interest(interest=interest)
    actor = actor_of(make_user(campaign.network, Role.NETWORK))
    commitment = services.accept(actor=actor, interest=interest)
    assert commitment.lead == angers
    assert not Membership.objects.filter(user__email="intrus@ailleurs.invalid").exists()
    other = services.declare_interest(
        campaign=campaign,
        values={"official": "commune:49007", "territory_name": "X", "who": "y", "email": "a@b.invalid"},
    )
    assert services.accept(actor=actor, interest=other) == commitment


def test_the_network_answers_without_accepting(clock, campaign):
    interest = services.declare_interest(
        campaign=campaign, values={"territory_name": "X", "who": "y", "email": "a@b.invalid", "official": ""}
    )
    services.confirm_interest(interest=interest)
    team = Client()
    team.force_login(make_user(campaign.network, Role.NETWORK))
    path = reverse("space:campaign-interest", args=[campaign.network.slug, campaign.slug, interest.pk])
    team.post(path, {f"{interest.pk}-answer": ""})
    interest.refresh_from_db()
    assert interest.state == "confirmed"
    team.post(path, {f"{interest.pk}-answer": "Écrivez-nous en janvier."})
    interest.refresh_from_db()
    assert (interest.state, interest.answer) == ("answered", "Écrivez-nous en janvier.")
    assert "Écrivez-nous en janvier." in mail.outbox[-1].body
    assert not Commitment.objects.exists()


def test_only_the_team_of_the_network_handles_interests(client, clock, campaign):
    interest = services.declare_interest(
        campaign=campaign, values={"territory_name": "X", "who": "y", "email": "a@b.invalid", "official": ""}
    )
    services.confirm_interest(interest=interest)
    path = reverse("space:campaign-interest", args=[campaign.network.slug, campaign.slug, interest.pk])
    client.force_login(make_user(campaign.network, Role.READER))
    assert client.post(path, {"accept": "1"}).status_code == 403
    client.force_login(make_user(make_network(), Role.NETWORK))
    assert client.post(path, {"accept": "1"}).status_code == 404
    assert not Commitment.objects.exists()


@pytest.mark.parametrize(
    "more",
    [
        {"site": "http://exemple.invalid"},
        {"stamp": ""},
        {"stamp": "faux"},
        {"wait": 1},
        {"email": "faux"},
        {"who": ""},
    ],
)
def test_machines_and_mistakes_are_refused_with_nothing_lost(client, clock, campaign, more):
    page = fill(client, clock, campaign, **more).content.decode()
    assert "Nous pensons à une soirée." in page
    assert 'role="alert"' in page
    assert not Interest.objects.exists()
    assert mail.outbox == []


def test_a_form_refused_for_its_haste_passes_the_second_time(client, clock, campaign):
    page = fill(client, clock, campaign, wait=1).content.decode()
    stamp = re.search(r'name="stamp" value="([^"]+)"', page)[1]
    assert "Regardez vos messages" in fill(client, clock, campaign, stamp=stamp).content.decode()


def test_an_address_is_not_flooded(client, clock, campaign):
    for number in range(gate.PER_EMAIL_A_DAY):
        fill(client, clock, campaign, message=str(number))
    answer = fill(client, clock, campaign)
    assert answer.status_code == 429
    assert "Nous pensons à une soirée." in answer.content.decode()
    assert len(mail.outbox) == gate.PER_EMAIL_A_DAY
    assert Interest.objects.count() == 1


def test_a_machine_is_slowed_whatever_the_addresses(client, clock, campaign):
    for number in range(gate.PER_ADDRESS_AN_HOUR):
        fill(client, clock, campaign, email=f"n{number}@angers.invalid")
    assert fill(client, clock, campaign, email="encore@angers.invalid").status_code == 429
    clock.shift(3600)
    assert fill(client, clock, campaign, email="encore@angers.invalid").status_code == 200


def test_the_counts_hold_no_address(clock, django_db_blocker):
    gate.may_send("192.0.2.7", "quelqu-un@angers.invalid")
    keys = " ".join(RateCount.objects.values_list("key", flat=True))
    assert keys
    assert "192.0.2.7" not in keys
    assert "angers" not in keys


def test_an_old_or_broken_link_says_what_to_do(client, clock, campaign):
    fill(client, clock, campaign)
    path = link()
    clock.shift(timedelta(days=8))
    answer = client.post(path)
    assert answer.status_code == 410
    assert "Recommencer" in answer.content.decode()
    assert client.get(path[:-8] + "/").status_code == 410
    assert services.forget_unconfirmed() == 1
    assert not Interest.objects.exists()


def test_what_was_confirmed_is_not_forgotten(clock, campaign):
    interest = services.declare_interest(
        campaign=campaign, values={"territory_name": "X", "who": "y", "email": "a@b.invalid", "official": ""}
    )
    services.confirm_interest(interest=interest)
    clock.shift(timedelta(days=30))
    assert services.forget_unconfirmed() == 0


def test_a_message_that_cannot_leave_is_said_and_nothing_is_lost(client, clock, campaign, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", 9, 1
    page = fill(client, clock, campaign).content.decode()
    assert "n’a pas pu partir" in page
    assert "Nous pensons à une soirée." in page


def test_after_the_last_day_the_page_says_so(client, clock):
    campaign = make_campaign(join_by=TODAY - timedelta(days=1))
    assert "On ne peut plus rejoindre" in client.get(address(campaign)).content.decode()
    shown = client.get(reverse("campaigns:detail", args=[campaign.slug])).content.decode()
    assert "Ma collectivité est intéressée" not in shown
    closed = make_campaign(state="closed", join_by=None)
    assert "Elle est close" in client.post(address(closed)).content.decode()


def test_someone_already_engaged_is_not_engaged_twice(clock, campaign):
    angers = make_territory("Angers", insee="49007", siren="214900078")
    held = make_commitment(campaign, angers)
    interest = services.declare_interest(
        campaign=campaign,
        values={"official": "commune:49007", "territory_name": "Angers", "who": "y", "email": "a@b.invalid"},
    )
    services.confirm_interest(interest=interest)
    actor = actor_of(make_user(campaign.network, Role.NETWORK))
    assert services.accept(actor=actor, interest=interest) == held


def test_the_worker_forgets_by_itself(clock, campaign):
    values = {"territory_name": "X", "who": "y", "email": "a@b.invalid", "official": ""}
    services.declare_interest(campaign=campaign, values=values)
    clock.shift(timedelta(days=8))
    assert [tick() for tick in TICKS] == [1]
    assert not Interest.objects.exists()


def test_a_name_on_two_lines_neither_breaks_the_message_nor_adds_a_header(client, clock, campaign):
    name = "Ville d’Ici\r\nBcc: quelqu.un@ailleurs.invalid"
    page = fill(client, clock, campaign, choice=BY_HAND, territory_name=name, country="FR")
    assert page.status_code == 200
    (sent,) = mail.outbox
    assert sent.subject == "Confirmez l’intérêt : Ville d’Ici Bcc: quelqu.un@ailleurs.invalid"
    assert sent.recipients() == ["participation@angers.invalid"]
