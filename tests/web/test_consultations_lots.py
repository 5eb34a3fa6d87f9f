"""Drawing lots: quotas always kept, the least chance as great as can be, the same bytes again."""

from __future__ import annotations

import hashlib
import itertools
import random
import time

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from concertia_web.consultations import lots
from concertia_web.consultations.lots import ImpossibleQuotasError, Lottery, Pool
from concertia_web.consultations.pools import check_quotas, proportional


def pool(*rows: tuple[str, ...], categories: tuple[str, ...] = ("genre", "âge")) -> Pool:
    return Pool(categories, tuple((f"p{number:04d}", values) for number, values in enumerate(rows)))


def random_pool(people: int, seed: int, sizes: tuple[int, ...] = (2, 3)) -> Pool:
    chance = random.Random(seed)
    categories = tuple(f"c{column}" for column in range(len(sizes)))
    rows = [tuple(f"v{chance.randrange(size)}" for size in sizes) for _ in range(people)]
    return pool(*rows, categories=categories)


def panels_of(one: Pool, quotas, size: int) -> list[tuple[int, ...]]:
    """Every panel that satisfies the quotas, by trying them all."""
    found = []
    for chosen in itertools.combinations(range(len(one.people)), size):
        counts: dict[tuple[str, str], int] = {}
        for place in chosen:
            for pair in zip(one.categories, one.people[place][1], strict=True):
                counts[pair] = counts.get(pair, 0) + 1
        if all(
            least <= counts.get((category, value), 0) <= most
            for category, values in quotas.items()
            for value, (least, most) in values.items()
        ):
            found.append(chosen)
    return found


def best_least(one: Pool, panels: list[tuple[int, ...]]) -> float:
    """The greatest least probability over those who can be drawn: one linear programme, all panels."""
    possible = sorted(set(itertools.chain.from_iterable(panels)))
    inside = np.array([[float(person in panel) for panel in panels] for person in possible])
    found = linprog(
        np.array([*[0.0] * len(panels), -1.0]),
        A_ub=np.hstack([-inside, np.ones((len(possible), 1))]),
        b_ub=np.zeros(len(possible)),
        A_eq=np.array([[*[1.0] * len(panels), 0.0]]),
        b_eq=[1.0],
        bounds=(0, None),
    )
    return float(found.x[-1])


@pytest.mark.parametrize("seed", range(12))
def test_the_least_chance_is_the_greatest_possible(seed):
    one = random_pool(9, seed)
    quotas = {"c0": {"v0": (1, 2), "v1": (1, 3)}, "c1": {"v0": (1, 2), "v1": (0, 2), "v2": (0, 2)}}
    quotas = {
        category: {value: bounds for value, bounds in values.items() if value in one.counts()[category]}
        for category, values in quotas.items()
    }
    panels = panels_of(one, quotas, 4)
    if not panels:
        with pytest.raises(ImpossibleQuotasError):
            lots.prepare(one, quotas, 4)
        return
    lottery = lots.prepare(one, quotas, 4)
    chances = [float(chance) for chance in lottery.chances() if chance]
    assert min(chances) == pytest.approx(best_least(one, panels), abs=2e-6 * len(lottery.panels) + 1e-6)


def test_equal_chances_where_nothing_forbids_them():
    one = pool(*[("F", "a"), ("H", "a")] * 10)
    result = lots.draw(one, {"genre": {"F": (2, 2), "H": (2, 2)}}, 4, "7 12 21")
    assert result.chances == pytest.approx((0.2, 0.2, 0.2), abs=1e-6)
    assert result.impossible == 0
    assert result.counts["genre"] == {"F": 2, "H": 2}


def test_people_who_can_be_in_no_panel_are_counted():
    one = pool(("F", "a"), ("F", "a"), ("H", "a"), ("H", "b"))
    result = lots.draw(one, {"genre": {"F": (1, 2), "H": (0, 1)}, "âge": {"a": (2, 2), "b": (0, 0)}}, 2, "s")
    assert result.impossible == 1
    assert result.chances[0] > 0
    assert "p0003" not in result.chosen


