"""From vote events to the votes that count: integer codes, then the last event of each pair. Linear time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from duckdb import DuckDBPyConnection
from numpy.typing import NDArray
from scipy import sparse

from concertia.corpus.folder import StoredColumns
from concertia.storage.parquet import Columns, quoted
from concertia.votes.arrays import Counts, Flags, Integers


def coded(connection: DuckDBPyConnection, votes: Columns, name: str) -> tuple[NDArray[Any], Integers]:
    """Distinct values of a column of strings in order of first row, and the code (V,) of each row.

    Columns stored in a file are coded inside the database: no string is made for each of millions of rows.
    """
    table = _column(connection, votes, name)
    connection.execute(
        "CREATE OR REPLACE TABLE known AS SELECT value, row_number() OVER (ORDER BY first) - 1 AS code "  # noqa: S608
        f"FROM (SELECT value, min(row) AS first FROM {table} GROUP BY value)"
    )
    joined = f"{table} AS data JOIN known ON data.value IS NOT DISTINCT FROM known.value"
    found = connection.execute(f"SELECT row, code::INT AS code FROM {joined}").fetchnumpy()  # noqa: S608
    distinct = connection.execute("SELECT value FROM known ORDER BY code").fetchnumpy()["value"]
    codes = np.empty(len(found["row"]), dtype=np.int32)
    codes[np.asarray(found["row"])] = np.asarray(found["code"])
    return np.asarray(distinct, dtype=object), codes


def ranked(connection: DuckDBPyConnection, votes: Columns, name: str, rows: Integers) -> Counts:
    """Rank of the strings of a column at some ``rows`` (n,), equal strings having one rank, missing ones
    first.
    """
    table = _column(connection, votes, name)
    connection.register("wanted", {"row": rows, "place": np.arange(len(rows))})
    found = connection.execute(
        "SELECT place, dense_rank() OVER (ORDER BY value NULLS FIRST) AS rank "  # noqa: S608
        f"FROM wanted JOIN {table} AS data USING (row)"
    ).fetchnumpy()
    ranks = np.empty(len(rows), dtype=np.int64)
    ranks[np.asarray(found["place"])] = np.asarray(found["rank"])
    return ranks


def _column(connection: DuckDBPyConnection, votes: Columns, name: str) -> str:
    """A column as a table (value, row) in SQL."""
    if isinstance(votes, StoredColumns):
        source = f"read_parquet({quoted(votes.path)}, file_row_number = true)"
        return f'(SELECT "{name}" AS value, file_row_number::INT AS row FROM {source})'  # noqa: S608
    values = np.asarray(votes[name], dtype=object)
    connection.register("given", {"value": values, "row": np.arange(len(values), dtype=np.int32)})
    return "given"


def last_votes(
    rows: NDArray[Any],
    cols: NDArray[Any],
    values: NDArray[Any],
    shape: tuple[int, int],
    when: Callable[[Integers], Counts] | None = None,
) -> tuple[Integers, Integers, NDArray[np.int8]]:
    """Keep the last vote of each (participant, statement), sorted by row then column.

    ``when`` gives comparable times of some events, by index; it is asked only about repeated votes. Equal
    times, or no ``when``, follow the order of the arrays.
    """
    by_column = _stable_order(cols, shape[1])
    order = by_column[_stable_order(rows[by_column], shape[0])]
    row, col = rows[order].astype(np.int32), cols[order].astype(np.int32)
    same = np.zeros(len(row), dtype=np.bool_)
    np.logical_and(row[1:] == row[:-1], col[1:] == col[:-1], out=same[1:])
    if when is not None and same.any():
        order = _sorted_by_time(order, same, when)
    last = np.ones(len(row), dtype=np.bool_)
    last[:-1] = ~same[1:]
    return row[last], col[last], values[order[last]].astype(np.int8)


def _stable_order(keys: NDArray[Any], size: int) -> Integers:
    """Stable argsort of small non-negative integers: the counting sort of SciPy's CSR conversion."""
    positions = np.arange(len(keys), dtype=np.int32)
    ones = sparse.coo_array((positions, (keys, positions)), shape=(size, max(len(keys), 1)))
    order: Integers = ones.tocsr().indices
    return order


def _sorted_by_time(order: Integers, same: Flags, when: Callable[[Integers], Counts]) -> Integers:
    """``order`` with the events of each repeated pair sorted by (time, position in the arrays)."""
    pair = np.cumsum(~same)
    repeated = np.flatnonzero(same | np.append(same[1:], False))
    events = order[repeated]
    within = np.lexsort((events, when(events), pair[repeated]))
    result = order.copy()
    result[repeated] = events[within]
    return result
