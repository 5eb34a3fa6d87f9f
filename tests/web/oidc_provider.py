"""A real OpenID Connect provider on loopback, for the tests: Authlib's server behind the standard library's.

Discovery, authorization (someone is always signed in), token with a signed identity token, keys, and userinfo
in plain JSON or as a signed token, as ProConnect gives it. ``lie`` makes it give a false answer on one point.
"""

from __future__ import annotations

import json
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from types import SimpleNamespace
from urllib.parse import parse_qsl, urlsplit

from authlib.common.security import generate_token
from authlib.oauth2.rfc6749 import AuthorizationServer, ClientMixin, OAuth2Request
from authlib.oauth2.rfc6749.grants import AuthorizationCodeGrant
from authlib.oauth2.rfc6749.requests import BasicOAuth2Payload
from authlib.oauth2.rfc6750 import BearerTokenGenerator
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core import UserInfo
from authlib.oidc.core.grants import OpenIDCode
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

CLIENT, SECRET = "concertia-essai", "un secret d’essai".encode().hex()
KEYS = [RSAKey.generate_key(2048, {"kid": "clef-1", "use": "sig", "alg": "RS256"}) for _ in range(2)]
FALSE = {"audience": {"aud": "autre"}, "issuer": {"iss": "https://autre.invalid"}, "expired": {"exp": 1}}


class Client(ClientMixin):
    """The site, as the provider knows it."""

    def get_client_id(self):
        return CLIENT

    def get_default_redirect_uri(self):
        return None

    def get_allowed_scope(self, scope):
        return scope or ""

    def check_redirect_uri(self, redirect_uri):
        return redirect_uri.startswith("http://testserver/comptes/identite/")

    def check_client_secret(self, client_secret):
        return client_secret == SECRET

    def check_endpoint_auth_method(self, method, endpoint):
        return method == "client_secret_post"

    def check_response_type(self, response_type):
        return response_type == "code"

    def check_grant_type(self, grant_type):
        return grant_type == "authorization_code"


class Request(OAuth2Request):
    """A request of the standard library, for Authlib."""

    def __init__(self, method, path, headers, form):
        super().__init__(method, f"https://loopback{path}", headers=headers)
        self._args, self._form = dict(parse_qsl(urlsplit(path).query)), form
        self.payload = BasicOAuth2Payload({**self._args, **form})

    @property
    def args(self):
        return self._args

    @property
    def form(self):
        return self._form


class Code(SimpleNamespace):
    """An authorization code, and what was asked with it."""

    def get_redirect_uri(self):
        return self.redirect_uri

    def get_scope(self):
        return self.scope

    def get_nonce(self):
        return "autre" if self.lie == "nonce" else self.nonce

    def get_auth_time(self):
        return int(time.time())

    def get_acr(self):
        return "eidas0" if self.lie == "acr" else self.acr

    def get_amr(self):
        return ["pwd"]


