"""Choosing a few candidates so that every group of voters gets its part: the method of equal shares.

Each voter has the same budget, a candidate costs one, and those who approve it share the price as equally as
their budgets allow; at each step the candidate whose supporters pay least each is taken. What remains is
completed by sequential Phragmén started from what voters have left: all earn at the same rate, and the first
candidate whose supporters have one together is taken.

Sources: D. Peters, P. Skowron, « Proportionality and the limits of welfarism », EC 2020 (arXiv 1911.11747),
where extended justified representation (EJR) is proved; E. Phragmén, 1894, as told by M. Brill, R. Freeman,
S. Janson, M. Lackner, « Phragmén's voting methods and justified representation », AAAI 2017. All sums are
of rational numbers: the same votes give the same list on any machine.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial

import numpy as np
from numpy.typing import NDArray

from concertia.votes.arrays import Counts

SHARES, PHRAGMEN = "equal_shares", "phragmen"
"""Why a candidate has its seat: its supporters could pay for it, or it completes the list."""
Price = Callable[[list[tuple[Fraction, int]]], Fraction | None]


@dataclass(frozen=True)
class Seat:
    """A candidate that was chosen (its index), and why."""

    candidate: int
    why: str


@dataclass
class _Purses:
    """What each voter has left. Voters with as much are one class: there are few of them."""

    of_voter: Counts
    amounts: list[Fraction]

    def of(self, voters: Counts) -> list[tuple[Fraction, int]]:
        """(amount, how many of ``voters`` have it), poorest first."""
        counts = np.bincount(self.of_voter[voters], minlength=len(self.amounts))
        return sorted((self.amounts[at], int(counts[at])) for at in np.flatnonzero(counts))

    def change(self, voters: Counts, after: Callable[[Fraction], Fraction]) -> None:
        """Give each of ``voters`` the amount that follows from the one it has."""
        place = {amount: at for at, amount in enumerate(self.amounts)}
        moved = np.arange(len(self.amounts))
        for at in np.unique(self.of_voter[voters]):
            moved[at] = place.setdefault(after(self.amounts[at]), len(place))
        self.amounts = list(place)
        self.of_voter[voters] = moved[self.of_voter[voters]]


def equal_shares(approvals: Sequence[NDArray[np.integer]], voters: int, seats: int) -> list[Seat]:
    """At most ``seats`` candidates, in the order they are chosen; equal ones by index.

    ``approvals``: for each candidate the distinct voters (0 … ``voters`` − 1) who approve it. A candidate
    whom nobody approves is never chosen. Raises ValueError for a negative number of seats.
    """
    if seats < 0:
        raise ValueError(f"{seats} seats")
    supporters = [np.asarray(who, dtype=np.int64) for who in approvals]
    left = {candidate for candidate, who in enumerate(supporters) if len(who)}
    if not left or not seats:
        return []
    purses = _Purses(np.zeros(voters, dtype=np.int64), [Fraction(seats, voters)])
    chosen = _bought(supporters, left, purses, seats)
    return chosen + _completed(supporters, left, purses, seats - len(chosen))


def _bought(supporters: Sequence[Counts], left: set[int], purses: _Purses, seats: int) -> list[Seat]:
    chosen = []
    for price, candidate in _cheapest(supporters, left, purses, seats, _even_price):
        purses.change(supporters[candidate], partial(_after_paying, price))
        chosen.append(Seat(candidate, SHARES))
    return chosen


def _completed(supporters: Sequence[Counts], left: set[int], purses: _Purses, seats: int) -> list[Seat]:
    """A purse holds what its owner had at the start, less the date of the last purchase: below zero then."""
    chosen = []
    for date, candidate in _cheapest(supporters, left, purses, seats, _date):
        purses.change(supporters[candidate], partial(_started_again, date))
        chosen.append(Seat(candidate, PHRAGMEN))
    return chosen


def _cheapest(
    supporters: Sequence[Counts], left: set[int], purses: _Purses, seats: int, price_of: Price
) -> Iterator[tuple[Fraction, int]]:
    """Yield (price, candidate), the lowest first. Prices only rise as purses empty: a price computed before
    is a lower bound, and few candidates are looked at again."""
    bounds = [(Fraction(0), candidate) for candidate in sorted(left)]
    while bounds and seats:
        _, candidate = heapq.heappop(bounds)
        price = price_of(purses.of(supporters[candidate]))
        if price is None:
            continue
        if bounds and (price, candidate) > bounds[0]:
            heapq.heappush(bounds, (price, candidate))
            continue
        left.discard(candidate)
        seats -= 1
        yield price, candidate


def _after_paying(price: Fraction, purse: Fraction) -> Fraction:
    return purse - min(purse, price)


def _started_again(date: Fraction, _: Fraction) -> Fraction:
    return -date


def _even_price(purses: list[tuple[Fraction, int]]) -> Fraction | None:
    """The most one supporter pays when the price of one is shared as equally as possible; None: too poor."""
    missing, payers = Fraction(1), sum(count for _, count in purses)
    for amount, count in purses:
        if amount * payers >= missing:
            return missing / payers
        missing -= amount * count
        payers -= count
    return None


def _date(purses: list[tuple[Fraction, int]]) -> Fraction | None:
    """When the supporters have one together, each earning one per unit of time since its own start."""
    held = sum((amount * count for amount, count in purses), Fraction(0))
    return (1 - held) / sum(count for _, count in purses)
