"""From what the user gave (files, folders) to groups of files, each with the format that reads it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from concertia.corpus.formats.port import Format, SourceFile
from concertia.corpus.formats.registry import FORMATS
from concertia.corpus.refusals import refusal
from concertia.errors import UnusableSourceError
from concertia.storage.folders import PARTIAL

HEAD = 64 * 1024
TABLE = "table"
_NEVER_READ = ("readme", "license", "licence", "copying", "attribution")


_PICTURE = (
    "C'est une image : recopiez ce qui y est écrit dans un fichier texte, une idée par ligne.",
    "It is a picture: copy what is written on it to a text file, one idea per line.",
)
_SOUND = (
    "C'est un enregistrement : transcrivez-le d'abord, puis donnez le texte.",
    "It is a recording: transcribe it first, then give the text.",
)
_ARCHIVE = (
    "C'est une archive : décompressez-la, puis donnez le dossier obtenu.",
    "It is an archive: unpack it, then give the folder.",
)
_TEXT = (
    "Ouvrez-le dans votre traitement de texte et enregistrez-le en .docx ou en .txt.",
    "Open it in your word processor and save it as .docx or .txt.",
)
_SHEET = (
    "Ouvrez-le dans votre tableur et enregistrez-le en .xlsx ou en CSV (UTF-8).",
    "Open it in your spreadsheet and save it as .xlsx or CSV (UTF-8).",
)
ADVICE = {
    **dict.fromkeys((".png", ".jpg", ".jpeg", ".gif", ".webp", ".heic", ".tif", ".tiff", ".bmp"), _PICTURE),
    **dict.fromkeys((".mp3", ".m4a", ".wav", ".ogg", ".mp4", ".mov"), _SOUND),
    **dict.fromkeys((".zip", ".7z", ".rar", ".gz", ".tar"), _ARCHIVE),
    **dict.fromkeys((".rtf", ".pages", ".html", ".htm"), _TEXT),
    **dict.fromkeys((".ods", ".numbers", ".xlsb"), _SHEET),
}
"""By extension: what to do with a file that no format reads, in French and in English."""
OTHERWISE = (
    "Si c'est un tableau, ajoutez --format table ; une liste de notes, --format notes ; un document, "
    "--format document. Sinon, enregistrez-le en CSV (UTF-8) ou en texte, une contribution par ligne.",
    "If it is a table, add --format table; a list of notes, --format notes; a document, --format document. "
    "Otherwise save it as CSV (UTF-8) or as text, one contribution per line.",
)


@dataclass(frozen=True)
class Gathered:
    """Groups of files with their format, in an order that does not depend on how they were given."""

    groups: list[tuple[Format, list[SourceFile]]]
    unread: list[SourceFile]
    """Files found in folders that no format knows."""
    named: frozenset[Path]
    """Paths of the files that the person named."""
    skipped: dict[Path, str]
    """What to say of the folders that were not entered: readings, and what a run is still writing."""


def gather(sources: Sequence[Path], format_name: str | None, *, mapped: bool = False) -> Gathered:
    """Walk the sources and ask each format for its files. ``mapped``: a column mapping was given.

    Raises UnusableSourceError for a path that does not exist, a file named by the user that no format
    knows, or sources in which nothing was recognised.
    """
    found = _walk(sources)
    remaining = [file for file, _ in found]
    named = frozenset(file.path for file, given in found if given)
    formats = _formats(format_name, mapped=mapped)
    groups: list[tuple[Format, list[SourceFile]]] = []
    for form in formats:
        taken = form.detect(remaining)
        if mapped and form.name == TABLE:  # a mapping says that a text named beside it is a table
            known = _paths(taken)
            taken += [[file] for file in remaining if file.path in named - known and _is_text(file)]
        groups += [(form, group) for group in taken]
        known = _paths(taken)
        remaining = [file for file in remaining if file.path not in known]
    for file in remaining:
        if file.path in named and (format_name is None or file.size == 0):
            raise _unknown(file)
        if file.path in named:
            groups.append((formats[0], [file]))
    unread = [file for file in remaining if file.path not in named]
    if not groups:
        raise _nothing(sources)
    return Gathered(groups, unread, named, _skipped(sources))


def _formats(name: str | None, *, mapped: bool) -> list[Format]:
    if name is None:
        return sorted(FORMATS, key=lambda form: mapped and form.name != TABLE)
    chosen = [form for form in FORMATS if form.name == name]
    if not chosen:
        known = ", ".join(form.name for form in FORMATS)
        raise UnusableSourceError(
            f"Le format « {name} » n'existe pas. Formats connus : {known}. Sans --format, il est reconnu.",
            f"There is no format “{name}”. Known formats: {known}. Without --format it is recognised.",
        )
    return chosen


def _walk(sources: Sequence[Path]) -> list[tuple[SourceFile, bool]]:
    """Files with, for each, whether the user named it; sorted by name, each path once."""
    found: dict[Path, tuple[SourceFile, bool]] = {}
    for source in sources:
        if source.is_dir():
            base = source.resolve()
            corpora = {path.parent for path in base.rglob("contributions.parquet") if _is_corpus(path.parent)}
            if base in corpora:
                raise _already_corpus(source)
            if _is_reading(base):
                raise _already_reading(source)
            left = corpora | set(_readings(base))
            for path in sorted(base.rglob("*")):
                hidden = any(part.startswith(".") for part in path.relative_to(base).parts)
                if path.is_file() and not hidden and left.isdisjoint(path.parents):
                    name = f"{base.name}/{path.relative_to(base).as_posix()}"
                    found.setdefault(path.resolve(), (_source_file(path, name), False))
        elif source.is_file():
            path = source.resolve()
            found[path] = (_source_file(path, source.name), True)
        else:
            raise UnusableSourceError(
                f"« {source} » n'existe pas. Vérifiez le chemin du fichier ou du dossier.",
                f"“{source}” does not exist. Check the path of the file or folder.",
            )
    kept = [item for item in found.values() if item[1] or not _is_about(item[0])]
    return sorted(kept, key=lambda item: (item[0].name, item[0].path.as_posix()))


def _is_corpus(folder: Path) -> bool:
    """Whether an import wrote the folder: what it holds was already read from somewhere else."""
    return (folder / "import.json").is_file() and (folder / "contributions.parquet").is_file()


def _is_reading(folder: Path) -> bool:
    """Whether an analysis wrote the folder: what it holds is ours, not what people said."""
    return (folder / "MANIFEST.json").is_file() and (folder / "result.json").is_file()


def _readings(base: Path) -> list[Path]:
    return [path.parent for path in sorted(base.rglob("MANIFEST.json")) if _is_reading(path.parent)]


def _skipped(sources: Sequence[Path]) -> dict[Path, str]:
    """One sentence for each folder of the sources that was not entered, in the order of their names."""
    told: dict[Path, str] = {}
    for base in (source.resolve() for source in sources if source.is_dir()):
        readings = set(_readings(base))
        unfinished = {path for path in base.rglob(PARTIAL) if path.is_dir()}
        for folder in readings | unfinished:
            if (readings | unfinished).isdisjoint(folder.parents):
                what = "un travail inachevé" if folder in unfinished else "une lecture déjà faite"
                name = f"{base.name}/{folder.relative_to(base).as_posix()}"
                told[folder] = f"dossier passé sans être lu : « {name} » est {what}"
    return dict(sorted(told.items(), key=lambda item: (item[1], item[0])))


def _already_reading(source: Path) -> UnusableSourceError:
    return UnusableSourceError(
        f"« {source} » est une lecture déjà faite : donnez son sous-dossier corpus/ à concertia analyse, ou "
        "importez les fichiers d'origine.",
        f"“{source}” is a reading already made: give its corpus/ subfolder to concertia analyse, or import "
        "the original files.",
    )


def _already_corpus(source: Path) -> UnusableSourceError:
    return UnusableSourceError(
        f"« {source} » est déjà un corpus écrit par cet import. Lisez-le avec concertia analyse, ou "
        "donnez les fichiers d'origine.",
        f"“{source}” is already a corpus written by this import. Read it with concertia analyse, or give the "
        "original files.",
    )


def _paths(groups: Sequence[Sequence[SourceFile]]) -> set[Path]:
    return {file.path for group in groups for file in group}


def _is_text(file: SourceFile) -> bool:
    """Whether a file that no one recognised as a table may be one: a text, not a document nor Markdown."""
    return (
        file.size > 0 and file.path.suffix.lower() in ("", ".txt", ".text", ".dat") and b"\0" not in file.head
    )


def _is_about(file: SourceFile) -> bool:
    return file.path.name.lower().startswith(_NEVER_READ)


def _source_file(path: Path, name: str) -> SourceFile:
    try:
        with path.open("rb") as stream:
            head = stream.read(HEAD)
    except OSError as error:
        fr, en = refusal(error)
        raise UnusableSourceError(
            f"« {name} » ne peut pas être lu ({fr}). Vérifiez les droits du fichier.",
            f"“{name}” cannot be read ({en}). Check the permissions of the file.",
        ) from error
    return SourceFile(path, name, path.stat().st_size, head)


def _unknown(file: SourceFile) -> UnusableSourceError:
    if file.size == 0:
        return UnusableSourceError(
            f"« {file.name} » est vide (0 octet). Exportez-le à nouveau.",
            f"“{file.name}” is empty (0 bytes). Export it again.",
        )
    fr, en = ADVICE.get(file.path.suffix.lower(), OTHERWISE)
    return UnusableSourceError(
        f"« {file.name} » n'est d'aucun format que Concertia lit. {fr}",
        f"“{file.name}” is of no format that Concertia reads. {en}",
    )


def _nothing(sources: Sequence[Path]) -> UnusableSourceError:
    names = ", ".join(f"« {source.name or source} »" for source in sources) or "—"
    return UnusableSourceError(
        f"Rien à lire dans {names} : aucun fichier d'un format connu. Donnez des fichiers CSV, XLSX, JSON, "
        "texte, DOCX, ODT ou PDF, ou le dossier d'un export.",
        f"Nothing to read in {names}: no file of a known format. Give CSV, XLSX, JSON, text, DOCX, ODT or "
        "PDF files, or the folder of an export.",
    )
