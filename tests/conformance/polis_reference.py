"""A Polis conversation as it was published: votes and statements, and Polis's own result to compare with."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from concertia.votes.events import last_votes
from concertia.votes.matrix import VoteMatrix

FOLDER = Path(os.environ.get("CONCERTIA_DATA", Path(__file__).parents[3] / "shared" / "data")) / "polis"


@dataclass(frozen=True)
class Conversation:
    """``matrix`` is ours, from votes and comments alone; ``math`` is what Polis computed (agree = −1)."""

    name: str
    matrix: VoteMatrix
    math: dict[str, Any]

    @property
    def columns(self) -> dict[int, int]:
        return {int(tid): column for column, tid in enumerate(self.matrix.statements)}

    @property
    def rows(self) -> dict[int, int]:
        return {int(pid): row for row, pid in enumerate(self.matrix.participants)}

    @property
    def center(self) -> np.ndarray:
        return self._by_column(self.math["pca"]["center"])

    @property
    def components(self) -> np.ndarray:
        return np.array([self._by_column(axis) for axis in self.math["pca"]["comps"]])

    @property
    def extremity(self) -> np.ndarray:
        return self._by_column(self.math["pca"]["comment-extremity"])

    @property
    def base(self) -> dict[str, Any]:
        return self.math["base-clusters"]

    @property
    def base_groups(self) -> np.ndarray:
        """Group of each stored base cluster, renumbered in the order of the group ids."""
        ids = sorted(group["id"] for group in self.math["group-clusters"])
        group_of = {
            member: ids.index(group["id"])
            for group in self.math["group-clusters"]
            for member in group["members"]
        }
        return np.array([group_of[base] for base in self.base["id"]])

    @property
    def labels(self) -> np.ndarray:
        """Stored group of each row, −1 where Polis put the participant in none."""
        labels = np.full(self.matrix.shape[0], -1, dtype=np.int32)
        rows = self.rows
        for group, members in zip(self.base_groups, self.base["members"], strict=True):
            labels[[rows[pid] for pid in members]] = group
        return labels

    @property
    def group_names(self) -> list[str]:
        return [str(group) for group in sorted(group["id"] for group in self.math["group-clusters"])]

    def _by_column(self, values: list[float]) -> np.ndarray:
        """A stored list (in the order of ``tids``) in the order of our columns."""
        place = {tid: index for index, tid in enumerate(self.math["tids"])}
        return np.array([values[place[int(tid)]] for tid in self.matrix.statements])


def conversations() -> list[str]:
    """Every conversation found in the folder of shared data, whatever its name."""
    return sorted(path.parent.name for path in FOLDER.glob("*/math-pca2.json"))


def load(name: str) -> Conversation:
    folder = FOLDER / name
    votes = json.loads((folder / "votes.json").read_text(encoding="utf-8"))
    comments = json.loads((folder / "comments.json").read_text(encoding="utf-8"))
    voters = list(dict.fromkeys(vote["participant_id"] for vote in votes))
    tids = sorted({vote["statement_id"] for vote in votes})
    row = {pid: index for index, pid in enumerate(voters)}
    column = {tid: index for index, tid in enumerate(tids)}
    rejected = {item["statement_id"] for item in comments if item["moderated"] == -1}
    meta = {item["statement_id"] for item in comments if item["is_meta"]} - rejected
    events = last_votes(
        np.array([row[vote["participant_id"]] for vote in votes]),
        np.array([column[vote["statement_id"]] for vote in votes]),
        np.array([vote["vote"] for vote in votes]),
        (len(voters), len(tids)),
        lambda events: np.array([votes[event]["modified"] for event in events], dtype=np.int64),
    )
    matrix = VoteMatrix(
        np.array(voters, dtype=object),
        np.array(tids, dtype=object),
        *events,
        zeroed=np.array([tid in rejected or tid in meta for tid in tids]),
        meta=np.array([tid in meta for tid in tids]),
    )
    math = json.loads((folder / "math-pca2.json").read_text(encoding="utf-8"))
    return Conversation(name, matrix, math)
