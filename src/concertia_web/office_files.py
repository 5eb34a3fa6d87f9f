"""Office files that people deposit: looked at before a library unpacks them whole in memory."""

from __future__ import annotations

from pathlib import Path, PurePath
from tempfile import TemporaryDirectory

from concertia.corpus.formats.archives import office_archive
from concertia.corpus.formats.port import SourceFile


def check_office_file(data: bytes, name: str) -> None:
    """Raise UnusableSourceError, with a sentence for the person, for a damaged file, a bomb or a password."""
    with TemporaryDirectory() as scratch:
        path = Path(scratch) / "fichier"
        path.write_bytes(data)
        with office_archive(SourceFile(path, PurePath(name).name, len(data), data[: 1 << 16])):
            pass
