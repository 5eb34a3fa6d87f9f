"""How alike two people placed the same notes: a count, said in words; kappa for an annex line only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from concertia_web.sorting.places import Place

SMALL = 150
"""Notes below which nothing is said in percent."""


@dataclass(frozen=True)
class Agreement:
    """``same`` of the ``total`` notes that both placed went to the same column (or aside)."""

    readers: int
    same: int
    total: int
    kappa: float | None
    """Cohen (1960); None where it has no meaning: one reader, no note, or a single column for all."""
    differing: tuple[int, ...] = ()
    """Notes placed otherwise, by key."""

    @property
    def json(self) -> dict[str, Any]:
        """As kept on the table."""
        return {**asdict(self), "differing": list(self.differing)}

    @property
    def words(self) -> str:
        """One sentence."""
        if self.readers < 2:
            return "Lue par une seule personne : aucun accord entre lectures ne peut être donné."
        if not self.total:
            return "Aucune note n’a été placée par les deux personnes."
        return (
            f"Deux personnes ont trié chacune de leur côté : {self.same} notes sur {self.total} "
            f"placées de la même manière ({self.appraisal})."
        )

    @property
    def appraisal(self) -> str:
        """In plain words, by share of notes placed alike."""
        for least, words in ((0.9, "accord très large"), (0.75, "accord large"), (0.5, "accord partiel")):
            if self.same >= least * self.total:
                return words
        return "accord faible : les colonnes sont à préciser"


def stored(kept: Mapping[str, Any] | None) -> Agreement | None:
    """The agreement read back from the table."""
    if kept is None:
        return None
    return Agreement(kept["readers"], kept["same"], kept["total"], kept["kappa"], tuple(kept["differing"]))


def compare(one: Mapping[int, Place], two: Mapping[int, Place]) -> Agreement:
    """The agreement of two readers on the notes that both placed."""
    common = sorted(one.keys() & two.keys())
    differing = tuple(note for note in common if one[note].target != two[note].target)
    same = len(common) - len(differing)
    return Agreement(
        2,
        same,
        len(common),
        _kappa([one[note].target for note in common], [two[note].target for note in common]),
        differing,
    )


def alone(places: Mapping[int, Place]) -> Agreement:
    """What is kept when one person read."""
    return Agreement(1, 0, len(places), None)


def _kappa(one: list[str], two: list[str]) -> float | None:
    """Observed agreement beyond that of two readers who would place at random as often in each column."""
    total = len(one)
    if not total:
        return None
    first, second = Counter(one), Counter(two)
    expected = sum(first[name] * second[name] for name in first) / total**2
    if expected == 1:
        return None
    observed = sum(a == b for a, b in zip(one, two, strict=True)) / total
    return round((observed - expected) / (1 - expected), 3)
