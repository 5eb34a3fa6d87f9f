"""E-mail addresses of those who asked to be told: compared by a keyed hash, kept encrypted."""

from __future__ import annotations

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.utils.crypto import salted_hmac

_SALT = "notices.address"


def plain(email: str) -> str:
    """As it is compared: without spaces around, the domain and the name in small letters."""
    return email.strip().lower()


def digest(email: str) -> str:
    """The keyed hash: the same address gives the same; nobody can try addresses without the key."""
    return salted_hmac(_SALT, plain(email), algorithm="sha256").hexdigest()


def seal(email: str) -> str:
    """Encrypted with the key of this installation."""
    return _cipher().encrypt(plain(email).encode()).decode("ascii")


def unseal(sealed: str) -> str:
    """The address; empty when the key changed since: then nobody can write to it."""
    try:
        return _cipher().decrypt(sealed.encode("ascii")).decode()
    except (InvalidToken, UnicodeError):
        return ""


def _cipher() -> Fernet:
    key = hashlib.sha256(f"{_SALT}:{settings.SECRET_KEY}".encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
