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


PRIME = 2**255 - 19
CURVE = -121665 * pow(121666, -1, PRIME)
EIGHT = "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"


def weak_points() -> list[str]:
    """Every encoding, canonical or not, of the points whose order divides 8."""
    eight = int.from_bytes(bytes.fromhex(EIGHT), "little")
    ordinates = [0, 1, PRIME - 1, eight, PRIME - eight]
    spellings = [y + turn for y in ordinates for turn in (0, PRIME) if y + turn < 2**255]
    signs = (0, 1 << 255)
    return [(y + sign).to_bytes(32, "little").hex() for y in spellings for sign in signs]


def test_the_point_of_order_eight_is_one() -> None:
    y = int.from_bytes(bytes.fromhex(EIGHT), "little")
    assert (2 * y**2 + CURVE * y**4 - 1) % PRIME == 0, "its double has ordinate 0, and order 4"


@pytest.mark.parametrize("point", ["00" * 32, "01" + "00" * 31, *weak_points()])
def test_a_key_that_anybody_can_sign_for_is_refused(tmp_path: Path, point: str) -> None:
    forged = {"a": 1, "public_key": point}
    for commitment in ("01" + "00" * 31, "00" * 32, point):
        assert not any(holds({**forged, "n": n, "signature": commitment + "00" * 32}) for n in range(16))
    create_key(tmp_path / "cle")
    record = signed_record({"a": 1}, load_key(tmp_path / "cle"))
    assert not holds({**record, "signature": point + record["signature"][64:]})


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
