"""The least chance made as great as possible: column generation on SciPy's HiGHS.

A *panel* is a number of people of each type. ``cover`` finds panels that hold every possible type;
``maximin`` weighs panels and looks for better ones until none is left, or until what no lottery can exceed
is reached.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

Kind = tuple[tuple[str, str], ...]
"""(category, value) pairs of people who are alike, in the order of categories."""
Quotas = Mapping[str, Mapping[str, tuple[int, int]]]
"""Category → value → (least, most)."""
EPSILON = 1e-7
UNDECIDED = 120
"""Types left to the integer programme once the relaxed one has decided the others."""
MOST_PANELS = 4_000
NEAR = 5e-3
"""Beyond ``EXACT_TYPES`` types, a lottery is accepted when its least probability is within this part of what
no lottery can exceed. Below, only the maximum itself is."""
EXACT_TYPES = 100
STARTS = 25
"""Panels from which better ones are sought by exchanges, at each turn."""


@dataclass(frozen=True)
class Slack:
    """One bound that cannot hold, and the nearest that can."""

    category: str
    value: str
    bound: str
    """``least`` or ``most``."""
    asked: int
    possible: int


class ImpossibleQuotasError(Exception):
    """No panel satisfies the quotas; ``slacks`` is the smallest change that makes one possible."""

    def __init__(self, slacks: list[Slack]) -> None:
        super().__init__("no panel satisfies these quotas")
        self.slacks = slacks


class Program:
    """The integer programme of the panels, and the linear programme over the panels found."""

    def __init__(self, types: Mapping[Kind, int], quotas: Quotas, size: int) -> None:
        self.size = size
        self.types = sorted(types)
        self.people = np.array([types[kind] for kind in self.types], float)
        self.possible = np.ones(len(self.types), bool)
        """Types that some panel can hold, known after ``cover``."""
        self.bounds_of = [
            (category, value, *quotas[category][value]) for category in quotas for value in quotas[category]
        ]
        rows = [[float(bound[:2] in kind) for kind in self.types] for bound in self.bounds_of]
        self.matrix = np.array([*rows, [1.0] * len(self.types)])
        place = {bound[:2]: row for row, bound in enumerate(self.bounds_of)}
        self.codes = np.array([[place[pair] for pair in kind] for kind in self.types]).T
        self.least = np.array([*(float(bound[2]) for bound in self.bounds_of), float(size)])
        self.most = np.array([*(float(bound[3]) for bound in self.bounds_of), float(size)])

    def panel(self, gains: np.ndarray, over: float) -> tuple[int, ...] | None:
        """A panel whose total gain is more than ``over``, or None where there is none.

        The relaxed programme first: it often shows that there is none. Then the integer one on the types
        that the relaxed optimum leaves undecided, and only then on all of them.
        """
        bounds = np.column_stack([np.zeros(len(self.types)), self.people])
        relaxed = linprog(
            -gains,
            A_ub=np.vstack([self.matrix, -self.matrix]),
            b_ub=np.concatenate([self.most, -self.least]),
            bounds=bounds,
            method="highs-ds",
        )
        if relaxed.x is None or -relaxed.fun <= over + EPSILON:
            return None
        costs = np.abs(relaxed.lower.marginals + relaxed.upper.marginals)
        near = np.sort(np.argsort(costs, kind="stable")[:UNDECIDED])
        for free in (near, np.arange(len(self.types))):
            found = self._integers(gains, np.rint(relaxed.x), free)
            if found is not None and float(np.dot(gains, found)) > over + EPSILON:
                return found
        return None

    def _integers(self, gains: np.ndarray, held: np.ndarray, free: np.ndarray) -> tuple[int, ...] | None:
        """The best panel where the types that are not ``free`` keep their number."""
        panel = held.copy()
        panel[free] = 0
        taken = self.matrix @ panel
        found = milp(
            -gains[free],
            integrality=np.ones(len(free)),
            bounds=Bounds(np.zeros(len(free)), self.people[free]),
            constraints=LinearConstraint(self.matrix[:, free], self.least - taken, self.most - taken),
        )
        if found.x is None:
            return None
        panel[free] = np.rint(found.x)
        return tuple(int(n) for n in panel)

    def cover(self) -> list[tuple[int, ...]]:
        """Panels that together hold every type that some panel can hold."""
        first = self.panel(np.ones(len(self.types)), 0.0)
        if first is None:
            raise ImpossibleQuotasError(self.relaxation())
        panels = [first]
        missing = (np.array(first) == 0).astype(float)
        while missing.any():
            near = self._climb(np.array(panels[-1]), missing)
            panel = tuple(int(n) for n in near)
            if not np.dot(missing, near) > 0:
                exact = self.panel(missing, 0.0)
                if exact is None:
                    break
                panel = exact
            panels.append(panel)
            missing[np.array(panel) > 0] = 0
        self.possible = missing == 0
        return panels

    def ceiling(self) -> float:
        """A least probability that no lottery can exceed: that of fractions of people."""
        types, rows = len(self.types), len(self.matrix)
        held = self.possible.astype(float)
        none = np.zeros((rows, 1))
        found = linprog(
            np.array([*[0.0] * types, -1.0]),
            A_ub=np.vstack(
                [
                    np.hstack([self.matrix, none]),
                    np.hstack([-self.matrix, none]),
                    np.hstack([-np.eye(types), (self.people * held)[:, None]]),
                ]
            ),
            b_ub=np.concatenate([self.most, -self.least, np.zeros(types)]),
            bounds=np.column_stack([np.zeros(types + 1), [*self.people * held, 1.0]]),
            method="highs-ds",
        )
        return float(found.x[-1])

    def maximin(self, panels: list[tuple[int, ...]]) -> np.ndarray:
        """The best weights; ``panels`` grows until no other could help, or the ceiling is reached."""
        known = set(panels)
        enough = self.ceiling() * (1 - (NEAR if len(self.types) > EXACT_TYPES else 0.0))
        while True:
            weights, least, prices = self._weigh(panels)
            if least >= enough or len(panels) >= MOST_PANELS:
                return weights
            better = self._neighbours(panels, weights, prices, least) - known
            if not better:
                best = self.panel(prices, least)
                if best is None or best in known:
                    return weights
                better = {best}
            panels += sorted(better)
            known |= better

    def _neighbours(
        self, panels: list[tuple[int, ...]], weights: np.ndarray, prices: np.ndarray, over: float
    ) -> set[tuple[int, ...]]:
        """Panels worth more than ``over``, found by exchanging people in those that have weight."""
        found = set()
        for place in np.argsort(-weights, kind="stable")[:STARTS]:
            climbed = self._climb(np.array(panels[place]), prices)
            if float(np.dot(prices, climbed)) > over + EPSILON:
                found.add(tuple(int(n) for n in climbed))
        return found

    def _climb(self, panel: np.ndarray, prices: np.ndarray) -> np.ndarray:
        """Exchange one person for another while that is worth it and keeps the quotas."""
        panel = panel.copy()
        counts = self.matrix[:-1] @ panel
        for _step in range(self.size):
            leaving = np.flatnonzero(panel)
            coming = np.flatnonzero((panel < self.people) & (prices > 0))
            if not len(coming):
                break
            worth = prices[coming][None, :] - prices[leaving][:, None]
            worth[~self._exchangeable(counts, leaving, coming)] = 0
            best = int(np.argmax(worth))
            out, into = divmod(best, len(coming))
            if worth[out, into] <= EPSILON / self.size:
                break
            panel[leaving[out]] -= 1
            panel[coming[into]] += 1
            counts += self.matrix[:-1, coming[into]] - self.matrix[:-1, leaving[out]]
        return panel

    def _exchangeable(self, counts: np.ndarray, leaving: np.ndarray, coming: np.ndarray) -> np.ndarray:
        """For each pair, whether the exchange keeps every quota."""
        may_lose = counts - 1 >= self.least[:-1]
        may_gain = counts + 1 <= self.most[:-1]
        allowed = np.ones((len(leaving), len(coming)), bool)
        for codes in self.codes:
            lost, gained = codes[leaving], codes[coming]
            allowed &= (lost[:, None] == gained[None, :]) | (
                may_lose[lost][:, None] & may_gain[gained][None, :]
            )
        return allowed

    def _weigh(self, panels: list[tuple[int, ...]]) -> tuple[np.ndarray, float, np.ndarray]:
        """Weights of these panels, the least probability, and what each person of a type is worth to it."""
        chances = (np.array(panels, float) / self.people).T[self.possible]
        types, count = chances.shape
        found = linprog(
            np.array([*[0.0] * count, -1.0]),
            A_ub=np.hstack([-chances, np.ones((types, 1))]),
            b_ub=np.zeros(types),
            A_eq=np.array([[*[1.0] * count, 0.0]]),
            b_eq=[1.0],
            bounds=(0, None),
            method="highs-ds",
        )
        prices = np.zeros(len(self.types))
        prices[self.possible] = np.maximum(-found.ineqlin.marginals, 0) / self.people[self.possible]
        return np.maximum(found.x[:-1], 0), float(found.x[-1]), prices

    def relaxation(self) -> list[Slack]:
        """The smallest total change of the bounds that makes a panel possible."""
        types, rows = len(self.types), len(self.bounds_of)
        total = [*[1.0] * types, *[0.0] * (2 * rows)]
        counts = self.matrix[:-1]
        lower = np.hstack([counts, np.eye(rows), np.zeros((rows, rows))])
        upper = np.hstack([counts, np.zeros((rows, rows)), -np.eye(rows)])
        found = milp(
            np.array([*[0.0] * types, *[1.0] * (2 * rows)]),
            integrality=np.ones(types + 2 * rows),
            bounds=Bounds(np.zeros(types + 2 * rows), np.array([*self.people, *[np.inf] * (2 * rows)])),
            constraints=[
                LinearConstraint(lower, self.least[:-1], np.inf),
                LinearConstraint(upper, -np.inf, self.most[:-1]),
                LinearConstraint(np.array([total]), self.size, self.size),
            ],
        )
        if found.x is None:
            return []
        changes = np.rint(found.x[types:]).astype(int)
        return [
            *(
                Slack(category, value, "least", least, least - int(change))
                for (category, value, least, _most), change in zip(
                    self.bounds_of, changes[:rows], strict=True
                )
                if change
            ),
            *(
                Slack(category, value, "most", most, most + int(change))
                for (category, value, _least, most), change in zip(
                    self.bounds_of, changes[rows:], strict=True
                )
                if change
            ),
        ]
