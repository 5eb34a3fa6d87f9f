"""``concertia verify``: off line, one line per check. Nothing is trusted but what is recomputed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from concertia.dossier.archive import extract_zip
from concertia.dossier.checks import (
    check_figures,
    check_import,
    check_leaves,
    check_links,
    check_public_votes,
    check_small_cells,
    check_units,
)
from concertia.dossier.codes import check_codes
from concertia.dossier.integrity import check_container, check_identity, check_integrity, check_signature
from concertia.dossier.lines import CheckLine, guarded
from concertia.dossier.public import read_public
from concertia.dossier.redaction import check_redactions, erased_contributions
from concertia.dossier.wording import check_wording
from concertia.errors import ConcertiaError, VerificationError
from concertia.synthesis.reading import read_reading, read_result

Recompute = Callable[[Path], Sequence[CheckLine]]
"""Runs the analysis of a folder again and says what differs (execution layer)."""

FORGERY = CheckLine(
    True,
    "Ces contrôles trouvent tout octet modifié après coup. Une falsification cohérente de tous les fichiers "
    "ne se voit qu'avec --expect (identifiant publié ailleurs) ou --key (clé du signataire).",
    "These checks find any byte altered afterwards. A coherent forgery of all the files is only seen with "
    "--expect (id published elsewhere) or --key (signer's key).",
)
FORGED_TEXTS = CheckLine(
    True,
    "L'analyse refaite part des textes du dossier : qu'ils soient ceux d'origine n'est prouvé que par "
    "--expect (identifiant publié ailleurs) ou --key (clé du signataire).",
    "The analysis run again starts from the texts of the dossier: that they are the original ones is only "
    "proven by --expect (id published elsewhere) or --key (signer's key).",
)


def verify(
    path: Path,
    *,
    expect: str | None = None,
    key: str | None = None,
    recompute: Recompute | None = None,
) -> list[CheckLine]:
    """Check a dossier (folder or archive). It holds if every line does.

    ``expect``: dossier id published elsewhere; ``key``: public key (hexadecimal) that must have signed the
    dossier and its erasures; ``recompute``: runs the whole analysis again. Never raises for what the
    dossier holds; raises VerificationError where ``path`` does not exist.
    """
    try:
        with opened(path) as folder:
            lines = [] if folder == path else [check_container(path, folder)]
            lines += _check_folder(folder, expect, key)
            if recompute is not None:
                lines += guarded("Analyse refaite", "Analysis run again", lambda: recompute(folder))
    except UnreadableArchiveError as problem:
        return [CheckLine(False, problem.fr, problem.en)]
    if key or expect:
        return lines
    return [*lines, FORGED_TEXTS if recompute else FORGERY]


class UnreadableArchiveError(VerificationError):
    """An archive that cannot even be opened."""


@contextmanager
def opened(path: Path) -> Iterator[Path]:
    """The folder of a dossier; an archive is extracted for the time of the block.

    Raises VerificationError where there is nothing, UnreadableArchiveError for an altered archive.
    """
    if path.is_dir():
        yield path
        return
    if not path.is_file():
        raise VerificationError(
            f"« {path} » n'existe pas. Donnez un dossier ou une archive .zip.",
            f"“{path}” does not exist. Give a folder or a .zip archive.",
        )
    with TemporaryDirectory() as scratch:
        folder = Path(scratch) / "dossier"
        folder.mkdir()
        try:
            extract_zip(path, folder)
        except ConcertiaError as problem:
            raise UnreadableArchiveError(problem.fr, problem.en) from problem
        yield folder


def _check_folder(folder: Path, expect: str | None, key: str | None) -> list[CheckLine]:
    return [
        *guarded("Identifiant", "Identity", lambda: check_identity(folder, expect)),
        *check_integrity(folder),
        *guarded("Signature", "Signature", lambda: check_signature(folder, key)),
        *guarded("Lecture", "Reading", lambda: _check_content(folder, key)),
    ]


def _check_content(folder: Path, key: str | None) -> list[CheckLine]:
    result = read_result(folder)
    public = result["grade"] == "public"
    reading = read_public(folder, result) if public else read_reading(folder, result)
    corpus, erased = reading.corpus, erased_contributions(folder)
    lines = [
        *guarded("Retraits", "Erasures", lambda: check_redactions(folder, corpus, key)),
        *guarded("Contributions", "Contributions", lambda: check_leaves(corpus, result, erased)),
        *guarded("Import", "Import", lambda: check_import(folder, corpus, result)),
        *guarded("Unités", "Units", lambda: check_units(reading)),
        *guarded("Codes", "Codes", lambda: check_codes(reading)),
        *guarded("Liens", "Links", lambda: check_links(reading, result)),
        *guarded("Formulations", "Wordings", lambda: check_wording(reading, result)),
        *guarded("Chiffres", "Figures", lambda: check_figures(reading, folder, result)),
        *guarded("Petits effectifs", "Small cells", lambda: check_small_cells(result, reading)),
    ]
    if public:
        lines += guarded("Votes", "Votes", lambda: check_public_votes(folder, result))
    return lines
