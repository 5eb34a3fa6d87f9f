"""``concertia import``: any mix of files and folders into one corpus folder."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from concertia.corpus import folder
from concertia.corpus.contributions import Collector, Identities
from concertia.corpus.formats.port import Parsed, ReadOptions, SourceFile
from concertia.corpus.gathering import gather
from concertia.corpus.leaves import merkle_root
from concertia.corpus.ledger import FileAccount
from concertia.corpus.output import check_out, unwritable
from concertia.corpus.pseudonyms import fingerprint, load_or_create_key
from concertia.corpus.reading import read_groups, stop_on_questions
from concertia.corpus.refusals import refusal
from concertia.corpus.voting import VoteCollector
from concertia.errors import UnusableSourceError
from concertia.storage.canonical import sha256_file
from concertia.storage.folders import partial_folder, publish_folder
from concertia.storage.parquet import Columns

SCHEMA = "concertia/import/1"
EMPTY = "fichier vide (0 octet)"
UNKNOWN = "format inconnu : rien n'a été lu dans ce fichier"
SCOPES = ("consultation", "campaign")
BASES = ("unknown", "sessions", "declared", "proven")
"""What a participant stands for, weakest first: a corpus is worth its weakest source."""


@dataclass(frozen=True)
class ImportOptions:
    """What the command line says. ``key``: file of the pseudonym key; ``None``: the user's own."""

    format: str | None = None
    mapping: Path | None = None
    territory: str | None = None
    public: str | None = None
    question: str | None = None
    session: str | None = None
    vote_sign: str | None = None
    encoding: str | None = None
    key: Path | None = None
    scope: str = "consultation"
    dry_run: bool = False
    age_sex: bool = False
    """Whether columns of age and sex are read, to be compared with a population."""


def import_sources(sources: Sequence[Path], out: Path, options: ImportOptions) -> dict[str, Any]:
    """Read ``sources``, write the corpus folder ``out`` (unless ``dry_run``), return ``import.json``.

    Raises UnusableSourceError (exit 2), or QuestionError (exit 3) for what only a person can tell.
    """
    _check_options(options)
    if not options.dry_run:
        try:
            check_out(out, sources)
        except OSError as error:
            raise unwritable(out, error) from error
    gathered = gather(sources, options.format, mapped=options.mapping is not None)
    read = _read_options(options)
    readings = read_groups(gathered, read)
    stop_on_questions(readings, dry_run=options.dry_run)
    parsed = readings.parsed
    key = load_or_create_key(options.key)
    contributions, votes, accounts = _collect(parsed, read, Identities(key, options.scope))
    accounts += [_left_out(file, "unknown", UNKNOWN if file.size else EMPTY) for file in gathered.unread]
    accounts += [_left_out(file, "unusable", error.fr) for file, error in readings.unusable]
    accounts.sort(key=lambda account: (account.path, account.sha256))
    # The folder being written, and the reading that it replaces, are passed without a word.
    own = out.resolve().parents
    accounts[0].warnings += [told for folder, told in gathered.skipped.items() if folder not in own]
    columns, originals = contributions.columns()
    if not len(columns["contribution_id"]):
        raise _nothing_kept(accounts)
    report = {
        "schema": SCHEMA,
        "corpus_id": merkle_root(columns["leaf"]),
        "sources": [account.entry() for account in accounts],
        "contributions": len(columns["contribution_id"]),
        "votes": votes.count,
        **_participants(parsed, contributions, votes),
        "key_fingerprint": fingerprint(key),
        "scope": options.scope,
    }
    if not options.dry_run:
        tables = {"contributions": columns, "originals": originals, **votes.tables()}
        if (said_of := contributions.said_of_people()) is not None:
            tables["people"] = said_of
        titles = [item.title for item in parsed if item.title]
        try:
            _write(out, tables, report, accounts, titles[0] if titles else None)
        except (OSError, duckdb.IOException) as error:
            raise unwritable(out, error) from error
    return report


