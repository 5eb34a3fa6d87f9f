"""Somebody who answers for a service sees and writes the answers of that service, and no others."""

from __future__ import annotations

import pytest
from django_scopes import scope
from tests.web.answers_world import make_answering
from tests.web.factories import make_territory, make_user

from concertia_web.accounts.actors import actor_of
from concertia_web.accounts.models import Role
from concertia_web.accounts.services import give_role
from concertia_web.answers import members, services
from concertia_web.answers.models import Answer, Service
from concertia_web.answers.refusals import Refused
from concertia_web.answers.week import items
from concertia_web.journal.models import JournalEntry


@pytest.fixture
def world(db):
    world = make_answering()
    with scope(territory=world.place.territory):
        world.mine = world.asked(f"finding:{world.findings[0].pk}", service="Ressources humaines")
        world.theirs = world.asked(f"finding:{world.findings[1].pk}", service="Voirie")
        Service.objects.get(name="Voirie").members.clear()
        yield world


WRITTEN = {"do": "write", "w-outcome": "accepted", "w-reason": "Dès janvier.", "w-revision": "0"}


def test_a_service_sees_and_writes_its_own_only(world, client):
    client.force_login(world.made.user(Role.SERVICE))
    page = client.get(world.url("answers")).content.decode()
    assert "Former avant d’équiper" in page
    assert "Pas de caméras" not in page
    assert client.get(world.url("answer", world.mine.pk)).status_code == 200
    assert client.get(world.url("answer", world.theirs.pk)).status_code == 403
    assert client.post(world.url("answer", world.theirs.pk), WRITTEN).status_code == 403
    assert client.post(world.url("answer", world.mine.pk), WRITTEN).status_code == 302
    assert list(Answer.objects.order_by("pk").values_list("state", flat=True)) == ["elected", "service"]


@pytest.mark.parametrize("role", [Role.LEAD, Role.GARANT, Role.READER])
def test_another_role_sees_them_all(world, client, role):
    client.force_login(world.made.user(role))
    page = client.get(world.url("answers")).content.decode()
    assert "Former avant d’équiper" in page and "Pas de caméras" in page
    assert client.get(world.url("answer", world.theirs.pk)).status_code == 200


def test_a_second_role_shows_all_and_writes_no_more(world, client):
    both = make_user(world.place.territory, Role.READER, Role.SERVICE)
    client.force_login(both)
    page = client.get(world.url("answer", world.theirs.pk)).content.decode()
    assert "Enregistrer la réponse" not in page
    assert client.post(world.url("answer", world.theirs.pk), WRITTEN).status_code == 403


def test_the_lead_says_who_answers_for_a_service(world, client):
    other = make_user(world.place.territory, Role.SERVICE, function="voirie")
    voirie = Service.objects.get(name="Voirie")
    client.force_login(world.made.lead)
    address = world.url("answers-sheets")
    assert "Répondre avec un compte" in client.get(address).content.decode()
    client.post(address, {"do": "members", "service": voirie.pk, "member": [other.pk, "x", "999999"]})
    assert list(voirie.members.all()) == [other]
    client.force_login(other)
    assert client.get(world.url("answer", world.theirs.pk)).status_code == 200
    assert client.get(world.url("answer", world.mine.pk)).status_code == 403
    assert client.post(address, {"do": "members", "service": voirie.pk}).status_code == 403


def test_only_accounts_with_that_role_here_answer_for_a_service(world):
    voirie = Service.objects.get(name="Voirie")
    for user in (world.made.user(Role.READER), make_user()):
        with pytest.raises(Refused):
            members.set_members(actor=world.made.actor, service=voirie, users=[user])


def test_what_awaits_somebody_this_week_is_of_their_service(world):
    territory = world.place.territory
    (line,) = items(actor_of(world.made.user(Role.SERVICE)), territory)
    assert line.text.startswith("1 réponse vous attend")
    assert items(actor_of(make_user(territory, Role.SERVICE)), territory) == []


def test_entrusted_to_the_address_of_an_account_that_account_sees_it(world, client):
    account = make_user(world.place.territory, Role.SERVICE)
    client.force_login(account)
    page = world.url("answer", world.theirs.pk)
    assert client.get(page).status_code == 403
    client.force_login(world.made.lead)
    entrusted = {"do": "assign", "a-service": "Voirie", "a-due": world.due.isoformat()}
    entrusted["a-contact"] = account.email.capitalize()
    said = client.post(page, entrusted, follow=True).content.decode()
    assert f"Le compte {account.email} voit cette demande et y répond sur le site." in said
    assert "Répond sur le site" in said
    entries = JournalEntry.objects.filter(action="answers.members")
    before = entries.count()
    client.post(page, entrusted)
    assert entries.count() == before, "tied once"
    client.force_login(account)
    assert client.get(page).status_code == 200
    assert client.get(world.url("answer", world.mine.pk)).status_code == 403
    written = client.post(page, WRITTEN, follow=True).content.decode()
    assert "La réponse est écrite." in written
    assert "Répond sur le site" not in written


def test_no_other_account_is_tied_by_an_address(world):
    place, voirie = world.place.territory, Service.objects.get(name="Voirie")
    account = make_user(make_territory(), Role.SERVICE)
    service = services.service_named(territory=place, name="Voirie", contact=account.email)

    def entrust():
        services.assign(actor=world.made.actor, answer=world.theirs, service=service, due=world.due)
        return list(voirie.members.all())

    assert entrust() == [], "that role, but elsewhere"
    for role in (Role.READER, Role.LEAD, Role.ELECTED):
        give_role(actor=world.made.actor, user=account, territory=place, role=role)
        assert entrust() == [], f"{role} here is not the role of a service"
    give_role(actor=world.made.actor, user=account, territory=place, role=Role.SERVICE)
    account.is_active = False
    account.save()
    assert entrust() == [], "closed"
    account.is_active = True
    account.save()
    assert entrust() == [account]
    other = make_user(place, Role.SERVICE)
    members.set_members(actor=world.made.actor, service=voirie, users=[account, other])
    services.service_named(territory=place, name="Voirie", contact="autre@territoire.invalid")
    service.refresh_from_db()
    assert entrust() == [account, other], "who was tied stays"
