"""From the page of a concertation to a published contribution and five positions: how little is asked.

The time that it takes is measured by ``benchmarks/two_minutes.py``; here, what it is made of.
"""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser.taking_part import ANSWERS, PHONE, WORDS, Hand, concertation, take_part


def test_one_contribution_and_five_positions_on_a_phone(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> None:
    var: Path = tmp_path_factory.mktemp("two-minutes")
    with concertation(var) as place, browser.new_context(**PHONE) as context:
        page = context.new_page()
        hand = Hand(page)
        take_part(hand, place)
        page.wait_for_load_state("load")
        assert hand.taps == 3 + len(ANSWERS), "a beginning, the field, send; one tap a position"
        assert hand.screens == 3 + len(ANSWERS), (
            "the page, the form, the number with the first text, then one screen a position"
        )
        assert hand.characters == len(WORDS), "nothing else is asked in writing"
        assert hand.words <= 110
        assert hand.scrolls == 0
        page.goto(f"{place}contributions/")
        expect(page.get_by_text(WORDS)).to_be_visible()
        page.goto(f"{place}positions/les-miennes/")
        expect(page.get_by_role("main")).to_contain_text(f"{len(ANSWERS)} réponses")
        counted(page, f"{place}positions/resultats/")


def counted(page: Page, results: str) -> None:
    """The five answers, once the counts are made in the background."""
    limit = time.monotonic() + 60
    found: list[str] = []
    while time.monotonic() < limit and sum(map(int, found)) < len(ANSWERS):
        page.goto(results)
        found = page.locator("td.number").all_inner_texts()
        page.wait_for_timeout(300)
    columns = [sum(int(one) for one in found[rank::3]) for rank in range(3)]
    assert columns == [ANSWERS.count(one) for one in ("D’accord", "Pas d’accord", "Je passe")]
