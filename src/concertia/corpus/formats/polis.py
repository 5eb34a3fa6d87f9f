"""What the Polis exports share, CSV or JSON: statements, the sign of votes, reconciliation.

Inside Polis agree is −1; its CSV exports normally turn it into +1. The exporter of 2024-2025 (recognised by
timestamps in seconds) wrote the inner sign for a while and swapped its own totals with it: such files agree
with each other, so that only a person reading the statements can tell.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from concertia.corpus.formats.port import Check, Draft, Parsed, Question, ReadOptions, TallyDraft, VoteDraft

BASIS = "sessions"
"""A Polis participant is a browser session, or an external id nobody checked."""


@dataclass(frozen=True)
class Statement:
    """One statement. Totals are ``None`` where the export has none."""

    tid: str
    text: str
    row: int
    author: str | None
    agrees: int | None
    disagrees: int | None
    passes: int | None = None
    moderated: str = "1"
    """As in the source: −1 rejected, 0 not moderated, 1 accepted."""
    meta: bool = False
    seed: bool = False
    """Written by the organisers before the opening: nobody's voice in particular."""
    date: str | None = None
    language: str | None = None

    def draft(self, file: int, topic: str | None) -> Draft:
        """As a votable contribution written online."""
        moderation = {"-1": "rejected", "0": "pending"}.get(self.moderated, "accepted")
        return Draft(
            raw=self.text,
            row=self.row,
            file=file,
            source_id=self.tid,
            voice="unknown" if self.seed else "individual",
            capture="written",
            votable=True,
            question=topic,
            channel="online",
            author=self.author,
            date=self.date,
            moderation=moderation,
            moderation_reason="is_meta" if self.meta else None,
            language=self.language,
        )


@dataclass(frozen=True)
class Counts:
    """Vote events by statement, as the file has them; re-votes included."""

    plus: NDArray[np.int64]
    minus: NDArray[np.int64]
    zero: NDArray[np.int64]


def count_events(statements: Sequence[Statement], votes: VoteDraft) -> Counts:
    """Events of value +1, −1 and 0 on each statement, in the order of ``statements``."""
    known, which = (
        np.unique(votes.statement.astype(np.str_), return_inverse=True)
        if _text(votes)
        else (np.unique(votes.statement, return_inverse=True))
    )
    place = {str(tid): index for index, tid in enumerate(known.tolist())}
    where = np.array([place.get(statement.tid, -1) for statement in statements], dtype=np.int64)
    columns = []
    for value in (1, -1, 0):
        counted = np.bincount(which[votes.value == value], minlength=len(known) + 1)
        columns.append(np.where(where >= 0, counted[where], 0).astype(np.int64))
    return Counts(*columns)


def settle_votes(
    parsed: Parsed,
    statements: Sequence[Statement],
    votes: VoteDraft,
    options: ReadOptions,
    *,
    convention: int | None,
    comments: int,
) -> int:
    """Add the votes with agree = +1, and the checks of the totals; returns the sign found for agree.

    ``convention``: sign of agree in this export, ``None`` if its generation does not tell; ``comments``:
    index of the file of statements. What cannot be settled becomes a question of ``parsed``.
    """
    counts = count_events(statements, votes)
    straight, swapped = _gap(statements, counts), _gap(statements, _swapped(counts))
    if options.vote_sign is not None:
        sign = 1 if options.vote_sign == "agree=+1" else -1
    else:
        sign = convention or 1
        likely = -1 if swapped < straight else 1
        if convention is None or convention != likely:
            question = _question(statements, counts, contradiction=convention == 1)
            parsed.questions.setdefault(votes.file, []).append(question)
    parsed.votes.append(votes if sign == 1 else replace(votes, value=(-votes.value).astype(np.int8)))
    if sign == -1 and swapped < straight:
        counts = _swapped(counts)
    parsed.checks += _total_checks(statements, counts, comments)
    return sign


