"""The manifest of a dossier: the hash of every file, and the one number that names them all.

``MANIFEST.json`` lists every file but itself, ``run.json``, ``SHA256SUMS`` and ``SIGNATURE.json``; its own
SHA-256 is the *dossier id*. ``SHA256SUMS`` (coreutils format) covers every file but itself.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from concertia.errors import VerificationError
from concertia.storage.canonical import canonical_json, sha256_bytes, sha256_file

MANIFEST, SUMS, RUN, SIGNATURE = "MANIFEST.json", "SHA256SUMS", "run.json", "SIGNATURE.json"
UNLISTED = frozenset({MANIFEST, SUMS, RUN, SIGNATURE})
SCHEMA = "concertia/manifest/1"


def write_manifest(folder: Path) -> str:
    """Write ``MANIFEST.json`` then ``SHA256SUMS``; return the dossier id (64 hexadecimal characters).

    Raises VerificationError for a file name that has no place in a dossier.
    """
    content = canonical_json(manifest_of(folder))
    (folder / MANIFEST).write_bytes(content)
    write_sums(folder)
    return sha256_bytes(content)


def write_sums(folder: Path) -> None:
    """Write ``SHA256SUMS``: to be done again after ``run.json`` or ``SIGNATURE.json`` changes."""
    (folder / SUMS).write_bytes(sums_of(hashes_of(folder)))


def dossier_id(folder: Path) -> str:
    """SHA-256 of ``MANIFEST.json``. Raises VerificationError where there is none."""
    path = folder / MANIFEST
    if not path.is_file():
        raise VerificationError(
            f"« {folder.name} » n'est pas un dossier de concertation : il n'y a pas de {MANIFEST}. "
            "Donnez le dossier écrit par « concertia analyse », ou son archive.",
            f"“{folder.name}” is not a dossier: there is no {MANIFEST}. "
            "Give the folder written by “concertia analyse”, or its archive.",
        )
    return sha256_file(path)


def manifest_of(folder: Path) -> dict[str, Any]:
    """The manifest as it should be for the files that are there."""
    files = {
        name: {"bytes": (folder / name).stat().st_size, "sha256": sha256_file(folder / name)}
        for name in files_of(folder)
        if name not in UNLISTED
    }
    return {"schema": SCHEMA, "files": files}


def read_manifest(folder: Path) -> dict[str, Any]:
    """The ``files`` of ``MANIFEST.json``. Raises ValueError where it is not a canonical manifest."""
    content = (folder / MANIFEST).read_bytes()
    manifest = json.loads(content)
    if not isinstance(manifest, dict) or manifest.get("schema") != SCHEMA:
        raise ValueError("not a manifest")
    if canonical_json(manifest) != content:
        raise ValueError("not canonical")
    files: dict[str, Any] = manifest["files"]
    return files


def hashes_of(folder: Path) -> dict[str, str]:
    """SHA-256 of each file but ``SHA256SUMS``, by relative name in byte order."""
    return {name: sha256_file(folder / name) for name in files_of(folder) if name != SUMS}


def sums_of(hashes: dict[str, str]) -> bytes:
    """``SHA256SUMS`` as it should be for files with these hashes."""
    return "".join(f"{value}  {name}\n" for name, value in hashes.items()).encode()


def files_of(folder: Path) -> list[str]:
    """Relative names of all files under a folder, with ``/``, in byte order.

    Raises VerificationError for anything but plain files, or a name that could not be written down.
    """
    names = []
    for path in folder.rglob("*"):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink() or not (path.is_file() or path.is_dir()) or not proper_name(name):
            raise VerificationError(
                f"« {name!a} » n'a pas sa place dans un dossier : ni lien, ni nom à caractères spéciaux.",
                f"“{name!a}” has no place in a dossier: no link, no name with special characters.",
            )
        if path.is_file():
            names.append(name)
    return sorted(names, key=str.encode)


def proper_name(name: str) -> bool:
    """Whether a member name is plain: printable ASCII, relative, without backslash or ``..``."""
    parts = name.split("/")
    plain = name.isascii() and name.isprintable() and "\\" not in name and ":" not in name
    return plain and all(part not in ("", ".", "..") for part in parts)
