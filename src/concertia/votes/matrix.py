"""Who voted what on which statement: one vote per pair, as three integer columns."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from concertia.corpus.folder import Corpus
from concertia.corpus.schema import MIXED
from concertia.storage.parquet import connect
from concertia.votes.arrays import Counts, Flags, Integers
from concertia.votes.events import coded, last_votes, ranked


@dataclass(frozen=True)
class VoteMatrix:
    """The votes that count: the last one of each participant on each statement, P participants × S
    statements.

    ``participants`` (P,) are pseudonyms in the order of their first vote event, ``statements`` (S,) are
    contribution ids. ``rows``, ``cols`` (V,) are indices into them, sorted by row then column; ``values``
    (V,) are +1 agree, −1 disagree, 0 pass, 2 mitigé. ``zeroed`` (S,) marks the statements that do not shape
    positions and groups: rejected ones and those about the conversation itself, which are also in ``meta``.
    Every statement has at least one vote: as in Polis, a statement nobody voted on is not a column.
    """

    participants: NDArray[Any]
    statements: NDArray[Any]
    rows: Integers
    cols: Integers
    values: NDArray[np.int8]
    zeroed: Flags
    meta: Flags

    @property
    def shape(self) -> tuple[int, int]:
        """(P, S)."""
        return len(self.participants), len(self.statements)

    @property
    def rejected(self) -> Flags:
        """(S,) statements that were moderated out: they enter no list of results."""
        return self.zeroed & ~self.meta

    @cached_property
    def votes_by_participant(self) -> Counts:
        """(P,) number of statements each participant voted on, zeroed ones included."""
        return np.bincount(self.rows, minlength=self.shape[0])

    @cached_property
    def row_starts(self) -> Integers | Counts:
        """(P + 1,) where the votes of each participant start in ``rows``."""
        starts = np.zeros(self.shape[0] + 1, dtype=np.int64)
        np.cumsum(self.votes_by_participant, out=starts[1:])
        return starts.astype(np.int32) if len(self.rows) < 2**31 else starts

    @cached_property
    def start_order(self) -> Counts:
        """(P,) participants by first statement voted on, then by first vote.

        The order in which Polis reads votes (by statement, then participant): its k-means starts from the
        first distinct rows, so the order is part of the method.
        """
        first_column = self.cols[self.row_starts[:-1]]
        return np.lexsort((np.arange(self.shape[0]), first_column))

    def values_in_maths(self) -> NDArray[np.int8]:
        """(V,) votes as −1, 0, +1: a mitigé is neither for nor against, like a pass."""
        return np.where(self.values == MIXED, np.int8(0), self.values)

    def take(self, participants: Counts) -> VoteMatrix:
        """The same statements with only these rows, in this order; a row may be taken several times."""
        counts = self.votes_by_participant[participants]
        rows = np.repeat(np.arange(len(participants), dtype=np.int32), counts)
        ends = np.cumsum(counts)
        starts = self.row_starts[participants].astype(np.int64)
        source = np.arange(len(rows)) + np.repeat(starts - (ends - counts), counts)
        return VoteMatrix(
            self.participants[participants],
            self.statements,
            rows,
            self.cols[source],
            self.values[source],
            self.zeroed,
            self.meta,
        )


def matrix_from_corpus(corpus: Corpus) -> VoteMatrix | None:
    """The votes of a corpus, or ``None`` when it has none.

    Participants are in the order of their first event by ``seq``, statements in the natural order of their
    ``source_id`` (2 before 10), then id. Rejected statements and those on the conversation itself are zeroed.
    """
    votes = corpus.votes
    if votes is None or not len(votes["value"]):
        return None
    with connect() as connection:
        participants, rows = coded(connection, votes, "voter")
        found, codes = coded(connection, votes, "contribution_id")
        contributions = corpus.contributions
        at = np.searchsorted(contributions["contribution_id"].astype(str), found.astype(str))
        order = np.array(natural_order(contributions["source_id"][at], found), dtype=np.int64)
        place = np.empty(len(order), dtype=np.int32)
        place[order] = np.arange(len(order), dtype=np.int32)
        last = last_votes(
            rows,
            place[codes],
            votes["value"],
            (len(participants), len(found)),
            lambda events: ranked(connection, votes, "date", events),
        )
    rejected = contributions["moderation"][at[order]] == "rejected"
    meta = (contributions["moderation_reason"][at[order]] == "is_meta") & ~rejected
    return VoteMatrix(participants, found[order], *last, zeroed=rejected | meta, meta=meta)


def natural_order(source_ids: NDArray[Any], ids: NDArray[Any]) -> list[int]:
    """Indices that sort by ``source_id``, numbers by value, then by id; a missing one comes first."""

    def key(index: int) -> tuple[list[tuple[int, int, str]], str]:
        parts = re.findall(r"[0-9]+|[^0-9]+", source_ids[index] or "")
        named = [(0, int(part), "") if part[0].isdigit() else (1, 0, part) for part in parts]
        return named, str(ids[index])

    return sorted(range(len(ids)), key=key)
