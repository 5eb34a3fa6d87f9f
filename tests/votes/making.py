"""Small vote matrices and corpora written by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from concertia.corpus.folder import Corpus
from concertia.corpus.schema import CONTRIBUTIONS
from concertia.votes.events import last_votes
from concertia.votes.matrix import VoteMatrix

BLANK = 9
"""In a table of votes: no vote."""


def matrix(
    table: Sequence[Sequence[int]], zeroed: Sequence[int] = (), meta: Sequence[int] = ()
) -> VoteMatrix:
    """A matrix from rows of votes, ``BLANK`` where there is none; every row and column has a vote."""
    votes = np.array(table)
    rows, cols = np.nonzero(votes != BLANK)
    columns = np.arange(votes.shape[1])
    return VoteMatrix(
        np.array([f"p{row}" for row in range(votes.shape[0])], dtype=object),
        np.array([f"s{column}" for column in columns], dtype=object),
        *last_votes(rows, cols, votes[rows, cols], votes.shape),
        zeroed=np.isin(columns, [*zeroed, *meta]),
        meta=np.isin(columns, meta),
    )


def corpus(
    events: Sequence[tuple[str, str, int]],
    *,
    dates: Sequence[str | None] | None = None,
    tallies: Mapping[str, tuple[int, int, int, int]] | None = None,
    moderation: Mapping[str, tuple[str, str | None]] | None = None,
    extra: Sequence[str] = (),
) -> Corpus:
    """A corpus of statements named by their source id; events are (voter, source id, value) by seq."""
    moderated, counted = moderation or {}, tallies or {}
    names = sorted({name for _, name, _ in events} | set(counted) | set(extra))
    ids = {name: f"id-{name}" for name in names}
    order = sorted(names, key=ids.__getitem__)
    columns = {name: np.full(len(order), None, dtype=object) for name in CONTRIBUTIONS}
    columns["contribution_id"] = np.array([ids[name] for name in order], dtype=object)
    columns["source_id"] = np.array(order, dtype=object)
    columns["moderation"] = np.array(
        [moderated.get(name, ("accepted", None))[0] for name in order], dtype=object
    )
    columns["moderation_reason"] = np.array(
        [moderated.get(name, ("", None))[1] for name in order], dtype=object
    )
    votes = {
        "seq": np.arange(len(events), dtype=np.int64),
        "contribution_id": np.array([ids[name] for _, name, _ in events], dtype=object),
        "voter": np.array([voter for voter, _, _ in events], dtype=object),
        "value": np.array([value for _, _, value in events], dtype=np.int8),
        "date": np.array(dates if dates is not None else [None] * len(events), dtype=object),
    }
    totals = {
        "contribution_id": np.array([ids[name] for name in counted], dtype=object),
        **{
            kind: np.array([row[axis] for row in counted.values()], dtype=np.int64)
            for axis, kind in enumerate(("agree", "disagree", "pass", "mixed"))
        },
    }
    return Corpus(columns, votes if events else None, totals if counted else None, {"corpus_id": "0" * 64})


def camps(participants: int, statements: int, seed: int) -> VoteMatrix:
    """Two camps of equal size that differ on every statement but the last, on which all agree."""
    generator = np.random.default_rng(seed)
    side = np.repeat([1, -1], participants // 2)
    table = side[:, None] * np.where(np.arange(statements) % 2, 1, -1)
    table = np.where(generator.random(table.shape) < 0.1, 0, table)
    table[:, -1] = 1
    return matrix(table.tolist())
