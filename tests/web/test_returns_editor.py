"""The editor: steps that save, two people at once, going back, filling from what the site knows."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from django_scopes import scope
from tests.web.factories import (
    make_campaign,
    make_commitment,
    make_network,
    make_territory,
    make_user,
)
from tests.web.returns_samples import SMALL, lead_of, make_draft

from concertia_web.accounts.models import Role
from concertia_web.campaigns.models import Carrier
from concertia_web.journal.models import JournalEntry
from concertia_web.returns import services
from concertia_web.returns.basis import grid_from
from concertia_web.returns.grid import canonical, digest
from concertia_web.returns.models import DraftState, Return

pytestmark = pytest.mark.django_db


@pytest.fixture
def commitment():
    return make_commitment(make_campaign(), make_territory())


@pytest.fixture
def user(client, commitment):
    user = make_user(commitment.lead, Role.LEAD, name="Claire")
    client.force_login(user)
    return user


def url(name, commitment, *more):
    return reverse(f"space:{name}", args=[commitment.lead.slug, commitment.pk, *more])


def fresh(draft):
    with scope(territory=draft.territory):
        return Return.objects.get(pk=draft.pk)


def hidden(page, name):
    return re.search(rf'name="{name}" value="([^"]*)"', page.content.decode()).group(1)


ITEM = {"items-kind": "refus", "items-title": "Pas de caméras", "items-theme": "espace-public"}


def test_before_the_draft_three_ways_are_offered(client, commitment, user):
    page = client.get(url("return", commitment)).content.decode()
    assert "Commencer à l’écran" in page and "grille en XLSX" in page and "PDF" in page
    listed = client.get(reverse("space:returns", args=[commitment.lead.slug])).content.decode()
    assert "pas commencée" in listed
    assert not JournalEntry.objects.exists(), "looking changes nothing"


def test_no_campaign_yet(client):
    territory = make_territory()
    client.force_login(make_user(territory))
    page = client.get(reverse("space:returns", args=[territory.slug]))
    assert "ne participe encore à aucune campagne" in page.content.decode()


def test_starting_twice_opens_one_draft_and_writes_one_line(client, commitment, user):
    for _time in range(2):
        assert client.post(url("return-start", commitment)).status_code == 302
    with scope(territory=commitment.lead):
        assert Return.objects.count() == 1
    assert JournalEntry.objects.filter(action="returns.open").count() == 1
    assert not JournalEntry.objects.get(action="returns.open").public


@pytest.mark.parametrize(
    "part", ["methode", "participants", "elements", "suites", "documents", "publication"]
)
def test_each_step_shows_itself_empty_and_filled(client, commitment, user, part):
    draft = make_draft(commitment)
    assert client.get(url("return-part", commitment, part)).status_code == 200
    with scope(territory=commitment.lead):
        draft.content = grid_from(draft.basis).clean(SMALL)
        draft.save()
    page = client.get(url("return-part", commitment, part))
    assert page.status_code == 200 and b"return-steps" in page.content
    assert client.get(url("return", commitment)).status_code == 200


def test_a_step_that_does_not_exist(client, commitment, user):
    make_draft(commitment)
    assert client.get(url("return-part", commitment, "ailleurs")).status_code == 404
    assert client.get(url("return-part", commitment, "propres")).status_code == 404


def test_the_territory_s_own_questions_have_their_step(client):
    commitment = make_commitment(own_questions=[{"key": "bus", "fr": "Et dans les bus ?"}])
    client.force_login(make_user(commitment.lead))
    draft = make_draft(commitment)
    page = client.get(url("return-part", commitment, "propres"))
    assert "Et dans les bus ?" in page.content.decode()
    base = hidden(page, "own-bus-base")
    answer = {"own-bus-base": base, "own-bus-answer": "Oui, des écrans."}
    client.post(url("return-part", commitment, "propres"), answer)
    assert fresh(draft).content["own"] == [{"id": "bus", "answer": "Oui, des écrans."}]


def test_an_element_is_added_changed_moved_and_removed(client, commitment, user):
    draft = make_draft(commitment)
    where = url("return-record", commitment, "elements", "items", "nouveau")
    assert client.get(where).status_code == 200
    answer = client.post(where, {**ITEM, "items-words_1": "« Jamais »", "items-capture_1": "written"})
    assert answer.url == url("return-part", commitment, "elements")
    again = client.post(where, {**ITEM, "items-title": "Deuxième", "another": "1"})
    assert again.url == where
    items = fresh(draft).content["items"]
    assert [(one["id"], one["title"], one["words_1"]) for one in items] == [
        ("e1", "Pas de caméras", "Jamais"),
        ("e2", "Deuxième", ""),
    ]
    one = url("return-record", commitment, "elements", "items", "e1")
    base = hidden(client.get(one), "items-base")
    client.post(
        one, {**ITEM, "items-title": "Aucune caméra", "items-publics": ["agents", "elus"], "items-base": base}
    )
    client.post(url("return-move", commitment, "elements", "items", "e2"), {"up": "1"})
    items = fresh(draft).content["items"]
    assert [one["title"] for one in items] == ["Deuxième", "Aucune caméra"]
    assert items[1]["publics"] == ["agents", "elus"]
    client.post(url("return-remove", commitment, "elements", "items", "e2"))
    assert [one["id"] for one in fresh(draft).content["items"]] == ["e1"]


def test_bad_input_is_refused_with_what_to_do_and_nothing_typed_is_lost(client, commitment, user):
    draft = make_draft(commitment)
    where = url("return-record", commitment, "methode", "sessions", "nouveau")
    page = client.post(
        where,
        {"sessions-title": "Atelier", "sessions-minutes": "deux heures", "sessions-day": "31/02/2026"},
    ).content.decode()
    assert "n’est pas enregistrée" in page and "2 points sont à revoir" in page
    assert "Un nombre entier est attendu" in page and "n’existe pas dans le calendrier" in page
    assert 'value="deux heures"' in page and 'value="Atelier"' in page
    assert fresh(draft).content["sessions"] == []


def test_the_step_of_participants_saves_valid_answers_beside_a_wrong_one(client, commitment, user):
    draft = make_draft(commitment)
    where = url("return-part", commitment, "participants")
    page = client.get(where)
    data = {
        "participants-people": "une foule",
        "participants-base": hidden(page, "participants-base"),
        "publics-agents-heard": "heard",
        "publics-agents-base": hidden(page, "publics-agents-base"),
    }
    answer = client.post(where, data)
    assert "nombre entier" in answer.content.decode() and "une foule" in answer.content.decode()
    content = fresh(draft).content
    assert content["participants"]["people"] is None
    assert next(one for one in content["publics"] if one["id"] == "agents")["heard"] == "heard"


def test_save_and_continue_goes_to_the_next_step_and_the_last_one_home(client, commitment, user):
    make_draft(commitment)
    answer = client.post(url("return-part", commitment, "participants"), {"next": "1"})
    assert answer.url == url("return-part", commitment, "elements")
    answer = client.post(url("return-part", commitment, "publication"), {"next": "1"})
    assert answer.url == url("return", commitment)


def test_several_titles_at_once_each_with_its_kind(client, commitment, user):
    draft = make_draft(commitment)
    text = (
        "- Former les agents\n\nRefus : pas de caméras\nPoints de vigilance : les données de santé\nNB: autre"
    )
    client.post(url("return-lines", commitment), {"kind": "attente", "theme": "agents", "lines": text})
    items = fresh(draft).content["items"]
    assert [(one["kind"], one["title"]) for one in items] == [
        ("attente", "Former les agents"),
        ("refus", "pas de caméras"),
        ("vigilance", "les données de santé"),
        ("attente", "NB: autre"),
    ]
    empty = client.post(url("return-lines", commitment), {"kind": "attente", "lines": " "})
    assert "au moins un titre" in empty.content.decode()


def test_two_people_on_the_same_record_see_both_and_lose_nothing(client, commitment, user):
    draft = make_draft(commitment, SMALL)
    where = url("return-record", commitment, "elements", "items", "e2")
    base = hidden(client.get(where), "items-base")
    item = fresh(draft).content["items"][1]
    other = lead_of(commitment)
    with scope(territory=commitment.lead):
        services.save_record(
            actor=other,
            draft=draft,
            section="items",
            identifier="e2",
            values={**item, "text": "Écrit par l’autre."},
            base=digest(item),
        )
    mine = {"items-kind": "attente", "items-title": "Mon titre", "items-theme": "agents", "items-base": base}
    page = client.post(where, mine)
    shown = page.content.decode()
    assert "a changé cette fiche pendant que vous écriviez" in shown
    assert "Écrit par l’autre." in shown and 'value="Mon titre"' in shown
    assert fresh(draft).content["items"][1]["text"] == "Écrit par l’autre."
    after = {**mine, "items-text": "Écrit par l’autre.", "items-base": hidden(page, "items-base")}
    assert client.post(where, after).status_code == 302
    saved = fresh(draft).content["items"][1]
    assert (saved["title"], saved["text"]) == ("Mon titre", "Écrit par l’autre.")


def test_two_people_on_two_records_both_keep_theirs(client, commitment, user):
    draft = make_draft(commitment, SMALL)
    pages = {
        key: client.get(url("return-record", commitment, "elements", "items", key)) for key in ("e1", "e2")
    }
    for key, title in (("e1", "Un"), ("e2", "Deux")):
        data = {"items-title": title, "items-kind": "attente", "items-base": hidden(pages[key], "items-base")}
        answer = client.post(url("return-record", commitment, "elements", "items", key), data)
        assert answer.status_code == 302
    assert [one["title"] for one in fresh(draft).content["items"]] == ["Un", "Deux"]


def test_a_record_removed_meanwhile_is_not_lost(client, commitment, user):
    draft = make_draft(commitment, SMALL)
    where = url("return-record", commitment, "elements", "items", "e2")
    base = hidden(client.get(where), "items-base")
    client.post(url("return-remove", commitment, "elements", "items", "e2"))
    assert client.get(where).url == url("return-part", commitment, "elements")
    data = {"items-title": "Gardé", "items-kind": "attente", "items-base": base}
    page = client.post(where, data)
    assert "pendant que vous écriviez" in page.content.decode()
    client.post(where, {**data, "items-base": hidden(page, "items-base")})
    assert [one["title"] for one in fresh(draft).content["items"]][-1] == "Gardé"


def test_a_script_saves_by_itself_and_says_so(client, commitment, user):
    draft = make_draft(commitment)
    new = url("return-record", commitment, "elements", "items", "nouveau")
    answer = client.post(new, {**ITEM, "items-base": ""}, headers={"X-Autosave": "1"}).json()
    assert (
        answer["state"] == "saved" and answer["location"] == "../e1/" and "automatiquement" in answer["text"]
    )
    there = url("return-record", commitment, "elements", "items", "e1")
    second = {**ITEM, "items-title": "Plus précis", **answer["bases"]}
    answer = client.post(there, second, headers={"X-Autosave": "1"}).json()
    assert answer["state"] == "saved" and not answer["location"]
    third = {**ITEM, "items-title": "Encore", "items-base": "0" * 64}
    answer = client.post(there, third, headers={"X-Autosave": "1"}).json()
    assert answer["state"] == "conflict" and "Enregistrez" in answer["text"]
    empty = client.post(new, {"items-base": ""}, headers={"X-Autosave": "1"}).json()
    assert empty == {**empty, "state": "saved", "location": ""}
    wrong = client.post(
        url("return-record", commitment, "methode", "sessions", "nouveau"),
        {"sessions-minutes": "x"},
        headers={"X-Autosave": "1"},
    ).json()
    assert wrong["state"] == "invalid"
    assert [one["title"] for one in fresh(draft).content["items"]] == ["Plus précis"]
    assert JournalEntry.objects.filter(action="returns.edit").count() == 1, "one line for one burst"
    with scope(territory=commitment.lead):
        assert DraftState.objects.count() == 1


def test_going_back_brings_everything_back_and_can_be_undone(client, commitment, user):
    draft = make_draft(commitment, SMALL)
    before = canonical(fresh(draft).content)
    client.post(url("return-remove", commitment, "elements", "items", "e1"))
    removed = canonical(fresh(draft).content)
    with scope(territory=commitment.lead):
        state = DraftState.objects.first()
    assert "retrait" in client.get(url("return", commitment)).content.decode()
    client.post(url("return-restore", commitment), {"state": state.pk})
    assert canonical(fresh(draft).content) == before
    with scope(territory=commitment.lead):
        state = DraftState.objects.first()
    client.post(url("return-restore", commitment), {"state": state.pk})
    assert canonical(fresh(draft).content) == removed
    assert client.post(url("return-restore", commitment), {"state": "x"}).status_code == 404


def test_advice_is_given_and_locks_nothing(client, commitment, user):
    make_draft(commitment)
    page = client.get(url("return", commitment)).content.decode()
    assert "Aucun temps de débat" in page and "Des conseils, jamais un verrou" in page
    assert "Envoyer la version 1" in client.get(url("return-preview", commitment)).content.decode()


@pytest.mark.parametrize("role", [Role.ELECTED, Role.FACILITATOR, Role.READER, Role.GARANT, Role.SERVICE])
def test_others_at_home_read_and_cannot_write(client, commitment, role):
    make_draft(commitment, SMALL)
    client.force_login(make_user(commitment.lead, role))
    page = client.get(url("return", commitment))
    assert page.status_code == 200 and "Lecture seule" in page.content.decode()
    assert "Relire et envoyer" not in page.content.decode()
    for name, more in (("return-part", ["elements"]), ("return-preview", []), ("return-upload", [])):
        assert client.get(url(name, commitment, *more)).status_code == 403
    assert client.post(url("return-lines", commitment), {"kind": "refus", "lines": "x"}).status_code == 403
    assert client.post(url("return-refill", commitment)).status_code == 403


def test_the_network_and_other_territories_never_reach_a_draft(client, commitment):
    make_draft(commitment, SMALL)
    network = commitment.campaign.network
    for user in (make_user(network, Role.NETWORK), make_user(make_territory(), Role.LEAD)):
        client.force_login(user)
        assert client.get(url("return", commitment)).status_code == 404
    client.force_login(make_user(network, Role.NETWORK))
    elsewhere = reverse("space:return", args=[network.slug, commitment.pk])
    assert client.get(elsewhere).status_code == 404
    received = reverse("space:received", args=[network.slug, commitment.campaign.slug])
    page = client.get(received).content.decode()
    assert "Pas de caméras" not in page and "Rien reçu" in page


def test_a_territory_that_carries_it_too_reads_only(client, commitment):
    other = make_territory()
    Carrier.objects.create(commitment=commitment, territory=other)
    make_draft(commitment, SMALL)
    client.force_login(make_user(other, Role.LEAD))
    page = client.get(reverse("space:return", args=[other.slug, commitment.pk]))
    assert "Lecture seule" in page.content.decode()
    step = reverse("space:return-part", args=[other.slug, commitment.pk, "elements"])
    assert client.get(step).status_code == 403


def test_without_an_account_the_door_is_the_sign_in_page(client, commitment):
    answer = client.get(url("return", commitment))
    assert answer.status_code == 302 and "comptes" in answer.url


def test_pages_ask_the_database_a_bounded_number_of_questions(
    client, commitment, user, django_assert_max_num_queries
):
    many = {**SMALL, "items": [{**SMALL["items"][0], "title": f"Élément {n}"} for n in range(40)]}
    make_draft(commitment, many)
    for _n in range(3):
        make_commitment(make_campaign(make_network()), commitment.lead)
    for address in (
        reverse("space:returns", args=[commitment.lead.slug]),
        url("return", commitment),
        url("return-part", commitment, "elements"),
        url("return-preview", commitment),
    ):
        with django_assert_max_num_queries(30):
            assert client.get(address).status_code == 200
