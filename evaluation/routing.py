"""With how many positions each do people find their groups, by the order in which texts are shown to them?

``python evaluation/routing.py``: simulated participants on the real conversations of CONCERTIA_DATA/polis
(else ../shared/data/polis). Those who really answered twenty texts or more arrive in the order of their first
answer; each answers *b* texts. Where they really answered, they give that answer; elsewhere, that of one of
the five participants most like them who did (``replay`` shows them only what they really answered). After
everyone answered *b* texts, the groups that the engine finds are compared (adjusted Rand index, ARI) with
those of the full matrix. Routing knows only what was answered before, and is computed again every few
arrivals, as on the site.

The level compared is what random order reaches with half of the texts of the conversation (60 at most);
conversations where that is under 0.2 have no groups to find in that time, and are listed apart.

An order chosen on these conversations and judged on them would flatter itself: « chosen » is, for every
second conversation, the order that saved most (median) on the other half, and the reverse. Writes
``routing.json`` and its section of RESULTS.md. ``--draws``: how many at each point (ten unless told).
"""

from __future__ import annotations

import argparse
import json
import os
from dataclasses import dataclass
from pathlib import Path

import concertia.execution.pinned  # noqa: F401  (before NumPy loads)

# isort: split
import numpy as np
import sections
from numpy.typing import NDArray
from sklearn.metrics import adjusted_rand_score

from concertia.votes.groups import group_participants
from concertia.votes.matrix import VoteMatrix
from concertia.votes.projection import project
from concertia.votes.routing import (
    LEAST_GAIN,
    UNSEEN_INFORMATION,
    UNSEEN_PRIORITY,
    Chances,
    chances_of,
    cumulated,
    draw,
    informations,
    most_telling,
    priorities_of,
)

ROOT = Path(__file__).parents[1]
DATA = Path(os.environ.get("CONCERTIA_DATA", ROOT.parent / "shared" / "data")) / "polis"
LEAST_VOTES = 20
"""Real answers that a simulated participant must have: fewer leave nobody to liken them to."""
LEAST_PEOPLE = 30
EVERY = 5
"""Arrivals between two computations of the routing."""
BUDGETS = (3, 4, 5, 6, 8, 10, 12, 14, 16, 18, 20, 24, 28, 32, 36, 40, 46, 52, 60)
LIKE = 5
LOWEST = 0.2
NONE = 9
UNKNOWN_GAIN = 0.0
"""What an answer on a text that nobody saw tells of groups: nothing known; its weight brings it forward."""
POLICIES = ("random", "polis", "information", "information, sharper", "information, greedy", "expected")
TITLE = "Positions : l'ordre des textes"


@dataclass
class Talk:
    """A conversation: (P, S) answers in {−1, 0, 1}, 9 where there is none; P in order of arrival."""

    name: str
    answers: NDArray[np.int8]


def read_talk(folder: Path) -> Talk | None:
    """The participants with enough votes; None where they are too few."""
    votes = json.loads((folder / "votes.json").read_text())
    comments = json.loads((folder / "comments.json").read_text())
    shown = {comment["statement_id"] for comment in comments if comment["moderated"] >= 0}
    votes = sorted((v for v in votes if v["statement_id"] in shown), key=lambda v: v["modified"])
    people: dict[int, int] = {}
    texts: dict[int, int] = {}
    for vote in votes:
        people.setdefault(vote["participant_id"], len(people))
        texts.setdefault(vote["statement_id"], len(texts))
    answers = np.full((len(people), len(texts)), NONE, dtype=np.int8)
    for vote in votes:
        answers[people[vote["participant_id"]], texts[vote["statement_id"]]] = vote["vote"]
    kept = (answers != NONE).sum(axis=1) >= LEAST_VOTES
    answers = answers[kept]
    answers = answers[:, (answers != NONE).any(axis=0)]
    return Talk(folder.name, answers) if kept.sum() >= LEAST_PEOPLE else None


def matrix_of(answers: NDArray[np.int8]) -> tuple[VoteMatrix | None, NDArray[np.int64]]:
    """The matrix of what was answered, and the text of each of its columns."""
    columns = np.flatnonzero((answers != NONE).any(axis=0))
    rows, cols = np.nonzero(answers[:, columns] != NONE)
    if not len(rows):
        return None, columns
    nothing = np.zeros(len(columns), dtype=np.bool_)
    values = answers[:, columns][rows, cols]
    people, rows = np.unique(rows, return_inverse=True)
    made = VoteMatrix(
        people, columns, rows.astype(np.int32), cols.astype(np.int32), values, zeroed=nothing, meta=nothing
    )
    return made, columns


