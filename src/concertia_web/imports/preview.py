"""How the engine understands the tables of a folder: titles, first rows, guessed columns.

``python -m concertia_web.imports.preview FOLDER OPTIONS.json`` prints it as JSON. A process of its own: a
hostile file can at worst end this one.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from itertools import islice
from pathlib import Path
from typing import Any

from concertia.corpus.formats.guessing import guess_mapping
from concertia.corpus.formats.mapping import TableMapping, apply_mapping, read_table_options
from concertia.corpus.formats.port import SourceFile
from concertia.corpus.formats.table_opening import open_table
from concertia.corpus.formats.tables import FORMAT
from concertia.corpus.gathering import HEAD
from concertia.errors import ConcertiaError

ROWS = 20
CELL = 160
"""Characters shown of a cell."""
MOST_TABLES = 10
MOST_COLUMNS = 80


def tables_of(folder: Path, mapping: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The tables of a folder, in the order of their names; one that cannot be opened says why."""
    files = [
        SourceFile(path, path.name, path.stat().st_size, _head(path))
        for path in sorted(folder.iterdir())
        if path.is_file()
    ]
    groups = FORMAT.detect(files)
    if mapping:
        taken = {file.path for group in groups for file in group}
        groups += [[file] for file in files if file.path not in taken and file.path.suffix == ".txt"]
    return [_table(file, mapping) for group in groups[:MOST_TABLES] for file in group]


def _head(path: Path) -> bytes:
    with path.open("rb") as stream:
        return stream.read(HEAD)


def _table(file: SourceFile, mapping: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {"file": file.name, "titles": [], "rows": [], "columns": {}, "personal": []}
    try:
        opened = open_table(file, read_table_options(mapping or None))
        guess = guess_mapping(opened.titles, [row.cells for row in opened.sample])
        found["titles"] = opened.titles[:MOST_COLUMNS]
        found["rows"] = [
            [cell[:CELL] for cell in row.cells[:MOST_COLUMNS]] for row in islice(opened.sample, ROWS)
        ]
        found["columns"] = _columns(guess.mapping)
        found["personal"] = list(guess.dropped)
        if mapping.get("columns"):
            found["columns"] = _columns(apply_mapping(mapping, opened.titles, file.name))
    except ConcertiaError as error:
        found["problem"] = error.fr
    return found


def _columns(mapping: TableMapping) -> dict[str, list[int]]:
    return {role: list(indexes) for role, indexes in mapping.columns.items()}


def main(words: list[str]) -> int:
    """Print the tables of the folder named first, read with the mapping in the file named second."""
    mapping = json.loads(Path(words[1]).read_text(encoding="utf-8"))
    sys.stdout.write(json.dumps(tables_of(Path(words[0]), mapping), ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
