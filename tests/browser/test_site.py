"""What a person meets: with a keyboard, on a phone, without script, with a screen reader."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from tests.browser.conftest import BROKEN
from tests.web.site import FICTIONAL, FRENCH, VOTES

PAGES = [
    "list", "detail", "contributions", "contribution", "not_read", "waiting", "failed", "404", "500",
]  # fmt: skip
REPORTS = ["report", "report-full"]
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def violations(page: Page) -> list[str]:
    """What axe finds, in words."""
    results = Axe().run(page, options={"runOnly": {"type": "tag", "values": TAGS}}).response
    assert len(results["passes"]) > 5
    return [
        f"{found['id']}: {found['help']} {[node['target'] for node in found['nodes']][:3]}"
        for found in results["violations"]
    ]


def in_language(url: str, site: str, language: str) -> str:
    return url if language == "fr" else url.replace(site, f"{site}/{language}", 1)


@pytest.mark.parametrize("language", ["fr", "ar"])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_on_a_page(desk, site, addresses, name, language):
    desk.goto(in_language(addresses[name], site, language))
    assert violations(desk) == []


@pytest.mark.parametrize("name", PAGES + REPORTS)
def test_axe_finds_nothing_on_a_phone(phone, addresses, name):
    phone.goto(addresses[name])
    assert violations(phone) == []


def test_axe_finds_nothing_on_a_site_without_reading(phone, empty_site):
    phone.goto(empty_site)
    expect(phone.get_by_text("./start")).to_be_visible()
    assert violations(phone) == []


@pytest.mark.parametrize("language", ["fr", "de", "ar"])
@pytest.mark.parametrize("name", PAGES)
def test_nothing_scrolls_sideways_on_a_phone(phone, site, addresses, name, language):
    phone.goto(in_language(addresses[name], site, language))
    assert phone.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize("name", REPORTS)
def test_the_report_does_not_scroll_sideways_on_a_phone(phone, addresses, name):
    phone.goto(addresses[name])
    assert phone.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize("name", PAGES + REPORTS)
def test_a_page_loads_nothing_from_elsewhere_and_the_policy_blocks_nothing_of_ours(
    desk, site, addresses, name
):
    asked, complaints = [], []
    desk.on("request", lambda request: asked.append(request.url))
    desk.on("console", lambda message: complaints.append(message.text))
    answer = desk.goto(addresses[name])
    assert asked
    assert all(url.startswith(site) or url.startswith("data:") for url in asked)
    assert not [text for text in complaints if "Content Security Policy" in text]
    assert answer is not None
    assert desk.context.cookies() == []


def test_the_keyboard_goes_from_the_list_to_the_words_of_a_contribution(desk, site):
    desk.goto(site)
    desk.keyboard.press("Tab")
    focused = desk.locator(":focus")
    expect(focused).to_have_text("Aller au contenu")
    expect(focused).to_be_in_viewport()
    desk.keyboard.press("Enter")
    expect(desk.locator("main")).to_be_focused()
    follow(desk, f"/lectures/{VOTES}/")
    follow(desk, f"/lectures/{VOTES}/contributions/")
    assert desk.locator(":focus-visible").count() <= 1
    follow(desk, "/contributions/", within="ol.contributions")
    expect(desk.get_by_role("heading", name="Où se trouvent ses mots")).to_be_visible()


def follow(page: Page, ending: str, within: str = "main") -> None:
    """Tab to the first link of ``within`` whose address holds ``ending``, see its focus, press Enter."""
    for _ in range(60):
        page.keyboard.press("Tab")
        focused = page.locator(f"{within} a:focus")
        if focused.count() and ending in (focused.get_attribute("href") or ""):
            assert focused.evaluate("element => getComputedStyle(element).outlineStyle") == "solid"
            with page.expect_navigation():
                page.keyboard.press("Enter")
            return
    raise AssertionError(f"the keyboard never reached {ending}")


def test_without_script_one_finds_a_text_and_where_it_went(plain, site):
    plain.goto(site)
    plain.locator(f"main a[href='/lectures/{FRENCH}/']").click()
    plain.get_by_role("link", name="Voir les contributions").click()
    plain.get_by_role("link", name="Page suivante").click()
    expect(plain.get_by_role("status")).to_contain_text("page 2 sur")
    plain.get_by_label("Mots du texte").fill("ecologie")
    plain.get_by_role("button", name="Filtrer").click()
    expect(plain.locator("blockquote").first).to_contain_text("cologie", ignore_case=True)
    plain.get_by_role("link", name="Voir où se trouvent ses mots").first.click()
    expect(plain.locator(".passages > li").first).to_contain_text("Thème")


def test_without_script_the_language_changes_and_the_page_stays(plain, site):
    plain.goto(f"{site}/lectures/{FICTIONAL}/contributions/?text=agents")
    plain.get_by_role("link", name="Deutsch").click()
    expect(plain).to_have_url(f"{site}/de/lectures/{FICTIONAL}/contributions/?text=agents")
    expect(plain.locator("h1")).to_have_text("Beiträge")
    plain.get_by_role("link", name="Français").click()
    expect(plain).to_have_url(f"{site}/lectures/{FICTIONAL}/contributions/?text=agents")


def test_a_damaged_reading_breaks_its_own_pages_only(desk, site):
    answer = desk.goto(f"{site}/lectures/{BROKEN}/contributions/")
    assert answer is not None
    assert answer.status == 500
    desk.get_by_role("link", name="Voir toutes les lectures").click()
    desk.goto(f"{site}/lectures/{FRENCH}/contributions/")
    expect(desk.get_by_role("status")).to_contain_text("contributions")


def test_printing_leaves_the_words_and_drops_the_controls(desk, addresses):
    desk.goto(addresses["contributions"])
    desk.emulate_media(media="print")
    expect(desk.locator("form")).to_be_hidden()
    expect(desk.locator("header.site")).to_be_hidden()
    expect(desk.locator("blockquote").first).to_be_visible()
