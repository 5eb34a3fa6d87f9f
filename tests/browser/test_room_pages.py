"""Every page of the entry: phone, no script, axe, weight; and the reading back, projected."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect
from tests.browser.room_site import Site, opened, room_site

__all__ = ["room_site"]


@pytest.fixture
def site(room_site):
    return room_site


@pytest.fixture
def context(site: Site, browser: Browser) -> Iterator[BrowserContext]:
    with browser.new_context(viewport={"width": 1280, "height": 800}) as made:
        yield site.let_in(made)


def test_without_script_the_page_is_plain_forms(site, browser):
    with browser.new_context(java_script_enabled=False) as context:
        site.let_in(context)
        page = context.new_page()
        page.goto(site.entry("simple"))
        page.get_by_label("Table ou groupe").first.fill("Table 2")
        page.get_by_role("button", name="Garder ces réglages").click()
        page.get_by_label("Nouvelle note : Craintes").fill("Perdre mon poste")
        page.locator("#c-crainte").get_by_role("button", name="Ajouter").click()
        expect(page.locator("#c-crainte .words")).to_have_text("Perdre mon poste")
        expect(page.locator("#c-crainte")).to_contain_text("Table 2")
        page.locator("#c-crainte").get_by_role("button", name="une gommette de plus").click()
        expect(page.locator("#c-crainte")).to_contain_text("1 gommette")
        page.locator("#c-crainte").get_by_role("link", name="Modifier").click()
        page.get_by_label("Note", exact=True).fill("Perdre mon métier")
        page.get_by_label("Colonne").select_option("refus")
        page.get_by_role("button", name="Enregistrer").click()
        expect(page.locator("#c-refus .words")).to_have_text("Perdre mon métier")
        page.locator("#c-refus").get_by_role("button", name="Retirer").click()
        assert site.texts("simple") == []
        page.get_by_role("button", name="La remettre").click()
        assert site.texts("simple") == ["Perdre mon métier"]


def test_on_a_phone_everything_is_within_the_width(site, browser):
    with browser.new_context(viewport={"width": 360, "height": 740}, has_touch=True) as context:
        page = opened(site.let_in(context), site.entry("telephone"))
        page.locator("#add-refus").fill("Pas de caméra")
        page.locator("#c-refus").get_by_role("button", name="Ajouter").click()
        expect(page.locator("#c-refus .words")).to_have_text("Pas de caméra")
        page.locator("#c-refus").get_by_role("button", name="Modifier").click()
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        for _name, url in pages(site):
            page.goto(url)
            assert page.evaluate("document.documentElement.scrollWidth") <= 360, url


def pages(site: Site) -> list[tuple[str, str]]:
    """Every page of this app, by name."""
    space, public = site.address + site.world["space"], site.address + site.world["public"]
    shown = site.entry("montré")
    return [
        ("entry", shown),
        ("class", site.entry("classe")),
        ("overview", f"{space}saisie/"),
        ("slip", f"{space}saisie/?numero=0417"),
        ("no-slip", f"{space}saisie/?numero=9"),
        ("papers", f"{space}saisie/papiers/"),
        ("paste", f"{shown}coller/"),
        ("sheet", f"{shown}tableau/"),
        ("relecture", f"{shown}relecture/"),
        ("relecture-one", f"{shown}relecture/?colonne=refus"),
        ("documents", f"{space}documents/"),
        ("document", f"{space}documents/{site.world['document']}/"),
        ("public-documents", f"{public}documents/"),
        ("public-document", f"{public}documents/{site.world['document']}/"),
        ("no-link", f"{site.address}/salle/"),
        ("offline", f"{site.address}/salle/hors-ligne/"),
    ]


LAYOUT = ('<p class="where">', '<p class="which">')
"""Two lines of the layout that all pages of the space share, outside any landmark."""


def violations(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [
        f"{one['id']}: {node['html'][:160]}"
        for one in found
        for node in one["nodes"]
        if not (one["id"] == "region" and node["html"].startswith(LAYOUT))
    ]


@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing_on_any_page(site, browser, width):
    with browser.new_context(viewport={"width": width, "height": 800}) as context:
        page = site.let_in(context).new_page()
        wrong = {}
        for name, url in pages(site):
            page.goto(url)
            if name == "entry":
                page.locator(".live-note").first.focus()
                page.keyboard.press("Enter")
            found = violations(page)
            if found:
                wrong[name] = found
        page.goto(f"{site.entry('montré')}coller/")
        page.fill("textarea[name=pasted]", "Note\tColonne\tTable\nformation\tEnvies\t2\n\t\t3")
        page.get_by_role("button", name="Voir avant d’enregistrer").click()
        wrong |= {"preview": found} if (found := violations(page)) else {}
        assert not wrong, json.dumps(wrong, indent=1, ensure_ascii=False)


def test_the_first_view_is_light_and_loads_nothing_from_elsewhere(site, browser):
    for name, url in pages(site):
        with browser.new_context() as context:
            page = site.let_in(context).new_page()
            sizes: list[int] = []
            page.on("requestfinished", lambda request: sizes.append(request.sizes()["responseBodySize"]))  # noqa: B023
            requested: list[str] = []
            page.on("request", lambda request: requested.append(request.url))  # noqa: B023
            page.goto(url, wait_until="load")
            assert sum(sizes) < 100_000, (name, sum(sizes))
            assert all(one.startswith(site.address) for one in requested)


def test_the_reading_back_moves_with_the_arrows(site, context):
    page = context.new_page()
    page.goto(site.entry("montré") + "relecture/")
    expect(page.locator(".wall section")).to_have_count(4)
    assert "06 12" not in page.inner_text("main")
    expect(page.get_by_text("« Oui si un humain relit »")).to_be_visible()
    for column in ("attente", "condition", "refus", "desaccords"):
        page.keyboard.press("ArrowRight")
        page.wait_for_url(f"**colonne={column}")
        expect(page.locator(".alone section")).to_have_count(1)
    expect(page.locator(".alone")).to_contain_text("Faut-il une caméra au stade ?")
    page.keyboard.press("ArrowLeft")
    page.wait_for_url("**colonne=refus")
    page.get_by_role("button", name="C’est relu en séance").click()
    expect(page.locator("main")).to_contain_text("Relu aux personnes présentes")
    page.get_by_role("button", name="Retirer cette mention").click()
    expect(page.get_by_role("button", name="C’est relu en séance")).to_be_visible()
