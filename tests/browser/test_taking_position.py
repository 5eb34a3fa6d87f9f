"""Five positions on a phone, without script too; changed, explained; keyboard, Arabic, 320 pixels, axe."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from tests.browser.conftest import served
from tests.conftest import ROOT
from tests.web.site import environment

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """A small site of its own."""
    var: Path = tmp_path_factory.mktemp("positions")
    done = subprocess.run(
        [sys.executable, "-m", "tests.browser.positions_world"],
        env={**environment(var), "DJANGO_SETTINGS_MODULE": "concertia_web.settings"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    with served(var) as address:
        yield {**json.loads(done.stdout), "site": address}


def sound(page: Page) -> None:
    """No violation, nothing wider than the screen."""
    found = Axe().run(page, options={"runOnly": TAGS})
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), page.url


@pytest.mark.parametrize("kind", ["phone", "plain"])
def test_five_positions_then_one_changed_and_the_end(request, world, kind):
    page: Page = request.getfixturevalue(kind)
    page.set_viewport_size({"width": 320, "height": 700})
    page.goto(f"{world['site']}{world['place']}")
    page.get_by_role("link", name="Prendre position sur des textes").click()
    for turn, answer in enumerate(("D’accord", "Pas d’accord", "Je passe", "D’accord", "D’accord"), 1):
        if turn == 2:
            page.get_by_label("C’est important pour moi").check()
            page.get_by_text("Dire pourquoi").click()
            page.get_by_label("Pourquoi ?").fill("<script>window.hacked=1</script> parce que")
        page.get_by_role("button", name=answer, exact=True).click()
        expect(page.get_by_text(f"Textes vus : {turn} sur 6")).to_be_visible()
        if kind == "phone" and turn < 3:
            sound(page)
    page.get_by_role("link", name="Revenir au texte précédent").click()
    expect(page.get_by_text("Votre dernière réponse compte.")).to_be_visible()
    page.get_by_role("button", name="Pas d’accord").click()
    page.get_by_role("button", name="Je passe").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Merci, vous avez vu tous les textes")
    page.get_by_role("link", name="Revoir et changer mes réponses").click()
    expect(page.get_by_text("6 réponses")).to_be_visible()
    if kind == "phone":
        sound(page)
        page.goto(f"{world['site']}{world['place']}positions/resultats/")
        sound(page)
        assert page.evaluate("window.hacked") is None


def test_with_the_keyboard_in_arabic(desk, world):
    desk.goto(f"{world['site']}/ar{world['place']}positions/")
    assert desk.evaluate("document.documentElement.dir") == "rtl"
    desk.get_by_label("هذا مهم").focus()
    desk.keyboard.press("Space")
    desk.keyboard.press("Enter")  # Enter in a field answers nothing: it asks for an answer
    expect(desk.get_by_text("اختاروا إجابة")).to_be_visible()
    expect(desk.get_by_text("0 من 6")).to_be_visible()
    desk.get_by_label("هذا مهم").focus()
    for _ in range(6):
        desk.keyboard.press("Tab")
        if desk.evaluate("document.activeElement.name == 'position'"):
            break
    desk.keyboard.press("Enter")
    expect(desk.get_by_text("1 من 6")).to_be_visible()
    sound(desk)
    desk.get_by_role("link", name="قراءة التعليقات").click()
    sound(desk)