def _collect(
    parsed: Sequence[Parsed], read: ReadOptions, identities: Identities
) -> tuple[Collector, VoteCollector, list[FileAccount]]:
    contributions, votes = Collector(identities, read), VoteCollector(identities)
    accounts: list[FileAccount] = []
    for item in parsed:
        own = [
            FileAccount(
                file.name, sha256_file(file.path), item.format, item.format_version, item.source, item.title
            )
            for file in item.files
        ]
        for number, account in enumerate(own):
            account.kept.update(item.counted.get(number, {}))
            account.repairs.update(item.repairs.get(number, {}))
            account.checks += [check for check in item.checks if check.file == number]
            account.warnings += item.warnings.get(number, [])
            account.questions += [question.fr for question in item.questions.get(number, [])]
        if own:
            own[0].dropped_columns = sorted(set(item.dropped_columns))
        for reject in item.rejects:
            own[reject.file].reject(reject.record, reject.line, reject.reason)
        known = contributions.add(item, own)
        votes.add(item, own, known)
        for account in own:
            account.warnings += [_mismatch(check.check) for check in account.checks if not check.ok]
        accounts += own
    return contributions, votes, accounts


def _participants(parsed: Sequence[Parsed], contributions: Collector, votes: VoteCollector) -> dict[str, Any]:
    """Distinct pseudonyms of authors and voters; unknown as soon as one source does not tell."""
    bases = [item.participants_basis or "unknown" for item in parsed if item.drafts or item.votes]
    basis = min(bases, key=BASES.index, default="unknown")
    people = contributions.people | votes.people
    fields = (["author"] if contributions.people else []) + (["voter"] if votes.people else [])
    return {
        "participants": len(people) if people and basis != "unknown" else None,
        "participants_basis": basis if people else "unknown",
        "pseudonymised_fields": fields,
    }


def _write(
    out: Path,
    tables: dict[str, Columns],
    report: dict[str, Any],
    accounts: list[FileAccount],
    title: str | None,
) -> None:
    partial = partial_folder(out)
    for leftover in partial.iterdir():
        if leftover.is_file():
            leftover.unlink()
    folder.write_tables(partial, tables)
    rejects = [line for account in accounts for line in account.reject_lines()]
    folder.write_reports(partial, report, rejects, title)
    publish_folder(out)


def _read_options(options: ImportOptions) -> ReadOptions:
    return ReadOptions(
        territory=options.territory,
        public=options.public,
        question=options.question,
        session=options.session,
        vote_sign=options.vote_sign,
        encoding=options.encoding,
        mapping=_mapping(options.mapping),
        age_sex=options.age_sex,
    )


def _mapping(path: Path | None) -> dict[str, Any] | None:
    if path is None:
        return None
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        fr, en = refusal(error)
        raise UnusableSourceError(
            f"La correspondance de colonnes « {path} » ne peut pas être lue ({fr}). Vérifiez son chemin.",
            f"The column mapping “{path}” cannot be read ({en}). Check its path.",
        ) from error
    except (UnicodeError, tomllib.TOMLDecodeError) as error:
        raise UnusableSourceError(
            f"La correspondance de colonnes « {path.name} » ne se lit pas ({error}). "
            "C'est un fichier TOML ; docs/formats.md en donne un exemple.",
            f"The column mapping “{path.name}” cannot be read ({error}). "
            "It is a TOML file; docs/formats.md gives an example.",
        ) from error


def _check_options(options: ImportOptions) -> None:
    if options.scope not in SCOPES:
        raise UnusableSourceError(
            f"--scope {options.scope} : dites consultation ou campaign.",
            f"--scope {options.scope}: say consultation or campaign.",
        )
    if options.vote_sign not in (None, "agree=+1", "agree=-1"):
        raise UnusableSourceError(
            f"--vote-sign {options.vote_sign} : dites agree=+1 ou agree=-1.",
            f"--vote-sign {options.vote_sign}: say agree=+1 or agree=-1.",
        )


def _left_out(file: SourceFile, form: str, why: str) -> FileAccount:
    """The account of a file of a folder from which nothing was read."""
    return FileAccount(file.name, sha256_file(file.path), form, "", "", warnings=[why])


def _mismatch(check: str) -> str:
    return f"un total annoncé ne tombe pas juste : {check}"


def _nothing_kept(accounts: Sequence[FileAccount]) -> UnusableSourceError:
    reasons = sorted({reason for account in accounts for _, _, reason in account.rejects})
    reasons += [
        f"{account.path} : {account.warnings[0]}" for account in accounts if account.format == "unusable"
    ]
    why = ", ".join(reasons) or "aucun enregistrement"
    return UnusableSourceError(
        f"Aucune contribution n'a pu être gardée ({why}). Vérifiez que les fichiers contiennent du texte ; "
        "pour un tableau, dites quelle colonne le porte avec --map.",
        f"No contribution could be kept ({why}). Check that the files hold text; for a table, say which "
        "column holds it with --map.",
    )
