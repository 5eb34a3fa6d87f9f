"""Equal shares: worked examples, the axiom it is chosen for by brute force, and real conversations."""

from __future__ import annotations

import itertools
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from concertia.corpus.folder import read_corpus
from concertia.corpus.importing import ImportOptions, import_sources
from concertia.votes.equal_shares import PHRAGMEN, SHARES, Seat, equal_shares
from concertia.votes.matrix import matrix_from_corpus
from concertia.votes.selection import SEATS, approvals_of


def chosen(approvals: list[list[int]], voters: int, seats: int) -> list[tuple[int, str]]:
    found = equal_shares([np.array(who, dtype=np.int64) for who in approvals], voters, seats)
    return [(seat.candidate, seat.why) for seat in found]


def test_two_parties_share_the_seats_by_their_sizes() -> None:
    six, four = list(range(6)), list(range(6, 10))
    found = chosen([six, six, six, six, four, four, four], 10, 5)
    assert found == [(0, SHARES), (1, SHARES), (2, SHARES), (4, SHARES), (5, SHARES)]


def test_the_most_approved_alone_would_leave_the_minority_without_any_seat() -> None:
    approvals = [list(range(70))] * 10 + [list(range(70, 100))] * 5
    seats = [candidate for candidate, _ in chosen(approvals, 100, 10)]
    assert sum(candidate >= 10 for candidate in seats) == 3


def test_what_nobody_can_pay_for_is_completed_by_phragmen() -> None:
    # Each has 2/3. The second and third voters pay 1/2 for b; a lacks 1/3, c lacks 5/6.
    assert chosen([[0], [1, 2], [2]], 3, 2) == [(1, SHARES), (0, PHRAGMEN)]


def test_phragmen_alternates_as_loads_grow() -> None:
    # Twelve voters have 3/12 each and two groups of three and two: nobody can pay, dates decide.
    # a and b (three voters): (1 - 3/4) / 3 = 1/12; c (two voters): (1 - 2/4) / 2 = 1/4.
    # After a, its voters start again at -1/12: b at (1 + 3/12) / 3 = 5/12. So c comes second.
    found = chosen([[0, 1, 2], [0, 1, 2], [3, 4]], 12, 3)
    assert found == [(0, PHRAGMEN), (2, PHRAGMEN), (1, PHRAGMEN)]


def test_nobody_pays_more_than_they_have_and_shares_are_even() -> None:
    # First a (four voters pay 1/4 of their 1/2). Then b: two have 1/4 left, one 1/2: 1/4 + 1/4 + 1/2.
    assert chosen([[0, 1, 2, 3], [2, 3, 4]], 6, 3)[:2] == [(0, SHARES), (1, SHARES)]


def test_no_seat_for_what_nobody_approves_and_none_twice() -> None:
    assert chosen([[], [0], []], 2, 3) == [(1, SHARES)]
    assert chosen([], 4, 3) == []
    assert chosen([[0]], 1, 0) == []
    with pytest.raises(ValueError, match="-1 seats"):
        equal_shares([], 1, -1)


@st.composite
def elections(pick: st.DrawFn) -> tuple[list[list[int]], int, int]:
    voters, candidates = pick(st.integers(1, 9)), pick(st.integers(1, 6))
    who = st.lists(st.integers(0, voters - 1), unique=True).map(sorted)
    return [pick(who) for _ in range(candidates)], voters, pick(st.integers(1, candidates))


@settings(max_examples=400)
@given(drawn=elections())
def test_every_cohesive_group_has_a_member_with_its_seats(drawn: tuple[list[list[int]], int, int]) -> None:
    """EJR: ℓ·n/k voters who agree on ℓ candidates have one among them who approves ℓ of those chosen."""
    approvals, voters, seats = drawn
    elected = [candidate for candidate, _ in chosen(approvals, voters, seats)]
    assert len(set(elected)) == len(elected) == min(seats, sum(bool(who) for who in approvals))
    held = [sum(voter in approvals[candidate] for candidate in elected) for voter in range(voters)]
    for size in range(1, seats + 1):
        for common in itertools.combinations(range(len(approvals)), size):
            group = set.intersection(*(set(approvals[candidate]) for candidate in common))
            if group and len(group) * seats >= size * voters:
                assert max(held[voter] for voter in group) >= size


