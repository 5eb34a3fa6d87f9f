"""Ed25519 keys and signatures: who vouches for a dossier, and for an erasure."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from concertia.dossier.manifest import SIGNATURE, dossier_id, write_sums
from concertia.errors import ConcertiaError
from concertia.storage.canonical import canonical_json

SCHEMA = "concertia/signature/1"
_RAW = serialization.Encoding.Raw
_PRIME = 2**255 - 19
_ORDER_EIGHT = int.from_bytes(
    bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"), "little"
)
_SMALL_ORDER = frozenset({0, 1, _PRIME - 1, _ORDER_EIGHT, _PRIME - _ORDER_EIGHT})
"""Ordinates, modulo 2^255 − 19, of the eight points of Ed25519 whose order divides 8."""


def create_key(path: Path) -> str:
    """Create a private key in a new file only its owner can read; return the public key in hexadecimal.

    The private key (32 bytes) is written in hexadecimal. Raises FileExistsError rather than replace one.
    """
    private = Ed25519PrivateKey.generate()
    secret = private.private_bytes(_RAW, serialization.PrivateFormat.Raw, serialization.NoEncryption())
    path.touch(mode=0o600, exist_ok=False)
    path.write_text(secret.hex() + "\n", encoding="ascii")
    return public_key(private)


def load_key(path: Path) -> Ed25519PrivateKey:
    """Read a private key. Raises ConcertiaError where the file holds none."""
    try:
        return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(path.read_text(encoding="ascii").strip()))
    except (OSError, ValueError) as error:
        raise ConcertiaError(
            f"« {path.name} » n'est pas une clé privée de signature (32 octets en hexadécimal).",
            f"“{path.name}” is not a private signing key (32 bytes in hexadecimal).",
        ) from error


def public_key(private: Ed25519PrivateKey) -> str:
    """The public key of a private one, 64 hexadecimal characters."""
    return private.public_key().public_bytes(_RAW, serialization.PublicFormat.Raw).hex()


def signed_record(record: dict[str, Any], private: Ed25519PrivateKey) -> dict[str, Any]:
    """The record with its signer's public key and the signature of its canonical JSON."""
    whole = {**record, "public_key": public_key(private)}
    return {**whole, "signature": private.sign(canonical_json(whole)).hex()}


def _small_order(point: bytes) -> bool:
    """Whether 32 bytes encode a point of small order, canonically or not: anybody can sign for such a key."""
    ordinate = int.from_bytes(point, "little") & ((1 << 255) - 1)
    return ordinate % _PRIME in _SMALL_ORDER


def holds(record: dict[str, Any]) -> bool:
    """Whether a signed record is intact, by a key that somebody can own. Tells nothing about who does."""
    try:
        point, commitment = bytes.fromhex(record["public_key"]), bytes.fromhex(record["signature"])[:32]
        if _small_order(point) or _small_order(commitment):
            return False
        key = Ed25519PublicKey.from_public_bytes(point)
        unsigned = {name: value for name, value in record.items() if name != "signature"}
        key.verify(bytes.fromhex(record["signature"]), canonical_json(unsigned))
    except (InvalidSignature, KeyError, TypeError, ValueError):
        return False
    return str(record["signature"]).islower() or str(record["signature"]).isdigit()


def sign(folder: Path, private: Ed25519PrivateKey) -> None:
    """Write ``SIGNATURE.json`` for the dossier id, and ``SHA256SUMS`` again."""
    record = signed_record({"schema": SCHEMA, "dossier_id": dossier_id(folder)}, private)
    (folder / SIGNATURE).write_bytes(canonical_json(record))
    write_sums(folder)


def read_signature(folder: Path) -> dict[str, Any] | None:
    """The signature of a dossier, or ``None``. Raises ValueError where it is not canonical JSON."""
    path = folder / SIGNATURE
    if not path.is_file():
        return None
    content = path.read_bytes()
    record = json.loads(content)
    if not isinstance(record, dict) or canonical_json(record) != content:
        raise ValueError("not canonical")
    return record
