"""A reference population: how many people live there, by territory, age and sex, as an office publishes it.

One line per cell (``Commune;Âge;Sexe;Population``), or one column per sex (``Âge;Femmes;Hommes``), in CSV or
XLSX; any of the three may be missing. Lines of totals are margins. Which column holds what is guessed from
titles and words, and said in ``lines``; what cannot be told with certainty is asked, never guessed.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from concertia.corpus.formats.column_names import plain, rank
from concertia.corpus.formats.mapping import TableOptions
from concertia.corpus.formats.port import SourceFile
from concertia.corpus.formats.table_opening import OpenTable, open_table
from concertia.corpus.people import FEMALE, MALE, Bracket, bracket_of, named, read_named, sex_of
from concertia.errors import QuestionError, UnusableSourceError
from concertia.storage.canonical import DECIMALS, sha256_file

DIMENSIONS = ("territory", "age", "sex")
Key = tuple[str | None, str | None, str | None]
"""Territory, age bracket (``15-29``), sex; None: all of them together."""
TOTALS = re.compile(
    r"total|ensemble|t|tout|tous|toutes|(les )?deux( sexes)?|both( sexes)?|all( ages)?|insgesamt|"
    r"tous (les )?ages|f et h|h et f"
)
COUNTS = re.compile(
    r"^(population.*|effectifs?.*|pop|nombre( de personnes| d habitants)?|nb|habitants|obs value|valeur|"
    r"value|number|count|people|inhabitants|personnes|einwohner|bevolkerung|anzahl)$"
)
PLACES = frozenset(("geo", "geo label", "libgeo", "libelle", "libelle commune", "nom commune", "geo libelle"))
_HEAD = 1 << 16
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")


@dataclass(frozen=True)
class Population:
    """How many people, by cell. ``cells``: sorted; a None in a key is a margin published as such."""

    name: str
    sha256: str
    cells: tuple[tuple[Key, float], ...]
    lines: tuple[str, ...] = ()
    """What was understood of the table, in French, for the person who gave it."""

    def values(self, dimension: str) -> list[str]:
        """The values of one dimension: brackets by age, then sexes and territories in alphabetical order."""
        at = DIMENSIONS.index(dimension)
        found = {key[at] for key, _ in self.cells} - {None}
        order = (lambda value: read_named(value)[0]) if dimension == "age" else str
        return sorted((value for value in found if value is not None), key=order)

    def table(self, dimensions: Sequence[str]) -> dict[tuple[str, ...], float] | None:
        """People by values of some dimensions, from the least detailed lines that have them; else None."""
        wanted = frozenset(dimensions)
        told = {_told(key) for key, _ in self.cells}
        enough = sorted((one for one in told if one >= wanted), key=lambda one: (len(one), sorted(one)))
        if not enough:
            return None
        totals: dict[tuple[str, ...], float] = {}
        for key, count in self.cells:
            if _told(key) == enough[0]:
                place = tuple(str(key[DIMENSIONS.index(name)]) for name in dimensions)
                totals[place] = totals.get(place, 0.0) + count
        return totals

    def to_json(self) -> dict[str, Any]:
        """The population as it is kept beside a reading."""
        return {
            "name": self.name,
            "sha256": self.sha256,
            "cells": [[*key, count] for key, count in self.cells],
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Population:
        """The inverse of ``to_json``."""
        cells = tuple(((place, age, sex), count) for place, age, sex, count in kept["cells"])
        return cls(kept["name"], kept["sha256"], cells)


def _told(key: Key) -> frozenset[str]:
    return frozenset(name for name, value in zip(DIMENSIONS, key, strict=True) if value is not None)


def read_population(path: Path) -> Population:
    """Read a table of population.

    Raises UnusableSourceError where it cannot be read as one, QuestionError for words only a person can tell.
    """
    try:
        with path.open("rb") as stream:
            head = stream.read(_HEAD)
        file = SourceFile(path, path.name, path.stat().st_size, head)
    except OSError as error:
        raise UnusableSourceError(
            f"La table de population « {path} » ne s'ouvre pas. Vérifiez son chemin.",
            f"The table of population “{path}” does not open. Check its path.",
        ) from error
    opened = open_table(file, TableOptions())
    columns = _columns(opened, path.name)
    cells: dict[Key, float] = {}
    for row in opened.rows:
        for key, written in _cells_of(row.cells, columns, path.name, row.line):
            if _told(key):
                if key in cells:
                    raise _twice(path.name, key, row.line)
                cells[key] = _number(written, path.name, row.line)
    _refuse_overlap(path.name, {key[1] for key in cells if key[1] is not None})
    if not cells or not any(cells.values()):
        raise _columns_error(path.name, opened.titles)
    ordered = tuple(sorted(cells.items(), key=lambda cell: tuple(value or "" for value in cell[0])))
    found = Population(path.name, sha256_file(path), ordered)
    return Population(found.name, found.sha256, ordered, _said(found, columns, opened.titles))


@dataclass(frozen=True)
class _Columns:
    """Where each dimension stands (None: nowhere), and the columns of counts with the sex each is about."""

    places: tuple[int | None, int | None, int | None]
    counts: tuple[tuple[int, str | None], ...]


def _columns(opened: OpenTable, name: str) -> _Columns:
    titles, rows = opened.titles, [row.cells for row in opened.sample]
    sexes = [(at, told) for at, title in enumerate(titles) if (told := sex_of(title)) in (FEMALE, MALE)]
    free = [at for at in range(len(titles)) if at not in {at for at, _ in sexes}]
    age = _one(free, lambda at: rank("age", titles[at]) is not None or plain(titles[at]) == "tranche")
    sex = _one(free, lambda at: rank("sex", titles[at]) is not None)
    territory = _one(
        free,
        lambda at: (
            (plain(titles[at]) in PLACES or rank("territory", titles[at]) is not None)
            and not all(_NUMBER.fullmatch(row[at].strip()) for row in rows)
        ),
    )
    counts = [at for at in free if at not in (age, sex, territory) and COUNTS.match(plain(titles[at]))]
    if sex is None and len(sexes) > 1 and not counts:
        return _Columns((territory, age, None), tuple(sexes))
    if len(counts) != 1 or (age, sex, territory) == (None, None, None):
        raise _columns_error(name, titles)
    return _Columns((territory, age, sex), ((counts[0], None),))


def _one(free: Sequence[int], fits: Any) -> int | None:
    return next((at for at in free if fits(at)), None)


def _cells_of(row: Sequence[str], columns: _Columns, name: str, line: int) -> list[tuple[Key, str]]:
    place, age, sex = (None if at is None else row[at].strip() for at in columns.places)
    if not any((place, age, sex)) and not any(row[at].strip() for at, _ in columns.counts):
        return []
    found = []
    for at, told in columns.counts:
        key = (_place(place), _age(age, name, line), told or _sex(sex, name, line))
        found.append((key, row[at]))
    return found


def _is_total(words: str) -> bool:
    return TOTALS.fullmatch(plain(words.strip("_"))) is not None


def _place(words: str | None) -> str | None:
    return None if not words or _is_total(words) else words


def _age(words: str | None, name: str, line: int) -> str | None:
    if words is None or _is_total(words):
        return None
    found = bracket_of(words)
    if found is None or re.fullmatch(r"\d{1,3}", words):
        exact = re.fullmatch(r"\d{1,3}", words)
        found = (int(words), int(words) + 1) if exact else None
    if found is None:
        raise QuestionError(
            f"« {name} », ligne {line} : « {words} » n'est pas une tranche d'âge que nous sachions lire. "
            "Écrivez-la comme ceci : « 15-29 », « moins de 18 ans » ou « 75 ans et plus ».",
            f"“{name}”, line {line}: “{words}” is not an age bracket we can read. "
            "Write it like this: “15-29”, “under 18” or “75 and over”.",
        )
    return named(found)


def _sex(words: str | None, name: str, line: int) -> str | None:
    if words is None or _is_total(words):
        return None
    found = sex_of(words)
    if found is None:
        raise QuestionError(
            f"« {name} », ligne {line} : seul quelqu'un peut dire quel sexe est « {words} ». "
            "Écrivez « femmes » ou « hommes » dans cette colonne (ou « total »).",
            f"“{name}”, line {line}: only a person can tell which sex “{words}” is. "
            "Write “female” or “male” in this column (or “total”).",
        )
    return found


def _number(words: str, name: str, line: int) -> float:
    text = re.sub(r"[\s\u00a0\u202f]", "", words)
    if not _NUMBER.fullmatch(text) or not math.isfinite(float(text.replace(",", "."))):
        raise UnusableSourceError(
            f"« {name} », ligne {line} : « {words} » n'est pas un nombre d'habitants.",
            f"“{name}”, line {line}: “{words}” is not a number of people.",
        )
    return round(float(text.replace(",", ".")), DECIMALS)


def _refuse_overlap(name: str, ages: set[str]) -> None:
    brackets: list[Bracket] = sorted(read_named(age) for age in ages)
    for first, second in pairwise(sorted(brackets, key=lambda one: (one[0], one[1] or math.inf))):
        if first[1] is None or second[0] < first[1]:
            raise QuestionError(
                f"« {name} » : les tranches d'âge « {named(first)} » et « {named(second)} » se recouvrent. "
                "Gardez un seul découpage des âges, et relancez.",
                f"“{name}”: age brackets “{named(first)}” and “{named(second)}” overlap. "
                "Keep one division of ages, and run again.",
            )


def _twice(name: str, key: Key, line: int) -> UnusableSourceError:
    said = " · ".join(value for value in key if value is not None)
    return UnusableSourceError(
        f"« {name} », ligne {line} : « {said} » est déjà dit plus haut. Gardez une ligne par case.",
        f"“{name}”, line {line}: “{said}” was already given above. Keep one line per cell.",
    )


def _columns_error(name: str, titles: Sequence[str]) -> QuestionError:
    listed = ", ".join(f"« {title} »" for title in titles)
    return QuestionError(
        f"« {name} » : les colonnes de la table de population ne se reconnaissent pas ({listed}). Il faut "
        "une colonne « population » et au moins une colonne parmi « territoire », « âge » et « sexe » ; ou "
        "une colonne « femmes » et une colonne « hommes ». Renommez-les, et relancez.",
        f"“{name}”: the columns of the table of population cannot be recognised ({listed}). It takes a "
        "column “population” and one at least of “territory”, “age” and “sex”; or a column “female” and a "
        "column “male”. Rename them, and run again.",
    )


def _said(population: Population, columns: _Columns, titles: Sequence[str]) -> tuple[str, ...]:
    named_places = zip(("territoire", "âge", "sexe"), columns.places, strict=True)
    held = [f"{word} = « {titles[at]} »" for word, at in named_places if at is not None]
    counts = ", ".join(f"« {titles[at]} »" for at, _ in columns.counts)
    lines = [f"Population « {population.name} » : {', '.join([*held, f'effectif = {counts}'])}"]
    for name, word in (("age", "tranches d'âge"), ("territory", "territoires")):
        values = population.values(name)
        if values:
            more = f" et {len(values) - 12} autres" if len(values) > 12 else ""
            lines.append(f"   {word} : {', '.join(values[:12])}{more}")
    return tuple(lines)
