"""One contribution published and five positions taken on a phone, at the pace of a person.

The screens, the waiting and the typing are real; the pace is the hypothesis of ``evening.py``, printed with
the result. No person was timed.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

import results
from evening import DECIDE, KEY, LOOK, READ, THINK, TICK
from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.browser.taking_part import ANSWERS, PHONE, WORDS, Hand, Pace, concertation, take_part

PACE = Pace(key=KEY, read=READ, tap=TICK, scroll=LOOK, decide=DECIDE, think=THINK)


def main() -> None:
    """Play it and write the time down."""
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        with concertation(Path(name)) as place, chromium.new_context(**PHONE) as context:
            hand = Hand(context.new_page(), PACE)
            began = time.monotonic()
            take_part(hand, place)
            seconds = time.monotonic() - began
        chromium.close()
    _record(hand, seconds)


def _record(hand: Hand, seconds: float) -> None:
    done = f"a sentence of {len(WORDS)} characters published, {len(ANSWERS)} positions"
    body = results.table(["on a 360 px phone", "measured", "asked"], [[done, f"{seconds:.0f} s", "120 s"]])
    cost = (
        f"{hand.screens} screens, {hand.taps} taps, {hand.scrolls} scrolls, {hand.characters} characters "
        f"typed, {hand.words} words read: headings, the question, the help of a field, each text; what comes "
        "again is read once. The sentences on what becomes of the data, on the rules and in the menus are "
        f"not counted as read. The pace makes {hand.spent:.0f} s of it; the rest is the machine and the "
        f"browser, the load being {os.getloadavg()[0]:.0f} on {os.cpu_count()} cores."
    )
    pace = (
        f"Pace of the scripted person: {60 / KEY:.0f} characters a minute, {60 / READ:.0f} words a minute "
        f"read, {TICK:.0f} s to find and tap, {LOOK} s a scroll, {DECIDE:.0f} s to choose a position, "
        f"{THINK:.0f} s to find the words. No person was timed."
    )
    results.record(
        "Taking part, at the pace of a person",
        "python benchmarks/two_minutes.py",
        f"{body}\n\n{cost}\n\n{pace}",
    )


if __name__ == "__main__":
    main()
