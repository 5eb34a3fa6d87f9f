"""Free tables: CSV, TSV, XLSX, JSON, JSON Lines, with a mapping that is given, or guessed and reported."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath

from concertia.corpus.formats.column_names import rank
from concertia.corpus.formats.decoding import binary_kind
from concertia.corpus.formats.guessing import Guess, guess_mapping
from concertia.corpus.formats.mapping import (
    TableMapping,
    TableOptions,
    apply_mapping,
    as_toml,
    moderation_as_toml,
    read_table_options,
    read_values,
)
from concertia.corpus.formats.port import Parsed, ReadOptions, Reject, SourceFile
from concertia.corpus.formats.table_drafts import TableDrafts, draft_rows
from concertia.corpus.formats.table_opening import OpenTable, all_rows, open_table
from concertia.corpus.formats.table_peeking import head_lines
from concertia.corpus.formats.table_reading import guess_separator
from concertia.errors import QuestionError, UnusableSourceError

SUFFIXES = frozenset({".csv", ".tsv", ".tab", ".xlsx", ".xlsm", ".xls", ".json", ".jsonl", ".ndjson"})

UNKNOWN_WORDS = 50
"""Words of moderation printed in one question."""


class Tables:
    """One table, or a table of contributions with the table of its votes beside it."""

    name = "table"

    def detect(self, files: Sequence[SourceFile]) -> list[list[SourceFile]]:
        """Every file of a table, one by one; a table of votes joins the only table of its folder with ids."""
        tables = [file for file in files if file.size and (_has_suffix(file) or _is_tabbed(file))]
        votes = [file for file in tables if _announces_votes(file)]
        groups = {file.path: [file] for file in tables}
        for file in votes:
            folder = PurePath(file.name).parent
            beside = [
                other
                for other in tables
                if other not in votes and PurePath(other.name).parent == folder and _has_ids(other)
            ]
            if len(beside) == 1:
                groups[beside[0].path].append(file)
                del groups[file.path]
        return list(groups.values())

    def read(self, files: Sequence[SourceFile], options: ReadOptions) -> Parsed:
        """Read the tables. Raises QuestionError, with a mapping to complete, where a person must choose."""
        parsed = Parsed(self.name, "", f"{self.name}:{files[0].name}", list(files))
        said = read_table_options(options.mapping)
        opening = TableOptions(said.separator, said.encoding or options.encoding, said.sheet, said.header_row)
        kinds = []
        for number, file in enumerate(files):
            opened = open_table(file, opening)
            kinds.append(opened.kind)
            mapping = self._mapping(file, opened, options, parsed, number)
            drafts = draft_rows(
                all_rows(opened, mapping), opened.titles, mapping, number, options.vote_sign == "agree=-1"
            )
            if drafts.unknown_moderation:
                raise moderation_question(file, list(drafts.unknown_moderation))
            gather_drafts(parsed, number, opened, drafts)
            if drafts.votes and mapping.one("author") is None and mapping.one("voter") is None:
                parsed.participants_basis = "unknown"
            elif drafts.votes or mapping.one("author") is not None:
                parsed.participants_basis = "declared"
        if parsed.votes and not parsed.drafts:
            raise UnusableSourceError(
                f"« {files[0].name} » contient des votes, mais pas les textes sur lesquels ils portent. "
                f"Donnez "
                "ensemble le tableau des contributions (avec leur identifiant) et celui des votes.",
                f"“{files[0].name}” holds votes, but not the texts they are about. Give together the table "
                f"of "
                "contributions (with their ids) and that of votes.",
            )
        parsed.format_version = "+".join(kinds)
        return parsed

    def _mapping(
        self, file: SourceFile, opened: OpenTable, options: ReadOptions, parsed: Parsed, number: int
    ) -> TableMapping:
        guess = guess_mapping(opened.titles, [row.cells for row in opened.sample], age_sex=options.age_sex)
        dropped = [opened.titles[index] for index in guess.dropped]
        if options.mapping is not None and options.mapping.get("columns"):
            mapping = apply_mapping(options.mapping, opened.titles, file.name)
            used = {index for indexes in mapping.columns.values() for index in indexes}
            _refuse_personal(file, opened, guess, mapping)
            unused = [index for index in range(len(opened.titles)) if index not in used | set(guess.dropped)]
            lead = "correspondance donnée par --map"
        else:
            if guess.doubtful:
                raise mapping_question(file, opened, guess)
            mapping = TableMapping(guess.mapping.columns, read_values(options.mapping or {}))
            unused = list(guess.unused)
            lead = "correspondance devinée, à relire (modifiable avec --map)"
        parsed.dropped_columns.extend(dropped)
        roles = "; ".join(as_toml(opened.titles, mapping.columns, ()).splitlines()[1:])
        left = ", ".join(f"« {opened.titles[index]} »" for index in unused) or "aucune"
        parsed.warnings.setdefault(number, []).append(f"{lead} : {roles} ; colonnes non lues : {left}")
        return mapping


def gather_drafts(parsed: Parsed, number: int, opened: OpenTable, drafts: TableDrafts) -> None:
    """Add to ``parsed`` what the rows of its file ``number`` gave."""
    parsed.drafts.extend(sorted(drafts.drafts, key=lambda draft: draft.row))  # mended rows came last
    parsed.tallies.extend(drafts.tallies)
    parsed.votes.extend(drafts.votes)
    parsed.rejects.extend(drafts.rejects)
    record = "contribution" if drafts.drafts or not drafts.votes else "vote"
    parsed.rejects.extend(Reject(number, record, line, reason) for line, reason in opened.table.bad_lines)
    repairs = opened.table.repairs + drafts.repairs
    if repairs:
        parsed.repairs[number] = dict(sorted(repairs.items()))
    if opened.table.doubtful:
        opened.table.warnings.append(
            "lignes abîmées que rien ne permet de réparer avec certitude, laissées ainsi : "
            f"{opened.table.doubtful}"
        )
    if opened.table.warnings:
        parsed.warnings.setdefault(number, []).extend(opened.table.warnings)


def _refuse_personal(file: SourceFile, opened: OpenTable, guess: Guess, mapping: TableMapping) -> None:
    """A person may use a name column as author (it becomes a pseudonym), nothing else."""
    allowed = set(mapping.all("author")) | set(mapping.all("voter"))
    wrong = [
        opened.titles[index]
        for role, indexes in mapping.columns.items()
        for index in indexes
        if index in guess.dropped and index not in allowed and role != "organisation"
    ]
    if wrong:
        raise UnusableSourceError(
            f"« {file.name} » : la colonne « {wrong[0]} » contient des données personnelles (nom, courriel, "
            "téléphone, adresse IP) : elle ne peut servir que d'`author`, remplacé par un pseudonyme.",
            f"“{file.name}”: column “{wrong[0]}” holds personal data (name, e-mail, telephone, IP address): "
            f"it can "
            "only be used as `author`, replaced by a pseudonym.",
        )


def mapping_question(file: SourceFile, opened: OpenTable, guess: Guess) -> QuestionError:
    """The question of the columns that may hold what people said, with a mapping to complete."""
    others = [index for index in guess.unused if index not in guess.doubtful]
    left = [*guess.doubtful, *others]
    fr, en = (as_toml(opened.titles, guess.mapping.columns, left, language) for language in ("fr", "en"))
    doubtful = [opened.titles[index] for index in guess.doubtful]
    names = ", ".join(f"« {title} »" for title in doubtful)
    names_en = ", ".join(f"“{title}”" for title in doubtful)
    return QuestionError(
        f"« {file.name} » : impossible de savoir sans vous quelles colonnes contiennent ce que les gens ont "
        f"dit ({names}). Si ce tableau ne contient pas de contributions, retirez-le. Sinon, enregistrez ceci "
        f"dans MAPPING.toml, complétez `text`, et relancez avec --map MAPPING.toml :\n\n{fr}\n",
        f"“{file.name}”: only you can tell which columns hold what people said ({names_en}). If this table "
        "holds no contributions, leave it out. Otherwise save this as MAPPING.toml, complete `text`, and run "
        f"again with --map MAPPING.toml:\n\n{en}\n",
    )


def moderation_question(file: SourceFile, words: list[str]) -> QuestionError:
    """The question of words of moderation that nothing explains."""
    toml = moderation_as_toml(words[:UNKNOWN_WORDS])
    more = max(0, len(words) - UNKNOWN_WORDS)
    rest = f" ({more} autres suivront)" if more else ""
    rest_en = f" ({more} more will follow)" if more else ""
    return QuestionError(
        f"« {file.name} » : la colonne de modération contient des mots que seul quelqu'un peut comprendre"
        f"{rest}. Sans réponse, des textes écartés par la modération seraient publiés. Enregistrez ou "
        "ajoutez ceci dans MAPPING.toml, remplacez « rejected » par « accepted » ou « pending » où il le "
        f"faut, et relancez avec --map MAPPING.toml :\n\n{toml}\n",
        f"“{file.name}”: the moderation column holds words that only a person can tell{rest_en}. Without an "
        "answer, texts that moderators set aside would be published. Save or add this to MAPPING.toml, "
        "replace “rejected” by “accepted” or “pending” where needed, and run again with --map MAPPING.toml:"
        f"\n\n{toml}\n",
    )


def _has_suffix(file: SourceFile) -> bool:
    return PurePath(file.name).suffix.lower() in SUFFIXES


def _is_tabbed(file: SourceFile) -> bool:
    """Whether a text file is a table saved by a spreadsheet: the same number of tabs on each line."""
    if PurePath(file.name).suffix.lower() != ".txt" or binary_kind(file.head):
        return False
    tabs = [line.count("\t") for line in head_lines(file)[:30] if line.strip()]
    return len(tabs) >= 2 and tabs[0] >= 1 and len(set(tabs)) == 1


def _titles(file: SourceFile) -> list[str]:
    if PurePath(file.name).suffix.lower() not in {".csv", ".tsv", ".tab"} or binary_kind(file.head):
        return []
    lines = head_lines(file)[:20]
    return [title.strip(' "\r\n') for title in lines[0].split(guess_separator(lines))] if lines else []


def _announces_votes(file: SourceFile) -> bool:
    titles = _titles(file)
    return all(
        any(rank(role, title) is not None for title in titles) for role in ("voter", "vote", "statement")
    ) and (not any(rank("text", title) is not None and rank("statement", title) is None for title in titles))


def _has_ids(file: SourceFile) -> bool:
    return any(rank("id", title) is not None for title in _titles(file))


FORMAT = Tables()
