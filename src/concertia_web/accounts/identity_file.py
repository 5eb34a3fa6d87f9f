"""The file of identity providers (``CONCERTIA_OIDC``): a JSON list, one object per provider.

::

    [{"id": "proconnect", "kind": "proconnect", "name": "ProConnect", "server": "https://…/api/v2",
      "client_id": "…", "client_secret": "…", "acr": "eidas1", "trust_email": true}]

``kind`` is ``oidc`` (any OpenID Connect provider) or ``proconnect`` (userinfo is a signed token, its own
scopes). ``acr`` is the level asked for, and checked. ``trust_email``: the provider does not say whether an
address is verified, but whoever installs the site knows that it is. Read by the settings: imports nothing of
Django but its error.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

NEEDED = ("id", "name", "server", "client_id", "client_secret")
KNOWN = {*NEEDED, "kind", "acr", "scopes", "trust_email"}
SCOPES = {
    "oidc": ["openid", "profile", "email"],
    "proconnect": ["openid", "given_name", "usual_name", "email"],
}
LOOPBACK = ("127.0.0.1", "localhost", "::1")


def identity_providers(path: str) -> dict[str, Any]:
    """The setting ``SOCIALACCOUNT_PROVIDERS``. Raises ImproperlyConfigured with what to mend in the file."""
    apps = [_app(number, entry) for number, entry in enumerate(_entries(path), start=1)]
    if len({app["provider_id"] for app in apps}) != len(apps):
        raise _wrong("deux fournisseurs ont le même « id »")
    return {
        "openid_connect": {
            "provider_class": "concertia_web.accounts.identity.CheckedProvider",
            "OAUTH_PKCE_ENABLED": True,
            "APPS": apps,
        }
    }


def _entries(path: str) -> list[dict[str, Any]]:
    if not path:
        return []
    try:
        entries = json.loads(Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        raise _wrong(f"le fichier ne peut pas être lu ({error.strerror})") from error
    except ValueError as error:
        raise _wrong(f"le fichier n’est pas du JSON ({error})") from error
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise _wrong("le fichier doit contenir une liste d’objets, un par fournisseur")
    return entries


def _app(number: int, entry: dict[str, Any]) -> dict[str, Any]:
    where = f"fournisseur {number}"
    missing = [key for key in NEEDED if not isinstance(entry.get(key), str) or not entry[key]]
    if missing:
        raise _wrong(f"{where} : il manque {', '.join(missing)}")
    unknown = sorted(set(entry) - KNOWN)
    if unknown:
        raise _wrong(f"{where} : clé inconnue {', '.join(unknown)}")
    kind = entry.get("kind", "oidc")
    if kind not in SCOPES:
        raise _wrong(f"{where} : « kind » vaut oidc ou proconnect, pas {kind}")
    server = urlsplit(entry["server"])
    if server.scheme != "https" and server.hostname not in LOOPBACK:
        raise _wrong(f"{where} : l’adresse « server » doit commencer par https://")
    acr = entry.get("acr", "eidas1" if kind == "proconnect" else "")
    return {
        "provider_id": entry["id"],
        "name": entry["name"],
        "client_id": entry["client_id"],
        "secret": entry["client_secret"],
        "settings": {
            "server_url": entry["server"].rstrip("/"),
            "scope": entry.get("scopes", SCOPES[kind]),
            "auth_params": {"acr_values": acr} if acr else {},
            "acr": acr,
            "signed_userinfo": kind == "proconnect",
            "trust_email": entry.get("trust_email") is True,
        },
    }


def _wrong(what: str) -> ImproperlyConfigured:
    return ImproperlyConfigured(f"CONCERTIA_OIDC, fournisseurs d’identité : {what}.")
