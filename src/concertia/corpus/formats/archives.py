"""Office files are ZIP archives of XML: opened only after checking what they would unpack to."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from lxml import etree

from concertia.corpus.formats.port import SourceFile
from concertia.errors import UnusableSourceError

MAX_UNPACKED = 400 << 20
"""Bytes that one office file may unpack to."""
MAX_SHARED_STRINGS = 150 << 20
MAX_RATIO = 250
"""Unpacked over packed size of one member; ordinary sheets stay below 40."""
RATIO_COUNTS_ABOVE = 20 << 20
PROBLEMS = (
    *(zipfile.BadZipFile, zlib.error, etree.XMLSyntaxError),
    *(KeyError, ValueError, OSError, EOFError, NotImplementedError),
)
"""What a damaged archive, or the XML inside, raises."""
MAX_MEMBERS = 20_000


@contextmanager
def office_archive(file: SourceFile) -> Iterator[zipfile.ZipFile]:
    """The archive, once checked. Raises UnusableSourceError for damaged files, bombs and passwords.

    What reading a damaged member raises inside the ``with`` is explained in the same way.
    """
    try:
        archive = zipfile.ZipFile(file.path)
    except PROBLEMS as error:
        raise damaged(file) from error
    with archive:
        _check(file, archive.infolist())
        try:
            yield archive
        except PROBLEMS as error:
            raise damaged(file) from error


def _check(file: SourceFile, members: list[zipfile.ZipInfo]) -> None:
    if any(member.flag_bits & 1 for member in members):
        raise protected(file)
    total = sum(member.file_size for member in members)
    swollen = any(
        member.file_size > RATIO_COUNTS_ABOVE and member.file_size > MAX_RATIO * max(1, member.compress_size)
        for member in members
    )
    strings = max((m.file_size for m in members if m.filename.endswith("sharedStrings.xml")), default=0)
    if total > MAX_UNPACKED or swollen or strings > MAX_SHARED_STRINGS or len(members) > MAX_MEMBERS:
        raise UnusableSourceError(
            f"« {file.name} » se déplie en {total >> 20:,} Mo, bien plus que ce qu'un fichier bureautique "
            "contient : il n'est pas ouvert, par sécurité. Si c'est un vrai tableau, exportez-le en CSV "
            "(UTF-8).",
            f"“{file.name}” unpacks to {total >> 20:,} MB, far more than an office file holds: it is not "
            f"opened, "
            "for safety. If it is a real table, export it as CSV (UTF-8).",
        )


def protected(file: SourceFile) -> UnusableSourceError:
    """What to say of an office file that asks for a password."""
    return UnusableSourceError(
        f"« {file.name} » est protégé par un mot de passe. Enlevez-le, puis recommencez.",
        f"“{file.name}” is protected by a password. Remove it, then try again.",
    )


def damaged(file: SourceFile) -> UnusableSourceError:
    """What to say of an office file that does not open, or whose content makes no sense."""
    old = file.head.startswith(b"\xd0\xcf\x11\xe0")
    if old:
        return UnusableSourceError(
            f"« {file.name} » est un fichier Office d'avant 2007, ou protégé par un mot de passe. Ouvrez-le "
            f"et "
            "enregistrez-le sans mot de passe en .xlsx ou .docx.",
            f"“{file.name}” is an Office file from before 2007, or protected by a password. Open it and "
            f"save it "
            "without password as .xlsx or .docx.",
        )
    return UnusableSourceError(
        f"« {file.name} » est abîmé ou incomplet : il ne s'ouvre pas. Téléchargez-le ou exportez-le à "
        f"nouveau.",
        f"“{file.name}” is damaged or cut short: it does not open. Download or export it again.",
    )
