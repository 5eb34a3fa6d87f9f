"""Tables as Parquet files, written the same way twice.

A table is a dictionary of NumPy arrays of equal length. Its schema is an ordered mapping
from column name to DuckDB type; a type ending with ``?`` may hold missing values.
Read back: VARCHAR and every ``?`` column as object arrays (missing = ``None``), the others
as plain NumPy arrays.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
from numpy.typing import NDArray

Columns = dict[str, NDArray[Any]]
Schema = Mapping[str, str]

_NUMPY = {
    "BOOLEAN": np.bool_,
    "TINYINT": np.int8,
    "INTEGER": np.int32,
    "BIGINT": np.int64,
    "DOUBLE": np.float64,
}


def connect() -> duckdb.DuckDBPyConnection:
    """A private in-memory DuckDB that never reaches the network and keeps rows in order."""
    connection = duckdb.connect(":memory:")
    connection.execute("SET autoinstall_known_extensions = false")
    connection.execute("SET autoload_known_extensions = false")
    connection.execute("SET preserve_insertion_order = true")
    return connection


def write_parquet(path: Path, columns: Columns, schema: Schema) -> None:
    """Write ``columns`` in the row order given and the column order of ``schema``.

    The caller sorts: row order is part of the bytes. Two calls with equal arrays give equal bytes.
    """
    missing = [name for name in schema if name not in columns]
    if missing:
        raise KeyError(f"columns missing from {path.name}: {missing}")
    length = len(columns[next(iter(schema))])
    data: dict[str, NDArray[Any]] = {"_row": np.arange(length, dtype=np.int64)}
    for name, kind in schema.items():
        data[f"c_{name}"] = _for_duckdb(columns[name], kind)
    select = ", ".join(f'CAST("c_{name}" AS {kind.rstrip("?")}) AS "{name}"' for name, kind in schema.items())
    with connect() as connection:
        connection.execute("SET threads = 1")
        connection.register("data", data)
        connection.execute(
            f"COPY (SELECT {select} FROM data ORDER BY _row) TO {quoted(path)} "  # noqa: S608 - names are ours, paths quoted
            "(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880)"
        )


def read_parquet(path: Path, names: Sequence[str] | None = None) -> Columns:
    """Read a file written by ``write_parquet`` (all columns, or those named), rows in file order."""
    with connect() as connection:
        connection.execute("SET threads = 1")
        wanted = "*" if names is None else ", ".join(f'"{name}"' for name in names)
        fetched = connection.execute(f"SELECT {wanted} FROM read_parquet({quoted(path)})").fetchnumpy()  # noqa: S608 - names are ours, paths quoted
    return {name: _from_duckdb(array) for name, array in fetched.items()}


def quoted(path: Path) -> str:
    """A path as a SQL string literal."""
    return "'" + str(path).replace("'", "''") + "'"


def _for_duckdb(array: NDArray[Any], kind: str) -> NDArray[Any]:
    base = kind.rstrip("?")
    if base == "VARCHAR" or kind.endswith("?"):
        return np.asarray(array, dtype=object)
    return np.ascontiguousarray(array, dtype=_NUMPY[base])


def _from_duckdb(array: Any) -> NDArray[Any]:
    if isinstance(array, np.ma.MaskedArray):
        values = np.asarray(array.data, dtype=object)
        values[np.ma.getmaskarray(array)] = None
        return values
    return np.asarray(array)