def groups_of(answers: NDArray[np.int8]) -> NDArray[np.int32]:
    """(P,) group of each participant by the engine, −1 for none."""
    matrix, _columns = matrix_of(answers)
    found = np.full(len(answers), -1, dtype=np.int32)
    if matrix is not None:
        projection = project(matrix)
        everyone = np.ones(matrix.shape[0], dtype=np.bool_)
        labels = group_participants(projection.positions, matrix.start_order, everyone).labels
        found[matrix.participants.astype(int)] = labels
    return found


def completed(talk: Talk, seed: int) -> Talk:
    """Every answer: the real one, else that of one of the most alike who really answered."""
    answers, known = talk.answers, talk.answers != NONE
    value = np.where(known, answers, 0).astype(float)
    have = known.astype(float)
    shared = have @ have.T
    apart = (value**2) @ have.T + have @ (value**2).T - 2 * value @ value.T
    alike = 1 - (apart + 2) / (2 * (shared + 2))
    np.fill_diagonal(alike, -np.inf)
    generator = np.random.default_rng(seed)
    full = answers.copy()
    for person in range(len(answers)):
        order = np.argsort(-alike[person], kind="stable")
        for text in np.flatnonzero(~known[person]):
            near = order[known[order, text]][:LIKE]
            full[person, text] = answers[generator.choice(near), text]
    return Talk(talk.name, full)


@dataclass
class Router:
    """What a policy knows: the weight of each text, and for ``expected`` the answers of each group."""

    policy: str
    weights: NDArray[np.float64]
    groups: tuple[Chances, NDArray[np.int64]] | None = None

    @classmethod
    def of(cls, policy: str, given: NDArray[np.int8]) -> Router:
        """From what was answered so far."""
        matrix, columns = matrix_of(given)
        unseen = UNSEEN_PRIORITY if policy == "polis" else UNSEEN_INFORMATION
        weights = np.full(given.shape[1], unseen)
        if matrix is None or policy == "random":
            return cls(policy, np.ones(given.shape[1]))
        weights[columns] = (priorities_of if policy == "polis" else informations)(matrix)
        if policy == "information, sharper":
            weights = weights**2
        groups = (chances_of(matrix), columns) if policy == "expected" else None
        return cls(policy, weights, groups)

    def choose(
        self, answers: NDArray[np.int8], budget: int, generator: np.random.Generator
    ) -> NDArray[np.int64]:
        """The texts that one participant answers, in order."""
        known = np.flatnonzero(answers != NONE)
        budget = min(budget, len(known))
        if self.policy == "information, greedy":
            noise = 1 + 0.05 * generator.random(len(known))
            return known[np.argsort(-self.weights[known] * noise, kind="stable")[:budget]]
        if self.groups is not None:
            return self._expected(answers, known, budget, generator)
        sums = cumulated(self.weights[known])
        done: set[int] = set()
        chosen = []
        for _ in range(budget):
            place = draw(sums, done, generator.integers(0, 2**31, 2).tolist())
            done.add(int(place))
            chosen.append(known[place])
        return np.array(chosen, dtype=np.int64)

    def _expected(
        self,
        answers: NDArray[np.int8],
        known: NDArray[np.int64],
        budget: int,
        generator: np.random.Generator,
    ) -> NDArray[np.int64]:
        """Each time the text whose answer tells most of the group of this person, given those before."""
        chosen: list[int] = []
        known_chances, columns = self.groups
        place = {text: column for column, text in enumerate(columns.tolist())}
        size = len(answers)
        for _ in range(budget):
            asked = [text for text in chosen if text in place]
            gain = np.full(size, UNKNOWN_GAIN)
            gain[columns] = known_chances.expected(
                [place[text] for text in asked], [int(answers[text]) for text in asked]
            )
            score = (gain + LEAST_GAIN) * np.sqrt(self.weights)
            done = {*chosen, *np.setdiff1d(np.arange(size), known).tolist()}
            chosen.append(int(most_telling(score, done, generator.integers(0, 2**31, 2).tolist())))
        return np.array(chosen, dtype=np.int64)


def simulated(talk: Talk, budget: int, policy: str, seed: int) -> NDArray[np.int8]:
    """What everyone answered, one after the other."""
    generator = np.random.default_rng([seed, budget])
    given = np.full(talk.answers.shape, NONE, dtype=np.int8)
    router = Router.of(policy, given)
    for person, answers in enumerate(talk.answers):
        if person and person % EVERY == 0 and policy != "random":
            router = Router.of(policy, given[:person])
        texts = router.choose(answers, budget, generator)
        given[person, texts] = answers[texts]
    return given


def curve(talk: Talk, policy: str, seeds: range) -> list[float]:
    """Mean ARI after each budget."""
    full = groups_of(talk.answers)
    budgets = [budget for budget in BUDGETS if budget <= most(talk)]
    return [
        float(
            np.mean(
                [adjusted_rand_score(full, groups_of(simulated(talk, b, policy, seed))) for seed in seeds]
            )
        )
        for b in budgets
    ]


