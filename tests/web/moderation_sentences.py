"""Invented sentences, as people write them: which point to someone, in a place of so many inhabitants.

In ``moderation_sentences.tsv``. The set ``tuned`` served to write the rules; ``aside`` was written at the
same time and never used to change them. ``words``: what must be found; empty: nothing must be.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from concertia_web.moderation.indirect import Place, flags

FILE = Path(__file__).with_suffix(".tsv")


@dataclass(frozen=True)
class Line:
    """One sentence and what is expected of it."""

    population: int
    words: str
    sentence: str

    @property
    def right(self) -> bool:
        """Whether what is found is what is expected."""
        found = flags(self.sentence, Place("Vaubrun", self.population))
        if not self.words:
            return not found
        return any(self.words.casefold() in one.words.casefold() for one in found)


def lines(name: str) -> list[Line]:
    """Those of one set."""
    with FILE.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [Line(int(row["population"]), row["words"], row["sentence"]) for row in rows if row["set"] == name]


def measure(name: str) -> dict[str, int]:
    """``{"sentences", "found", "missed", "wrong", "quiet"}``."""
    all_lines = lines(name)
    pointing = [line for line in all_lines if line.words]
    quiet = [line for line in all_lines if not line.words]
    return {
        "sentences": len(all_lines),
        "found": sum(line.right for line in pointing),
        "missed": sum(not line.right for line in pointing),
        "wrong": sum(not line.right for line in quiet),
        "quiet": sum(line.right for line in quiet),
    }
