"""The first rows of a file that may be a table, without reading it: how platforms are recognised."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from functools import lru_cache
from itertools import islice
from pathlib import PurePath
from typing import Any

from concertia.corpus.formats.decoding import binary_kind, guess_encoding
from concertia.corpus.formats.json_rows import flatten
from concertia.corpus.formats.port import SourceFile
from concertia.corpus.formats.spreadsheet import read_sheet
from concertia.corpus.formats.table_mending import folded, unfolded
from concertia.corpus.formats.table_reading import Row, guess_separator, separated_rows
from concertia.errors import ConcertiaError

SEPARATED = frozenset({".csv", ".tsv", ".tab"})
SHEETS = frozenset({".xlsx", ".xlsm", ".xls"})
JSON = frozenset({".json", ".jsonl", ".ndjson"})
ROWS = 5
"""Rows among which titles may be."""
MAX_SHEET = 30 << 20
"""Bytes of a workbook beyond which it is not opened to be recognised."""


def head_lines(file: SourceFile) -> list[str]:
    """The lines of the head, with their ends; the last one only if it is whole."""
    text = file.head.decode(guess_encoding(file.head), "replace").removeprefix("\ufeff")
    lines = text.splitlines(keepends=True)
    return lines[:-1] if len(file.head) < file.size else lines


@lru_cache(maxsize=1024)
def first_rows(file: SourceFile) -> Sequence[Row]:
    """The first rows of a table; of JSON, the names in its first object. Empty for anything else."""
    suffix = PurePath(file.name).suffix.lower()
    if not file.size:
        return []
    if suffix in SHEETS and file.head.startswith(b"PK"):
        return _of_sheet(file) if file.size <= MAX_SHEET else []
    if binary_kind(file.head):
        return []
    if suffix in SEPARATED | SHEETS:
        return _of_lines(file)
    return _of_json(file) if suffix in JSON else []


def _of_sheet(file: SourceFile) -> list[Row]:
    try:
        rows = read_sheet(file).rows
        with closing(rows):  # type: ignore[type-var]  # a generator, which holds the file open
            return list(islice(rows, ROWS))
    except ConcertiaError:
        return []


def _of_lines(file: SourceFile) -> list[Row]:
    lines = head_lines(file)[:60]
    if lines and lines[0].casefold().startswith("sep=") and len(lines[0].strip()) <= 5:
        lines = lines[1:]
    fold = folded(lines)
    if fold is not None:
        return list(islice(unfolded(lines, *fold, Counter()), ROWS))
    return list(islice(separated_rows(lines, guess_separator(lines), Counter()), ROWS))


def _of_json(file: SourceFile) -> list[Row]:
    text = file.head.decode(guess_encoding(file.head), "replace").removeprefix("\ufeff").lstrip()
    start = text.find("{", 1) if text.startswith("[") else 0
    if not text.startswith(("{", "[")) or start < 0:
        return []
    first = _first_object(text[start:])
    listed = next((value for value in first.values() if isinstance(value, list)), None)
    if listed and isinstance(listed[0], dict) and not text.startswith("["):
        return [Row(1, list(flatten(listed[0])))]
    return [Row(1, list(flatten(first)))] if first else []


def _first_object(text: str) -> dict[str, Any]:
    try:
        value, _ = json.JSONDecoder().raw_decode(text)
    except (ValueError, RecursionError):
        return _first_inside(text)
    return value if isinstance(value, dict) else {}


def _first_inside(text: str) -> dict[str, Any]:
    """The first object of a list, where the object around it is longer than the head."""
    start = text.find("[")
    opened = text.find("{", start) if start >= 0 else -1
    if opened < 0:
        return {}
    try:
        value, _ = json.JSONDecoder().raw_decode(text[opened:])
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}
