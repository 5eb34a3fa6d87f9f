"""Draw a panel by lot under quotas, by the published maximin method: functions of a pool, quotas and a seed.

Many panels satisfy the quotas. ``prepare`` makes a lottery among some of them that gives the person with the
least chance the greatest chance possible (maximin objective of Flanigan, Gölz, Gupta, Hennig and Procaccia,
« Fair algorithms for selecting citizens' assemblies », Nature 596, 2021). It knows no seed. ``pick`` lets the
seed choose a ticket of that lottery, then people: anybody can do it again with SHA-256 alone.

People who are alike in every category under quota are interchangeable: the linear programme counts *types*,
not people, which is exact (averaging over people of one type keeps the least probability) and fast.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np
import rfc8785

from concertia_web.consultations.maximin import ImpossibleQuotasError, Program, Quotas, Slack

TICKETS = 1_000_000


@dataclass(frozen=True)
class Pool:
    """The list people are drawn from: opaque identifiers and categories only, in the order of ids."""

    categories: tuple[str, ...]
    people: tuple[tuple[str, tuple[str, ...]], ...]

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the canonical JSON of the list: publishing it commits to the list without showing it."""
        rows = [[identifier, *values] for identifier, values in self.people]
        return _digest({"categories": list(self.categories), "people": rows})

    def counts(self) -> dict[str, dict[str, int]]:
        """Category → value → number of people."""
        found: dict[str, dict[str, int]] = {category: {} for category in self.categories}
        for _identifier, values in self.people:
            for category, value in zip(self.categories, values, strict=True):
                found[category][value] = found[category].get(value, 0) + 1
        return {category: dict(sorted(values.items())) for category, values in found.items()}


@dataclass(frozen=True)
class Lottery:
    """Panels that satisfy the quotas, as numbers of people by type, with their numbers of tickets."""

    pool_digest: str
    size: int
    categories: tuple[str, ...]
    """Those under quota."""
    types: tuple[tuple[str, ...], ...]
    people: tuple[int, ...]
    """How many of the pool are of each type."""
    panels: tuple[tuple[int, ...], ...]
    tickets: tuple[int, ...]

    @cached_property
    def digest(self) -> str:
        """SHA-256 of its canonical JSON, published before the seed is known."""
        return _digest(self.as_json())

    def as_json(self) -> dict[str, object]:
        """What is kept, and given to an auditor."""
        return {
            "pool": self.pool_digest,
            "size": self.size,
            "categories": list(self.categories),
            "types": [list(values) for values in self.types],
            "people": list(self.people),
            "panels": [list(panel) for panel in self.panels],
            "tickets": list(self.tickets),
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, object]) -> Lottery:
        """The lottery that ``as_json`` wrote."""
        rows: dict[str, tuple[tuple[object, ...], ...]] = {
            key: tuple(tuple(row) for row in kept[key])  # type: ignore[attr-defined]
            for key in ("types", "panels")
        }
        return cls(
            pool_digest=str(kept["pool"]),
            size=int(kept["size"]),  # type: ignore[call-overload]
            categories=tuple(kept["categories"]),  # type: ignore[arg-type]
            types=rows["types"],  # type: ignore[arg-type]
            people=tuple(kept["people"]),  # type: ignore[arg-type]
            panels=rows["panels"],  # type: ignore[arg-type]
            tickets=tuple(kept["tickets"]),  # type: ignore[arg-type]
        )

    def chances(self) -> list[Fraction]:
        """The probability, exact, that a person of each type is drawn."""
        total = sum(self.tickets)
        return [
            Fraction(sum(t * panel[k] for t, panel in zip(self.tickets, self.panels, strict=True)), total * n)
            for k, n in enumerate(self.people)
        ]


@dataclass(frozen=True)
class DrawResult:
    """Who was drawn (private) and what is published."""

    chosen: tuple[str, ...]
    """Identifiers, sorted: never published."""
    ticket: int
    panel: int
    """Rank, in the lottery, of the panel that the ticket designates."""
    chances: tuple[float, float, float]
    """Least, mean and greatest probability of being drawn."""
    impossible: int
    """People of the pool who can be in no panel under these quotas."""
    counts: dict[str, dict[str, int]]
    """Category → value → number of people drawn."""


def draw(pool: Pool, quotas: Quotas, size: int, seed: str) -> DrawResult:
    """Prepare the lottery, then let the seed choose."""
    return pick(pool, prepare(pool, quotas, size), seed)


