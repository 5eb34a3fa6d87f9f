"""Leaves and the Merkle root that names a corpus: what a receipt proves, what an erasure leaves standing."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable


def nonce(key: bytes, contribution_id: str) -> str:
    """The 128-bit nonce of a contribution, as 32 hexadecimal characters.

    Derived, not drawn: the first 16 bytes of HMAC-SHA-256(key, ``nonce`` ‖ contribution id). Whoever lacks
    the key cannot tell it from a random one, and importing the same files again gives the same bytes.
    """
    return hmac.digest(key, b"nonce" + contribution_id.encode(), "sha256")[:16].hex()


def leaf(contribution_id: str, nonce_hex: str, public_text: str) -> str:
    """SHA-256(id ‖ nonce ‖ public text) as hexadecimal: id as 16 ASCII bytes, nonce as 16 bytes, UTF-8."""
    return hashlib.sha256(
        contribution_id.encode() + bytes.fromhex(nonce_hex) + public_text.encode()
    ).hexdigest()


def merkle_root(leaves: Iterable[str]) -> str:
    """The root over the sorted leaves, as hexadecimal.

    An inner node is SHA-256(0x01 ‖ left ‖ right): a leaf hashes bytes that begin with an ASCII letter or
    digit, so that neither passes for the other. A node without a right neighbour goes up as it is.
    Without leaves: SHA-256 of nothing.
    """
    level = [bytes.fromhex(item) for item in sorted(leaves)]
    if not level:
        return hashlib.sha256(b"").hexdigest()
    while len(level) > 1:
        pairs = [
            hashlib.sha256(b"\x01" + level[index] + level[index + 1]).digest()
            for index in range(0, len(level) - 1, 2)
        ]
        level = pairs + level[len(pairs) * 2 :]
    return level[0].hex()