def most(talk: Talk) -> int:
    """The largest budget: half of the texts, 60 at most."""
    return min(60, max(12, talk.answers.shape[1] // 2))


def needed(budgets: list[int], found: list[float], level: float) -> float | None:
    """Positions each with which the curve reaches the level for good, between budgets; None: not reached."""
    risen = np.maximum.accumulate(found)
    if risen[-1] < level:
        return None
    place = int(np.argmax(risen >= level))
    if place == 0:
        return float(budgets[0])
    low, high = risen[place - 1], risen[place]
    return float(budgets[place - 1] + (level - low) / (high - low) * (budgets[place] - budgets[place - 1]))


def measure(talk: Talk, seeds: range) -> dict[str, object]:
    """Curves of every policy, and the positions each needs for what random order reaches."""
    budgets = [budget for budget in BUDGETS if budget <= most(talk)]
    curves = {policy: curve(talk, policy, seeds) for policy in POLICIES}
    level = float(np.maximum.accumulate(curves["random"])[-1])
    costs = {policy: needed(budgets, found, level) for policy, found in curves.items()}
    return {
        "conversation": talk.name,
        "participants": talk.answers.shape[0],
        "texts": talk.answers.shape[1],
        "budgets": budgets,
        "level": level,
        "ari": curves,
        "needed": costs,
        "saved": {
            policy: None if cost is None else 1 - cost / costs["random"] for policy, cost in costs.items()
        },
    }


def report(found: dict[str, list[dict[str, object]]], draws: int) -> None:
    """The section of RESULTS.md."""
    lines = [
        f"`python evaluation/routing.py --draws {draws}` · {draws} tirages par point. Conversations "
        "réelles de Polis (`polis`), participants simulés : voir l'en-tête du programme. Combien de "
        "positions par personne faut-il pour que les groupes trouvés ressemblent autant à ceux de la "
        "matrice entière (ARI) qu'avec la moitié des textes dans un ordre tiré au hasard ? « Économie » : "
        "positions en moins que le hasard. « polis » est la formule publiée par Polis.\n",
    ]
    for name, title in (("completed", "réponses complétées"), ("replay", "réponses réelles seulement")):
        rows = [row for row in found[name] if row["level"] >= LOWEST]
        apart = [str(row["conversation"]) for row in found[name] if row["level"] < LOWEST]
        lines += [
            f"**{title}** ({len(rows)} conversations"
            + (f" ; sans groupes à trouver en ce temps : {', '.join(apart)}" if apart else "")
            + ")\n",
            "| conversation | participants × textes | ARI visé | " + " | ".join(POLICIES) + " |",
            "|---" * (3 + len(POLICIES)) + "|",
        ]
        for row in rows:
            cells = [_cell(row, policy) for policy in POLICIES]
            size = f"{row['participants']} × {row['texts']}"
            lines.append(f"| {row['conversation']} | {size} | {row['level']:.2f} | {' | '.join(cells)} |")
        middle = [_percent(_median(rows, policy)) for policy in POLICIES]
        lines += [f"| **économie médiane** | | | {' | '.join(middle)} |", "", _judged_apart(rows), ""]
    sections.record(TITLE, "\n".join(lines))


def _cell(row: dict[str, object], policy: str) -> str:
    cost, saved = row["needed"][policy], row["saved"][policy]
    return "pas atteint" if cost is None else f"{cost:.1f} ({-100 * saved:+.0f} %)".replace("-", "−")


def _judged_apart(rows: list[dict[str, object]]) -> str:
    """What is saved on each half of the conversations by the order chosen on the other half."""
    saved, chosen = [], []
    for here, other in ((rows[::2], rows[1::2]), (rows[1::2], rows[::2])):
        best = max(POLICIES[1:], key=lambda policy: _median(other, policy))
        chosen.append(best)
        saved += [_saved(row, best) for row in here]
    middle = _percent(float(np.median(saved)))
    return f"Ordre choisi sur une moitié des conversations, jugé sur l'autre ({', '.join(chosen)}) : {middle}"


def _saved(row: dict[str, object], policy: str) -> float:
    value = row["saved"][policy]
    return -1.0 if value is None else value


def _median(rows: list[dict[str, object]], policy: str) -> float:
    return float(np.median([_saved(row, policy) for row in rows]))


def _percent(share: float) -> str:
    return f"**{100 * share:.0f} %**".replace("-", "−")


def main() -> None:
    """Measure every conversation, both ways."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--draws", type=int, default=10)
    seeds = range(parser.parse_args().draws)
    talks = [talk for folder in sorted(DATA.iterdir()) if (talk := read_talk(folder))]
    found = {
        "completed": [measure(completed(talk, 0), seeds) for talk in talks],
        "replay": [measure(talk, seeds) for talk in talks],
    }
    Path(__file__).with_name("routing.json").write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    report(found, len(seeds))


if __name__ == "__main__":
    main()
