"""The journal on screen: functions for the public, names and values for the team, and nothing more."""

from __future__ import annotations

import json

import pytest
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from tests.web.factories import make_territory, make_user

from concertia_web.accounts.actors import actor_of
from concertia_web.accounts.models import Role
from concertia_web.journal import sealing
from concertia_web.journal.lines import check_lines
from concertia_web.journal.models import Chain
from concertia_web.journal.services import record
from concertia_web.journal.words import action_words, said_action

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return make_territory("Vaubrun")


@pytest.fixture
def lead(place):
    return make_user(place, Role.LEAD, name="Camille Imaginaire", function="cheffe de projet")


def write(user, place, action="accounts.give_role", **more):
    with transaction.atomic():
        return record(actor=actor_of(user), action=action, thing=place, territory=place, **more)


def test_an_empty_journal_says_so(client, place, lead):
    page = client.get(reverse("journal:public")).content.decode()
    assert "Rien à lire ici" in page
    assert "Aucun bloc n’est encore scellé" in page
    client.force_login(lead)
    assert "Rien à lire ici" in client.get(reverse("space:journal", args=[place.slug])).content.decode()


def test_the_public_reads_functions_reasons_and_the_last_hash(client, place, lead):
    write(lead, place, label="Garant·e", reason="mission de six mois", after={"person": "Gil Inventé"})
    write(lead, place, label="secret", public=False)
    block = sealing.seal()
    write(lead, place, "accounts.take_role", label="Lecture seule")
    page = client.get(reverse("journal:public")).content.decode()
    said = "cheffe de projet</strong> (<bdi>Ville de Vaubrun</bdi>) a donné un rôle : <bdi>Garant·e</bdi>"
    assert said in page
    assert "mission de six mois" in page
    assert block.hash in page
    assert "1 ligne attend son bloc" in page
    for hidden in ("Camille", "Gil", "secret", lead.email):
        assert hidden not in page


def test_it_is_filtered_by_territory_and_action_and_paged(client, place, lead):
    other = make_territory("Aubrac")
    stranger = make_user(other, function="médiatrice")
    write(stranger, other)
    for number in range(60):
        write(lead, place, "accounts.take_role" if number % 2 else "accounts.give_role", label=f"n{number}.")
    public = reverse("journal:public")
    page = client.get(public, {"territoire": other.slug}).content.decode()
    assert "médiatrice" in page
    assert "cheffe de projet" not in page
    page = client.get(public, {"territoire": place.slug, "action": "accounts.take_role"}).content.decode()
    assert "30 lignes" in page
    assert "n2." not in page
    first = client.get(public).content.decode()
    assert "page 1 sur 2" in first
    second = client.get(public, {"page": 2, "territoire": place.slug}).content.decode()
    assert f"?territoire={place.slug}&amp;page=1" in second
    for odd in ("999", "x", "-1"):
        assert client.get(public, {"page": odd}).status_code == 200
    assert "aucune ligne" in client.get(public, {"action": "rien"}).content.decode()


def test_queries_do_not_grow_with_the_journal(client, place, lead, django_assert_max_num_queries):
    for _ in range(50):
        write(lead, place, before={"a": 1}, after={"a": 2})
    sealing.seal()
    with django_assert_max_num_queries(9):
        client.get(reverse("journal:public"))
    client.force_login(lead)
    with django_assert_max_num_queries(9):
        client.get(reverse("space:journal", args=[place.slug]))


def test_the_download_can_be_checked_by_anyone(client, place, lead):
    write(lead, place, label="un")
    write(lead, place, label="caché", public=False)
    sealing.seal()
    write(lead, place, label="deux")
    sealing.seal()
    answer = client.get(reverse("journal:download"))
    lines = b"".join(answer.streaming_content).decode().splitlines()
    assert check_lines(lines, head=Chain.objects.get().head) == []
    assert len(lines) == 4
    assert "caché" not in "".join(lines)
    later = client.get(reverse("journal:download"), {"apres": "1"})
    assert len(b"".join(later.streaming_content).splitlines()) == 2
    odd = client.get(reverse("journal:download"), {"apres": "x"})
    assert json.loads(next(iter(odd.streaming_content)))["header"]["number"] == 1


def test_the_team_reads_names_and_those_who_answer_read_values(client, place, lead):
    write(lead, place, label="Garant·e", before={"fonction": "d’avant"}, after={"fonction": "nouvelle"})
    write(lead, place, public=False, label="interne", after=["a", True, None, {"k": 1}])
    write(make_user(make_territory()), make_territory(), label="hors-champ")
    address = reverse("space:journal", args=[place.slug])
    client.force_login(lead)
    page = client.get(address).content.decode()
    assert "Camille Imaginaire" in page
    assert "d’avant → nouvelle" in page
    assert "n’est pas dans le journal public" in page
    assert "a, oui, —, k : 1" in page
    assert "hors-champ" not in page
    client.force_login(make_user(place, Role.ELECTED))
    page = client.get(address).content.decode()
    assert "Camille Imaginaire" in page
    assert "d’avant →" not in page


def test_nobody_else_reads_the_journal_of_a_territory(client, place):
    address = reverse("space:journal", args=[place.slug])
    assert client.get(address).status_code == 302
    client.force_login(make_user(make_territory()))
    assert client.get(address).status_code == 404


def test_words_are_french_and_belong_to_their_app():
    for action, words in action_words().items():
        assert action.split(".")[0] in settings.APPS
        assert str(words)
    assert said_action("accounts.give_role") == "a donné un rôle"
    assert said_action("autre.chose") == "autre.chose"
