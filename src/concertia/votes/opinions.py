"""The ``opinions`` section of a result: what votes say, with and without groups.

Everything but positions, groups and stability is arithmetic on the votes, the groups and the stored
projection: ``opinions_section_from_groups`` redoes it, and ``analyse_opinions`` goes through the same
functions.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from concertia.corpus.folder import Corpus
from concertia.errors import VerificationError
from concertia.storage.parquet import Columns
from concertia.votes.agreement import Chosen, consensus, group_aware_consensus, representative
from concertia.votes.arrays import Counts, Floats, Integers
from concertia.votes.bridging import bridging
from concertia.votes.counts import group_counts, statement_counts
from concertia.votes.groups import group_participants
from concertia.votes.matrix import VoteMatrix, matrix_from_corpus, natural_order
from concertia.votes.projection import extremity, in_conversation, project
from concertia.votes.routing import priorities
from concertia.votes.selection import selected
from concertia.votes.stability import FRAGILE_BELOW, Stability, bootstrap

VOTE_GROUPS: dict[str, str] = {"voter": "VARCHAR", "group": "INTEGER?", "x": "DOUBLE", "y": "DOUBLE"}
"""Columns of ``votes-groups.parquet``, one row per participant in order of first vote."""
SHOWN_FROM = 30
"""Participants in the conversation below which no group is shown."""


@dataclass(frozen=True)
class Opinions:
    """``section``: the ``opinions`` object of ``result.json``, floats unrounded; ``groups``: VOTE_GROUPS
    columns.
    """

    section: dict[str, Any]
    groups: Columns


@dataclass(frozen=True)
class _Statements:
    """The statements of the section in display order: ``column`` in the matrix or −1, ``tally`` row or −1."""

    ids: list[str]
    source_ids: list[str | None]
    column: list[int]
    tally: list[int]


def analyse_opinions(corpus: Corpus, *, seed: int, stability: bool = True) -> Opinions | None:
    """Read the votes and tallies of a corpus; ``None`` when it has neither.

    ``seed`` draws the participants of the bootstrap, nothing else is random. Without ``stability`` the
    section says ``null`` for it and for ``fragile``.
    """
    matrix = matrix_from_corpus(corpus)
    if matrix is None:
        return _only_tallies(corpus) if corpus.tallies is not None else None
    projection = project(matrix)
    grouping = group_participants(projection.positions, matrix.start_order, in_conversation(matrix))
    measured = bootstrap(matrix, grouping.labels, seed) if stability else None
    statements = _statements(corpus, matrix)
    section = {
        **_participation(matrix, grouping.labels, statements, corpus),
        "k": grouping.k,
        "silhouette": grouping.silhouette,
        **_stability(measured),
        "projection": _projection(statements, projection.center, projection.components),
        **_figures(corpus, matrix, grouping.labels, statements, projection.center, projection.components),
    }
    group = grouping.labels.astype(object)
    group[grouping.labels < 0] = None
    x, y = projection.positions.T
    return Opinions(section, {"voter": matrix.participants, "group": group, "x": x.copy(), "y": y.copy()})


def opinions_section_from_groups(corpus: Corpus, groups: Columns, section: dict[str, Any]) -> dict[str, Any]:
    """The section with every arithmetic figure recomputed from the votes, ``groups`` and the stored
    projection.

    Kept as they are: ``k``, ``silhouette``, ``projection`` and what concerns stability. Raises
    VerificationError when ``groups`` or the projection are not about the votes of this corpus.
    """
    matrix = matrix_from_corpus(corpus)
    if matrix is None:
        found = _only_tallies(corpus)
        return {**section, **found.section}
    statements = _statements(corpus, matrix)
    stored = section["projection"]
    if len(stored["center"]) != len(statements.ids) or any(
        len(axis) != len(statements.ids) for axis in stored["components"]
    ):
        raise VerificationError(
            "La projection publiée ne porte pas sur les énoncés de ce corpus.",
            "The published projection is not about the statements of this corpus.",
        )
    labels = _labels(matrix, groups, int(section["k"]))
    center, components = np.zeros(matrix.shape[1]), np.zeros((2, matrix.shape[1]))
    for index, column in enumerate(statements.column):
        if column >= 0:
            center[column] = stored["center"][index]
            components[:, column] = [axis[index] for axis in stored["components"]]
    return {
        **section,
        **_participation(matrix, labels, statements, corpus),
        **_figures(corpus, matrix, labels, statements, center, components),
    }


def _labels(matrix: VoteMatrix, groups: Columns, k: int) -> Integers:
    """(P,) group of each participant of the matrix, −1 for none, from rows of ``votes-groups.parquet``."""
    voters, rows = groups["voter"], np.arange(matrix.shape[0])
    if not np.array_equal(voters, matrix.participants):
        place = {voter: row for row, voter in enumerate(voters.tolist())}
        rows = np.array([place.get(voter, -1) for voter in matrix.participants.tolist()], dtype=np.int64)
        if len(voters) != len(rows) or (rows < 0).any():
            raise VerificationError(
                "votes-groups.parquet et votes.parquet ne portent pas sur les mêmes participants.",
                "votes-groups.parquet and votes.parquet are not about the same participants.",
            )
    group = groups["group"][rows]
    labels = np.array([-1 if value is None else value for value in group.tolist()], dtype=np.int32)
    if len(labels) and (labels.max() >= k or labels.min() < -1):
        raise VerificationError(
            f"votes-groups.parquet nomme un groupe qui n'existe pas (il y en a {k}).",
            f"votes-groups.parquet names a group that does not exist (there are {k}).",
        )
    return labels


def _statements(corpus: Corpus, matrix: VoteMatrix | None) -> _Statements:
    """What was voted on or comes with a tally, rejected ones left out; votes win over a tally."""
    column: dict[str, int] = {}
    if matrix is not None:
        column = {str(matrix.statements[j]): int(j) for j in np.flatnonzero(~matrix.rejected)}
    tally: dict[str, int] = {}
    if corpus.tallies is not None:
        voted = set(matrix.statements.tolist()) if matrix is not None else set()
        tallied = corpus.tallies["contribution_id"].tolist()
        tally = {name: row for row, name in enumerate(tallied) if name not in voted}
    known, admitted = corpus.contributions["contribution_id"], corpus.admitted
    kept = [
        row for row, name in enumerate(known.tolist()) if admitted[row] and (name in column or name in tally)
    ]
    ids, source_ids = known[kept], corpus.contributions["source_id"][kept]
    order = natural_order(source_ids, ids)
    names = [str(ids[index]) for index in order]
    return _Statements(
        names,
        [source_ids[index] for index in order],
        [column.get(name, -1) for name in names],
        [tally.get(name, -1) for name in names],
    )


def _participation(
    matrix: VoteMatrix, labels: Integers, statements: _Statements, corpus: Corpus
) -> dict[str, Any]:
    sizes = np.bincount(labels[labels >= 0])
    placed = int(sizes.sum())
    return {
        "participants": matrix.shape[0],
        "in_conversation": placed,
        "votes": int((~matrix.rejected[matrix.cols]).sum()),
        "tallied_votes": _tallied(corpus, statements),
        "shown": placed >= SHOWN_FROM and len(sizes) > 1,
        "groups": [{"id": group, "size": int(size)} for group, size in enumerate(sizes)],
    }


def _tallied(corpus: Corpus, statements: _Statements) -> int:
    rows = [row for row in statements.tally if row >= 0]
    if corpus.tallies is None:
        return 0
    return int(sum(corpus.tallies[name][rows].sum() for name in ("agree", "disagree", "pass", "mixed")))


def _stability(measured: Stability | None) -> dict[str, Any]:
    if measured is None:
        return {"stability": None, "fragile": None}
    method = {
        "replicates": measured.replicates,
        "drawn": measured.drawn,
        "sampled": measured.sampled,
        "fragile_below": FRAGILE_BELOW,
    }
    return {"stability": measured.mean, "fragile": measured.fragile, "stability_method": method}


def _projection(statements: _Statements, center: Floats, components: Floats) -> dict[str, Any]:
    """Centre and components in the order of the statements; 0 for a statement with a tally only."""
    columns = np.array(statements.column, dtype=np.int64)
    voted = columns >= 0
    return {
        "center": np.where(voted, center[columns], 0.0).tolist(),
        "components": [np.where(voted, axis[columns], 0.0).tolist() for axis in components],
    }


def _figures(
    corpus: Corpus,
    matrix: VoteMatrix,
    labels: Integers,
    statements: _Statements,
    center: Floats,
    components: Floats,
) -> dict[str, Any]:
    """The lists of the section: statements, what represents each group, what everybody agrees on."""
    by_group = group_counts(matrix, labels, int(labels.max()) + 1)
    everyone = statement_counts(matrix)
    far = extremity(center, components, matrix.shape[1])
    product, geometric = group_aware_consensus(by_group)
    measures = {
        "extremity": far,
        "priority": priorities(by_group.sum(axis=0), far, matrix.meta),
        "group_aware_consensus": product,
        "group_aware_consensus_geometric": geometric,
        "bridging": bridging(matrix, components[0]),
    }
    candidates = ~matrix.zeroed
    agree, disagree = consensus(everyone, candidates)
    chosen = representative(by_group, candidates)
    return {
        "statements": [
            _voted_statement(statements, index, everyone, by_group, measures, matrix)
            if statements.column[index] >= 0
            else _tallied_statement(statements, index, corpus)
            for index in range(len(statements.ids))
        ],
        "representative": {
            str(group): [_chosen(entry, matrix, by_group[group], compared=True) for entry in entries]
            for group, entries in enumerate(chosen)
        },
        "consensus": {
            "agree": [_chosen(entry, matrix, everyone) for entry in agree],
            "disagree": [_chosen(entry, matrix, everyone) for entry in disagree],
        },
        "selected": selected(matrix, labels, candidates),
    }


def _voted_statement(
    statements: _Statements,
    index: int,
    everyone: Counts,
    by_group: Counts,
    measures: dict[str, Floats],
    matrix: VoteMatrix,
) -> dict[str, Any]:
    column = statements.column[index]
    return {
        "id": statements.ids[index],
        "source_id": statements.source_ids[index],
        "source": "votes",
        "meta": bool(matrix.meta[column]),
        **_counted(everyone[column]),
        **{name: float(values[column]) for name, values in measures.items()},
        "by_group": {str(group): _three(by_group[group, column]) for group in range(len(by_group))},
    }


def _tallied_statement(statements: _Statements, index: int, corpus: Corpus) -> dict[str, Any]:
    """Counts only: without voters there is no position, group or bridging, and ``null`` says so."""
    tallies, row = corpus.tallies, statements.tally[index]
    if tallies is None:
        raise ValueError("a tallied statement needs tallies")
    unknown = (
        "extremity",
        "priority",
        "group_aware_consensus",
        "group_aware_consensus_geometric",
        "bridging",
    )
    return {
        "id": statements.ids[index],
        "source_id": statements.source_ids[index],
        "source": "tallies",
        "meta": False,
        **{name: int(tallies[name][row]) for name in ("agree", "disagree", "pass", "mixed")},
        **dict.fromkeys(unknown),
        "by_group": {},
    }


def _chosen(entry: Chosen, matrix: VoteMatrix, counts: Counts, *, compared: bool = False) -> dict[str, Any]:
    result: dict[str, Any] = {"statement": str(matrix.statements[entry.column])}
    if compared:
        result |= {"side": entry.side, "repness": entry.repness, "repness_test": entry.repness_test}
    return result | {"p": entry.p, "p_test": entry.p_test, **_counted(counts[entry.column])}


def _counted(counts: Counts) -> dict[str, int]:
    return dict(zip(("agree", "disagree", "pass", "mixed"), counts.tolist(), strict=True))


def _three(counts: Counts) -> list[int]:
    """Agree, disagree, neither: a mitigé counts with the passes."""
    agree, disagree, passed, mixed = counts.tolist()
    return [agree, disagree, passed + mixed]


def _only_tallies(corpus: Corpus) -> Opinions:
    statements = _statements(corpus, None)
    zeros = [0.0] * len(statements.ids)
    section: dict[str, Any] = {
        "participants": 0,
        "in_conversation": 0,
        "votes": 0,
        "tallied_votes": _tallied(corpus, statements),
        "k": 0,
        "silhouette": 0.0,
        "stability": None,
        "fragile": None,
        "shown": False,
        "projection": {"center": zeros, "components": [zeros, zeros]},
        "groups": [],
        "statements": [_tallied_statement(statements, index, corpus) for index in range(len(statements.ids))],
        "representative": {},
        "consensus": {"agree": [], "disagree": []},
    }
    empty: Columns = {name: np.array([], dtype=object) for name in ("voter", "group")}
    return Opinions(section, {**empty, "x": np.zeros(0), "y": np.zeros(0)})
