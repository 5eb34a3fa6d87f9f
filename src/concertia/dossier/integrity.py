"""First part of a verification: no byte has changed since the manifest was written."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from concertia.dossier.archive import is_canonical
from concertia.dossier.lines import CheckLine, guarded, listed
from concertia.dossier.manifest import (
    SIGNATURE,
    SUMS,
    UNLISTED,
    dossier_id,
    hashes_of,
    read_manifest,
    sums_of,
)
from concertia.dossier.signature import SCHEMA as SIGNATURE_SCHEMA
from concertia.dossier.signature import holds, read_signature


def check_integrity(folder: Path) -> list[CheckLine]:
    """Every file against ``MANIFEST.json`` and ``SHA256SUMS``, none missing, none unknown."""

    def check() -> list[CheckLine]:
        hashes = hashes_of(folder)
        return [
            *guarded("Manifeste", "Manifest", lambda: [_manifest(folder, hashes)]),
            *guarded("Sommes de contrôle", "Checksums", lambda: [_sums(folder, hashes)]),
        ]

    return guarded("Fichiers", "Files", check)


def _manifest(folder: Path, hashes: dict[str, str]) -> CheckLine:
    stated = read_manifest(folder)
    fr, en = (
        f"Manifeste : {len(stated)} fichiers, aucun modifié",
        f"Manifest: {len(stated)} files, none altered",
    )
    return listed(fr, en, _differences(folder, stated, hashes))


def _differences(folder: Path, stated: dict[str, Any], hashes: dict[str, str]) -> Iterator[str]:
    present = set(hashes) - UNLISTED
    for name in present - set(stated):
        yield f"{name} (inconnu / unknown)"
    for name, entry in stated.items():
        if name not in present:
            yield f"{name} (absent / missing)"
        elif entry != {"bytes": (folder / name).stat().st_size, "sha256": hashes[name]}:
            yield name


def _sums(folder: Path, hashes: dict[str, str]) -> CheckLine:
    fr, en = f"{SUMS} : exact et complet", f"{SUMS}: exact and complete"
    stated, expected = (folder / SUMS).read_bytes(), sums_of(hashes)
    if stated == expected:
        return CheckLine(True, fr, en)
    changed = set(stated.split(b"\n")) ^ set(expected.split(b"\n"))
    names = {line.partition(b"  ")[2].decode("ascii", "replace") or SUMS for line in changed}
    return listed(fr, en, names or {SUMS})


def check_container(archive: Path, folder: Path) -> CheckLine:
    """The archive is, byte for byte, what the extracted files give."""
    fr, en = "Archive : refaite à l'identique", "Archive: rebuilt byte for byte"
    return CheckLine(True, fr, en) if is_canonical(archive, folder) else listed(fr, en, [archive.name])


def check_identity(folder: Path, expect: str | None) -> list[CheckLine]:
    """The dossier id, compared with the one expected if it was given."""
    identifier = dossier_id(folder)
    lines = [CheckLine(True, f"Identifiant du dossier : {identifier}", f"Dossier id: {identifier}")]
    if expect is not None and identifier != expect.strip().lower():
        lines.append(
            CheckLine(
                False,
                f"Ce n'est pas le dossier attendu ({expect}) : un autre a été publié à sa place.",
                f"This is not the expected dossier ({expect}): another was put in its place.",
            )
        )
    elif expect is not None:
        lines.append(CheckLine(True, "C'est bien le dossier attendu.", "This is the expected dossier."))
    return lines


def check_signature(folder: Path, key: str | None) -> list[CheckLine]:
    """The signature, if any; made with ``key`` (public, hexadecimal) if one is given."""
    record = read_signature(folder)
    if record is None:
        if key is None:
            return []
        return [CheckLine(False, "Le dossier n'est pas signé.", "The dossier is not signed.")]
    intact = set(record) == {"schema", "dossier_id", "public_key", "signature"} and holds(record)
    if not intact or record["schema"] != SIGNATURE_SCHEMA or record["dossier_id"] != dossier_id(folder):
        return [CheckLine(False, f"{SIGNATURE} : signature fausse", f"{SIGNATURE}: wrong signature")]
    owner = str(record["public_key"])
    if key is not None and owner != key.strip().lower():
        return [CheckLine(False, f"Signé avec une autre clé : {owner}", f"Signed with another key: {owner}")]
    return [CheckLine(True, f"Signature valable de la clé {owner}", f"Valid signature by key {owner}")]