@settings(max_examples=200)
@given(drawn=elections())
def test_prices_paid_can_be_checked_by_playing_the_rule_naively(
    drawn: tuple[list[list[int]], int, int],
) -> None:
    approvals, voters, seats = drawn
    assert chosen(approvals, voters, seats) == _naive(approvals, voters, seats)


def _naive(approvals: list[list[int]], voters: int, seats: int) -> list[tuple[int, str]]:
    purse = [Fraction(seats, voters)] * voters
    left, found = [c for c, who in enumerate(approvals) if who], []
    while left and len(found) < seats:
        prices = {}
        for candidate in left:
            who = approvals[candidate]
            if sum(purse[v] for v in who) >= 1:
                tried = [
                    (1 - sum(purse[v] for v in poor), len(who) - len(poor)) for poor in _poorest(purse, who)
                ]
                prices[candidate] = min(
                    Fraction(need, payers)
                    for need, payers in tried
                    if payers and sum(min(purse[v], Fraction(need, payers)) for v in who) == 1
                )
        if not prices:
            break
        best = min(prices, key=lambda candidate: (prices[candidate], candidate))
        for voter in approvals[best]:
            purse[voter] -= min(purse[voter], prices[best])
        left.remove(best)
        found.append((best, SHARES))
    while left and len(found) < seats:
        wait = {c: (1 - sum(purse[v] for v in approvals[c])) / len(approvals[c]) for c in left}
        best = min(wait, key=lambda candidate: (wait[candidate], candidate))
        purse = [money + wait[best] for money in purse]
        for voter in approvals[best]:
            purse[voter] = Fraction(0)
        left.remove(best)
        found.append((best, PHRAGMEN))
    return found


def _poorest(purse: list[Fraction], who: list[int]) -> list[list[int]]:
    ordered = sorted(who, key=lambda voter: purse[voter])
    return [ordered[:count] for count in range(len(ordered))]


def _conversations(shared_data: Path) -> list[Path]:
    return sorted(path for path in (shared_data / "polis").iterdir() if path.is_dir())


def test_on_real_conversations_no_large_minority_is_left_out(
    shared_data: Path, tmp_path: Path, key_file: Path
) -> None:
    """EJR for one and two statements, checked whole; and more people are heard than by majority alone."""
    heard = {"shares": 0, "majority": 0}
    for folder in _conversations(shared_data):
        out = tmp_path / folder.name
        import_sources([folder], out, ImportOptions(key=key_file))
        matrix = matrix_from_corpus(read_corpus(out))
        assert matrix is not None
        approvals, voters = approvals_of(matrix, ~matrix.zeroed)
        elected = [seat.candidate for seat in equal_shares(approvals, voters, SEATS)]
        assert _left_out(approvals, voters, elected) == []
        most = sorted(range(len(approvals)), key=lambda c: (-len(approvals[c]), c))[:SEATS]
        for name, statements in (("shares", elected), ("majority", most)):
            heard[name] += len(np.unique(np.concatenate([approvals[c] for c in statements])))
        again = equal_shares([who[::-1].copy() for who in approvals], voters, SEATS)
        assert [seat.candidate for seat in again] == elected
    assert heard == {"shares": 1570, "majority": 1512}


def _left_out(approvals: list[np.ndarray], voters: int, elected: list[int]) -> list[tuple[int, ...]]:
    """Pairs (or single statements) whose common supporters deserve as many seats and have fewer, each."""
    agree = np.zeros((voters, len(approvals)), dtype=bool)
    for candidate, who in enumerate(approvals):
        agree[who, candidate] = True
    held = agree[:, elected].sum(axis=1)
    poor = agree[held < 1]
    wrong = [(int(c),) for c in np.flatnonzero(poor.sum(axis=0) * SEATS >= voters)]
    poor = agree[held < 2].astype(np.int64)
    together = poor.T @ poor
    np.fill_diagonal(together, 0)
    return wrong + [(int(a), int(b)) for a, b in np.argwhere(together * SEATS >= 2 * voters)]


def test_a_seat_says_who_and_why() -> None:
    assert equal_shares([np.array([0])], 1, 1) == [Seat(0, SHARES)]
