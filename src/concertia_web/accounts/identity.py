"""Signing in with an identity provider (OpenID Connect, ProConnect): every token is checked here.

allauth trusts what the token endpoint answers over TLS and reads userinfo as plain JSON. Here the identity
token is checked whole (signature, issuer, audience, nonce, level asked for), and so is a signed userinfo.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import Any

from allauth.account.internal.decorators import login_not_required
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Client, OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView, OAuth2View
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare, salted_hmac
from requests import RequestException

ALGORITHMS = {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"}
"""Signatures by a private key only: a secret shared with the provider proves nothing about who signed."""
BY_KIND = {"RSA": "RS256", "EC": "ES256"}


def nonce_of(state: str) -> str:
    """The nonce sent with a state: who returns with that state (kept in the session) knows the nonce."""
    return salted_hmac("concertia_web.accounts.identity", state, algorithm="sha256").hexdigest()


class NonceClient(OAuth2Client):
    """Sends the nonce."""

    def get_redirect_url(self, authorization_url: str, scope: list[str], extra_params: dict[str, str]) -> str:
        """The address of the provider, with everything that it must give back."""
        more = {**extra_params, "nonce": nonce_of(self.state)}
        return str(super().get_redirect_url(authorization_url, scope, more))


class CheckedAdapter(OpenIDConnectOAuth2Adapter):
    """The exchange with one provider. Raises OAuth2Error for whatever cannot be trusted."""

    client_class = NonceClient

    def complete_login(
        self, request: HttpRequest, app: SocialApp, token: SocialToken, **kwargs: Any
    ) -> SocialLogin:
        """Who came back, once everything holds."""
        claims = self._checked(kwargs["response"].get("id_token", ""), app)
        if not constant_time_compare(str(claims.get("nonce", "")), nonce_of(request.GET["state"])):
            raise OAuth2Error("nonce")
        if app.settings["acr"] and claims.get("acr") != app.settings["acr"]:
            raise OAuth2Error("acr")
        person = self._fetch_user_info(token.token)
        if person.get("sub") != claims["sub"]:
            raise OAuth2Error("sub")
        return self.get_provider().sociallogin_from_response(
            request, {"userinfo": person, "id_token": claims}
        )

    def _fetch_user_info(self, access_token: str) -> dict[str, Any]:
        app = self.get_provider().app
        with get_adapter().get_requests_session() as session:
            answer = session.get(self.profile_url, headers={"Authorization": f"Bearer {access_token}"})
            answer.raise_for_status()
        if answer.headers.get("Content-Type", "").split(";")[0].strip() == "application/jwt":
            return self._checked(answer.text.strip(), app)
        if app.settings["signed_userinfo"]:
            raise OAuth2Error("userinfo is not signed")
        found = answer.json()
        if not isinstance(found, dict):
            raise OAuth2Error("userinfo")
        return found

    def _checked(self, token: str, app: SocialApp) -> dict[str, Any]:
        try:
            head = token.split(".", maxsplit=1)[0]
            algorithm = json.loads(base64.urlsafe_b64decode(head + "=" * (-len(head) % 4)))["alg"]
            if algorithm not in ALGORITHMS:
                raise OAuth2Error(f"algorithm {algorithm}")
            claims: dict[str, Any] = jwtkit.verify_and_decode(
                credential=token,
                keys_url=self.openid_config["jwks_uri"],
                issuer=self.openid_config["issuer"],
                audience=app.client_id,
                lookup_kid=_key,
            )
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise OAuth2Error("token") from error
        if not claims.get("sub"):
            raise OAuth2Error("sub")
        return claims


def _key(keys: Mapping[str, Any], kid: str) -> Any:
    """The public key of that name, among those that say their algorithm or not."""
    found = [
        {**key, "alg": key.get("alg") or BY_KIND[key["kty"]]}
        for key in keys["keys"]
        if key.get("kid") == kid and key.get("kty") in BY_KIND
    ]
    return jwtkit.lookup_kid_jwk({"keys": found}, kid)


class CheckedProvider(OpenIDConnectProvider):
    """Any OpenID Connect provider, ProConnect among them. Keeps nothing of the person but their number."""

    oauth2_adapter_class = CheckedAdapter

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, Any]:
        """What is stored of the identity."""
        return {"userinfo": {"sub": data["userinfo"]["sub"]}}


provider_classes = [CheckedProvider]


def _door(view: type[OAuth2View], request: HttpRequest, provider_id: str) -> HttpResponse:
    adapter = CheckedAdapter(request, provider_id)
    try:
        provider = adapter.get_provider()
    except SocialApp.DoesNotExist as error:
        raise Http404 from error
    try:
        return view.adapter_view(adapter)(request)  # type: ignore[no-any-return]
    except (OAuth2Error, RequestException, KeyError, ValueError) as error:
        return render_authentication_error(request, provider, exception=error)  # type: ignore[no-any-return]


@login_not_required
def login(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Leave for the provider."""
    return _door(OAuth2LoginView, request, provider_id)


@login_not_required
def callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Come back from it."""
    return _door(OAuth2CallbackView, request, provider_id)
