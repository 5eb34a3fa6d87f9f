"""Which column of a free table holds what: said by the person in a mapping, or guessed and reported.

A mapping file is TOML::

    [columns]
    text = "Votre proposition"            # or a list: one contribution per column, `question` = its title
    territory = "Commune"
    [values.kind]
    "Envies" = "attente"
    [options]
    separator = ";"

``MappingGuess.certain`` is false where a person must choose; ``as_toml`` then gives a file ready to complete.
"""

from __future__ import annotations

from collections.abc import Mapping as MappingType
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from concertia.corpus.formats.column_names import TITLES, plain, word_key
from concertia.corpus.people import SEXES
from concertia.corpus.schema import CAPTURES, KINDS, MODERATIONS, POSITIONS, ROOM_SUPPORT, VOICES
from concertia.errors import UnusableSourceError

ROLES = tuple(TITLES)
WIDE = ("statements", "voters")
"""``statements``: each column is a statement and each row a voter; ``voters``: the other way round."""
MANY = frozenset({"text", "session", "territory", "public", "question", "title", "moderation", *WIDE})
"""Roles that several columns may hold together."""
VALUES: dict[str, tuple[Any, ...]] = {
    "kind": KINDS,
    "voice": VOICES,
    "capture": CAPTURES,
    "position": POSITIONS,
    "support": ROOM_SUPPORT,
    "moderation": MODERATIONS,
    "vote": (-1, 0, 1, 2),
    "sex": SEXES,
}
OPTIONS = ("separator", "encoding", "sheet", "header_row")


@dataclass(frozen=True)
class TableMapping:
    """Columns by role, as indexes; closed values by the words of the source."""

    columns: dict[str, tuple[int, ...]]
    values: dict[str, dict[str, Any]] = field(default_factory=dict)
    """By role, then by the words of the source (see ``column_names.word_key``)."""

    def one(self, role: str) -> int | None:
        """The single column of a role, or ``None``."""
        found = self.columns.get(role)
        return found[0] if found else None

    def all(self, role: str) -> tuple[int, ...]:
        """Every column of a role, in order."""
        return self.columns.get(role, ())

    @property
    def has_votes(self) -> bool:
        """Whether rows are vote events: who, what, which value."""
        return all(role in self.columns for role in ("voter", "vote", "statement"))


@dataclass(frozen=True)
class TableOptions:
    """How to open a table, from ``[options]``. ``header_row`` counts from 1; 0 means no titles."""

    separator: str | None = None
    encoding: str | None = None
    sheet: str | None = None
    header_row: int | None = None


def read_table_options(mapping: MappingType[str, Any] | None) -> TableOptions:
    """``[options]`` of a mapping. Raises UnusableSourceError on unknown keys or wrong values."""
    if mapping is None:
        return TableOptions()
    _known_keys("", mapping, ("columns", "values", "options"))
    options = mapping.get("options", {})
    _known_keys("[options]", options, OPTIONS)
    separator = options.get("separator")
    separator = {"tab": "\t", "\\t": "\t"}.get(separator, separator)
    header = options.get("header_row")
    wrong = (separator is not None and (not isinstance(separator, str) or len(separator) != 1)) or (
        header is not None and (not isinstance(header, int) or isinstance(header, bool) or header < 0)
    )
    if wrong or separator in {'"', "\n", "\r"}:
        raise UnusableSourceError(
            "Fichier de correspondance, [options] : `separator` est un seul caractère (ou « tab ») et "
            "`header_row` "
            "le numéro de la ligne des titres (0 s'il n'y en a pas).",
            "Mapping file, [options]: `separator` is one character (or “tab”) and `header_row` the number "
            "of the "
            "row of titles (0 if there is none).",
        )
    sheet, encoding = options.get("sheet"), options.get("encoding")
    return TableOptions(
        separator, None if encoding is None else str(encoding), None if sheet is None else str(sheet), header
    )


def apply_mapping(mapping: MappingType[str, Any], titles: Sequence[str], name: str) -> TableMapping:
    """The mapping a person gave, on these titles. Raises UnusableSourceError, naming what does not fit."""
    said = mapping.get("columns", {})
    _known_keys("[columns]", said, (*ROLES, *WIDE))
    columns: dict[str, tuple[int, ...]] = {}
    for role, wanted in said.items():
        listed = wanted if isinstance(wanted, list) else [wanted]
        if not listed or (len(listed) > 1 and role not in MANY):
            raise UnusableSourceError(
                f"Fichier de correspondance : `{role}` demande une seule colonne.",
                f"Mapping file: `{role}` takes one column.",
            )
        columns[role] = tuple(_column(str(title), titles, name) for title in listed)
    if not (columns.keys() & {"text", "statements"}) and not {"voter", "vote", "statement"} <= columns.keys():
        raise UnusableSourceError(
            "Fichier de correspondance : [columns] doit dire au moins `text` (ou `statements`, ou les trois "
            "colonnes `voter`, `vote` et `statement`).",
            "Mapping file: [columns] must give at least `text` (or `statements`, or the three columns "
            "`voter`, "
            "`vote` and `statement`).",
        )
    return TableMapping(columns, read_values(mapping))


