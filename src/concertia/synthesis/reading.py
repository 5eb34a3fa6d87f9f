"""A reading: the corpus, what was decided about each of its units, and the parameters of the analysis.

``units.parquet`` and the decisions kept in ``result.json`` are enough to load a reading back: this is
how ``verify`` recomputes every figure without running the analysis again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from concertia.corpus.folder import Corpus, read_corpus
from concertia.corpus.population import Population
from concertia.errors import ConcertiaError
from concertia.storage.canonical import DECIMALS, canonical_json
from concertia.storage.parquet import Columns, read_parquet, write_parquet
from concertia.synthesis.codes import CODES, CODES_FILE, Coded, joined
from concertia.texts.duplicates import Duplicates
from concertia.texts.embedding import StoredVectors, Vectors
from concertia.texts.kinds import Kinds
from concertia.texts.positions import Positions
from concertia.texts.themes import Theme, ThemeReading
from concertia.texts.units import Units
from concertia.votes.opinions import VOTE_GROUPS, Opinions, opinions_section_from_groups

UNITS: dict[str, str] = {
    "contribution_id": "VARCHAR",
    "unit_id": "VARCHAR",
    "start": "BIGINT",
    "end": "BIGINT",
    "language": "VARCHAR",
    "theme_id": "VARCHAR",
    "theme_score": "DOUBLE?",
    "kind": "VARCHAR",
    "kind_source": "VARCHAR",
    "position": "VARCHAR",
    "position_source": "VARCHAR",
    "duplicate_of": "VARCHAR",
    "series_id": "VARCHAR",
}
"""Columns of ``units.parquet``; rows by (contribution row, start). No ``theme_score`` outside themes."""

RESULT = "result.json"
UNITS_FILE = "units.parquet"
GROUPS_FILE = "votes-groups.parquet"
WORDING_FILE = "wording.jsonl"
POPULATION_FILE = "population.json"
SCHEMA = "concertia/result/1"


@dataclass(frozen=True)
class Parameters:
    """What was asked of the analysis; published with it."""

    seed: int = 0
    lang: str = "fr"
    title: str | None = None
    notice: str | None = None
    """What a reader must know first, for instance that the texts were invented."""
    by: tuple[str, ...] = ()
    min_cell: int = 5
    embedder: str = "use"
    themes: int | None = None
    """How many themes were asked for."""
    fast: bool = False
    position: str | None = None
    framing: str | None = None
    small: bool = False
    units_changing_theme_with_lexical: int | None = None
    fast_map: dict[str, Any] | None = None
    """Where few texts were embedded, how faithful the rest is: ``embedded``, ``checked``, ``cosine``."""

    def to_json(self) -> dict[str, Any]:
        """The parameters as they stand in ``result.json``; no ``fast_map`` where every text was embedded."""
        said = {**asdict(self), "by": list(self.by)}
        return said if self.fast_map else {name: said[name] for name in said if name != "fast_map"}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Parameters:
        """The inverse of ``to_json``; keys of later versions are ignored."""
        known = {field.name for field in fields(cls)}
        kept = {name: item for name, item in value.items() if name in known}
        return cls(**{**kept, "by": tuple(kept.get("by", ()))})


@dataclass(frozen=True)
class Reading:
    """All that figures are derived from."""

    corpus: Corpus
    units: Columns
    """Columns of ``UNITS``."""
    themes: tuple[Theme, ...]
    parameters: Parameters
    series: tuple[dict[str, Any], ...] = ()
    """Repeated texts as found (``series`` of ``result.json``); their sizes are recounted."""
    neighbours: tuple[tuple[int, int, float], ...] = ()
    """Small mode: pairs of unit rows proposed as neighbours, with their similarity."""
    opinions: dict[str, Any] | None = None
    vote_groups: Columns | None = None
    set_aside: tuple[dict[str, Any], ...] = ()
    """Units a person set aside: unit, author, date, reason. Still counted, in no theme and no finding."""
    applied: tuple[dict[str, Any], ...] = ()
    pending: tuple[dict[str, Any], ...] = ()
    """Edits that aim at findings: applied once findings are built."""
    conflicts: tuple[dict[str, Any], ...] = ()
    settled: tuple[dict[str, Any], ...] = ()
    """Themes a person settled: theme, author, date, reason."""
    codes: Columns | None = None
    """Columns of ``CODES``: what was coded with a grid; None where nothing was."""
    learning: tuple[dict[str, Any], ...] = ()
    """What was decided about each grid (``learning`` of ``result.json``, whose counts are recounted)."""
    wordings: tuple[dict[str, Any], ...] = ()
    """What a generative model was asked and answered, where one was: lines of ``wording.jsonl``."""
    population: Population | None = None
    """The population of reference, where one was given."""
    vectors: Vectors | StoredVectors | None = None
    """(units, d), of norm 1: what findings are grouped by. Never written; none on a reading loaded back."""

    @classmethod
    def from_stages(
        cls,
        *,
        corpus: Corpus,
        units: Units,
        duplicates: Duplicates,
        kinds: Kinds,
        positions: Positions | None,
        themes: ThemeReading,
        opinions: Opinions | None,
        parameters: Parameters,
        coded: Sequence[Coded] = (),
        vectors: Vectors | StoredVectors | None = None,
    ) -> Reading:
        """Bring together what each stage decided about the units, all in unit order."""
        of_unit = np.asarray(themes.of_unit, dtype=object)
        nothing: NDArray[Any] = np.full(len(of_unit), None, dtype=object)
        columns: Columns = {
            "contribution_id": corpus.contributions["contribution_id"][units.contribution],
            "unit_id": np.asarray(units.id, dtype=object),
            "start": units.start,
            "end": units.end,
            "language": np.asarray(units.language, dtype=object),
            "theme_id": of_unit,
            "theme_score": _scores(themes),
            "kind": kinds.kind,
            "kind_source": kinds.source,
            "position": nothing if positions is None else positions.position,
            "position_source": nothing if positions is None else positions.source,
            "duplicate_of": duplicates.duplicate_of,
            "series_id": duplicates.series_id,
        }
        return cls(
            corpus=corpus,
            units=columns,
            themes=tuple(sorted(themes.themes, key=lambda theme: theme.order)),
            parameters=parameters,
            series=tuple(duplicates.series),
            neighbours=tuple(themes.neighbours),
            opinions=None if opinions is None else opinions.section,
            vote_groups=None if opinions is None else opinions.groups,
            codes=joined(coded) if coded else None,
            learning=tuple(grid.decision for grid in coded),
            vectors=vectors,
        )

    @cached_property
    def row(self) -> NDArray[np.int64]:
        """Row of each unit's contribution in the corpus."""
        rows = {name: row for row, name in enumerate(self.corpus.contributions["contribution_id"])}
        return np.array([rows[name] for name in self.units["contribution_id"]], dtype=np.int64)

    @cached_property
    def unit_row(self) -> dict[str, int]:
        """Row of each unit id."""
        return {name: row for row, name in enumerate(self.units["unit_id"])}

    @cached_property
    def admitted(self) -> NDArray[np.bool_]:
        """Units whose contribution was not rejected by moderation."""
        return np.asarray(self.corpus.admitted, dtype=np.bool_)[self.row]

    @cached_property
    def usable(self) -> NDArray[np.bool_]:
        """Readable units that nobody set aside and whose text is still there: what may be quoted."""
        aside = {entry["unit"] for entry in self.set_aside}
        kept = [
            unit not in aside and self.corpus.published[row] is not None
            for unit, row in zip(self.units["unit_id"], self.row, strict=True)
        ]
        return np.asarray(self.corpus.readable, dtype=np.bool_)[self.row] & np.array(kept, dtype=np.bool_)

    @cached_property
    def readability(self) -> NDArray[np.int8]:
        """(units,) how well each reads as a quotation, −1 until ``quotes.readability`` looked at it."""
        return np.full(len(self.units["unit_id"]), -1, dtype=np.int8)

    @cached_property
    def _rows_of(self) -> dict[str, list[int]]:
        held: dict[str, list[int]] = {}
        for row, name in enumerate(self.units["contribution_id"]):
            held.setdefault(str(name), []).append(row)
        return held

    def rows_of(self, contribution: str) -> list[int]:
        """Rows of the units of a contribution, in the order of its text."""
        return self._rows_of.get(contribution, [])

    def text(self, unit: int) -> str:
        """The published words of a unit; empty where the contribution was erased."""
        published = self.corpus.published[self.row[unit]]
        return (
            "" if published is None else str(published)[self.units["start"][unit] : self.units["end"][unit]]
        )

    def of(self, unit: int, column: str) -> Any:
        """One value of the contribution a unit belongs to."""
        return self.corpus.contributions[column][self.row[unit]]

    def children(self, theme: str) -> tuple[str, ...]:
        """Ids of the themes under a theme."""
        return tuple(child.id for child in self.themes if child.parent == theme)

    @cached_property
    def replies_against(self) -> dict[str, list[int]]:
        """For each contribution, the usable units of replies whose authors declared to be against it."""
        columns = self.corpus.contributions
        replies: dict[str, list[int]] = {}
        for unit in np.flatnonzero(self.usable):
            row = self.row[unit]
            parent = columns["parent_id"][row]
            if parent is not None and self.units["position"][unit] == "defavorable":
                replies.setdefault(parent, []).append(int(unit))
        return replies

    @cached_property
    def units_of_theme(self) -> dict[str, NDArray[np.int64]]:
        """Admitted unit rows of each theme; a parent has those of its children and its own."""
        held: dict[str, list[int]] = {theme.id: [] for theme in self.themes}
        parent = {theme.id: theme.parent for theme in self.themes}
        theme_ids = self.units["theme_id"]
        for unit in np.flatnonzero(self.admitted):
            theme = theme_ids[unit]
            while theme is not None:
                held[theme].append(int(unit))
                theme = parent[theme]
        return {theme: np.array(rows, dtype=np.int64) for theme, rows in held.items()}


