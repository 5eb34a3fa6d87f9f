"""Keyed pseudonyms: the same person keeps one name inside a consultation, and nobody can go back."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from pathlib import Path

from concertia.corpus.identifiers import fields_bytes
from concertia.corpus.refusals import refusal
from concertia.errors import UnusableSourceError

SHORTEST_KEY = 16


def default_key_path() -> Path:
    """``concertia/pseudonym.key`` in the user's configuration folder (XDG_CONFIG_HOME or ~/.config)."""
    base = os.environ.get("XDG_CONFIG_HOME")
    return (Path(base) if base else Path.home() / ".config") / "concertia" / "pseudonym.key"


def load_or_create_key(path: Path | None) -> bytes:
    """The pseudonym key at ``path`` (default: the user's); created once, readable by its owner only.

    Raises UnusableSourceError for a key that cannot be read or is shorter than 16 bytes.
    """
    path = path or default_key_path()
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        except FileExistsError:
            key = path.read_bytes().strip()
        else:
            key = secrets.token_hex(32).encode()
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(key + b"\n")
    except OSError as error:
        fr, en = refusal(error)
        raise UnusableSourceError(
            f"La clé de pseudonymes « {path} » ne peut être ni lue ni créée ({fr}). "
            "Elle sert à remplacer les identifiants des personnes. Indiquez un autre fichier avec --key.",
            f"The pseudonym key “{path}” can be neither read nor created ({en}). "
            "It replaces people's identifiers. Name another file with --key.",
        ) from error
    if len(key) < SHORTEST_KEY:
        raise UnusableSourceError(
            f"La clé de pseudonymes « {path} » est trop courte ({len(key)} octets, 16 au moins). "
            "Donnez un autre fichier avec --key, ou un nom de fichier qui n'existe pas : la clé sera créée.",
            f"The pseudonym key “{path}” is too short ({len(key)} bytes, at least 16). "
            "Give another file with --key, or a name that does not exist: the key will be created.",
        )
    return key


def fingerprint(key: bytes) -> str:
    """16 hexadecimal characters that tell two keys apart and say nothing of the key."""
    return hashlib.sha256(b"concertia pseudonym key\n" + key).hexdigest()[:16]


def pseudonym(key: bytes, scope: str, source: str, identifier: str) -> str:
    """16 hexadecimal characters of HMAC-SHA-256 over scope ‖ source ‖ id, each with its length."""
    return hmac.digest(key, fields_bytes(scope, source, identifier), "sha256").hex()[:16]
