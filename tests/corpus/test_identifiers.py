from __future__ import annotations

import hashlib
import stat
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from concertia.corpus.identifiers import content_id, contribution_id, row_contribution_id, unit_id
from concertia.corpus.leaves import leaf, merkle_root, nonce
from concertia.corpus.pseudonyms import fingerprint, load_or_create_key, pseudonym
from concertia.errors import UnusableSourceError

FIELDS = st.tuples(st.text(st.characters()), st.text(st.characters()), st.text(st.characters()))


@given(FIELDS, FIELDS)
def test_two_records_never_share_an_id(one: tuple[str, str, str], other: tuple[str, str, str]) -> None:
    assume(one != other)
    assert contribution_id(*one) != contribution_id(*other)


def test_separators_are_not_ambiguous() -> None:
    assert contribution_id("a", "bc", "d") != contribution_id("ab", "c", "d")
    assert row_contribution_id("f" * 64, 11) != row_contribution_id("f" * 64 + "1", 1)


def test_ids_are_those_published() -> None:
    assert contribution_id("polis", "2demo", "12") == hashlib.sha256(b"5:polis5:2demo2:12").hexdigest()[:16]
    assert unit_id("0123456789abcdef", 3, 17) == "0123456789abcdef:3-17"
    assert content_id(["b:0-1", "a:0-1"]) == hashlib.sha256(b"a:0-1\nb:0-1").hexdigest()[:8]
    assert content_id(["b:0-1", "a:0-1", "a:0-1"]) == content_id(["a:0-1", "b:0-1"])


def test_a_leaf_is_the_hash_of_id_nonce_and_public_text() -> None:
    expected = hashlib.sha256(b"0123456789abcdef" + bytes(range(16)) + "été".encode()).hexdigest()
    assert leaf("0123456789abcdef", bytes(range(16)).hex(), "été") == expected


def test_nonces_depend_on_the_key_and_the_contribution() -> None:
    assert len(nonce(b"k" * 32, "a")) == 32
    assert nonce(b"k" * 32, "a") == nonce(b"k" * 32, "a")
    assert len({nonce(b"k" * 32, "a"), nonce(b"k" * 32, "b"), nonce(b"l" * 32, "a")}) == 3


@given(st.lists(st.binary(min_size=32, max_size=32).map(bytes.hex), unique=True, max_size=20))
def test_the_root_ignores_order_and_sees_every_leaf(leaves: list[str]) -> None:
    root = merkle_root(leaves)
    assert root == merkle_root(reversed(leaves))
    for index in range(len(leaves)):
        assert merkle_root(leaves[:index] + leaves[index + 1 :]) != root
    changed = [*leaves[:-1], "00" * 32] if leaves and leaves[-1] != "00" * 32 else [*leaves, "ff" * 32]
    assert merkle_root(changed) != root


def test_the_root_of_three_leaves_by_hand() -> None:
    one, two, three = (bytes([value]) * 32 for value in (1, 2, 3))
    pair = hashlib.sha256(b"\x01" + one + two).digest()
    assert (
        merkle_root([three.hex(), one.hex(), two.hex()]) == hashlib.sha256(b"\x01" + pair + three).hexdigest()
    )
    assert merkle_root([]) == hashlib.sha256(b"").hexdigest()


@given(FIELDS, FIELDS)
def test_pseudonyms_do_not_mix_scope_source_and_id(
    one: tuple[str, str, str], other: tuple[str, str, str]
) -> None:
    assume(one != other)
    assert pseudonym(b"key", *one) != pseudonym(b"key", *other)
    assert pseudonym(b"key", *one) != pseudonym(b"other", *one)


def test_the_key_is_created_once_and_private(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    key = load_or_create_key(None)
    path = tmp_path / "config" / "concertia" / "pseudonym.key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert load_or_create_key(None) == key
    assert len(key) == 64
    assert key.decode() not in fingerprint(key)
    assert fingerprint(key) != fingerprint(load_or_create_key(tmp_path / "other.key"))


def test_an_unusable_key_is_explained(tmp_path: Path) -> None:
    (tmp_path / "short.key").write_bytes(b"abc\n")
    with pytest.raises(UnusableSourceError, match="trop courte"):
        load_or_create_key(tmp_path / "short.key")
    with pytest.raises(UnusableSourceError, match="ni lue ni créée"):
        load_or_create_key(tmp_path / "short.key" / "below")
