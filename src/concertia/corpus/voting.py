"""From vote drafts to ``votes`` and ``tallies``: ids and pseudonyms are mapped on distinct values."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from concertia.corpus.contributions import Identities
from concertia.corpus.dates import iso_milliseconds
from concertia.corpus.formats.port import Parsed, TallyDraft, VoteDraft
from concertia.corpus.ledger import TOTALS, FileAccount
from concertia.corpus.schema import AGREE, DISAGREE, MIXED, PASS, TALLIES
from concertia.storage.parquet import Columns

_VALUES = {"agree": AGREE, "disagree": DISAGREE, "pass": PASS, "mixed": MIXED}


@dataclass
class VoteCollector:
    """Gathers the votes and totals of all sources, in the order in which they are added."""

    identities: Identities
    count: int = 0
    people: set[str] = field(default_factory=set)
    """Pseudonyms of the voters."""
    _parts: list[Columns] = field(default_factory=list)
    _tallies: dict[str, tuple[int, int, int, int]] = field(default_factory=dict)
    _read: set[tuple[str, str]] = field(default_factory=set)

    def add(self, parsed: Parsed, accounts: list[FileAccount], known: dict[str, str]) -> None:
        """Take the votes and totals of one source; ``known``: contribution id of each ``source_id``."""
        for draft in parsed.votes:
            self._add_votes(parsed, draft, accounts[draft.file], known)
        for tally in parsed.tallies:
            self._add_tally(tally, accounts[tally.file], known)

    def tables(self) -> dict[str, Columns]:
        """``votes`` and ``tallies``, where there are any."""
        tables: dict[str, Columns] = {}
        if self._parts:
            votes = {name: np.concatenate([part[name] for part in self._parts]) for name in self._parts[0]}
            tables["votes"] = {"seq": np.arange(self.count, dtype=np.int64), **votes}
        if self._tallies:
            names = sorted(self._tallies)
            counts = np.array([self._tallies[name] for name in names], dtype=np.int64)
            columns = dict(zip(list(TALLIES)[1:], counts.T, strict=True))
            tables["tallies"] = {"contribution_id": np.array(names, dtype=object), **columns}
        return tables

    def _add_votes(
        self, parsed: Parsed, draft: VoteDraft, account: FileAccount, known: dict[str, str]
    ) -> None:
        if (parsed.source, account.sha256) in self._read:
            for line in draft.line.tolist():
                account.reject("vote", line, "file already read")
            return
        self._read.add((parsed.source, account.sha256))
        statements, which = np.unique(comparable(draft.statement), return_inverse=True)
        ids = np.array([known.get(str(statement)) for statement in statements.tolist()], dtype=object)
        kept = np.array([name is not None for name in ids.tolist()], dtype=np.bool_)[which]
        for line in draft.line[~kept].tolist():
            account.reject("vote", line, "vote on a contribution that was not kept")
        if not kept.any():
            return
        voters, who = np.unique(comparable(draft.voter[kept]), return_inverse=True)
        names = np.empty(len(voters), dtype=object)
        names[:] = [self.identities.of(parsed, str(voter)) for voter in voters.tolist()]
        value = draft.value[kept]
        self._parts.append(
            {
                "contribution_id": ids[which[kept]],
                "voter": names[who],
                "value": value,
                "date": iso_milliseconds(draft.time[kept]),
            }
        )
        self.people.update(names.tolist())
        self.count += len(value)
        account.kept["vote"] += len(value)
        for name, code in _VALUES.items():
            account.totals[name] += int(np.count_nonzero(value == code))

    def _add_tally(self, tally: TallyDraft, account: FileAccount, known: dict[str, str]) -> None:
        name = known.get(tally.source_id)
        if name is None or name in self._tallies:
            reason = "total of a contribution that was not kept" if name is None else "duplicate total"
            account.reject("tally", tally.line, reason)
            return
        counts = (tally.agree, tally.disagree, tally.passed, tally.mixed)
        self._tallies[name] = counts
        account.kept["tally"] += 1
        for total, number in zip(TOTALS, counts, strict=True):
            account.totals[total] += number


def comparable(values: NDArray[Any]) -> NDArray[Any]:
    """An array that NumPy sorts fast: objects as fixed-width text."""
    return values.astype(np.str_) if values.dtype == object else values
