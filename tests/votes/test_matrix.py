from __future__ import annotations

import making
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from making import BLANK, corpus, matrix

from concertia.corpus.folder import StoredColumns
from concertia.corpus.schema import VOTES
from concertia.storage.parquet import connect, write_parquet
from concertia.votes.events import coded, last_votes, ranked
from concertia.votes.matrix import matrix_from_corpus, natural_order


def test_the_last_vote_counts_by_date_then_by_order() -> None:
    events = [("a", "1", 1), ("b", "1", -1), ("a", "1", -1), ("a", "1", 0)]
    dates = ["2026-01-03", "2026-01-01", "2026-01-02", "2026-01-03"]
    found = matrix_from_corpus(corpus(events, dates=dates))
    assert found is not None
    assert found.participants.tolist() == ["a", "b"]
    assert found.values.tolist() == [0, -1]
    later_first = matrix_from_corpus(corpus(events, dates=["2026-01-04", *dates[1:]]))
    assert later_first is not None
    assert later_first.values.tolist() == [1, -1]


def test_a_vote_without_date_comes_before_any_date() -> None:
    found = matrix_from_corpus(corpus([("a", "1", 1), ("a", "1", -1)], dates=["2026-01-01", None]))
    assert found is not None
    assert found.values.tolist() == [1]


def test_statements_are_in_natural_order_and_participants_in_order_of_first_vote() -> None:
    found = matrix_from_corpus(corpus([("z", "10", 1), ("a", "2", 1), ("z", "1", 1)]))
    assert found is not None
    assert found.statements.tolist() == ["id-1", "id-2", "id-10"]
    assert found.participants.tolist() == ["z", "a"]


def test_natural_order_mixes_numbers_words_and_missing_ids() -> None:
    source_ids = np.array(["b2", None, "10", "b10", "9"], dtype=object)
    ids = np.array(["e", "d", "c", "b", "a"], dtype=object)
    assert [source_ids[index] for index in natural_order(source_ids, ids)] == [None, "9", "10", "b2", "b10"]


def test_rejected_and_meta_statements_are_zeroed() -> None:
    moderation = {"1": ("rejected", "insult"), "2": ("accepted", "is_meta"), "3": ("rejected", "is_meta")}
    found = matrix_from_corpus(corpus([("a", name, 1) for name in "1234"], moderation=moderation))
    assert found is not None
    assert found.zeroed.tolist() == [True, True, True, False]
    assert found.meta.tolist() == [False, True, False, False]
    assert found.rejected.tolist() == [True, False, True, False]


def test_no_votes_no_matrix() -> None:
    assert matrix_from_corpus(corpus([], extra=["1"])) is None


def test_participants_start_by_first_statement_then_by_first_vote() -> None:
    found = matrix([[BLANK, 1, 1], [1, BLANK, BLANK], [BLANK, 1, BLANK], [1, 1, 1]])
    assert found.start_order.tolist() == [1, 3, 0, 2]


def test_take_repeats_rows() -> None:
    found = matrix([[1, BLANK, -1], [0, 1, BLANK]]).take(np.array([1, 1, 0]))
    assert found.rows.tolist() == [0, 0, 1, 1, 2, 2]
    assert found.cols.tolist() == [0, 1, 0, 1, 0, 2]
    assert found.values.tolist() == [0, 1, 0, 1, 1, -1]


strings = st.lists(st.one_of(st.none(), st.text(alphabet="ab€é", max_size=3)), min_size=1, max_size=30)


@settings(max_examples=25, deadline=None)
@given(strings)
def test_codes_and_ranks_are_the_same_in_memory_and_in_a_file(
    tmp_path_factory: pytest.TempPathFactory, values: list[str | None]
) -> None:
    size = len(values)
    column = np.array(values, dtype=object)
    votes = {
        "seq": np.arange(size),
        "contribution_id": column,
        "voter": column,
        "value": np.zeros(size, dtype=np.int8),
        "date": column,
    }
    path = tmp_path_factory.mktemp("votes") / "votes.parquet"
    write_parquet(path, votes, VOTES)
    stored = StoredColumns(path, VOTES)
    expected = list(dict.fromkeys(values))
    rows = np.arange(size, dtype=np.int32)[::-1].copy()
    order = sorted(set(values), key=lambda value: (value is not None, (value or "").encode()))
    with connect() as connection:
        for table in (votes, stored):
            distinct, codes = coded(connection, table, "voter")
            assert distinct.tolist() == expected
            assert distinct[codes].tolist() == values
            ranks = ranked(connection, table, "date", rows)
            assert ranks.tolist() == [1 + order.index(value) for value in reversed(values)]
    assert "voter" not in dict.keys(stored)


events = st.lists(
    st.tuples(st.integers(0, 4), st.integers(0, 5), st.sampled_from([-1, 0, 1, 2]), st.integers(0, 3)),
    min_size=1,
    max_size=60,
)


@given(events)
def test_last_votes_against_a_dictionary(found: list[tuple[int, int, int, int]]) -> None:
    rows, cols, values, times = map(np.array, zip(*found, strict=True))
    expected: dict[tuple[int, int], tuple[int, int]] = {}
    for row, col, value, time in found:
        if (row, col) not in expected or time >= expected[row, col][1]:
            expected[row, col] = (value, time)
    row, col, value = last_votes(rows, cols, values, (5, 6), lambda asked: times[asked])
    assert list(zip(row.tolist(), col.tolist(), strict=True)) == sorted(expected)
    assert value.tolist() == [expected[key][0] for key in sorted(expected)]


def test_a_matrix_written_by_hand() -> None:
    found = making.matrix([[1, BLANK], [2, -1]])
    assert found.values_in_maths().tolist() == [1, 0, -1]
    assert found.votes_by_participant.tolist() == [1, 2]
