"""The corpus folder: the only thing the engine ever reads once files have been imported."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from concertia.corpus.schema import CONTRIBUTIONS, ORIGINALS, PEOPLE, TALLIES, VOTES
from concertia.errors import UnusableSourceError
from concertia.storage.canonical import canonical_json, sha256_file
from concertia.storage.parquet import Columns, connect, quoted, read_parquet, write_parquet

_FRICTIONLESS = {
    "VARCHAR": "string",
    "BOOLEAN": "boolean",
    "TINYINT": "integer",
    "INTEGER": "integer",
    "BIGINT": "integer",
    "DOUBLE": "number",
}
_TABLES = {
    "contributions": CONTRIBUTIONS,
    "votes": VOTES,
    "tallies": TALLIES,
    "originals": ORIGINALS,
    "people": PEOPLE,
}
_KEYS = {"contributions": "contribution_id", "votes": "seq", "tallies": "contribution_id"}
_TITLES = {
    "contributions": "What was said, one contribution per row",
    "votes": "Every vote event; the last one by (date, seq) of a voter on a contribution counts",
    "tallies": "Totals published by the source, without voters",
    "originals": "Restricted: texts as received",
    "people": "Restricted: age bracket and sex of who speaks, where the reading was asked to compare them",
}

WRITTEN = frozenset(
    {*(f"{name}.parquet" for name in _TABLES), "import.json", "rejects.jsonl", "datapackage.json"}
)
"""Names of the files that an import writes."""


class StoredColumns(Columns):
    """Columns of a Parquet file in row order, each read when first asked for: votes may be millions."""

    def __init__(self, path: Path, names: Iterable[str]) -> None:
        super().__init__()
        self.path = path
        self._names = tuple(names)

    def __missing__(self, name: str) -> NDArray[Any]:
        self[name] = read_parquet(self.path, [name])[name]
        return self[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __contains__(self, name: object) -> bool:
        return name in self._names

    def __len__(self) -> int:
        return len(self._names)


@dataclass(frozen=True)
class Corpus:
    """What was said, as columns. Contributions are sorted by ``contribution_id``, votes by ``seq``."""

    contributions: Columns
    votes: Columns | None
    tallies: Columns | None
    report: dict[str, Any]
    """Content of ``import.json``."""
    people: Columns | None = None
    """Age and sex of who speaks, by ``contribution_id``; None where nobody asked for them."""

    @property
    def id(self) -> str:
        """Merkle root of the leaves, 64 hexadecimal characters."""
        return str(self.report["corpus_id"])

    @cached_property
    def published(self) -> NDArray[np.object_]:
        """Text that may be quoted: the masked one where personal data was covered."""
        masked, text = self.contributions["public_text"], self.contributions["text"]
        bare = np.array([value is None for value in masked.tolist()], dtype=np.bool_)
        return np.where(bare, text, masked).astype(object)

    @cached_property
    def admitted(self) -> NDArray[np.bool_]:
        """False for the contributions that moderation set aside."""
        return np.asarray(self.contributions["moderation"] != "rejected", dtype=np.bool_)

    @cached_property
    def readable(self) -> NDArray[np.bool_]:
        """Admitted, and whose words may be read: false for those that are counted only."""
        counted = np.asarray(self.contributions["moderation"] == "counted", dtype=np.bool_)
        return self.admitted & ~counted

    def __len__(self) -> int:
        return len(self.contributions["contribution_id"])


def read_corpus(folder: Path) -> Corpus:
    """Read a corpus folder. Raises UnusableSourceError if it is not one."""
    report_path = folder / "import.json"
    if not report_path.is_file() or not (folder / "contributions.parquet").is_file():
        raise UnusableSourceError(
            f"« {folder.name} » n'est pas un corpus : il n'y a pas de import.json et contributions.parquet. "
            "Fabriquez-en un avec « concertia import FICHIERS --out DOSSIER ».",
            f"“{folder.name}” is not a corpus: it holds no import.json and contributions.parquet. "
            "Make one with “concertia import FILES --out FOLDER”.",
        )
    votes, tallies, people = (folder / f"{name}.parquet" for name in ("votes", "tallies", "people"))
    return Corpus(
        contributions=read_parquet(folder / "contributions.parquet"),
        votes=StoredColumns(votes, VOTES) if votes.is_file() else None,
        tallies=read_parquet(tallies) if tallies.is_file() else None,
        report=json.loads(report_path.read_text(encoding="utf-8")),
        people=read_parquet(people) if people.is_file() else None,
    )


def write_tables(folder: Path, tables: dict[str, Columns]) -> None:
    """Write the Parquet files of a corpus (names of ``_TABLES``)."""
    for name, columns in tables.items():
        write_parquet(folder / f"{name}.parquet", columns, _TABLES[name])


def write_reports(
    folder: Path, report: dict[str, Any], rejects: list[dict[str, Any]], title: str | None
) -> None:
    """Write ``import.json``, ``rejects.jsonl`` and ``datapackage.json`` beside the tables already there."""
    (folder / "import.json").write_bytes(canonical_json(report))
    (folder / "rejects.jsonl").write_bytes(b"".join(canonical_json(reject) for reject in rejects))
    (folder / "datapackage.json").write_bytes(canonical_json(_data_package(folder, report, title)))


def _read_votes(path: Path) -> Columns:
    """Votes with one text per distinct contribution and voter, not per row: less than half the memory."""
    columns = read_parquet(path, ["seq", "value", "date"])
    with connect() as connection:
        connection.execute("SET threads = 1")
        for name in ("contribution_id", "voter"):
            table = f"read_parquet({quoted(path)})"
            connection.execute(f"CREATE TYPE {name} AS ENUM (SELECT DISTINCT {name} FROM {table} ORDER BY 1)")  # noqa: S608 - names are ours, paths quoted
            found = connection.execute(f"SELECT enum_range(NULL::{name})").fetchone()
            texts = np.array(found[0] if found else [], dtype=object)
            codes = connection.execute(f"SELECT enum_code({name}::{name}) AS code FROM {table}").fetchnumpy()  # noqa: S608 - names are ours, paths quoted
            columns[name] = texts[np.asarray(codes["code"])]
    return {name: columns[name] for name in VOTES}


def _data_package(folder: Path, report: dict[str, Any], title: str | None) -> dict[str, Any]:
    """Frictionless Data Package (specs.frictionlessdata.io, v1) of the tables in ``folder``."""
    resources = []
    for name, schema in _TABLES.items():
        path = folder / f"{name}.parquet"
        if not path.is_file():
            continue
        described: dict[str, Any] = {
            "fields": [
                {"name": field, "type": _FRICTIONLESS[kind.rstrip("?")]} for field, kind in schema.items()
            ]
        }
        if name in _KEYS:
            described["primaryKey"] = _KEYS[name]
        if name in ("votes", "tallies", "originals", "people"):
            reference = {"resource": "contributions", "fields": "contribution_id"}
            described["foreignKeys"] = [{"fields": "contribution_id", "reference": reference}]
        resources.append(
            {
                "name": name,
                "title": _TITLES[name],
                "path": path.name,
                "format": "parquet",
                "mediatype": "application/vnd.apache.parquet",
                "bytes": path.stat().st_size,
                "hash": f"sha256:{sha256_file(path)}",
                "schema": described,
            }
        )
    package = {"profile": "data-package", "name": "concertia-corpus", "id": report["corpus_id"]}
    return {**package, **({"title": title} if title else {}), "resources": resources}