def test_the_same_seed_gives_the_same_panel_and_the_same_bytes():
    one = random_pool(60, 3)
    quotas = proportional(one, 10)
    first, second = lots.prepare(one, quotas, 10), lots.prepare(one, quotas, 10)
    assert first.digest == second.digest
    assert lots.pick(one, first, "x") == lots.draw(one, quotas, 10, "x")
    drawn = {lots.pick(one, first, str(seed)).chosen for seed in range(20)}
    assert len(drawn) > 10, "the seed must decide"


def test_the_lottery_kept_as_json_draws_the_same():
    one = random_pool(40, 5)
    lottery = lots.prepare(one, proportional(one, 8), 8)
    again = Lottery.from_json(lottery.as_json())
    assert again == lottery
    assert again.digest == lottery.digest
    assert sum(again.tickets) == lots.TICKETS


def test_anybody_can_follow_the_draw_with_a_hash_alone():
    one = random_pool(50, 9)
    lottery = lots.prepare(one, proportional(one, 9), 9)
    result = lots.pick(one, lottery, "3 14 15 92")
    number = int(hashlib.sha256(f"3 14 15 92|{one.digest}".encode()).hexdigest(), 16) % 1_000_000
    assert number == result.ticket
    edges = list(itertools.accumulate(lottery.tickets))
    panel = next(rank for rank, edge in enumerate(edges) if number < edge)
    assert panel == result.panel
    chosen = []
    for kind, wanted in zip(lottery.types, lottery.panels[panel], strict=True):
        alike = [identifier for identifier, values in one.people if values == kind]
        alike.sort(
            key=lambda one_id: hashlib.sha256(f"3 14 15 92|{one.digest}|{one_id}".encode()).hexdigest()
        )
        chosen += alike[:wanted]
    assert sorted(chosen) == list(result.chosen)


def test_changing_one_person_changes_the_digest():
    one = random_pool(20, 1)
    changed = Pool(one.categories, (("p9999", one.people[0][1]), *one.people[1:]))
    assert changed.digest != one.digest


def test_impossible_quotas_are_explained_by_the_smallest_change():
    one = pool(*[("F", "jeune")] * 3, *[("H", "âgé")] * 9)
    quotas = {"genre": {"F": (3, 3), "H": (1, 1)}, "âge": {"jeune": (1, 1), "âgé": (3, 3)}}
    assert check_quotas(one, quotas, 4) == []
    with pytest.raises(ImpossibleQuotasError) as refused:
        lots.prepare(one, quotas, 4)
    slacks = refused.value.slacks
    assert sum(abs(slack.asked - slack.possible) for slack in slacks) == 4
    relaxed = {category: dict(values) for category, values in quotas.items()}
    for slack in slacks:
        least, most = relaxed[slack.category][slack.value]
        bounds = (slack.possible, most) if slack.bound == "least" else (least, slack.possible)
        relaxed[slack.category][slack.value] = bounds
    assert lots.draw(one, relaxed, 4, "s").counts


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 10_000), st.integers(12, 60), st.integers(3, 9))
def test_quotas_are_always_kept(seed, people, size):
    one = random_pool(people, seed, (2, 3, 4))
    quotas = proportional(one, size)
    try:
        lottery = lots.prepare(one, quotas, size)
    except ImpossibleQuotasError as impossible:
        assert impossible.slacks
        return
    counted = Pool(one.categories, one.people).counts()
    for drawn in (lots.pick(one, lottery, f"{seed}-{turn}") for turn in range(5)):
        assert len(drawn.chosen) == len(set(drawn.chosen)) == size
        for category, values in quotas.items():
            for value, (least, most) in values.items():
                assert least <= drawn.counts[category].get(value, 0) <= most
                assert value in counted[category]
    chances = lottery.chances()
    expected = sum(n * chance for n, chance in zip(lottery.people, chances, strict=True))
    assert expected == size, "probabilities add up to the size of the panel"


def test_five_hundred_people_and_forty_places_take_seconds():
    one = random_pool(500, 2, (2, 5, 6, 4))
    started = time.process_time()
    lottery = lots.prepare(one, proportional(one, 40), 40)
    assert time.process_time() - started < 30
    positive = [float(chance) for chance in lottery.chances() if chance]
    assert min(positive) > 0.5 * 40 / 500
