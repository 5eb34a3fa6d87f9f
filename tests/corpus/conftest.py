"""Small exports written on the spot, so that each test shows what it reads."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from concertia.corpus.importing import ImportOptions, import_sources

Import = Callable[..., dict[str, Any]]


@pytest.fixture
def imported(tmp_path: Path, key_file: Path) -> Import:
    """Import sources into ``tmp_path/corpus`` and return ``import.json``."""

    def run(*sources: Path, out: Path | None = None, **options: Any) -> dict[str, Any]:
        return import_sources(
            list(sources), out or tmp_path / "corpus", ImportOptions(**{"key": key_file, **options})
        )

    return run


@pytest.fixture
def polis(tmp_path: Path) -> Callable[..., Path]:
    """Write a Polis CSV export of three statements and six votes, one of them cast again."""

    def write(
        *,
        seconds: bool = False,
        quoted: bool = True,
        flipped_votes: bool = False,
        bodies: Sequence[str] = ("Plus de bus, le soir", "Moins de bus", 'Le "tout vélo"'),
        name: str = "export",
        columns: str = "timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,comment-body",
    ) -> Path:
        folder = tmp_path / name
        folder.mkdir()
        scale = 1 if seconds else 1000
        events = [(0, 0, 1), (0, 1, 1), (1, 0, -1), (1, 1, -1), (2, 0, 0), (2, 0, 1)]
        votes = ["timestamp,datetime,comment-id,voter-id,vote"]
        for index, (tid, voter, vote) in enumerate(events):
            time = (1_600_000_000 + index) * scale
            votes.append(
                f"{time},Sun Sep 13 12:26:40 UTC 2020,{tid},{voter},{-vote if flipped_votes else vote}"
            )
        totals = [(2, 0), (0, 2), (1, 0)]
        comments = [columns]
        for tid, body in enumerate(bodies):
            escaped = body.replace('"', '""')
            cells = {
                "timestamp": str(1_600_000_000 * scale),
                "datetime": "Sun Sep 13 12:26:40 UTC 2020",
                "comment-id": str(tid),
                "author-id": "0",
                "agrees": str(totals[tid][0]),
                "disagrees": str(totals[tid][1]),
                "moderated": str((1, 0, -1)[tid]),
                "comment-body": f'"{escaped}"' if quoted else body,
                "is-meta": "true" if tid == 1 else "false",
                "is-seed": "false",
            }
            comments.append(",".join(cells[column] for column in columns.split(",")))
        (folder / "comments.csv").write_text("\n".join(comments) + "\n", encoding="utf-8")
        (folder / "votes.csv").write_text("\n".join(votes) + "\n", encoding="utf-8")
        return folder

    return write


@pytest.fixture
def files_of() -> Callable[[dict[str, Any]], dict[str, dict[str, Any]]]:
    """The sources of a report by file name."""
    return lambda report: {source["path"].rpartition("/")[2]: source for source in report["sources"]}