class Provider(AuthorizationServer):
    """``with Provider(email=…) as provider: provider.address``."""

    def __init__(self, *, signed_userinfo=False, **person):
        super().__init__()
        self.person = {"sub": "numero-opaque-1", **person}
        self.signed_userinfo = signed_userinfo
        self.lie = ""
        self.asked: list[dict[str, str]] = []
        self.codes: dict[str, Code] = {}
        self.tokens: set[str] = set()
        self.key, self.other_key = KEYS
        make = BearerTokenGenerator(lambda **_more: generate_token(42))
        self.register_token_generator("default", make)
        self.register_grant(_grant(self), [CodeChallenge(required=True), _identity(self)])

    def __enter__(self):
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_error):
        self.server.shutdown()
        self.server.server_close()

    def query_client(self, client_id):
        return Client() if client_id == CLIENT else None

    def save_token(self, token, request):
        self.tokens.add(token["access_token"])

    def send_signal(self, name, *args, **kwargs):
        """Nobody listens."""

    def create_oauth2_request(self, request):
        return request

    def handle_response(self, status, body, headers):
        return status, body, dict(headers)

    def discovery(self):
        end = {name: f"{self.address}/{name}" for name in ("authorize", "token", "userinfo", "jwks")}
        return {
            "issuer": self.address,
            "authorization_endpoint": end["authorize"],
            "token_endpoint": end["token"],
            "userinfo_endpoint": end["userinfo"],
            "jwks_uri": end["jwks"],
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def userinfo(self, authorization):
        if authorization.removeprefix("Bearer ") not in self.tokens:
            return 401, {"error": "invalid_token"}, {}
        person = dict(self.person)
        if self.lie == "sub":
            person["sub"] = "quelqu’un d’autre"
        if not self.signed_userinfo or self.lie == "unsigned":
            return 200, person, {}
        now = int(time.time())
        claims = {**person, "iss": self.address, "aud": CLIENT, "iat": now, "exp": now + 60}
        claims.update(FALSE.get(self.lie, {}))
        header, key = {"alg": "RS256", "kid": "clef-1"}, self.other_key if self.lie == "key" else self.key
        if self.lie == "shared-secret":
            header["alg"], key = "HS256", OctKey.import_key(SECRET)
        token = jwt.encode(header, claims, key, [header["alg"]])
        if self.lie == "none":
            token = f"eyJhbGciOiJub25lIiwia2lkIjoiY2xlZi0xIn0.{token.split('.')[1]}."
        return 200, token, {"Content-Type": "application/jwt"}


def _grant(provider):
    class Grant(AuthorizationCodeGrant):
        TOKEN_ENDPOINT_AUTH_METHODS = ("client_secret_post",)

        def save_authorization_code(self, code, request):
            asked = request.payload.data
            provider.codes[code] = Code(
                code=code,
                redirect_uri=asked["redirect_uri"],
                scope=asked["scope"],
                nonce=asked.get("nonce"),
                acr=asked.get("acr_values"),
                code_challenge=asked.get("code_challenge"),
                code_challenge_method=asked.get("code_challenge_method"),
                lie=provider.lie,
            )

        def query_authorization_code(self, code, client):
            return provider.codes.get(code)

        def delete_authorization_code(self, authorization_code):
            del provider.codes[authorization_code.code]

        def authenticate_user(self, authorization_code):
            return provider.person

    return Grant


def _identity(provider):
    class Identity(OpenIDCode):
        def exists_nonce(self, nonce, request):
            return any(code.nonce == nonce for code in provider.codes.values())

        def resolve_client_private_key(self, client):
            return provider.key

        def get_client_algorithm(self, client):
            return "RS256"

        def get_encode_header(self, client):
            return {"alg": "RS256", "kid": "clef-1"}

        def get_client_claims(self, client):
            return {"iss": provider.address}

        def get_compatible_claims(self, request):
            now = int(time.time())
            return {"iss": provider.address, "aud": CLIENT, "iat": now, "exp": now + 300}

        def generate_user_info(self, user, scope):
            return UserInfo(sub=user["sub"])

        def process_token(self, grant, response):
            token = super().process_token(grant, response)
            if provider.lie == "no-token":
                token.pop("id_token")
            return token

    return Identity(require_nonce=True)


def _handler(provider):
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            path = urlsplit(self.path).path
            if path == "/.well-known/openid-configuration":
                self.answer(200, provider.discovery(), {})
            elif path == "/jwks":
                self.answer(200, {"keys": [provider.key.as_dict(private=False)]}, {})
            elif path == "/userinfo":
                self.answer(*provider.userinfo(self.headers.get("Authorization", "")))
            else:
                request = Request("GET", self.path, self.headers, {})
                provider.asked.append(request.args)
                grant = provider.get_consent_grant(request, provider.person)
                self.answer(*provider.create_authorization_response(request, provider.person, grant))

        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            request = Request("POST", self.path, self.headers, dict(parse_qsl(body)))
            self.answer(*provider.create_token_response(request))

        def answer(self, status, body, headers):
            if isinstance(body, dict):
                body, headers = json.dumps(body), {"Content-Type": "application/json", **dict(headers)}
            self.send_response(status)
            for name, value in dict(headers).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_args):
            """Quiet."""

    return Handler