def _scores(themes: ThemeReading) -> NDArray[Any]:
    """Closeness of each unit to its theme, None outside themes."""
    scores = [
        None if theme is None else round(float(score), DECIMALS) + 0.0
        for theme, score in zip(themes.of_unit, themes.score, strict=True)
    ]
    return np.array(scores, dtype=object)


def write_reading(reading: Reading, result: Mapping[str, Any], folder: Path) -> None:
    """Write ``units.parquet``, ``codes.parquet``, ``votes-groups.parquet`` where there are votes,
    ``wording.jsonl`` where a model was asked, then ``result.json``."""
    write_parquet(folder / UNITS_FILE, reading.units, UNITS)
    write_parquet(folder / CODES_FILE, joined(()) if reading.codes is None else reading.codes, CODES)
    if reading.vote_groups is not None:
        write_parquet(folder / GROUPS_FILE, reading.vote_groups, VOTE_GROUPS)
    if reading.wordings:
        write_wordings(folder, reading.wordings)
    (folder / RESULT).write_bytes(canonical_json(result))


def write_wordings(folder: Path, wordings: Sequence[Mapping[str, Any]]) -> None:
    """Write ``wording.jsonl``, one canonical line for each exchange with a model."""
    (folder / WORDING_FILE).write_bytes(b"".join(canonical_json(line) for line in wordings))


