"""Signing in: code by e-mail, password, second factor, limits. And what must stay closed."""

from __future__ import annotations

import base64
import hmac
import re
import struct
import time
from smtplib import SMTPException

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.cache import cache
from django.urls import reverse
from tests.web.factories import PASSWORD, make_territory, make_user

from concertia_web.accounts.models import Role, User

pytestmark = pytest.mark.django_db
LOGIN = "/comptes/login/"


@pytest.fixture(autouse=True)
def own_cache():
    cache.clear()
    yield
    cache.clear()


def ask_code(client, email):
    return client.post("/comptes/login/code/", {"email": email})


def code_sent():
    return re.search(r"^\s{4}(\S+)$", mail.outbox[-1].body, re.MULTILINE)[1]


def one_time(secret):
    digest = hmac.digest(base64.b32decode(secret), struct.pack(">Q", int(time.time()) // 30), "sha1")
    place = digest[-1] & 15
    return f"{(int.from_bytes(digest[place : place + 4], 'big') & 0x7FFFFFFF) % 10**6:06d}"


def test_the_page_puts_the_code_first_and_says_what_to_do_without_account(client):
    page = client.get(LOGIN).content.decode()
    assert page.index("Recevoir un code") < page.index("J’ai choisi un mot de passe")
    assert "dans « Équipe »" in page
    assert "Langue du site" not in page


def test_someone_comes_in_with_the_code_received(client):
    user = make_user(make_territory(), Role.LEAD)
    assert ask_code(client, user.email).url == "/comptes/login/code/confirm/"
    assert mail.outbox[0].to == [user.email]
    assert "Votre code pour entrer" in mail.outbox[0].subject
    page = client.get("/comptes/login/code/confirm/").content.decode()
    assert user.email in page
    answer = client.post("/comptes/login/code/confirm/", {"code": code_sent().lower()})
    assert answer.url == reverse("desk:week")
    assert client.get(reverse("desk:account")).status_code == 200


def test_the_address_may_be_typed_in_any_case(client):
    user = make_user()
    ask_code(client, user.email.upper())
    assert "Votre code" in mail.outbox[0].subject


def test_a_wrong_code_is_refused_with_a_sentence_and_the_right_one_still_works(client):
    user = make_user()
    ask_code(client, user.email)
    refused = client.post("/comptes/login/code/confirm/", {"code": "XXXX-XXXX"}).content.decode()
    assert "Recopiez celui du dernier message" in refused
    assert client.post("/comptes/login/code/confirm/", {"code": code_sent()}).status_code == 302
    assert client.get(reverse("desk:account")).status_code == 200


def test_five_wrong_codes_end_the_attempt(client):
    user = make_user()
    ask_code(client, user.email)
    for _ in range(5):
        answer = client.post("/comptes/login/code/confirm/", {"code": "XXXX-XXXX"})
    assert answer.status_code == 302
    client.post("/comptes/login/code/confirm/", {"code": code_sent()})
    assert client.get(reverse("desk:account")).status_code == 302


def test_an_unknown_address_gets_the_same_page_and_a_message_that_helps(client):
    user = make_user()
    known = ask_code(client, user.email)
    unknown = ask_code(client, "inconnue@territoire.invalid")
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert "Aucun compte ouvert ne la porte" in mail.outbox[-1].body
    assert "http" not in mail.outbox[-1].body


def test_another_address_may_be_given_while_a_code_is_awaited(client):
    user = make_user()
    ask_code(client, "faute-de-frappe@territoire.invalid")
    assert client.get(LOGIN).status_code == 200
    ask_code(client, user.email)
    assert user.email in client.get("/comptes/login/code/confirm/").content.decode()
    client.post("/comptes/login/code/confirm/", {"code": code_sent()})
    assert client.get(reverse("desk:account")).status_code == 200


def test_a_closed_account_gets_no_code(client):
    user = make_user(is_active=False)
    ask_code(client, user.email)
    assert "Aucun compte ouvert" in mail.outbox[-1].body


def test_a_password_opens_too_and_a_wrong_one_says_what_to_do(client):
    user = make_user()
    wrong = client.post(LOGIN, {"login": user.email, "password": "non"}).content.decode()
    assert "ne vont pas ensemble" in wrong
    assert user.email in wrong  # what was typed stays
    assert "<details" in wrong and " open" in wrong
    assert client.post(LOGIN, {"login": user.email, "password": PASSWORD}).url == reverse("desk:week")


def test_the_page_asked_for_is_reached_after_the_code(client):
    territory = make_territory()
    user = make_user(territory)
    door = client.get(reverse("space:team", args=[territory.slug])).url
    page = client.get(door).content.decode()
    action = re.search(r'action="(/comptes/login/code/[^"]*)"', page)[1]
    answer = client.post(action.replace("&amp;", "&"), {"email": user.email})
    page = client.get(answer.url).content.decode()
    hidden = re.search(r'name="next"[^>]*value="([^"]*equipe/)"', page)
    answer = client.post("/comptes/login/code/confirm/", {"code": code_sent(), "next": hidden[1]})
    assert answer.url == reverse("space:team", args=[territory.slug])


def test_guessing_passwords_is_stopped_for_the_address_whatever_the_machine(client):
    user = make_user()
    for attempt in range(5):
        client.post(LOGIN, {"login": user.email, "password": "non"}, REMOTE_ADDR=f"10.0.0.{attempt}")
    page = client.post(LOGIN, {"login": user.email, "password": PASSWORD}, REMOTE_ADDR="10.0.1.1")
    assert "Trop d’essais" in page.content.decode()
    assert client.get(reverse("desk:account")).status_code == 302


def test_limits_are_shared_between_processes(settings):
    assert "DatabaseCache" in settings.CACHES["default"]["BACKEND"]


def test_too_many_codes_asked_is_refused_with_a_sentence(client):
    user = make_user()
    pages = [ask_code(client, user.email) for _ in range(4)]
    assert [page.status_code for page in pages] == [302, 302, 302, 200]
    assert "Trop d’essais" in pages[-1].content.decode()
    assert len(mail.outbox) == 3


def test_too_many_requests_from_one_machine_get_a_page(client):
    for number in range(20):
        client.post("/comptes/password/reset/", {"email": f"personne-{number}@autre.invalid"})
    answer = client.post("/comptes/password/reset/", {"email": "encore@autre.invalid"})
    assert answer.status_code == 429
    assert "Attendez cinq minutes" in answer.content.decode()
    assert len(mail.outbox) == 20


@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_signs_up(client, method):
    answer = getattr(client, method)(
        "/comptes/signup/", {"email": "public@autre.invalid", "password1": PASSWORD}
    )
    assert "On ne s’inscrit pas soi-même" in answer.content.decode()
    assert not User.objects.exists()


def test_when_the_mail_server_is_down_a_page_says_so(client, monkeypatch):
    def broken(*_args, **_kwargs):
        raise SMTPException("down")

    monkeypatch.setattr("django.core.mail.message.EmailMessage.send", broken)
    answer = ask_code(client, make_user().email)
    assert answer.status_code == 503
    assert "Le serveur de courrier ne répond pas" in answer.content.decode()


def test_a_first_password_is_chosen_changed_and_forgotten(client):
    user = User.objects.create_user("sans-mot@territoire.invalid")
    client.force_login(user)
    short = client.post("/comptes/password/set/", {"password1": "court", "password2": "court"})
    assert "12" in short.content.decode()
    done = client.post("/comptes/password/set/", {"password1": PASSWORD, "password2": PASSWORD})
    assert done.url == reverse("desk:account")
    other = "cinq autres mots au hasard"
    form = {"oldpassword": PASSWORD, "password1": other, "password2": other}
    assert client.post("/comptes/password/change/", form).url == reverse("desk:account")
    user.refresh_from_db()
    assert user.check_password(other)
    client.logout()
    client.post("/comptes/password/reset/", {"email": user.email})
    link = re.search(r"https?://\S+?(/comptes/\S+)", mail.outbox[-1].body)[1]
    page = client.get(link, follow=True)
    assert "Choisir un mot de passe" in page.content.decode()
    client.post(page.request["PATH_INFO"], {"password1": PASSWORD, "password2": PASSWORD})
    user.refresh_from_db()
    assert user.check_password(PASSWORD)
    assert "Ce lien ne sert plus" in client.get(link, follow=True).content.decode()


@pytest.fixture
def protected(client):
    """Someone whose account asks for a second code, signed out."""
    user = make_user(make_territory())
    client.post(LOGIN, {"login": user.email, "password": PASSWORD})
    again = client.get("/comptes/2fa/totp/activate/").url
    client.post(again, {"password": PASSWORD})
    page = client.get("/comptes/2fa/totp/activate/")
    secret = page.context["form"].secret
    assert b"data:" not in page.content
    image = client.get(reverse("desk:second-factor-code"))
    assert image["Content-Type"] == "image/svg+xml"
    assert image.content == client.get(reverse("desk:second-factor-code")).content
    assert (
        "Ce code n’est pas le bon"
        in client.post("/comptes/2fa/totp/activate/", {"code": "000000"}).content.decode()
    )
    answer = client.post("/comptes/2fa/totp/activate/", {"code": one_time(secret)})
    assert answer.url == "/comptes/2fa/recovery-codes/"
    codes = re.findall(r"<li><code>(\d+)</code>", client.get(answer.url).content.decode())
    assert len(codes) == 10
    client.post("/comptes/logout/")
    return user, secret, codes


def test_the_second_code_is_asked_after_a_code_by_mail(client, protected):
    user, _secret, codes = protected
    ask_code(client, user.email)
    answer = client.post("/comptes/login/code/confirm/", {"code": code_sent()})
    assert answer.url.startswith("/comptes/2fa/authenticate/")
    assert client.get(reverse("desk:account")).status_code == 302
    assert "n’est pas le bon" in client.post(answer.url, {"code": "123"}).content.decode()
    assert client.post(answer.url, {"code": codes[0]}).url == reverse("desk:week")
    assert client.get(reverse("desk:account")).status_code == 200


def test_a_recovery_code_works_once(client, protected):
    user, _secret, codes = protected
    for attempt, expected in ((1, 302), (2, 200)):
        client.post(LOGIN, {"login": user.email, "password": PASSWORD})
        answer = client.post("/comptes/2fa/authenticate/", {"code": codes[3]})
        assert answer.status_code == expected, attempt
        client.post("/comptes/logout/")


def test_the_secrets_of_the_second_factor_are_not_in_clear_in_the_database(protected):
    _user, secret, codes = protected
    for stored in Authenticator.objects.all():
        assert secret not in str(stored.data)
        assert not any(code in str(stored.data) for code in codes)


def test_taking_the_second_code_away_asks_who_you_are(client, protected):
    user, _secret, _codes = protected
    client.force_login(user)
    answer = client.post("/comptes/2fa/totp/deactivate/")
    assert answer.url.startswith("/comptes/reauthenticate/")
    assert "redonner votre mot de passe" in client.get(answer.url).content.decode()
    client.post(answer.url, {"password": PASSWORD})
    client.post("/comptes/2fa/totp/deactivate/")
    assert not Authenticator.objects.filter(user=user, type="totp").exists()
    assert "Mettre en place" in client.get("/comptes/2fa/").content.decode()


@pytest.mark.parametrize(
    "address",
    ["logout/", "email/", "password/change/", "2fa/", "2fa/totp/activate/", "3rdparty/", "inactive/",
     "3rdparty/login/error/", "3rdparty/login/cancelled/", "password/reset/done/", "password/reset/"],
)  # fmt: skip
def test_every_page_of_accounts_is_ours(client, address):
    client.force_login(make_user(make_territory()))
    page = client.get(f"/comptes/{address}")
    if page.status_code in (200, 401):
        text = page.content.decode()
        assert '<header class="site">' in text
        assert 'lang="fr"' in text
        assert not re.search(r"\b(Sign|Password|Account|Email Address)\b", text)
    else:
        assert page.status_code == 302


def test_no_other_address_can_be_put_on_an_account(client):
    user = make_user()
    client.force_login(user)
    client.post("/comptes/email/", {"action_add": "", "email": "autre@autre.invalid"})
    user.refresh_from_db()
    assert user.email != "autre@autre.invalid"
    assert not user.emailaddress_set.filter(email="autre@autre.invalid").exists()
