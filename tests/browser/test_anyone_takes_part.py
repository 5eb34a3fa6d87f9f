"""The same two minutes in a narrow window, in large text, by the keyboard, without script and in Arabic.

In each, somebody really contributes and takes one position; on every screen nothing scrolls sideways and no
control is cut, covered or out of the window.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from tests.browser.taking_part import PHONE, concertation
from tests.browser.test_journeys import reach

NARROW = {"viewport": {"width": 320, "height": 640}, "is_mobile": True, "has_touch": True}
SETTINGS: dict[str, dict[str, Any]] = {
    "320 pixels": NARROW,
    "text at 200 %": PHONE,
    "320 pixels and text at 200 %": NARROW,
    "keyboard": {"viewport": {"width": 1280, "height": 800}},
    "without script": {**PHONE, "java_script_enabled": False},
    "Arabic": {**NARROW, "locale": "ar"},
    "Arabic, text at 200 %": {**PHONE, "locale": "ar"},
}
CLIPPED = """() => {
  const away = one => one.closest(".away, .skip, [hidden]") || one.type === "hidden";
  const name = one => `${one.tagName} ${(one.innerText || one.name || one.href || "").trim().slice(0, 40)}`;
  const found = [];
  const all = "a, button, input, select, textarea, summary, label, legend, h1, h2";
  for (const one of document.querySelectorAll(all)) {
    if (away(one) || !one.checkVisibility()) continue;
    for (const box of one.getClientRects())
      if (box.left < -1 || box.right > innerWidth + 1) found.push(`outside: ${name(one)}`);
    const block = getComputedStyle(one).display !== "inline" && !/^(INPUT|TEXTAREA)$/.test(one.tagName);
    if (block && (one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 3))
      found.push(`cut: ${name(one)}`);
    if (!/^(BUTTON|INPUT|SELECT|TEXTAREA)$/.test(one.tagName)) continue;
    one.scrollIntoView({ block: "center" });
    const box = one.getBoundingClientRect();
    const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    if (top && !one.contains(top) && !top.contains(one)) found.push(`covered: ${name(one)} by ${name(top)}`);
  }
  scrollTo(0, 0);
  return found;
}"""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    var: Path = tmp_path_factory.mktemp("anyone")
    with concertation(var) as address:
        yield address


class Anyone:
    """Somebody in one setting. Large text is the setting of the browser, as people choose it."""

    def __init__(self, page: Page, setting: str) -> None:
        self.page, self.keys = page, setting == "keyboard"
        self.touches = not self.keys and "script" not in setting
        self.language = "/ar" if "Arabic" in setting else ""
        if "200 %" in setting:
            session = page.context.new_cdp_session(page)
            session.send("Page.enable")
            session.send("Page.setFontSizes", {"fontSizes": {"standard": 32, "fixed": 26}})
        self.large = "200 %" in setting

    def open(self, place: str) -> None:
        site, path = place.split("/territoires/")
        self.page.goto(f"{site}{self.language}/territoires/{path}")
        self.fits()

    def fits(self) -> None:
        """Nothing wider than the window, no control cut or covered."""
        self.page.wait_for_load_state("load")
        size = self.page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)")
        assert size == (32 if self.large else 16), "the text has the size that was asked"
        width = self.page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
        assert width[0] <= width[1], f"{self.page.url}: {width}"
        assert self.page.evaluate(CLIPPED) == [], self.page.url

    def press(self, place: Locator, key: str = "Enter") -> None:
        if self.keys:
            reach(self.page, place).press(key)
        elif self.touches:
            place.tap()
        else:
            place.click()

    def goes(self, place: Locator, where: str) -> None:
        """Press what leads there."""
        self.press(place)
        expect(self.page).to_have_url(re.compile(where), timeout=30_000)
        self.fits()

    def chooses_first(self, group: Locator) -> None:
        """The first of several; by the keyboard, from the one already chosen, round to the first."""
        if self.keys:
            reach(self.page, group.and_(self.page.locator(":checked"))).press("ArrowDown")
        else:
            self.press(group.first)
        expect(group.first).to_be_checked()

    def write(self, place: Locator, words: str) -> None:
        self.press(place) if not self.keys else reach(self.page, place)
        self.page.keyboard.type(words)


@pytest.mark.parametrize("setting", SETTINGS)
def test_anyone_contributes_and_takes_a_position(browser: Browser, place: str, setting: str) -> None:
    spoken = "أريد مكتبا مفتوحا يوم السبت" if "Arabic" in setting else "Un guichet ouvert le samedi"
    words = f"{spoken} ({setting})"
    with browser.new_context(**SETTINGS[setting]) as context:
        page = context.new_page()
        page.set_default_timeout(30_000)
        one, main = Anyone(page, setting), page.locator("main")
        one.open(place)
        assert page.evaluate("document.documentElement.dir") == ("rtl" if one.language else "ltr")
        one.goes(main.locator('a.button[href*="?debut="]').first, "debut=attente$")
        one.press(main.locator("[data-chosen] summary"))
        one.fits()
        page.go_back()
        one.goes(main.locator('a.button[href$="/participer/"]'), "/participer/$")
        one.chooses_first(main.locator("input[name=kind]"))
        one.press(main.locator("form summary"))
        one.fits()
        one.write(main.locator("textarea[name=text]"), words)
        page.wait_for_timeout(3200)
        one.goes(main.locator("form .actions button"), "/merci/")
        one.press(main.locator("form summary"))
        one.fits()
        one.press(main.locator("button[name=position]").first)
        expect(main.locator("progress")).to_have_attribute("value", "1", timeout=30_000)
        one.fits()
        page.goto(page.url.split("positions/")[0] + "contributions/")
        expect(main).to_contain_text(words)
        one.fits()
