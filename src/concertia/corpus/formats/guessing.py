"""The mapping of a free table, guessed from titles first and from values second.

The guess is certain when every column that people may have written in is explained: by its title
(``Verbatim``, ``Votre proposition``, ``Craintes``), by being the question of a form, or by being the only
one. Otherwise a person must choose, and no word is left aside silently.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from concertia.corpus.formats import column_names, vocabulary
from concertia.corpus.formats.column_names import plain, rank
from concertia.corpus.formats.column_profiles import DOTS, Profile, profile, share_recognised
from concertia.corpus.formats.mapping import TableMapping
from concertia.corpus.people import bracket_of, sex_of

WORDED: tuple[tuple[str, Callable[[str], object]], ...] = (
    ("kind", vocabulary.kind_of),
    ("voice", vocabulary.voice_of),
    ("capture", vocabulary.capture_of),
    ("support", vocabulary.support_of),
    ("position", vocabulary.position_of),
)
"""Roles whose values must be recognised for most rows."""
PEOPLE: tuple[tuple[str, Callable[[str], object]], ...] = (("age", bracket_of), ("sex", sex_of))
"""What is said of the person, taken only where it was asked for."""
LABELS = ("territory", "public", "session", "question")
"""Roles whose values are short and repeated."""
TALLIES = ("agree", "disagree", "pass", "mixed")


@dataclass(frozen=True)
class Guess:
    """What the columns seem to hold. Indexes are positions in ``titles``."""

    mapping: TableMapping
    dropped: tuple[int, ...]
    """Columns of personal data."""
    unused: tuple[int, ...]
    doubtful: tuple[int, ...]
    """Columns that may hold what people said, and that nothing explains. Empty: the guess is certain."""


def guess_mapping(titles: Sequence[str], rows: Sequence[Sequence[str]], *, age_sex: bool = False) -> Guess:
    """Guess from the titles and the first rows (all of the same width as ``titles``).

    ``age_sex``: whether to take what is said of the person; left unused otherwise.
    """
    return _Guesser(titles, rows, PEOPLE if age_sex else ()).guess()


class _Guesser:
    """Columns are taken one role after the other; what is left is unused."""

    def __init__(
        self,
        titles: Sequence[str],
        rows: Sequence[Sequence[str]],
        people: Sequence[tuple[str, Callable[[str], object]]] = (),
    ) -> None:
        self.titles, self.people = titles, people
        self.values = [[row[index] for row in rows] for index in range(len(titles))]
        self.profiles: list[Profile] = [profile(values) for values in self.values]
        self.free = list(range(len(titles)))
        self.columns: dict[str, tuple[int, ...]] = {}

    def guess(self) -> Guess:
        dropped = self.keep_out(self.is_personal)
        self.take_worded(self.people)
        self.take_votes()
        if not {"voter", "vote", "statement"} <= self.columns.keys():
            self.take_best("date", lambda index: not self.profiles[index].is_free_text)
            self.take_tallies()
            self.take_ids()
            self.take_moderation()
            self.take_statements()
            self.take_described()
        doubtful = self.take_texts()
        return Guess(TableMapping(self.columns), dropped, tuple(self.free), doubtful)

    def keep_out(self, condition: Callable[[int], bool]) -> tuple[int, ...]:
        out = tuple(index for index in self.free if condition(index))
        self.free = [index for index in self.free if index not in out]
        return out

    def take(self, role: str, *indexes: int) -> None:
        self.columns[role] = indexes
        self.free = [index for index in self.free if index not in indexes]

    def ranked(self, role: str, condition: Callable[[int], bool]) -> list[int]:
        found = [(rank(role, self.titles[i]), i) for i in self.free if condition(i)]
        return [index for place, index in sorted((p, i) for p, i in found if p is not None)]

    def take_best(self, role: str, condition: Callable[[int], bool]) -> None:
        found = self.ranked(role, condition)
        if found:
            self.take(role, found[0])

    def is_personal(self, index: int) -> bool:
        seen = self.profiles[index]
        named = column_names.names_person(self.titles[index])
        return (named and not seen.is_free_text) or (seen.filled > 0 and seen.personal >= 0.5)

    def take_votes(self) -> None:
        values = self.ranked("vote", lambda i: share_recognised(self.values[i], vocabulary.vote_of) >= 0.6)
        for vote in values:
            self.free.remove(vote)
            voters = self.ranked("voter", self.is_short)[:1]
            statements = [i for i in self.ranked("statement", self.is_short) if i not in voters]
            self.free = sorted([*self.free, vote])
            if voters and statements:
                for role, index in (("voter", voters[0]), ("vote", vote), ("statement", statements[0])):
                    self.take(role, index)
                return

    def is_short(self, index: int) -> bool:
        """Whether a column may hold identifiers or labels."""
        return self.profiles[index].filled > 0 and not self.profiles[index].is_free_text

    def take_tallies(self) -> None:
        found = {role: self.ranked(role, lambda i: self.profiles[i].numeric >= 0.9)[:1] for role in TALLIES}
        if found["agree"] and found["disagree"]:
            for role, indexes in found.items():
                if indexes:
                    self.take(role, *indexes)

    def take_ids(self) -> None:
        self.take_best("id", lambda i: self.is_short(i) and self.profiles[i].distinct >= 0.6)
        self.take_best("parent", self.is_short)
        self.take_best("author", self.tells_apart)
        if "author" not in self.columns:
            same = [i for i in self.free if plain(self.titles[i]) == "identifiant" and self.tells_apart(i)]
            if same:
                self.take("author", same[0])

    def tells_apart(self, index: int) -> bool:
        """Whether a column may tell people apart: the same value everywhere tells nothing."""
        seen = self.profiles[index]
        return self.is_short(index) and (seen.kinds_of_values > 1 or seen.filled == 1)

    def take_moderation(self) -> None:
        """Every column of decisions, by its title; ``Statut`` only where its words are decisions."""
        found = self.ranked("moderation", self.is_moderation)
        if found:
            self.take("moderation", *found)
            self.take_best("moderation_reason", lambda i: self.is_reason(i, found))

    def is_moderation(self, index: int) -> bool:
        values = self.values[index]
        decisions = {vocabulary.moderation_of(value) for value in values}
        known = share_recognised(values, vocabulary.moderation_of) >= 0.6
        return column_names.names_moderation(self.titles[index]) or "rejected" in decisions or known

    def is_reason(self, index: int, decisions: Sequence[int]) -> bool:
        """Whether ``Motif`` explains decisions: never filled where the contribution was accepted."""
        if re.search("moder|rej|refus", plain(self.titles[index])):
            return True
        return not any(
            reason.strip() and vocabulary.moderation_of(self.values[place][row]) == "accepted"
            for row, reason in enumerate(self.values[index])
            for place in decisions
        )

    def take_described(self) -> None:
        self.take_worded(WORDED)
        self.take_best("voice_count", lambda i: self.profiles[i].numeric >= 0.9)
        self.take_best(
            "dots", lambda i: share_recognised(self.values[i], lambda v: DOTS.fullmatch(v.strip())) >= 0.9
        )
        for role in LABELS:
            found = self.ranked(role, self.is_question if role == "question" else self.is_short)
            if role == "territory":
                found = found or self.matching(column_names.PLACE_WORDS)
            if role == "public":
                found = found or self.matching(column_names.PUBLIC_WORDS)
            if found:
                self.take(role, *(found if role == "session" else found[:1]))
        self.take_best("language", lambda i: self.profiles[i].mean_length <= 5)
        self.take_best("organisation", lambda i: not self.profiles[i].is_free_text)

    def take_worded(self, roles: Sequence[tuple[str, Callable[[str], object]]]) -> None:
        for role, recognise in roles:
            known = [i for i in self.free if share_recognised(self.values[i], recognise) >= 0.6]
            self.take_best(role, known.__contains__)

    def is_question(self, index: int) -> bool:
        """Whether a column may repeat the question that was asked: long, but the same on many rows."""
        seen = self.profiles[index]
        return seen.filled > 0 and (seen.distinct < 0.8 or seen.filled <= 2)

    def matching(self, pattern: re.Pattern[str]) -> list[int]:
        return [
            i
            for i in self.free
            if pattern.search(plain(self.titles[i])) and not self.profiles[i].is_free_text
        ]

    def take_statements(self) -> None:
        asked = [i for i in self.free if self.profiles[i].agreement >= 0.9]
        if len(asked) >= 2:
            self.take("statements", *asked)

    def take_texts(self) -> tuple[int, ...]:
        """Take the columns people wrote in; returns those that nothing explains."""
        named = self.ranked("text", self.may_be_text)
        walls = [i for i in self.free if i not in named and self.is_wall_column(i)]
        asked = [
            i
            for i in self.free
            if i not in named
            and i not in walls
            and column_names.asks_question(self.titles[i])
            and self.profiles[i].is_free_text
        ]
        explained = sorted({*named, *walls, *asked})
        titled = self.ranked("title", lambda i: self.profiles[i].filled > 0)[:1]
        other = [
            i
            for i in self.free
            if i not in explained
            and i not in titled
            and self.profiles[i].is_free_text
            and not column_names.is_ignored(self.titles[i])
            and rank("date", self.titles[i]) is None
        ]
        enough = bool(self.columns.keys() & {"statements", "vote"})
        if not explained and not other and titled and not enough:
            explained, titled = titled, []
        if not explained and len(other) == 1:
            explained, other = other, []
        if explained:
            self.take("text", *explained)
            if titled and len(explained) == 1 and "question" not in self.columns:
                self.take("title", *titled)
        if other or explained or enough:
            return tuple(other)
        left = tuple(i for i in self.free if self.profiles[i].filled and self.profiles[i].numeric < 0.8)
        if len(left) == 1 and column_names.asks_question(self.titles[left[0]]):
            self.take("text", *left)
            return ()
        return left

    def may_be_text(self, index: int) -> bool:
        seen = self.profiles[index]
        return seen.filled > 0 and not seen.is_closed and seen.date < 0.8

    def is_wall_column(self, index: int) -> bool:
        """Whether the title is a kind: the column of a wall, ``Craintes``."""
        seen = self.profiles[index]
        worded = seen.numeric < 0.3 and seen.mean_length >= 6
        return worded and vocabulary.kind_of(self.titles[index]) is not None and self.may_be_text(index)
