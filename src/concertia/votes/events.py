"""From vote events to the votes that count: integer codes, then the last event of each pair. Linear time."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from concertia.storage.parquet import connect
from concertia.votes.arrays import Flags, Integers


def factorised(column: NDArray[Any]) -> tuple[NDArray[Any], Integers]:
    """Distinct values of a column of strings (``None`` allowed) in order of first row, and the code of each
    row.
    """
    data = {"value": np.asarray(column, dtype=object), "row": np.arange(len(column), dtype=np.int32)}
    with connect() as connection:
        connection.register("data", data)
        connection.execute(
            "CREATE TABLE known AS SELECT value, first, row_number() OVER (ORDER BY first) - 1 AS code "
            "FROM (SELECT value, min(row) AS first FROM data GROUP BY value)"
        )
        found = connection.execute(
            "SELECT row, code FROM data JOIN known ON data.value IS NOT DISTINCT FROM known.value"
        ).fetchnumpy()
        first = connection.execute("SELECT first FROM known ORDER BY code").fetchnumpy()["first"]
    codes = np.empty(len(column), dtype=np.int32)
    codes[np.asarray(found["row"])] = np.asarray(found["code"])
    return data["value"][np.asarray(first)], codes


def last_votes(
    rows: NDArray[Any],
    cols: NDArray[Any],
    values: NDArray[Any],
    shape: tuple[int, int],
    dates: NDArray[Any] | None = None,
) -> tuple[Integers, Integers, NDArray[np.int8]]:
    """Keep the last vote of each (participant, statement), sorted by row then column.

    ``dates`` (V,) are ISO 8601 strings or ``None`` (before any date); equal dates, or no dates, follow the
    order of the arrays. Dates are compared only where a participant voted again.
    """
    by_column = _stable_order(cols, shape[1])
    order = by_column[_stable_order(rows[by_column], shape[0])]
    row, col = rows[order].astype(np.int32), cols[order].astype(np.int32)
    same = np.zeros(len(row), dtype=np.bool_)
    np.logical_and(row[1:] == row[:-1], col[1:] == col[:-1], out=same[1:])
    if dates is not None and same.any():
        order = _sorted_by_date(order, same, dates)
    last = np.ones(len(row), dtype=np.bool_)
    last[:-1] = ~same[1:]
    return row[last], col[last], values[order[last]].astype(np.int8)


def _stable_order(keys: NDArray[Any], size: int) -> Integers:
    """Stable argsort of small non-negative integers: the counting sort of SciPy's CSR conversion."""
    positions = np.arange(len(keys), dtype=np.int32)
    ones = sparse.coo_array((positions, (keys, positions)), shape=(size, max(len(keys), 1)))
    order: Integers = ones.tocsr().indices
    return order


def _sorted_by_date(order: Integers, same: Flags, dates: NDArray[Any]) -> Integers:
    """``order`` with the events of each repeated pair sorted by (date, position in the arrays)."""
    pair = np.cumsum(~same)
    repeated = np.flatnonzero(same | np.append(same[1:], False))
    events = order[repeated]
    distinct, codes = factorised(dates[events])
    rank = np.empty(len(distinct), dtype=np.int32)
    rank[sorted(range(len(distinct)), key=lambda index: distinct[index] or "")] = np.arange(len(distinct))
    within = np.lexsort((events, rank[codes], pair[repeated]))
    result = order.copy()
    result[repeated] = events[within]
    return result