def tallies_alone(
    parsed: Parsed,
    statements: Sequence[Statement],
    options: ReadOptions,
    *,
    convention: int | None,
    comments: int,
) -> None:
    """Totals of the statements, where the export came without its vote events."""
    told = [item for item in statements if item.agrees is not None and item.disagrees is not None]
    if not told:
        return
    if convention is None and options.vote_sign is None:
        counts = Counts(*(np.array([getattr(s, name) or 0 for s in statements]) for name in _TOTALS))
        question = _question(statements, counts, contradiction=False)
        parsed.questions.setdefault(comments, []).append(question)
    for item in told:
        agree, disagree = item.agrees or 0, item.disagrees or 0
        if options.vote_sign == "agree=-1":
            agree, disagree = disagree, agree
        parsed.tallies.append(
            TallyDraft(item.tid, agree, disagree, item.passes or 0, file=comments, line=item.row)
        )


_TOTALS = ("agrees", "disagrees", "passes")


def _text(votes: VoteDraft) -> bool:
    return votes.statement.dtype == object


def _swapped(counts: Counts) -> Counts:
    return Counts(counts.minus, counts.plus, counts.zero)


def _gap(statements: Sequence[Statement], counts: Counts) -> int:
    """By how many votes the announced totals differ from the recount."""
    gap = 0
    for index, item in enumerate(statements):
        if item.agrees is not None and item.disagrees is not None:
            gap += abs(item.agrees - int(counts.plus[index]))
            gap += abs(item.disagrees - int(counts.minus[index]))
    return gap


def _total_checks(statements: Sequence[Statement], counts: Counts, file: int) -> list[Check]:
    checks = []
    for name, found in zip(_TOTALS, (counts.plus, counts.minus, counts.zero), strict=True):
        told = [(getattr(item, name), int(found[index])) for index, item in enumerate(statements)]
        told = [(expected, number) for expected, number in told if expected is not None]
        if not told:
            continue
        checks.append(
            Check(
                f"{name}: sum over statements", sum(pair[0] for pair in told), sum(p[1] for p in told), file
            )
        )
        right = sum(expected == number for expected, number in told)
        checks.append(Check(f"{name}: statements that add up", len(told), right, file))
    return checks


def _question(statements: Sequence[Statement], counts: Counts, *, contradiction: bool) -> Question:
    """With the three statements most agreed with if +1 means agree."""
    plus, minus = counts.plus.tolist(), counts.minus.tolist()
    order = sorted(range(len(statements)), key=lambda index: (minus[index] - plus[index], index))
    shown = [(_short(statements[index].text), plus[index], minus[index]) for index in order[:3]]
    why = (
        (
            "les totaux de comments.csv sont ceux de votes.csv à l'envers",
            "the totals of the statements are those of the votes upside down",
        )
        if contradiction
        else (
            "cette génération d'export Polis a parfois écrit les votes à l'envers, et les fichiers ne "
            "permettent pas de le savoir",
            "this generation of Polis exports sometimes wrote votes upside down, and the files cannot tell",
        )
    )
    listed = "\n".join(f"  « {text} » (+1 : {agree}, −1 : {against})" for text, agree, against in shown)
    listed_en = "\n".join(f"  “{text}” (+1: {agree}, −1: {against})" for text, agree, against in shown)
    return Question(
        f"Le sens des votes n'est pas sûr : {why[0]}. Voici les trois propositions les plus approuvées si +1 "
        f"veut dire « d'accord » :\n{listed}\nSi c'est plausible, relancez avec --vote-sign agree=+1 ; si ce "
        "sont les plus rejetées, avec --vote-sign agree=-1.",
        f"The sign of the votes is not certain: {why[1]}. Here are the three most agreed statements if +1 "
        f"means “agree”:\n{listed_en}\nIf that is plausible, run again with --vote-sign agree=+1; if they "
        "are the most rejected, with --vote-sign agree=-1.",
    )


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 140 else line[:139] + "…"
