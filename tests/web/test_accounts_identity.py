"""Signing in with an identity provider, against a real one on loopback; and the file that names providers."""

from __future__ import annotations

import json
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests
from allauth.socialaccount.models import SocialAccount
from django.core import mail
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from django.urls import reverse
from tests.web.factories import make_territory, make_user
from tests.web.oidc_provider import CLIENT, SECRET, Provider

from concertia_web.accounts.identity_file import identity_providers
from concertia_web.accounts.models import User

LIES = {
    "nonce": "nonce",
    "acr": "acr",
    "sub": "sub",
    "unsigned": "userinfo is not signed",
    "none": "algorithm none",
    "shared-secret": "algorithm HS256",
    "no-token": "token",
    "audience": "Audience doesn't match",
    "issuer": "Invalid issuer",
    "key": "Signature verification failed",
    "expired": "Signature has expired",
}
"""What the provider says falsely → why it is refused."""
EMAIL = "agente@territoire.invalid"
DOOR = "/comptes/identite/essai/"


@pytest.fixture(autouse=True)
def own_cache(db):
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def connect(settings, tmp_path):
    """Tell the site about a provider."""

    def write(provider, **more):
        entry = {"id": "essai", "name": "Essai", "server": provider.address, "client_id": CLIENT}
        file = tmp_path / "providers.json"
        file.write_text(json.dumps([{**entry, "client_secret": SECRET, **more}]), encoding="utf-8")
        settings.SOCIALACCOUNT_PROVIDERS = identity_providers(str(file))

    return write


@pytest.fixture
def plain(connect):
    """Any OpenID Connect provider."""
    with Provider(email=EMAIL, email_verified=True, name="Nom Donné") as provider:
        connect(provider)
        yield provider


@pytest.fixture
def proconnect(connect):
    """A provider that signs userinfo and does not say whether the address is verified."""
    with Provider(signed_userinfo=True, email=EMAIL, given_name="Prénom", siret="00000000000000") as provider:
        connect(provider, kind="proconnect", trust_email=True)
        yield provider


@pytest.fixture
def agent():
    user = make_user(make_territory())
    user.email = EMAIL
    user.save()
    return user


def go_there(client, **query):
    leave = client.get(DOOR, query)
    return requests.get(leave.url, allow_redirects=False, timeout=10).headers["Location"]


def come_in(client, **query):
    return client.get(go_there(client, **query))


def signed_in(client):
    return client.get(reverse("desk:account")).status_code == 200


@pytest.mark.parametrize("kind", ["plain", "proconnect"])
def test_an_identity_opens_the_account_of_the_same_address(client, agent, kind, request):
    provider = request.getfixturevalue(kind)
    assert "Entrer avec Essai" in client.get("/comptes/login/").content.decode()
    answer = come_in(client)
    assert answer.url == reverse("desk:week")
    page = client.get(reverse("desk:account")).content.decode()
    assert EMAIL in page
    assert "Votre compte s’ouvre aussi avec : Essai" in page
    asked = provider.asked[0]
    assert len(asked["nonce"]) == 64
    assert asked["code_challenge_method"] == "S256"
    assert set(asked["scope"].split()) >= {"openid", "email"}
    assert mail.outbox[0].to == [EMAIL]
    assert "identité professionnelle (Essai)" in mail.outbox[0].body


def test_proconnect_is_asked_a_level(client, agent, proconnect):
    come_in(client)
    assert proconnect.asked[0]["acr_values"] == "eidas1"


def test_nothing_of_the_person_is_kept_but_a_number(client, agent, proconnect):
    come_in(client)
    stored = SocialAccount.objects.get()
    assert stored.uid == "numero-opaque-1"
    assert stored.extra_data == {"userinfo": {"sub": "numero-opaque-1"}}
    agent.refresh_from_db()
    assert agent.name.startswith("Personne")


def test_it_opens_again_and_each_time_with_another_nonce(client, agent, plain):
    for _ in range(2):
        come_in(client)
        assert signed_in(client)
        client.post("/comptes/logout/")
    assert SocialAccount.objects.count() == 1
    assert plain.asked[0]["nonce"] != plain.asked[1]["nonce"]


def test_the_page_asked_for_is_reached(client, agent, plain):
    assert come_in(client, next="/espace/commencer/").url == "/espace/commencer/"


def test_another_site_is_not_reached(client, agent, plain):
    assert come_in(client, next="https://ailleurs.invalid/").url == reverse("desk:week")


@pytest.mark.parametrize("lie", LIES)
def test_proconnect_whatever_is_false_is_refused(client, agent, proconnect, lie):
    proconnect.lie = lie
    answer = come_in(client)
    assert answer.status_code == 401
    error = answer.context["auth_error"]["exception"]
    assert LIES[lie] in (str(error), str(error.__cause__))
    assert "L’identité n’a pas pu être vérifiée" in answer.content.decode()
    assert not signed_in(client)
    assert not SocialAccount.objects.exists()


