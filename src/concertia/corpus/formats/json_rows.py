"""JSON and JSON Lines as rows: a list of objects, nested values flattened with ``/``."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from decimal import Decimal
from itertools import chain, islice
from typing import Any, BinaryIO

import ijson

from concertia.corpus.formats.decoding import Decoded
from concertia.corpus.formats.port import SourceFile
from concertia.corpus.formats.table_reading import MAX_COLUMNS, Row, Table
from concertia.errors import UnusableSourceError

SAMPLE = 1000
"""Objects from which the columns are listed."""
MAX_DEPTH = 50
KEYS = ("key", "voteKey", "qualificationKey", "questionTitle")
"""What names an object inside a list: ``votes/agree/count``, rather than ``votes/0/count``."""
MAX_EXACT = 10**15
"""Numbers below it are whole or decimal without doubt as float64."""


def read_json(decoded: Decoded) -> Table:
    """The first list of objects of a JSON file, read as it comes; UnusableSourceError if there is none."""
    prefix = _list_of_objects(decoded)
    table = Table(rows=iter(()), repairs=decoded.repairs)
    if prefix != "item":
        table.warnings.append(f"liste lue dans le JSON : {prefix.removesuffix('.item')}")
    return _tabulated(_objects(decoded, prefix, table), table)


def read_json_lines(decoded: Decoded) -> Table:
    """One object per line; a line that is not one is a bad line, with its number."""
    table = Table(rows=iter(()), repairs=decoded.repairs)
    return _tabulated(_object_lines(decoded, table), table)


def _tabulated(objects: Iterator[tuple[int, dict[str, str]]], table: Table) -> Table:
    first = list(islice(objects, SAMPLE))
    columns = list(dict.fromkeys(name for _, record in first for name in record))[:MAX_COLUMNS]
    table.columns = columns
    table.rows = _rows(chain(first, objects), columns, table)
    return table


def _rows(objects: Iterator[tuple[int, dict[str, str]]], columns: list[str], table: Table) -> Iterator[Row]:
    known = set(columns)
    for number, record in objects:
        if not known.issuperset(record):
            table.repairs["keys that no earlier object has, left out"] += 1
        yield Row(number, [record.get(column, "") for column in columns])


def _object_lines(decoded: Decoded, table: Table) -> Iterator[tuple[int, dict[str, str]]]:
    for number, line in enumerate(decoded.lines(), 1):
        if not line.strip():
            table.repairs["empty rows"] += 1
            continue
        try:
            record = json.loads(line, parse_constant=str, parse_int=str)
        except (ValueError, RecursionError):
            table.bad_lines.append((number, "not JSON"))
            continue
        if isinstance(record, dict):
            yield number, flatten(record)
        else:
            table.bad_lines.append((number, "not an object"))


def _objects(decoded: Decoded, prefix: str, table: Table) -> Iterator[tuple[int, dict[str, str]]]:
    with _utf8(decoded) as stream:
        for number, record in enumerate(ijson.items(stream, prefix), 1):
            if isinstance(record, dict):
                yield number, flatten(record)
            else:
                table.bad_lines.append((number, "not an object"))


def flatten(value: Any, prefix: str = "", depth: int = 0) -> dict[str, str]:
    """``{"a": {"b": 1}}`` gives ``{"a/b": "1"}``; lists of plain values are joined with ``, ``.

    Objects of a list are numbered, or bear the name that each gives as its ``key``.
    """
    if depth < MAX_DEPTH and isinstance(value, dict):
        flat: dict[str, str] = {}
        for key, inner in value.items():
            flat.update(flatten(inner, f"{prefix}/{key}" if prefix else str(key), depth + 1))
        return flat
    if depth < MAX_DEPTH and isinstance(value, list):
        if any(isinstance(item, (dict, list)) for item in value):
            names = _names(value) or [str(position) for position in range(len(value))]
            return flatten(dict(zip(names, value, strict=True)), prefix, depth + 1)
        return {prefix: ", ".join(_text(item) for item in value)}
    return {prefix: _text(value)}


def _names(items: list[Any]) -> list[str]:
    """The ``key`` of each object of a list, where all have one of their own."""
    for name in KEYS:
        found = [item.get(name) for item in items if isinstance(item, dict)]
        if len(found) == len(items) and all(isinstance(word, str) and word for word in found):
            return [str(word) for word in found] if len(set(found)) == len(found) else []
    return []


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, Decimal):
        value = float(value) if abs(value) < MAX_EXACT else str(value)
    if isinstance(value, float) and abs(value) < MAX_EXACT and value.is_integer():
        return str(int(value))  # 75010.0: a code that some program took for a measure
    return value if isinstance(value, str) else str(value)


def _list_of_objects(decoded: Decoded) -> str:
    """The ijson prefix of the items of the first list that starts with an object.

    Reads the file to its end, so that a cut or bottomless one is refused before anything is kept.
    """
    path: list[str] = []
    found: str | None = None
    previous = ""
    objects = 0
    try:
        with _utf8(decoded) as stream:
            for event, value in ijson.basic_parse(stream):
                if event == "start_map" and previous == "start_array" and found is None:
                    found = ".".join(path)
                objects += event == "end_map" and found is not None
                if event in {"start_map", "start_array"}:
                    path.append("item" if event == "start_array" else "")
                    if len(path) > MAX_DEPTH:
                        raise _not_json(decoded.file, "trop de niveaux / too many levels")
                elif event in {"end_map", "end_array"}:
                    path.pop()
                elif event == "map_key":
                    path[-1] = str(value)
                previous = event
    except (ijson.JSONError, ValueError, UnicodeError) as error:
        raise _cut(decoded.file, objects) from error
    if found is None:
        raise _not_json(decoded.file, "aucune liste d'objets / no list of objects")
    return found


def _utf8(decoded: Decoded) -> BinaryIO:
    """The file as a stream of UTF-8 bytes without mark, whatever its encoding."""
    if decoded.encoding == "utf-8":
        return decoded.file.path.open("rb")
    return io.BufferedReader(_Transcoded(decoded))


class _Transcoded(io.RawIOBase):
    def __init__(self, decoded: Decoded) -> None:
        self._text = decoded.file.path.open(encoding=decoded.encoding, newline="")
        self._left = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if not self._left:
            self._left = self._text.read(1 << 16).encode("utf-8", "surrogatepass")
        size = min(len(buffer), len(self._left))
        buffer[:size] = self._left[:size]
        self._left = self._left[size:]
        return size

    def close(self) -> None:
        self._text.close()
        super().close()


def _not_json(file: SourceFile, why: str) -> UnusableSourceError:
    return UnusableSourceError(
        f"« {file.name} » n'est pas un JSON qui se lit comme un tableau ({why}). Attendu : une liste "
        f"d'objets, ou "
        '{"data": [ … ]}.',
        f"“{file.name}” is not a JSON that reads as a table ({why}). Expected: a list of objects, or "
        '{"data": [ … ]}.',
    )


def _cut(file: SourceFile, objects: int) -> UnusableSourceError:
    return UnusableSourceError(
        f"« {file.name} » : le JSON est coupé ou abîmé après {objects:,} objet(s). Rien n'en est gardé, "
        f"pour ne "
        "pas laisser croire qu'il est complet : exportez-le à nouveau.",
        f"“{file.name}”: the JSON is cut or damaged after {objects:,} object(s). Nothing of it is kept, so "
        f"that "
        "it does not look complete: export it again.",
    )
