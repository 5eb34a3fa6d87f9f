"""Why the file system refused, in plain words."""

from __future__ import annotations

import errno

REFUSALS = {
    errno.ENOENT: "fichier ou dossier introuvable",
    errno.EACCES: "droits insuffisants",
    errno.EPERM: "droits insuffisants",
    errno.EISDIR: "c'est un dossier",
    errno.ENOTDIR: "un fichier porte le nom d'un de ses dossiers",
    errno.ENOSPC: "plus de place sur le disque",
    errno.EROFS: "disque en lecture seule",
    errno.ENAMETOOLONG: "nom trop long",
}


def refusal(error: Exception) -> tuple[str, str]:
    """The reason in French, and in English as the system gives it; DuckDB gives it in one language only."""
    if not isinstance(error, OSError):
        return str(error), str(error)
    en = error.strerror or type(error).__name__
    return REFUSALS.get(error.errno or 0, en), en
