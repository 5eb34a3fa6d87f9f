from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from concertia.corpus.formats.port import SourceFile
from concertia.corpus.formats.vote_events import VoteColumns, VoteEvents, read_vote_events

HEADER = ["timestamp", "datetime", "comment-id", "voter-id", "vote"]
COLUMNS = VoteColumns("comment-id", "voter-id", "vote", "timestamp")
ROWS = st.lists(
    st.tuples(
        st.integers(1_000_000_000_000, 2_000_000_000_000),
        st.integers(0, 50),
        st.integers(0, 50),
        st.sampled_from([-1, 0, 1]),
    ),
    min_size=1,
    max_size=30,
)


def read(path: Path, text: str, encoding: str | None = None) -> VoteEvents:
    path.write_text(text, encoding="utf-8")
    content = path.read_bytes()
    file = SourceFile(path, path.name, len(content), content[:65536])
    return read_vote_events(file, HEADER, COLUMNS, encoding=encoding)


def lines(rows: list[tuple[int, int, int, int]]) -> list[str]:
    return [f"{time},d,{tid},{voter},{value}" for time, tid, voter, value in rows]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
@given(ROWS)
def test_the_fast_and_the_tolerant_way_agree(tmp_path: Path, rows: list[tuple[int, int, int, int]]) -> None:
    text = "\n".join([",".join(HEADER), *lines(rows)]) + "\n"
    fast = read(tmp_path / "votes.csv", text)
    slow = read(tmp_path / "votes.csv", text, encoding="latin-1")
    for name in ("statement", "voter", "value", "time", "line"):
        one, other = getattr(fast.draft, name), getattr(slow.draft, name)
        assert one.dtype == other.dtype
        assert np.array_equal(one, other)
    assert fast.rejects == slow.rejects == []
    assert fast.draft.time.tolist() == [row[0] for row in rows]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
@given(
    ROWS,
    st.lists(st.text(st.characters(blacklist_characters="\n\r", blacklist_categories=("Cs",))), max_size=5),
)
def test_no_line_is_ever_lost(
    tmp_path: Path, rows: list[tuple[int, int, int, int]], noise: list[str]
) -> None:
    mixed = [",".join(HEADER), *lines(rows), *noise, "1,d,0,0,1"]
    events = read(tmp_path / "votes.csv", "\n".join(mixed))
    records = sum(bool(line.strip()) for line in mixed)
    assert len(events.draft.value) + len(events.rejects) == records - 1
    assert set(events.draft.value.tolist()) <= {-1, 0, 1}


def test_lines_of_rejects_are_those_of_the_file(tmp_path: Path) -> None:
    rows = [
        ",".join(HEADER),
        "1600000000000,d,1,1,1",
        "1600000000000,d,1,2,5",
        "",
        "1600000000000,d,1",
        "x,d,1,3,-1",
    ]
    events = read(tmp_path / "votes.csv", "\r\n".join(rows))
    assert [(reject.line, reject.reason) for reject in events.rejects] == [
        (5, "row cut short"),
        (3, "vote value is not -1, 0 or 1"),
    ]
    assert events.draft.line.tolist() == [2, 6]
    assert events.draft.time.tolist() == [1_600_000_000_000, -1]


@pytest.mark.parametrize("first", ["a1f", "007"])
def test_identifiers_that_are_not_numbers_stay_as_they_are(first: str, tmp_path: Path) -> None:
    rows = [",".join(HEADER), f"1600000000,d,{first},{first},1", "1600000001,d,7,7,-1"]
    for encoding in (None, "latin-1"):
        events = read(tmp_path / "votes.csv", "\n".join(rows), encoding)
        assert events.draft.voter.tolist() == [first, "7"]
        assert events.draft.statement.tolist() == [first, "7"]
        assert events.seconds
        assert events.draft.time.tolist() == [1_600_000_000_000, 1_600_000_001_000]


def test_an_empty_file_has_no_vote(tmp_path: Path) -> None:
    events = read(tmp_path / "votes.csv", ",".join(HEADER) + "\n")
    assert len(events.draft.value) == 0
    assert events.rejects == []