TO_COMPLETE = {
    "fr": '# text = "…"   # ← la colonne (ou la liste de colonnes) qui contient ce qui a été dit',
    "en": '# text = "…"   # ← the column (or list of columns) that holds what was said',
}


def as_toml(
    titles: Sequence[str],
    columns: MappingType[str, Sequence[int]],
    unused: Sequence[int],
    language: str = "fr",
) -> str:
    """A mapping file ready to paste: what was recognised, then the other columns as comments."""
    lines = ["[columns]"]
    for role in (*ROLES, *WIDE):
        found = [quoted(titles[index]) for index in columns.get(role, ())]
        if found:
            lines.append(f"{role} = {found[0] if len(found) == 1 else '[' + ', '.join(found) + ']'}")
    if "text" not in columns:
        lines.insert(1, TO_COMPLETE[language])
    lines.extend(f"# ? = {quoted(titles[index])}" for index in unused)
    return "\n".join(lines)


def moderation_as_toml(words: Sequence[str]) -> str:
    """Lines of a mapping file that set aside what these words mark, until someone has read them."""
    lines = [f'{quoted(word)} = "rejected"' for word in words]
    return "\n".join((f"[values.moderation]   # {' | '.join(MODERATIONS)}", *lines))


def quoted(title: str) -> str:
    """A TOML basic string."""
    escaped = "".join(
        f"\\u{ord(c):04X}" if ord(c) < 32 or ord(c) == 127 else "\\" + c if c in '"\\' else c for c in title
    )
    return f'"{escaped}"'


def _column(wanted: str, titles: Sequence[str], name: str) -> int:
    for matches in (
        [index for index, title in enumerate(titles) if title == wanted],
        [index for index, title in enumerate(titles) if plain(title) == plain(wanted) and plain(wanted)],
    ):
        if len(matches) == 1:
            return matches[0]
        if matches:
            raise UnusableSourceError(
                f"« {name} » : plusieurs colonnes s'appellent « {wanted} ». Renommez-les dans le fichier.",
                f"“{name}”: several columns are called “{wanted}”. Rename them in the file.",
            )
    known = ", ".join(f"« {title} »" for title in titles[:30])
    raise UnusableSourceError(
        f"« {name} » : pas de colonne « {wanted} », que demande le fichier de correspondance. Colonnes : "
        f"{known}.",
        f"“{name}”: no column “{wanted}”, which the mapping file asks for. Columns: {known}.",
    )


def read_values(mapping: MappingType[str, Any]) -> dict[str, dict[str, Any]]:
    """``[values]`` of a mapping, words in plain form. Raises UnusableSourceError on other values."""
    said = mapping.get("values", {})
    _known_keys("[values]", said, tuple(VALUES))
    values: dict[str, dict[str, Any]] = {}
    for role, words in said.items():
        allowed = VALUES[role]
        for word, meaning in words.items():
            if isinstance(meaning, bool) or meaning not in allowed:
                raise UnusableSourceError(
                    f"Fichier de correspondance, [values.{role}] : « {word} » = {meaning!r} n'est pas "
                    f"possible. "
                    f"Valeurs admises : {', '.join(map(str, allowed))}.",
                    f"Mapping file, [values.{role}]: “{word}” = {meaning!r} is not possible. "
                    f"Allowed: {', '.join(map(str, allowed))}.",
                )
            values.setdefault(role, {})[word_key(word)] = meaning
    return values


def _known_keys(where: str, table: Any, allowed: Sequence[str]) -> None:
    unknown = [key for key in table if key not in allowed] if isinstance(table, MappingType) else ["?"]
    if unknown:
        raise UnusableSourceError(
            f"Fichier de correspondance {where} : « {unknown[0]} » n'est pas connu. Admis : "
            f"{', '.join(allowed)}.",
            f"Mapping file {where}: “{unknown[0]}” is not known. Allowed: {', '.join(allowed)}.",
        )
