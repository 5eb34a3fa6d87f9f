"""Votes with the structure of real conversations, drawn from a seed: camps, uneven activity and attention."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from concertia.corpus.schema import VOTES
from concertia.storage.parquet import write_parquet

CAMPS = np.array([[1.0, 0.2], [-0.9, 0.6], [-0.1, -1.1]])


def draw(
    participants: int, statements: int, votes: int, seed: int = 0
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int8]]:
    """Exactly ``votes`` distinct (participant, statement) pairs and their votes, in order of participant."""
    generator = np.random.Generator(np.random.PCG64(seed))
    activity = generator.gamma(1.5, 1.0, participants) + 0.35
    attention = generator.gamma(2.0, 1.0, statements) + 0.2
    keys = np.zeros(0, dtype=np.int64)
    while len(keys) < votes:
        wanted = int((votes - len(keys)) * 1.15) + 1000
        who = generator.choice(participants, wanted, p=activity / activity.sum()).astype(np.int64)
        what = generator.choice(statements, wanted, p=attention / attention.sum())
        keys = np.unique(np.concatenate([keys, who * statements + what]))
    drop = np.sort(generator.choice(len(keys), len(keys) - votes, replace=False))
    keys = np.delete(keys, drop)
    rows, cols = (keys // statements).astype(np.int32), (keys % statements).astype(np.int32)
    camp = CAMPS[generator.integers(0, len(CAMPS), participants)]
    stance = camp + generator.normal(0, 0.45, (participants, 2))
    slant = generator.normal(0, 0.8, (statements, 2))
    liked = generator.normal(0.3, 0.6, statements)
    lean = (stance[rows] * slant[cols]).sum(axis=1) + liked[cols] + generator.normal(0, 0.6, votes)
    values = np.where(lean > 0.25, 1, np.where(lean < -0.25, -1, 0)).astype(np.int8)
    return rows, cols, values


def write_corpus(folder: Path, participants: int, statements: int, votes: int, seed: int = 0) -> None:
    """A corpus folder with these votes; the texts are empty of interest."""
    import json

    from concertia.corpus.schema import CONTRIBUTIONS

    rows, cols, values = draw(participants, statements, votes, seed)
    ids = np.array([f"{number:016x}" for number in range(statements)], dtype=object)
    voters = np.array([f"{number:016x}" for number in range(participants)], dtype=object)
    empty = np.full(statements, None, dtype=object)
    contributions = dict.fromkeys(CONTRIBUTIONS, empty)
    contributions |= {
        "contribution_id": ids,
        "source_id": np.array([str(number) for number in range(statements)], dtype=object),
        "text": np.full(statements, "énoncé", dtype=object),
        "votable": np.ones(statements, dtype=bool),
        "moderation": np.full(statements, "accepted", dtype=object),
    }
    folder.mkdir(parents=True, exist_ok=True)
    write_parquet(folder / "contributions.parquet", contributions, CONTRIBUTIONS)
    columns = {
        "seq": np.arange(votes, dtype=np.int64),
        "contribution_id": ids[cols],
        "voter": voters[rows],
        "value": values,
        "date": np.full(votes, "2026-01-01T00:00:00Z", dtype=object),
    }
    write_parquet(folder / "votes.parquet", columns, VOTES)
    (folder / "import.json").write_text(json.dumps({"corpus_id": "0" * 64}), encoding="utf-8")
