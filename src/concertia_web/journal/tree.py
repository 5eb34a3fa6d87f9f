"""The Merkle tree of a block (as RFC 6962): the root of an ordered list, the proof of being in it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

LEAF, NODE = b"\x00", b"\x01"


def leaf_hash(content: bytes) -> bytes:
    """The hash of a leaf: never that of a node."""
    return hashlib.sha256(LEAF + content).digest()


def root_of(leaves: Sequence[bytes]) -> bytes:
    """The root over leaf hashes in this order; without leaves, SHA-256 of nothing."""
    if not leaves:
        return hashlib.sha256().digest()
    if len(leaves) == 1:
        return leaves[0]
    middle = _middle(len(leaves))
    return _node(root_of(leaves[:middle]), root_of(leaves[middle:]))


def proofs_of(leaves: Sequence[bytes]) -> list[list[bytes]]:
    """For each leaf, the sister hashes from it up to the root."""
    return _climb(leaves)[1]


def root_by_proof(leaf: bytes, place: int, count: int, proof: Sequence[bytes]) -> bytes:
    """The root that a leaf and its proof give: the entry is in the block where it is the root of the block.

    Raises ValueError where the proof has not the length of a tree of ``count`` leaves.
    """
    if count == 1:
        if proof:
            raise ValueError("the proof is too long")
        return leaf
    if not proof or not 0 <= place < count:
        raise ValueError("the proof is too short")
    middle = _middle(count)
    if place < middle:
        return _node(root_by_proof(leaf, place, middle, proof[:-1]), proof[-1])
    return _node(proof[-1], root_by_proof(leaf, place - middle, count - middle, proof[:-1]))


def _climb(leaves: Sequence[bytes]) -> tuple[bytes, list[list[bytes]]]:
    if len(leaves) == 1:
        return leaves[0], [[]]
    middle = _middle(len(leaves))
    left, on_left = _climb(leaves[:middle])
    right, on_right = _climb(leaves[middle:])
    proofs = [[*proof, right] for proof in on_left] + [[*proof, left] for proof in on_right]
    return _node(left, right), proofs


def _middle(count: int) -> int:
    """The largest power of two below the count."""
    return 1 << (count - 1).bit_length() - 1


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(NODE + left + right).digest()
