"""The public grade of a dossier: masked texts, no person, no attribute that singles somebody out.

Contributions keep their ids and leaves, so that both grades have the same Merkle root. What moderation
set aside, and what is counted only, keeps its leaf, without its text. Votes become counts by group.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np

from concertia.corpus.folder import Corpus, write_reports, write_tables
from concertia.storage.canonical import canonical_json
from concertia.storage.parquet import Columns, write_parquet
from concertia.synthesis.answered import without_refused
from concertia.synthesis.assemble import stated_decisions
from concertia.synthesis.counts import Counter
from concertia.synthesis.disclosure import ATTRIBUTES, public_attributes
from concertia.synthesis.reading import (
    RESULT,
    UNITS_FILE,
    Reading,
    read_reading,
    read_result,
    write_wordings,
)

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
_ALWAYS_REMOVED = ("author", "source_id", "public_text", "location")
_NOT_THEIR_WORDS = ("noted", "reworded")
_SAID_OF_FILES = (
    "format", "format_version", "sha256", "records", "reasons", "repairs", "transformations",
    "exact_duplicates", "totals", "reconciliation",
)  # fmt: skip
"""What the account of an import says of a file without naming it, its columns, or what is in them."""
_LONGEST_SUFFIX = 6
_KEPT_FILES = (UNITS_FILE, "codes.parquet", "edits.jsonl", "framing.yaml", "redactions.jsonl")
"""``previous.json`` and ``published.json`` stay out: they name contributions of earlier readings, perhaps
set aside since, and serve to run the analysis again, which needs the restricted grade."""


def derive_public(folder: Path, out: Path) -> None:
    """Write in ``out`` the public files of a restricted reading, but for the reports and the manifest."""
    result = read_result(folder)
    reading = read_reading(folder, result)
    decisions = stated_decisions(reading, result)
    kept = public_attributes(Counter(reading), decisions.protected)
    contributions = public_contributions(reading.corpus, kept)
    _write_corpus(reading.corpus, contributions, folder / "corpus", out / "corpus")
    for name in _KEPT_FILES:
        if (folder / name).is_file():
            shutil.copyfile(folder / name, out / name)
    if reading.wordings:
        write_wordings(out, without_refused(reading.wordings))
    published = public_result(result, contributions)
    if "opinions" in published:
        write_parquet(out / VOTES_BY_GROUP_FILE, votes_by_group(published["opinions"]), VOTES_BY_GROUP)
    (out / RESULT).write_bytes(canonical_json(published))


def public_contributions(corpus: Corpus, kept: tuple[str, ...]) -> Columns:
    """The contributions that anyone may read: published text only, attributes in ``kept`` only."""
    columns = dict(corpus.contributions)
    nothing = np.full(len(corpus), None, dtype=object)
    shown = corpus.readable
    columns["text"], columns["nonce"] = corpus.published.copy(), columns["nonce"].copy()
    for name in ("text", "nonce"):
        columns[name][~shown] = None
    for name in (*_ALWAYS_REMOVED, *(name for name in ATTRIBUTES if name not in kept)):
        columns[name] = nothing
    if "source" in kept:
        names = _opaque_sources(corpus)
        columns["source"] = np.array([names[name] for name in columns["source"]], dtype=object)
    if "capture" not in kept and not set(corpus.contributions["capture"]) & {*_NOT_THEIR_WORDS, None}:
        columns["capture"] = np.full(len(corpus), "imported", dtype=object)
    return columns


def _opaque_sources(corpus: Corpus) -> dict[str | None, str | None]:
    """« source 1…n » by name of source, in the order of the files: a name may be that of a person."""
    names: dict[str | None, str | None] = {None: None}
    for number, entry in enumerate(corpus.report["sources"], 1):
        names.setdefault(entry.get("source"), f"source {number}")
    for name in corpus.contributions["source"]:
        names.setdefault(name, f"source {len(names)}")
    return names


def _public_report(corpus: Corpus) -> tuple[dict[str, Any], dict[str, str]]:
    """``import.json`` without the names of files, sources and columns; and the new name of each file."""
    sources, files = [], {}
    opaque = _opaque_sources(corpus)
    for number, entry in enumerate(corpus.report["sources"], 1):
        suffix = PurePosixPath(entry["path"]).suffix.lower()
        known = suffix.removeprefix(".").isalnum() and len(suffix) <= _LONGEST_SUFFIX
        files[entry["path"]] = f"source-{number}{suffix if known else ''}"
        told = {name: entry[name] for name in _SAID_OF_FILES if name in entry}
        unnamed: dict[str, Any] = {"warnings": [], "questions": [], "dropped_columns": []}
        sources.append(
            {**told, **unnamed, "path": files[entry["path"]], "source": opaque[entry.get("source")]}
        )
    return {**corpus.report, "sources": sources}, files


def _write_corpus(corpus: Corpus, contributions: Columns, source: Path, out: Path) -> None:
    out.mkdir(parents=True)
    tables = {"contributions": contributions}
    if corpus.tallies is not None:
        tables["tallies"] = corpus.tallies
    write_tables(out, tables)
    report, files = _public_report(corpus)
    rejects = [json.loads(line) for line in (source / "rejects.jsonl").read_bytes().splitlines()]
    write_reports(out, report, [{**line, "source": files.get(line["source"])} for line in rejects], None)


def public_result(result: Mapping[str, Any], contributions: Columns) -> dict[str, Any]:
    """The restricted result as it is published with these contributions: its figures, without source ids
    of statements nor votes of very small groups; quotations say the capture that is published."""
    capture = dict(zip(contributions["contribution_id"], contributions["capture"], strict=True))
    themes = [
        {
            **theme,
            "quotes": [{**quote, "capture": capture[quote["contribution"]]} for quote in theme["quotes"]],
        }
        for theme in result["themes"]
    ]
    findings = [
        {
            **finding,
            "quotes": [{**quote, "capture": capture[quote["contribution"]]} for quote in finding["quotes"]],
        }
        if finding.get("quotes")
        else finding
        for finding in result["findings"]
    ]
    public = {**result, "grade": "public", "themes": themes, "findings": findings}
    if "opinions" in result:
        public["opinions"] = _public_opinions(result["opinions"], int(result["parameters"]["min_cell"]))
    return public


def _public_opinions(opinions: Mapping[str, Any], least: int) -> dict[str, Any]:
    hidden = _hidden_groups(opinions, least)
    statements = [
        {
            **entry,
            "source_id": None,
            "by_group": {
                group: None if group in hidden else counts for group, counts in entry["by_group"].items()
            },
        }
        for entry in opinions["statements"]
    ]
    chosen = {
        group: [] if group in hidden else entries for group, entries in opinions["representative"].items()
    }
    public = {**opinions, "statements": statements, "representative": chosen}
    if "selected" in opinions:
        heard = {
            group: None if group in hidden else counts
            for group, counts in opinions["selected"]["by_group"].items()
        }
        public["selected"] = {**opinions["selected"], "by_group": heard}
    return public


def _hidden_groups(opinions: Mapping[str, Any], least: int) -> set[str]:
    """Groups under ``least`` people; if one alone is, the next smallest too: no subtraction gives it back."""
    by_size = sorted(opinions["groups"], key=lambda group: (group["size"], group["id"]))
    small = sum(group["size"] < least for group in by_size)
    return {str(group["id"]) for group in by_size[: max(small, 2) if small else 0]}


def votes_by_group(opinions: Mapping[str, Any]) -> Columns:
    """Counts of votes by statement and group, in the order of the section; hidden groups have no row."""
    rows: list[tuple[Any, ...]] = []
    for entry in opinions["statements"]:
        rows.append((entry["id"], None, *(entry[name] for name in ("agree", "disagree", "pass", "mixed"))))
        for group, counts in sorted(entry["by_group"].items(), key=lambda item: int(item[0])):
            if counts is None:
                continue
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