@pytest.mark.parametrize("lie", ["nonce", "sub", "no-token"])
def test_with_any_provider_too(client, agent, plain, lie):
    plain.lie = lie
    assert come_in(client).status_code == 401
    assert not signed_in(client)


def test_an_answer_for_somebody_else_or_twice_is_refused(client, agent, plain):
    back = go_there(client)
    other = client.__class__()
    assert other.get(back).status_code == 401
    assert client.get(back).status_code == 302
    client.post("/comptes/logout/")
    assert client.get(back).status_code == 401


def test_an_answer_with_the_code_of_another_attempt_is_refused(client, agent, plain):
    first, second = (dict(parse_qsl(urlsplit(go_there(client)).query)) for _ in range(2))
    answer = client.get(f"{DOOR}retour/", {"code": first["code"], "state": second["state"]})
    assert answer.status_code == 401
    assert not signed_in(client)


@pytest.mark.parametrize(
    ("person", "trusted", "sentence"),
    [
        (
            {"email": "inconnue@autre.invalid", "email_verified": True},
            False,
            "Aucun compte ouvert ne la porte",
        ),
        (
            {"email": EMAIL, "email_verified": False},
            False,
            "ne dit pas que votre adresse e-mail est vérifiée",
        ),
        ({"email": EMAIL}, False, "ne dit pas que votre adresse e-mail est vérifiée"),
        ({}, True, "n’a pas donné d’adresse e-mail"),
    ],
)
def test_without_an_account_of_the_same_verified_address_it_is_refused_with_a_sentence(
    client, agent, connect, person, trusted, sentence
):
    with Provider(**person) as provider:
        connect(provider, trust_email=trusted)
        answer = come_in(client)
    assert answer.status_code == 403
    assert sentence in answer.content.decode()
    assert not signed_in(client)
    assert User.objects.count() == 1
    assert not SocialAccount.objects.exists()


def test_a_closed_account_stays_closed(client, agent, plain):
    come_in(client)
    client.post("/comptes/logout/")
    User.objects.update(is_active=False)
    answer = come_in(client)
    assert answer.status_code == 403
    assert not signed_in(client)


def test_an_identity_that_changes_address_does_not_open_another_account(client, agent, plain):
    come_in(client)
    client.post("/comptes/logout/")
    other = make_user()
    plain.person["email"] = other.email
    answer = come_in(client)
    assert answer.status_code == 403
    assert "a déjà servi pour un autre compte" in answer.content.decode()
    assert not signed_in(client)


def test_an_identity_is_not_tied_to_the_account_of_somebody_else(client, agent, plain):
    other = make_user()
    client.force_login(other)
    answer = come_in(client, process="connect")
    assert answer.status_code == 403
    assert not SocialAccount.objects.exists()


def test_the_second_code_is_asked_all_the_same(client, agent, plain):
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    TOTP.activate(agent, generate_totp_secret())
    assert come_in(client).url.startswith("/comptes/2fa/authenticate/")
    assert not signed_in(client)


def test_a_provider_that_does_not_answer_gets_a_page(client, connect):
    with Provider() as provider:
        connect(provider)
    answer = client.get(DOOR)
    assert answer.status_code == 401
    assert "Entrer avec un code par e-mail" in answer.content.decode()


def test_refusing_there_leads_to_a_page_here(client, plain):
    state = dict(parse_qsl(urlsplit(client.get(DOOR).url).query))["state"]
    answer = client.get(f"{DOOR}retour/", {"error": "access_denied", "state": state}, follow=True)
    assert "Vous avez arrêté en chemin" in answer.content.decode()


def test_an_unknown_provider_is_not_found(client, plain):
    assert client.get("/comptes/identite/autre/").status_code == 404
    assert client.get("/comptes/identite/autre/retour/").status_code == 404


GOOD = {"id": "a", "name": "A", "server": "https://a.invalid", "client_id": "c", "client_secret": "s"}


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("{", "n’est pas du JSON"),
        ("{}", "doit contenir une liste"),
        ([{**GOOD, "client_id": ""}], "fournisseur 1 : il manque client_id"),
        ([GOOD, GOOD], "le même « id »"),
        ([{**GOOD, "kind": "saml"}], "vaut oidc ou proconnect"),
        ([{**GOOD, "server": "http://a.invalid"}], "https://"),
        ([{**GOOD, "secret": "s"}], "clé inconnue secret"),
    ],
)
def test_a_wrong_file_says_what_to_mend(tmp_path, content, sentence):
    file = tmp_path / "providers.json"
    file.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    with pytest.raises(ImproperlyConfigured, match=sentence):
        identity_providers(str(file))


def test_no_file_no_provider_and_a_missing_file_is_said(tmp_path, client):
    assert identity_providers("")["openid_connect"]["APPS"] == []
    assert "identité professionnelle" not in client.get("/comptes/login/").content.decode()
    with pytest.raises(ImproperlyConfigured, match="ne peut pas être lu"):
        identity_providers(str(tmp_path / "absent.json"))