def prepare(pool: Pool, quotas: Quotas, size: int) -> Lottery:
    """The lottery that maximises the least probability. Raises ImpossibleQuotasError."""
    program = Program(_types(pool, quotas), quotas, size)
    panels = program.cover()
    weights = program.maximin(panels)
    kept = [(panel, tickets) for panel, tickets in zip(panels, _tickets(weights), strict=True) if tickets]
    kept.sort()
    return Lottery(
        pool.digest,
        size,
        tuple(category for category in pool.categories if category in quotas),
        tuple(tuple(value for _category, value in kind) for kind in program.types),
        tuple(int(n) for n in program.people),
        tuple(panel for panel, _tickets in kept),
        tuple(tickets for _panel, tickets in kept),
    )


def _types(pool: Pool, quotas: Quotas) -> dict[tuple[tuple[str, str], ...], int]:
    """How many people there are of each type, in the categories under quota."""
    counts: dict[tuple[tuple[str, str], ...], int] = {}
    for _identifier, values in pool.people:
        pairs = zip(pool.categories, values, strict=True)
        kind = tuple(pair for pair in pairs if pair[0] in quotas)
        counts[kind] = counts.get(kind, 0) + 1
    return counts


def variety(pool: Pool, quotas: Quotas) -> int:
    """How many sorts of people there are, which is what the time of ``prepare`` depends on."""
    return len(_types(pool, quotas))


def ticket_of(seed: str, pool_digest: str) -> int:
    """The ticket that a seed designates: SHA-256 of ``seed|pool digest``, modulo one million."""
    return int(hashlib.sha256(f"{seed}|{pool_digest}".encode()).hexdigest(), 16) % TICKETS


def rank_of(seed: str, pool_digest: str, identifier: str) -> str:
    """Where a person stands among those of the same type: SHA-256 of ``seed|pool digest|identifier``."""
    return hashlib.sha256(f"{seed}|{pool_digest}|{identifier}".encode()).hexdigest()


def pick(pool: Pool, lottery: Lottery, seed: str) -> DrawResult:
    """Let the seed choose a ticket, hence a panel of types, then people inside each type."""
    ticket = ticket_of(seed, pool.digest)
    rank, passed = 0, lottery.tickets[0]
    while ticket >= passed:
        rank += 1
        passed += lottery.tickets[rank]
    columns = [pool.categories.index(category) for category in lottery.categories]
    waiting: dict[tuple[str, ...], list[str]] = {}
    for identifier, values in pool.people:
        waiting.setdefault(tuple(values[column] for column in columns), []).append(identifier)
    chosen: list[str] = []
    for kind, wanted in zip(lottery.types, lottery.panels[rank], strict=True):
        order = sorted(waiting[kind], key=lambda one: rank_of(seed, pool.digest, one))
        chosen += order[:wanted]
    return _result(pool, lottery, sorted(chosen), ticket, rank)


def _result(pool: Pool, lottery: Lottery, chosen: list[str], ticket: int, rank: int) -> DrawResult:
    chances = lottery.chances()
    held = set(chosen)
    panel = Pool(pool.categories, tuple(person for person in pool.people if person[0] in held))
    return DrawResult(
        tuple(chosen),
        ticket,
        rank,
        (
            float(min((chance for chance in chances if chance), default=0)),
            lottery.size / len(pool.people),
            float(max(chances)),
        ),
        sum(n for n, chance in zip(lottery.people, chances, strict=True) if not chance),
        panel.counts(),
    )


def _digest(value: object) -> str:
    return hashlib.sha256(rfc8785.dumps(value)).hexdigest()  # type: ignore[arg-type]


def _tickets(weights: np.ndarray) -> list[int]:
    """Whole numbers of tickets in proportion of the weights: the largest remainders, the first on ties."""
    shares = weights / weights.sum() * TICKETS
    tickets = np.floor(shares + 1e-9).astype(int)
    order = sorted(range(len(shares)), key=lambda k: (-(shares[k] - tickets[k]), k))
    for k in order[: TICKETS - int(tickets.sum())]:
        tickets[k] += 1
    return [int(n) for n in tickets]


__all__ = [
    "TICKETS",
    "DrawResult",
    "ImpossibleQuotasError",
    "Lottery",
    "Pool",
    "Quotas",
    "Slack",
    "draw",
    "pick",
    "prepare",
    "rank_of",
    "ticket_of",
    "variety",
]
