"""Keys and signatures."""

from __future__ import annotations

from pathlib import Path

import pytest

from concertia.dossier.integrity import check_signature
from concertia.dossier.manifest import SIGNATURE, dossier_id
from concertia.dossier.signature import create_key, holds, load_key, public_key, sign, signed_record
from concertia.dossier.verify import verify
from concertia.errors import ConcertiaError


def test_a_key_is_created_once_and_read_by_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "cle"
    assert create_key(path) == public_key(load_key(path))
    assert path.stat().st_mode & 0o077 == 0
    with pytest.raises(FileExistsError):
        create_key(path)


@pytest.mark.parametrize("content", ["", "zz", "00" * 31])
def test_what_is_no_key_is_explained(tmp_path: Path, content: str) -> None:
    path = tmp_path / "cle"
    path.write_text(content)
    with pytest.raises(ConcertiaError, match="clé privée"):
        load_key(path)


def test_a_record_does_not_hold_once_altered(tmp_path: Path) -> None:
    create_key(tmp_path / "cle")
    record = signed_record({"a": 1}, load_key(tmp_path / "cle"))
    assert holds(record)
    for name in record:
        assert not holds({**record, name: "00" * 32})
        assert not holds({key: value for key, value in record.items() if key != name})
    assert not holds({**record, "b": 2})
    assert not holds({**record, "signature": record["signature"].upper()})


def test_signing_keeps_the_dossier_id_and_every_byte_of_the_signature_counts(
    dossier: Path, tmp_path: Path
) -> None:
    before = dossier_id(dossier)
    owner = create_key(tmp_path / "cle")
    sign(dossier, load_key(tmp_path / "cle"))
    assert dossier_id(dossier) == before
    assert all(line.ok for line in verify(dossier, key=owner))
    path = dossier / SIGNATURE
    content = path.read_bytes()
    for place in range(len(content)):
        altered = bytearray(content)
        altered[place] ^= 1
        path.write_bytes(altered)
        try:
            lines = check_signature(dossier, owner)
        except ValueError:
            continue
        assert not all(line.ok for line in lines), place
