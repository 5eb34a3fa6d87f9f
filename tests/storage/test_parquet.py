"""Tables written twice give the same bytes, and come back as they were."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from concertia.storage.parquet import Columns, read_parquet, write_parquet

SCHEMA = {"text": "VARCHAR", "count": "INTEGER?", "score": "DOUBLE", "seq": "BIGINT", "yes": "BOOLEAN"}


def table(texts: list[str | None]) -> Columns:
    n = len(texts)
    return {
        "text": np.array(texts, dtype=object),
        "count": np.array([None if i % 3 else i for i in range(n)], dtype=object),
        "score": np.linspace(0, 1, n),
        "seq": np.arange(n, dtype=np.int64)[::-1].copy(),
        "yes": np.arange(n) % 2 == 0,
    }


@given(texts=st.lists(st.none() | st.text(st.characters(exclude_categories=["Cs"])), min_size=1, max_size=30))
def test_round_trip_keeps_rows_values_and_order(
    texts: list[str | None], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("table") / "t.parquet"
    columns = table(texts)
    write_parquet(path, columns, SCHEMA)
    back = read_parquet(path)
    assert list(back) == list(SCHEMA)
    for name in SCHEMA:
        assert back[name].tolist() == columns[name].tolist()


def test_same_columns_give_same_bytes(tmp_path: Path) -> None:
    columns = table([f"idée {i}" for i in range(5000)])
    write_parquet(tmp_path / "a.parquet", columns, SCHEMA)
    write_parquet(tmp_path / "b.parquet", columns, SCHEMA)
    assert (tmp_path / "a.parquet").read_bytes() == (tmp_path / "b.parquet").read_bytes()


def test_a_table_without_rows_keeps_its_columns(tmp_path: Path) -> None:
    write_parquet(tmp_path / "e.parquet", table([]), SCHEMA)
    back = read_parquet(tmp_path / "e.parquet")
    assert list(back) == list(SCHEMA)
    assert all(len(array) == 0 for array in back.values())


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    with pytest.raises(KeyError, match="score"):
        write_parquet(tmp_path / "m.parquet", {k: v for k, v in table(["a"]).items() if k != "score"}, SCHEMA)
    assert not (tmp_path / "m.parquet").exists()


def test_a_path_with_a_quote_is_read(tmp_path: Path) -> None:
    path = tmp_path / "l'été.parquet"
    write_parquet(path, table(["a"]), SCHEMA)
    assert read_parquet(path, ["text"])["text"].tolist() == ["a"]
