"""The public grade of a dossier: masked texts, no person, no attribute that singles somebody out.

Contributions keep their ids and leaves, so that both grades have the same Merkle root. What moderation
set aside keeps its leaf, without its text. Votes become counts by group.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from concertia.corpus.folder import Corpus, write_reports, write_tables
from concertia.storage.canonical import canonical_json
from concertia.storage.parquet import Columns, write_parquet
from concertia.synthesis.assemble import stated_decisions
from concertia.synthesis.counts import Counter
from concertia.synthesis.disclosure import ATTRIBUTES, public_attributes
from concertia.synthesis.reading import RESULT, UNITS_FILE, Reading, read_reading, read_result

VOTES_BY_GROUP_FILE = "votes-by-group.parquet"
VOTES_BY_GROUP: dict[str, str] = {
    "contribution_id": "VARCHAR",
    "group": "INTEGER?",
    "agree": "BIGINT",
    "disagree": "BIGINT",
    "pass": "BIGINT",
    "mixed": "BIGINT",
}
"""One row for all participants (no group), then one per group, where ``pass`` includes mitigé votes."""
_ALWAYS_REMOVED = ("author", "source_id", "public_text")
_KEPT_FILES = (UNITS_FILE, "codes.parquet", "edits.jsonl", "framing.yaml", "redactions.jsonl")
"""``previous.json`` and ``published.json`` stay out: they name contributions of earlier readings, perhaps
set aside since, and serve to run the analysis again, which needs the restricted grade."""


def derive_public(folder: Path, out: Path) -> None:
    """Write in ``out`` the public files of a restricted reading, but for the reports and the manifest."""
    result = read_result(folder)
    reading = read_reading(folder, result)
    decisions = stated_decisions(reading, result)
    kept = public_attributes(Counter(reading), decisions.hidden)
    _write_corpus(reading.corpus, folder / "corpus", out / "corpus", kept)
    for name in _KEPT_FILES:
        if (folder / name).is_file():
            shutil.copyfile(folder / name, out / name)
    if "opinions" in result:
        write_parquet(out / VOTES_BY_GROUP_FILE, votes_by_group(result["opinions"]), VOTES_BY_GROUP)
    (out / RESULT).write_bytes(canonical_json(public_result(result)))


def public_contributions(corpus: Corpus, kept: tuple[str, ...]) -> Columns:
    """The contributions that anyone may read: published text only, attributes in ``kept`` only."""
    columns = dict(corpus.contributions)
    nothing = np.full(len(corpus), None, dtype=object)
    shown = np.asarray(corpus.admitted, dtype=np.bool_)
    columns["text"], columns["nonce"] = corpus.published.copy(), columns["nonce"].copy()
    for name in ("text", "nonce"):
        columns[name][~shown] = None
    for name in (*_ALWAYS_REMOVED, *(name for name in ATTRIBUTES if name not in kept)):
        columns[name] = nothing
    return columns


def _write_corpus(corpus: Corpus, source: Path, out: Path, kept: tuple[str, ...]) -> None:
    out.mkdir(parents=True)
    tables = {"contributions": public_contributions(corpus, kept)}
    if corpus.tallies is not None:
        tables["tallies"] = corpus.tallies
    write_tables(out, tables)
    package = json.loads((source / "datapackage.json").read_text(encoding="utf-8"))
    rejects = [json.loads(line) for line in (source / "rejects.jsonl").read_bytes().splitlines()]
    write_reports(out, corpus.report, rejects, package.get("title"))


def public_result(result: Mapping[str, Any]) -> dict[str, Any]:
    """The restricted result as it is published: its figures, without source ids of statements."""
    public = {**result, "grade": "public"}
    if "opinions" in result:
        opinions = dict(result["opinions"])
        opinions["statements"] = [{**entry, "source_id": None} for entry in opinions["statements"]]
        public["opinions"] = opinions
    return public


def votes_by_group(opinions: Mapping[str, Any]) -> Columns:
    """Counts of votes by statement and group, in the order of the section."""
    rows: list[tuple[Any, ...]] = []
    for entry in opinions["statements"]:
        rows.append((entry["id"], None, *(entry[name] for name in ("agree", "disagree", "pass", "mixed"))))
        for group, counts in sorted(entry["by_group"].items(), key=lambda item: int(item[0])):
            rows.append((entry["id"], int(group), *counts, 0))
    columns = list(zip(*rows, strict=True)) or [()] * len(VOTES_BY_GROUP)
    return {
        name: np.array(column, dtype=object if kind[0] == "V" or kind.endswith("?") else np.int64)
        for (name, kind), column in zip(VOTES_BY_GROUP.items(), columns, strict=True)
    }


def read_public(folder: Path, result: Mapping[str, Any]) -> Reading:
    """A public reading loaded back, its crossings limited to those that can be recounted there."""
    reading = read_reading(folder, {name: item for name, item in result.items() if name != "opinions"})
    checkable = {
        attribute
        for theme in result["themes"]
        for attribute, cells in theme["by"].items()
        if all(cell["checkable"] == "public" for cell in cells)
    }
    by = tuple(attribute for attribute in reading.parameters.by if attribute in checkable)
    return replace(reading, parameters=replace(reading.parameters, by=by))
