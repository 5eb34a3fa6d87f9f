"""How long five million votes take to read from a Polis ``votes.csv``, then to import whole.

    .venv/bin/python benchmarks/votes_csv.py [--votes 5000000] [--import]

The file is generated with a fixed seed in a temporary folder and removed.
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import results

from concertia.corpus.formats import polis_csv
from concertia.corpus.formats.port import ReadOptions, SourceFile
from concertia.corpus.importing import ImportOptions, import_sources
from concertia.storage.parquet import connect, quoted

PARTICIPANTS, STATEMENTS = 100_000, 5_000
ASKED = 5_000_000
LIMIT = 5.0
"""Seconds allowed for reading five million votes."""


def generate(folder: Path, votes: int, seed: int = 0) -> None:
    """Write comments.csv and votes.csv; totals in comments.csv are exact."""
    random = np.random.default_rng(seed)
    statement = random.integers(0, STATEMENTS, votes)
    columns = {
        "timestamp": 1_600_000_000_000 + np.sort(random.integers(0, 10**9, votes)),
        "comment": statement,
        "voter": random.integers(0, PARTICIPANTS, votes),
        "vote": random.choice(np.array([-1, 0, 1]), votes, p=[0.25, 0.2, 0.55]),
        "seq": np.arange(votes),
    }
    agrees = np.bincount(statement[columns["vote"] == 1], minlength=STATEMENTS)
    disagrees = np.bincount(statement[columns["vote"] == -1], minlength=STATEMENTS)
    rows = ["timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,comment-body"]
    for tid in range(STATEMENTS):
        counts = f"{agrees[tid]},{disagrees[tid]}"
        rows.append(
            f'{1_600_000_000_000 + tid},Sun Sep 13 2020,{tid},{tid % 97},{counts},1,"Statement {tid}"'
        )
    (folder / "comments.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    with connect() as connection:
        connection.register("data", columns)
        connection.execute(
            "COPY (SELECT timestamp, 'Sun Sep 13 12:26:40 UTC 2020' AS datetime, comment AS \"comment-id\", "
            f'voter AS "voter-id", vote FROM data ORDER BY seq) TO {quoted(folder / "votes.csv")} '
            "(FORMAT csv, HEADER)"
        )


def source_file(path: Path) -> SourceFile:
    return SourceFile(path, path.name, path.stat().st_size, path.read_bytes()[:65536])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--votes", type=int, default=ASKED)
    parser.add_argument("--import", dest="whole", action="store_true", help="time the whole import too")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "export"
        folder.mkdir()
        generate(folder, arguments.votes)
        size = (folder / "votes.csv").stat().st_size / 1e6
        files = [source_file(folder / file) for file in ("comments.csv", "votes.csv")]
        start = time.perf_counter()
        parsed = polis_csv.FORMAT.read(files, ReadOptions())
        seconds = time.perf_counter() - start
        count = sum(len(votes.value) for votes in parsed.votes)
        holds = all(check.ok for check in parsed.checks)
        rows = [[f"{count:,} votes, {size:.0f} MB", f"{seconds:.2f} s", f"{LIMIT:.0f} s", str(holds)]]
        if arguments.votes == ASKED:
            body = results.table(["read", "measured", "asked", "totals hold"], rows)
            results.record("Votes: reading a CSV export", "python benchmarks/votes_csv.py", body)
        else:
            print(*rows[0])
        if arguments.whole:
            start = time.perf_counter()
            options = ImportOptions(key=Path(name) / "key")
            report = import_sources([folder], Path(name) / "corpus", options)
            print(f"imported {report['votes']:,} votes in {time.perf_counter() - start:.2f} s")
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
        print(f"peak memory of the process, generation included: {peak:.2f} GB")
    return 0 if count == arguments.votes and seconds <= LIMIT else 1


if __name__ == "__main__":
    sys.exit(main())