def read_wordings(folder: Path) -> tuple[dict[str, Any], ...]:
    """The exchanges kept in ``wording.jsonl``, none where there is no such file."""
    path = folder / WORDING_FILE
    return tuple(json.loads(line) for line in path.read_bytes().splitlines()) if path.is_file() else ()


def read_population_kept(folder: Path) -> Population | None:
    """The population kept in ``population.json``, None where there is no such file."""
    path = folder / POPULATION_FILE
    return Population.from_json(json.loads(path.read_bytes())) if path.is_file() else None


def read_result(folder: Path) -> dict[str, Any]:
    """The ``result.json`` of a reading. Raises ConcertiaError where there is none that can be read."""
    try:
        result = json.loads((folder / RESULT).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        result = None
    if not isinstance(result, dict) or "grade" not in result:
        raise ConcertiaError(
            f"« {folder} » n'est pas le dossier d'une lecture : il n'y a pas de {RESULT} lisible. "
            "Donnez le dossier écrit par « concertia analyse ».",
            f"“{folder}” is not the folder of a reading: it has no {RESULT} that can be read. "
            "Give the folder written by “concertia analyse”.",
        )
    return result


def read_reading(folder: Path, result: Mapping[str, Any] | None = None) -> Reading:
    """Load a reading back from its folder. ``opinions`` is recomputed from votes and groups.

    Raises ConcertiaError, FileNotFoundError, KeyError or ValueError where the folder is not a whole reading.
    """
    stated = read_result(folder) if result is None else result
    corpus = read_corpus(folder / "corpus")
    groups_file = folder / GROUPS_FILE
    groups = read_parquet(groups_file) if groups_file.is_file() else None
    section = stated.get("opinions")
    if section is not None and groups is not None:
        section = opinions_section_from_groups(corpus, groups, section)
    units = read_parquet(folder / UNITS_FILE)
    rows = {name: row for row, name in enumerate(units["unit_id"])}
    return Reading(
        corpus=corpus,
        units=units,
        themes=_themes(stated["themes"]),
        parameters=Parameters.from_json(stated["parameters"]),
        series=tuple(stated.get("series", ())),
        neighbours=tuple((rows[a], rows[b], float(score)) for a, b, score in stated.get("neighbours", ())),
        opinions=section,
        vote_groups=groups,
        set_aside=tuple(stated.get("set_aside", ())),
        applied=tuple(stated.get("edits", ())),
        conflicts=tuple(stated["conflicts"]),
        codes=read_parquet(folder / CODES_FILE) if stated.get("learning") else None,
        learning=tuple(stated.get("learning", ())),
        wordings=read_wordings(folder),
        population=read_population_kept(folder),
        settled=tuple(
            {"theme": theme["id"], **theme["state"]} for theme in stated["themes"] if "state" in theme
        ),
    )


def _themes(stated: Sequence[Mapping[str, Any]]) -> tuple[Theme, ...]:
    return tuple(
        Theme(
            id=theme["id"],
            parent=theme["parent"],
            order=theme["order"],
            guided=theme["guided"],
            label=theme["label"],
            keywords=tuple(theme["keywords"]),
            stability=theme["stability"],
            fragile=theme["fragile"],
            founded=theme.get("founded", False),
            wording=theme.get("wording"),
        )
        for theme in stated
    )
