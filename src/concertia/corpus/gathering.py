"""From what the user gave (files, folders) to groups of files, each with the format that reads it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from concertia.corpus.formats.port import Format, SourceFile
from concertia.corpus.formats.registry import FORMATS
from concertia.errors import UnusableSourceError

HEAD = 64 * 1024
_NEVER_READ = ("readme", "license", "licence", "copying", "attribution")


@dataclass(frozen=True)
class Gathered:
    """Groups of files with their format, in an order that does not depend on how they were given."""

    groups: list[tuple[Format, list[SourceFile]]]
    unread: list[SourceFile]
    """Files found in folders that no format knows."""


def gather(sources: Sequence[Path], format_name: str | None, *, mapped: bool = False) -> Gathered:
    """Walk the sources and ask each format for its files. ``mapped``: a column mapping was given.

    Raises UnusableSourceError for a path that does not exist, a file named by the user that no format
    knows, or sources in which nothing was recognised.
    """
    found = _walk(sources)
    remaining = [file for file, _ in found]
    groups: list[tuple[Format, list[SourceFile]]] = []
    for form in _formats(format_name, mapped=mapped):
        for group in form.detect(remaining):
            groups.append((form, group))
            remaining = [file for file in remaining if file not in group]
    named = {file.path for file, given in found if given}
    for file in remaining:
        if format_name is not None and file.path in named:
            groups.append((_formats(format_name, mapped=mapped)[0], [file]))
        elif file.path in named:
            raise _unknown(file)
    unread = [file for file in remaining if file.path not in named]
    if not groups:
        raise _nothing(sources)
    return Gathered(groups, unread)


def _formats(name: str | None, *, mapped: bool) -> list[Format]:
    if name is None:
        return [form for form in FORMATS if form.name.startswith("table")] if mapped else list(FORMATS)
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
            for path in sorted(base.rglob("*")):
                hidden = any(part.startswith(".") for part in path.relative_to(base).parts)
                if path.is_file() and not hidden:
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


def _is_about(file: SourceFile) -> bool:
    return file.path.name.lower().startswith(_NEVER_READ)


def _source_file(path: Path, name: str) -> SourceFile:
    try:
        with path.open("rb") as stream:
            head = stream.read(HEAD)
    except OSError as error:
        raise UnusableSourceError(
            f"« {name} » ne peut pas être lu ({error.strerror}). Vérifiez les droits du fichier.",
            f"“{name}” cannot be read ({error.strerror}). Check the permissions of the file.",
        ) from error
    return SourceFile(path, name, path.stat().st_size, head)


def _unknown(file: SourceFile) -> UnusableSourceError:
    if file.size == 0:
        return UnusableSourceError(
            f"« {file.name} » est vide (0 octet). Exportez-le à nouveau.",
            f"“{file.name}” is empty (0 bytes). Export it again.",
        )
    known = ", ".join(form.name for form in FORMATS)
    return UnusableSourceError(
        f"« {file.name} » n'est d'aucun format connu ({known}). Enregistrez-le en CSV UTF-8 ou en texte avec "
        "une contribution par ligne, ou dites ce que c'est avec --format ou --map.",
        f"“{file.name}” is of no known format ({known}). Save it as UTF-8 CSV or as text with one "
        "contribution per line, or say what it is with --format or --map.",
    )


def _nothing(sources: Sequence[Path]) -> UnusableSourceError:
    names = ", ".join(f"« {source.name or source} »" for source in sources) or "—"
    return UnusableSourceError(
        f"Rien à lire dans {names} : aucun fichier d'un format connu. Donnez des fichiers CSV, XLSX, JSON, "
        "texte, DOCX ou PDF, ou le dossier d'un export.",
        f"Nothing to read in {names}: no file of a known format. Give CSV, XLSX, JSON, text, DOCX or PDF "
        "files, or the folder of an export.",
    )
