"""Somebody takes part on a phone, from the page of a concertation to five positions; its cost is counted.

The test counts; the benchmark gives the hand a pace and lets it take its time.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Locator, Page, expect
from tests.browser.conftest import served
from tests.conftest import ROOT
from tests.web.site import environment

PHONE = {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True}
WORDS = "un guichet ouvert le samedi, avec quelqu’un"
"""After « Je souhaite… »; of 62 notes of an evening half are shorter than 28 characters, all than 49."""
ANSWERS = ("D’accord", "Pas d’accord", "D’accord", "Je passe", "D’accord")


@contextmanager
def concertation(var: Path) -> Iterator[str]:
    """The address of a concertation where one writes and takes position, on a site of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.browser.taking_part_world"],
        env={**environment(var), "DJANGO_SETTINGS_MODULE": "concertia_web.settings"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    with served(var) as address:
        yield address + json.loads(done.stdout)["place"]


@dataclass(frozen=True)
class Pace:
    """Seconds a key, a word read, a tap, a scroll, a position chosen, and to find one’s words."""

    key: float
    read: float
    tap: float
    scroll: float
    decide: float
    think: float


NO_TIME = Pace(0, 0, 0, 0, 0, 3.2)
"""As fast as a form takes for a person’s."""


class Hand:
    """A finger and two eyes on a phone: what each screen asks of them."""

    def __init__(self, page: Page, pace: Pace = NO_TIME) -> None:
        self.page, self.pace = page, pace
        self.taps = self.characters = self.words = self.scrolls = self.screens = 0
        self.spent = 0.0
        page.on("load", self._arrived)

    def _arrived(self, _page: Page) -> None:
        self.screens += 1

    def rest(self, seconds: float) -> None:
        """The time that a person takes."""
        self.spent += seconds
        time.sleep(seconds)

    def reads(self, *places: Locator) -> None:
        """Words read before doing anything."""
        for place in places:
            count = len(place.first.inner_text().split())
            self.words += count
            self.rest(self.pace.read * count)

    def tap(self, place: Locator) -> None:
        """Found, scrolled to where it is out of sight, touched."""
        box, size = place.bounding_box(), self.page.viewport_size
        assert box is not None
        assert size is not None
        if box["y"] < 0 or box["y"] + box["height"] > size["height"]:
            self.scrolls += 1
            self.rest(self.pace.scroll)
        self.rest(self.pace.tap)
        self.taps += 1
        place.tap()

    def types(self, words: str) -> None:
        """Words found, then one key after the other."""
        self.rest(self.pace.think)
        self.page.keyboard.type(words, delay=self.pace.key * 1000)
        self.spent += self.pace.key * len(words)
        self.characters += len(words)


def take_part(hand: Hand, place: str) -> None:
    """What most people do: nothing optional but how the sentence begins."""
    page = hand.page
    page.goto(place)
    main = page.get_by_role("main")
    hand.reads(main.locator("h1"), main.locator(".lead"), main.locator("[aria-labelledby=begin]"))
    hand.tap(main.get_by_role("link", name="Je souhaite…"))
    hand.reads(main.locator("h1"), main.locator(".lead"), main.locator("summary"))
    hand.reads(main.locator("#id_text_helptext"))
    hand.tap(main.get_by_label("Vos mots", exact=True))
    hand.types(WORDS)
    hand.tap(main.get_by_role("button", name="Envoyer"))
    expect(main.locator("h1")).to_have_text("C’est reçu", timeout=30_000)
    hand.reads(main.locator("h1"), main.locator(".lead"), main.locator("#asked"))
    for turn, answer in enumerate(ANSWERS, 1):
        hand.reads(main.locator(".passage"))
        hand.rest(hand.pace.decide)
        hand.tap(main.get_by_role("button", name=answer, exact=True))
        expect(main.locator("progress")).to_have_attribute("value", str(turn), timeout=30_000)
