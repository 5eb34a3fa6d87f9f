"""A dossier as one canonical ZIP: members stored, sorted, dated 1980-01-01, with fixed attributes.

The same folder always gives the same bytes, so that a verifier can rebuild the container and compare.
"""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from concertia.dossier.manifest import dossier_id, files_of, proper_name, write_manifest
from concertia.dossier.public import derive_public
from concertia.errors import ConcertiaError, VerificationError
from concertia.synthesis.reading import read_result

GRADES = ("public", "restricted")
Render = Callable[[Path], None]
"""Writes the reports of a reading's folder again."""
_EPOCH = (1980, 1, 1, 0, 0, 0)
_REGULAR_FILE = 0o100644 << 16
_UNIX = 3
_BLOCK = 1 << 20


def build(folder: Path, grade: str, out: Path, render: Render | None = None) -> str:
    """Write the dossier of a reading as ``out`` and return its id.

    ``public``: derived from a restricted reading; ``render`` writes its reports again and is required.
    ``restricted``: the folder as it is. Raises ConcertiaError for another grade, or a public folder from
    which a restricted dossier is asked.
    """
    if grade not in GRADES:
        raise ConcertiaError(
            f"Degré inconnu : « {grade} ». Choisissez public ou restricted.",
            f"Unknown grade: “{grade}”. Choose public or restricted.",
        )
    stated = read_result(folder)["grade"]
    if stated == grade:
        write_zip(folder, out)
        return dossier_id(folder)
    if stated != "restricted" or render is None:
        raise ConcertiaError(
            "Un dossier restreint ne se refait pas à partir d'un dossier public, et un dossier public "
            "demande de réécrire les rapports.",
            "A restricted dossier cannot be made from a public one, and a public one needs its reports "
            "written again.",
        )
    with TemporaryDirectory() as scratch:
        public = Path(scratch) / "public"
        derive_public(folder, public)
        render(public)
        identifier = write_manifest(public)
        write_zip(public, out)
    return identifier


def write_zip(folder: Path, out: Path) -> None:
    """Write all files of a folder as a canonical ZIP; ``out`` appears complete or not at all."""
    part = out.with_name(out.name + ".part")
    with zipfile.ZipFile(part, "w", zipfile.ZIP_STORED) as archive:
        for name in files_of(folder):
            path = folder / name
            member = zipfile.ZipInfo(name, date_time=_EPOCH)
            member.create_system = _UNIX
            member.external_attr = _REGULAR_FILE
            member.file_size = path.stat().st_size
            with path.open("rb") as source, archive.open(member, "w") as target:
                shutil.copyfileobj(source, target, _BLOCK)
    part.replace(out)


def extract_zip(archive_path: Path, folder: Path) -> None:
    """Extract a dossier. Raises VerificationError for anything a canonical ZIP does not hold."""
    try:
        with zipfile.ZipFile(archive_path) as archive:
            for member in archive.infolist():
                if member.compress_type != zipfile.ZIP_STORED or not proper_name(member.filename):
                    raise VerificationError(
                        f"Membre inattendu dans l'archive : {member.filename!a}.",
                        f"Unexpected member in the archive: {member.filename!a}.",
                    )
                target = folder / member.filename
                target.parent.mkdir(parents=True, exist_ok=True)
                with archive.open(member) as source, target.open("xb") as stream:
                    shutil.copyfileobj(source, stream, _BLOCK)
    except (zipfile.BadZipFile, EOFError, OSError, ValueError, NotImplementedError, RuntimeError) as error:
        raise VerificationError(
            f"L'archive ne se lit pas : elle a été modifiée ou coupée ({type(error).__name__}).",
            f"The archive cannot be read: it was altered or cut ({type(error).__name__}).",
        ) from error


def is_canonical(archive_path: Path, folder: Path) -> bool:
    """Whether the archive is, byte for byte, the one that the extracted ``folder`` gives."""
    with TemporaryDirectory() as scratch:
        again = Path(scratch) / "again.zip"
        write_zip(folder, again)
        return same_bytes(again, archive_path)


def same_bytes(one: Path, other: Path) -> bool:
    """Whether two files hold the same bytes."""
    if one.stat().st_size != other.stat().st_size:
        return False
    with one.open("rb") as first, other.open("rb") as second:
        while block := first.read(_BLOCK):
            if block != second.read(_BLOCK):
                return False
    return True
