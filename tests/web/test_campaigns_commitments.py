"""The engagement of a territory: states, signatures, own questions, carriers, elections, its week."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import translation
from tests.web.factories import TODAY, make_campaign, make_commitment, make_network, make_territory, make_user

from concertia_web.accounts.actors import ANYBODY, actor_of
from concertia_web.accounts.models import Role
from concertia_web.campaigns import services, week
from concertia_web.campaigns.models import Campaign, Commitment, Interest, StateChange
from concertia_web.journal.models import JournalEntry
from concertia_web.territories import week as territory_week

pytestmark = pytest.mark.django_db
S = Commitment.State


@pytest.fixture(autouse=True)
def noon():
    with time_machine.travel(f"{TODAY}T12:00:00+00:00", tick=False), translation.override("fr"):
        yield


@pytest.fixture
def held():
    commitment = make_commitment(make_campaign(), make_territory(), state=S.INTERESTED)
    StateChange.objects.create(commitment=commitment, state=S.INTERESTED, on=TODAY - timedelta(days=30))
    return commitment


@pytest.fixture
def lead(client, held):
    client.force_login(make_user(held.lead))
    return client


def path(held):
    return reverse("space:commitment", args=[held.lead.slug, held.pk])


def advance(held, state, **more):
    return services.advance(commitment=held, state=state, actor=ANYBODY, **more)


@pytest.mark.parametrize("before", S.values)
@pytest.mark.parametrize("after", S.values)
def test_only_the_transitions_named_are_made(held, before, after):
    Commitment.objects.filter(pk=held.pk).update(state=before)
    done = advance(held, after)
    held.refresh_from_db()
    assert done is (after in services.TRANSITIONS[before])
    assert held.state == (after if done else before)
    assert held.changes.count() == 1 + done
    assert JournalEntry.objects.count() == done


def test_no_state_asks_for_an_act_and_every_state_can_be_reached():
    reached, frontier = set(), {S.INTERESTED.value}
    while frontier:
        state = frontier.pop()
        reached.add(state)
        frontier |= set(services.TRANSITIONS[state]) - reached
    assert reached == set(S.values)
    assert set(services.TRANSITIONS) == set(S.values)


def test_dates_never_go_back_nor_ahead(held):
    assert advance(held, S.COMMITTED, on=TODAY - timedelta(days=90), note="Lettre du maire")
    assert held.changes.get(state=S.COMMITTED).on == TODAY - timedelta(days=30)
    assert advance(held, S.CONSULTING, on=TODAY + timedelta(days=9))
    assert held.changes.get(state=S.CONSULTING).on == TODAY
    assert not advance(held, S.CONSULTING)
    assert held.changes.count() == 3


def test_a_state_is_dated_on_the_page(lead, held):
    data = {"part": "advance", "a-state": S.COMMITTED, "a-on": "2026-11-10", "a-note": "Lettre reçue"}
    assert lead.post(path(held), data).status_code == 302
    held.refresh_from_db()
    assert held.state == S.COMMITTED
    assert "Lettre reçue" in lead.get(path(held)).content.decode()


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"a-on": "2026-12-25"}, "pas encore venue"),
        ({"a-on": "2026-01-01"}, "celle-ci vient après"),
        ({"a-state": S.WITHDRAWN, "a-note": ""}, "pourquoi la collectivité se retire"),
        ({"a-state": S.ANSWERED}, "choix valide"),
        ({"a-on": "hier"}, "date valide"),
    ],
)
def test_a_wrong_step_is_refused_with_a_sentence_and_kept(lead, held, more, sentence):
    data = {"part": "advance", "a-state": S.COMMITTED, "a-on": "2026-11-10", "a-note": "Gardé", **more}
    page = lead.post(path(held), data).content.decode()
    assert sentence in page
    assert "2026-" in page or "hier" in page
    held.refresh_from_db()
    assert held.state == S.INTERESTED


def test_withdrawing_and_coming_back(lead, held):
    data = {"part": "advance", "a-state": S.WITHDRAWN, "a-on": TODAY.isoformat(), "a-note": "Pas cette année"}
    lead.post(path(held), data)
    held.refresh_from_db()
    assert held.state == S.WITHDRAWN
    public = lead.get(reverse("campaigns:detail", args=[held.campaign.slug])).content.decode()
    assert "Pas cette année" in public
    assert advance(held, S.COMMITTED)


def test_the_first_signature_commits_a_territory_that_was_interested(lead, held):
    data = {
        "part": "signatory",
        "s-name": "Nom Inventé",
        "s-function": "maire",
        "s-term_ends": "2032-03-31",
        "s-signed": "2026-11-12",
    }
    assert lead.post(path(held), data).status_code == 302
    held.refresh_from_db()
    assert (held.state, held.since.isoformat()) == (S.COMMITTED, "2026-11-12")
    signatory = held.signatories.get()
    assert "mandat jusqu’au 31 mars 2032" in lead.get(path(held)).content.decode()
    assert "Nom Inventé" not in str(list(JournalEntry.objects.values()))
    lead.post(path(held), {"part": "unsign", "signatory": signatory.pk})
    assert not held.signatories.exists()
    tomorrow = lead.post(path(held), {**data, "s-signed": "2026-11-23"}).content.decode()
    assert "ne peut pas dater de demain" in tomorrow


def test_the_act_the_correspondent_and_the_own_questions(lead, held):
    data = {
        "part": "details",
        "d-act": "Délibération 2026-118",
        "d-act_date": "2026-11-20",
        "d-correspondent": "neuf@territoire.invalid",
    }
    lead.post(path(held), data)
    lead.post(
        path(held), {"part": "questions", "q-question_0": "Et la cantine ?", "q-question_1": "Et l’eau ?"}
    )
    held.refresh_from_db()
    assert (held.act, held.correspondent) == ("Délibération 2026-118", "neuf@territoire.invalid")
    first, second = held.own_questions
    assert first["fr"] == "Et la cantine ?"
    assert first["key"] != second["key"]
    lead.post(
        path(held), {"part": "questions", "q-question_0": "Et les cantines ?", "q-question_1": "Et l’eau ?"}
    )
    held.refresh_from_db()
    assert held.own_questions[0] == {**first, "fr": "Et les cantines ?"}
    public = lead.get(reverse("campaigns:detail", args=[held.campaign.slug])).content.decode()
    assert "Délibération 2026-118" in public
    assert "neuf@territoire.invalid" not in public
    wrong = lead.post(
        path(held), {"part": "details", "d-act": "Gardé", "d-correspondent": "faux"}
    ).content.decode()
    assert 'value="Gardé"' in wrong


def test_after_an_election_the_engagement_is_marked_until_confirmed(lead, held):
    lead.post(path(held), {"part": "to_confirm"})
    held.refresh_from_db()
    assert held.to_confirm
    public = reverse("campaigns:detail", args=[held.campaign.slug])
    assert "engagement pris par l’exécutif précédent" in lead.get(public).content.decode()
    lead.post(path(held), {"part": "confirm"})
    held.refresh_from_db()
    assert not held.to_confirm
    assert "engagement pris par l’exécutif précédent" not in lead.get(public).content.decode()


def test_the_network_adds_carriers_and_the_lead_cannot_speak_for_others(lead, held, client):
    other = make_territory()
    assert lead.post(path(held), {"part": "carrier", "c-territory": other.pk}).status_code == 403
    client.force_login(make_user(held.campaign.network, Role.NETWORK))
    here = reverse("space:commitment", args=[held.campaign.network.slug, held.pk])
    assert client.post(here, {"part": "carrier", "c-territory": other.pk, "c-lead": "on"}).status_code == 302
    held = Commitment.objects.get(pk=held.pk)
    assert held.lead == other
    assert len(held.territories) == 2
    second = held.carrier_set.get(lead=False)
    client.post(here, {"part": "uncarry", "carrier": held.carrier_set.get(lead=True).pk})
    assert held.carrier_set.count() == 2
    client.post(here, {"part": "uncarry", "carrier": second.pk})
    assert held.carrier_set.count() == 1
    with pytest.raises(ValueError, match="lead"):
        services.drop_carrier(actor=ANYBODY, carrier=held.carrier_set.get())


@pytest.mark.parametrize("part", ["", "inconnu", "unsign", "uncarry"])
def test_an_unknown_part_changes_nothing(lead, held, part):
    data = {"part": part, "signatory": "x' OR 1", "carrier": "-1"}
    answer = lead.post(path(held), data)
    assert answer.status_code in (302, 200)
    assert not JournalEntry.objects.filter(action__startswith="campaigns.").exists()


def test_others_of_the_territory_read_and_do_not_write(client, held):
    for role in (Role.ELECTED, Role.FACILITATOR, Role.SERVICE):
        client.force_login(make_user(held.lead, role))
        page = client.get(path(held))
        assert page.status_code == 200
        assert held.correspondent not in page.content.decode()
        assert client.post(path(held), {"part": "confirm"}).status_code == 403
    client.force_login(make_user(make_territory()))
    assert client.get(path(held)).status_code == 404
    stranger = make_territory()
    client.force_login(make_user(stranger))
    assert client.get(reverse("space:commitment", args=[stranger.slug, held.pk])).status_code == 404


def test_the_list_shows_mine_and_those_i_may_join(lead, held, django_assert_max_num_queries):
    other = make_campaign()
    late = make_campaign(join_by=TODAY - timedelta(days=1))
    secret = make_campaign(state="draft")
    for _ in range(5):
        make_commitment(make_campaign(), held.lead)
    with django_assert_max_num_queries(16):
        page = lead.get(reverse("space:commitments", args=[held.lead.slug])).content.decode()
    assert held.campaign.title["fr"] in page
    assert other.title["fr"] in page
    assert f">{late.title['fr']}<" not in page
    assert f">{secret.title['fr']}<" not in page


def test_a_territory_without_campaign_is_told_that_it_may_debate_anyway(client):
    place = make_territory()
    client.force_login(make_user(place))
    assert (
        "une concertation peut vivre seule"
        in client.get(reverse("space:commitments", args=[place.slug])).content.decode()
    )


def test_the_week_of_a_lead(held):
    place = held.lead
    actor = actor_of(make_user(place))
    (item,) = week.items(actor, place)
    assert "ouvrez la concertation" in item.text
    assert item.due == held.campaign.returns_due
    services.to_be_confirmed(actor=ANYBODY, commitment=held)
    advance(held, S.CONSULTING)
    Campaign.objects.update(returns_due=TODAY - timedelta(days=1))
    assert [item.urgent for item in week.items(actor, place)] == [False, True]
    advance(held, S.SENT)
    assert len(week.items(actor, place)) == 1
    assert week.items(actor_of(make_user(place, Role.ELECTED)), place) == []


def test_the_week_of_the_network(held):
    network = held.campaign.network
    actor = actor_of(make_user(network, Role.NETWORK))
    said = [item.text for item in week.items(actor, network)]
    assert any("message du mois" in text for text in said)
    Interest.objects.create(
        campaign=held.campaign, territory_name="X", who="y", email="a@b.invalid", state="confirmed"
    )
    make_campaign(network, state="draft")
    items = week.items(actor, network)
    assert [item.text for item in items if item.urgent] == [
        f"1 collectivité attend votre réponse pour rejoindre « {held.campaign.title['fr']} »."
    ]
    assert any("en préparation" in item.text for item in items)


def test_the_week_says_which_settings_are_missing():
    place = make_territory(contact="", dpo="")
    (item,) = territory_week.items(actor_of(make_user(place)), place)
    assert "une adresse publique et la personne déléguée" in item.text
    assert territory_week.items(actor_of(make_user(place, Role.ELECTED)), place) == []
    full = make_territory(dpo="dpo@territoire.invalid")
    assert territory_week.items(actor_of(make_user(full)), full) == []


def test_a_campaign_of_another_network_is_not_followed(client):
    campaign, other = make_campaign(), make_network()
    client.force_login(make_user(other, Role.NETWORK))
    assert client.get(reverse("space:followup", args=[other.slug, campaign.slug])).status_code == 404
