"""Whether a corpus may be written where the person asks: never over anything else, never over a source."""

from __future__ import annotations

import errno
import os
from collections.abc import Sequence
from pathlib import Path

from concertia.corpus.folder import WRITTEN
from concertia.corpus.refusals import refusal
from concertia.errors import UnusableSourceError
from concertia.storage.folders import PARTIAL


def check_out(out: Path, sources: Sequence[Path]) -> None:
    """Raise UnusableSourceError unless ``out`` is missing, empty or an earlier corpus, and can be written.

    A folder that is read, or that holds what is read, is never written over.
    """
    place = out.resolve()
    read = [source.resolve() for source in sources if source.exists()]
    if any(place == source or place in source.parents for source in read):
        raise UnusableSourceError(
            f"« {out} » contient les fichiers à importer : le corpus les remplacerait. Donnez un autre "
            "dossier avec --out, nouveau ou vide.",
            f"“{out}” holds the files to import: the corpus would replace them. Give another folder with "
            "--out, new or empty.",
        )
    names = {item.name for item in out.iterdir()} - {PARTIAL} if out.is_dir() else set()
    other = sorted(names - WRITTEN)
    if "import.json" in names and other:
        raise UnusableSourceError(
            f"« {out} » contient un corpus et autre chose (« {other[0]} »), qui serait effacé. Rangez-le "
            "ailleurs, ou donnez un dossier nouveau ou vide avec --out.",
            f"“{out}” holds a corpus and something else (“{other[0]}”), which would be erased. Move it "
            "elsewhere, or give a new or empty folder with --out.",
        )
    if names and "import.json" not in names:
        raise UnusableSourceError(
            f"« {out} » contient déjà autre chose qu'un corpus. Donnez un dossier nouveau ou vide avec "
            "--out.",
            f"“{out}” already holds something else than a corpus. Give a new or empty folder with --out.",
        )
    nearest = next(folder for folder in (place, *place.parents) if folder.exists())
    if not nearest.is_dir():
        raise unwritable(out, NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR)))
    if not os.access(nearest, os.W_OK | os.X_OK):
        raise unwritable(out, PermissionError(errno.EACCES, os.strerror(errno.EACCES)))


def unwritable(out: Path, error: Exception) -> UnusableSourceError:
    """What to say where the file system refuses."""
    fr, en = refusal(error)
    return UnusableSourceError(
        f"Le corpus ne peut pas être écrit dans « {out} » ({fr}). Donnez avec --out un dossier où vous avez "
        "le droit d'écrire et où il reste de la place.",
        f"The corpus cannot be written to “{out}” ({en}). Give with --out a folder where you may write and "
        "where there is room.",
    )
