"""Texts are coded one by one in a real browser: by keys alone, by touch, and without any script."""

from __future__ import annotations

import os
from dataclasses import dataclass

import pytest
from django.urls import reverse
from django_scopes import scope, scopes_disabled
from playwright.sync_api import Page, expect
from tests.browser.test_site import violations
from tests.browser.test_sorting import signed_in
from tests.web.teaching_world import analyst, make_wishes, open_wishes, subject

from concertia_web.accounts.models import User
from concertia_web.teaching import services
from concertia_web.teaching.models import Example, Grid

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
# As in the tests of the sort: the database is asked from the thread of the browser, one thing at a time.


@dataclass
class Desk:
    """A grid with two codes, opened by the person who codes."""

    grid: Grid
    user: User
    home: str

    def address(self, name: str = "teaching-grid") -> str:
        place = [self.grid.consultation.territory.slug, self.grid.consultation.slug]
        return self.home + reverse(
            f"space:{name}", args=place if name == "teaching" else [*place, self.grid.pk]
        )

    def coded(self) -> list[tuple[str, str]]:
        """Text and code, in the order given; empty: put off."""
        with scopes_disabled():
            rows = Example.objects.select_related("contribution").order_by("at", "pk")
            return [(row.contribution.text, row.code) for row in rows]


@pytest.fixture
def desk_of_codes(settings, tmp_path, live_server) -> Desk:
    settings.VAR = tmp_path
    settings.READINGS = tmp_path / "readings"
    place = make_wishes()
    actor = analyst(place)
    return Desk(open_wishes(place, actor), actor.user, live_server.url)


def words(page: Page) -> str:
    return page.locator("#texte blockquote").inner_text().strip()


def test_texts_are_coded_with_the_keyboard_alone(browser, desk_of_codes):
    with signed_in(browser, desk_of_codes.home, desk_of_codes.user) as page:
        page.goto(desk_of_codes.address())
        expect(page.locator("#texte")).to_be_focused()
        read = []
        for _ in range(3):
            read.append(words(page))
            with page.expect_navigation():
                page.keyboard.press("1" if subject(read[-1]) == "vélo" else "2")
            expect(page.locator("#texte")).to_be_focused()
        for key in ("0", "p"):
            read.append(words(page))
            with page.expect_navigation():
                page.keyboard.press(key)
        after = words(page)
        with page.expect_navigation():
            page.keyboard.press("z")
        assert words(page) == read[-1] != after
        page.get_by_role("link", name="Mes codes").focus()
        page.keyboard.press("1")
        expect(page.get_by_text("4 textes codés")).to_be_visible()
    given = [*(subject(text) for text in read[:3]), "indetermine"]
    assert desk_of_codes.coded() == list(zip(read[:4], given, strict=True)), (
        "a key outside the form does nothing"
    )


def test_everything_works_without_script(browser, desk_of_codes):
    with signed_in(browser, desk_of_codes.home, desk_of_codes.user, java_script_enabled=False) as page:
        page.goto(desk_of_codes.address("teaching"))
        page.get_by_role("link", name="Coder avec Sujet").click()
        first = words(page)
        page.get_by_role("button", name=subject(first)).click()
        second = words(page)
        assert second != first
        page.get_by_role("button", name="Plus tard").click()
        page.get_by_role("button", name="Je ne sais pas").click()
        page.get_by_role("button", name="Annuler mon dernier choix").click()
        page.get_by_role("link", name="Mes codes").click()
        page.get_by_role("link", name="Changer").click()
        page.get_by_role("button", name="Je ne sais pas").click()
        expect(page.get_by_role("heading", name="Mes codes")).to_be_visible()
    assert sorted(desk_of_codes.coded()) == sorted([(first, "indetermine"), (second, "")])


@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(browser, desk_of_codes, width):
    grid, wrong = desk_of_codes.grid, {}
    with scope(territory=grid.consultation.territory):
        actor = analyst(grid.consultation)
        natures = services.open_shipped(consultation=grid.consultation, key="natures", actor=actor)
    view = {"viewport": {"width": width, "height": 800}}
    with signed_in(browser, desk_of_codes.home, desk_of_codes.user, **view) as page:
        page.goto(desk_of_codes.address())
        with page.expect_navigation():
            page.keyboard.press("1")
        codes = desk_of_codes.address()
        kinds = codes.replace(f"/{grid.pk}/", f"/{natures.pk}/")
        others = [desk_of_codes.address(name) for name in ("teaching", "teaching-coded")]
        for address in (codes, kinds, f"{codes}?texte=9-9-9", *others):
            page.goto(address)
            page.evaluate("for (const one of document.querySelectorAll('main details')) one.open = true")
            found = violations(page)
            if page.evaluate("document.documentElement.scrollWidth") > width:
                found.append("scrolls sideways")
            if found:
                wrong[address] = found
    assert wrong == {}
