"""What the values of a column look like, measured on the first rows of a table."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from concertia.corpus.formats.column_names import plain
from concertia.corpus.formats.vocabulary import PLAIN_VOTES, vote_of

EMAIL = re.compile(r"[^@\s<>]+@[^@\s<>]+\.[A-Za-z]{2,}")
PHONE = re.compile(r"(?:\+33|0033|0)\s?[1-9](?:[ .\-]?\d{2}){4}|\+\d[\d .\-]{7,16}|\(\d{3}\) ?\d{3}[ -]\d{4}")
IP = re.compile(
    r"(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?:25[0-5]|2[0-4]\d|1?\d?\d)){3}|(?:[0-9a-f]{0,4}:){3,7}[0-9a-f]{0,4}",
    re.I,
)
NUMBER = re.compile(r"[+\-−]?\d+(?:[.,]\d+)?\s?%?")
DATE = re.compile(
    r"[A-Z][a-z]{2} [A-Z][a-z]{2} \d{1,2} .*|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}.*|"
    r"\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}.*|"
    r"(?:\w+ )?\d{1,2}(?:er)? (?:janv|f[ée]vr|mars|avr|mai|juin|juil|ao[uû]t|sept|oct|nov|d[ée]c)\w*\.? "
    r"\d{4}.*",
    re.I,
)
DOTS = re.compile(r"[●•⬤⚫🔴🟢🔵🟡🟠🟣⭐★\s]+|\d{1,6}")
CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


@dataclass(frozen=True)
class Profile:
    """Shares are over non-empty values, in [0, 1]; 0 where there is none."""

    filled: int
    distinct: float
    """Distinct values over non-empty values."""
    kinds_of_values: int
    """Number of distinct values."""
    mean_length: float
    """In characters."""
    prose: float
    """Values that read as sentences: four words and 20 characters, or 8 ideograms."""
    numeric: float
    date: float
    personal: float
    """Values that are an e-mail address, a telephone number or an IP address."""
    agreement: float
    """Values that only a vote on a statement takes: ``pas d'accord``, ``je passe``."""

    @property
    def is_free_text(self) -> bool:
        """Whether people wrote it: mostly sentences, mostly different."""
        return self.prose >= 0.3 and self.distinct >= 0.3 and self.numeric < 0.5 and self.date < 0.8

    @property
    def is_closed(self) -> bool:
        """Whether it looks like a choice among few answers, or a number."""
        if self.numeric > 0.8 or self.date > 0.8:
            return True
        return self.filled >= 12 and self.kinds_of_values <= 8 and self.distinct < 0.4 and self.prose < 0.3


def profile(values: Sequence[str]) -> Profile:
    """The profile of a column from its first values."""
    filled = [value for value in (value.strip() for value in values) if value]
    count = len(filled)
    different = len(set(filled))

    def share(matches: int) -> float:
        return matches / count if count else 0.0

    return Profile(
        filled=count,
        distinct=share(different),
        kinds_of_values=different,
        mean_length=share(sum(map(len, filled))),
        prose=share(sum(map(_is_prose, filled))),
        numeric=share(sum(NUMBER.fullmatch(value) is not None for value in filled)),
        date=share(sum(DATE.fullmatch(value) is not None for value in filled)),
        personal=share(sum(_is_personal(value) for value in filled)),
        agreement=share(sum(vote_of(value) is not None for value in filled))
        if any(vote_of(value) is not None and plain(value) not in PLAIN_VOTES for value in filled)
        else 0.0,
    )


def share_recognised(values: Sequence[str], recognise: Callable[[str], object]) -> float:
    """Share of non-empty values for which a function gives something else than ``None``."""
    filled = [value for value in values if value.strip()]
    if not filled:
        return 0.0
    return sum(recognise(value) is not None for value in filled) / len(filled)


def _is_personal(value: str) -> bool:
    return any(pattern.fullmatch(value) for pattern in (EMAIL, PHONE, IP))


def _is_prose(value: str) -> bool:
    return (len(value) >= 20 and len(value.split()) >= 4) or len(CJK.findall(value)) >= 8
