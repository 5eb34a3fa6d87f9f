"""The entry of a session in a real browser: a keyboard, and a network that comes and goes."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Route, expect
from tests.browser.room_site import PATIENCE, Site, opened, room_site, said, shows, typed

__all__ = ["room_site"]


@pytest.fixture
def site(room_site):
    return room_site


@pytest.fixture
def context(site: Site, browser: Browser) -> Iterator[BrowserContext]:
    with browser.new_context(viewport={"width": 1280, "height": 800}) as made:
        yield site.let_in(made)


def test_the_keyboard_is_enough(site, context):
    page = opened(context, site.entry("clavier"))
    page.locator("#add-attente").focus()
    page.keyboard.type("Former les agents")
    page.keyboard.press("Enter")
    page.keyboard.type("Des guichets")
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowRight")
    page.keyboard.type("Perdre mon poste")
    page.keyboard.press("Enter")
    shows(page, "attente", "Former les agents", "Des guichets")
    shows(page, "crainte", "Perdre mon poste")
    page.keyboard.press("Alt+5")
    page.keyboard.type("Pas de caméra")
    page.keyboard.press("Enter")
    shows(page, "refus", "Pas de caméra")
    page.keyboard.press("ArrowDown")
    for _ in range(3):
        page.keyboard.press("+")
    page.keyboard.press("-")
    expect(page.locator("#c-refus")).to_contain_text("2 gommettes")
    page.keyboard.press("Enter")
    page.keyboard.press("Control+A")
    page.keyboard.type("Aucune caméra")
    page.keyboard.press("Enter")
    expect(page.locator("#c-refus .words")).to_have_text("Aucune caméra")
    page.keyboard.press("Enter")
    page.keyboard.type(" xxx")
    page.keyboard.press("Escape")
    expect(page.locator("#c-refus .words")).to_have_text("Aucune caméra")
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#c-proposition .words")).to_have_text("Aucune caméra")
    page.keyboard.press("Control+z")
    expect(page.locator("#c-refus .words")).to_have_text("Aucune caméra")
    page.locator("#add-attente").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Delete")
    expect(page.locator("#c-attente .words")).to_have_text("Des guichets")
    page.keyboard.press("Control+z")
    expect(page.locator("#c-attente .words")).to_have_count(2)
    page.keyboard.press("Alt+t")
    page.keyboard.type("Table 4")
    page.keyboard.press("Alt+1")
    page.keyboard.type("Une ligne")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("puis une autre")
    page.keyboard.press("Enter")
    expect(page.locator("#c-attente")).to_contain_text("Table 4")
    said(page, "Les 5 notes sont enregistrées.")
    assert sorted(site.texts("clavier")) == sorted(
        [
            "Former les agents",
            "Des guichets",
            "Perdre mon poste",
            "Aucune caméra",
            "Une ligne\npuis une autre",
        ]
    )


def test_what_is_typed_while_the_page_is_still_coming_stays_in_place(site, context):
    """The script takes the place of the plain forms; a slow network lets people type in those first."""
    page = context.new_page()
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route(re.compile(r"/room\.[^/]*js$"), hold)
    page.goto(site.entry("lent"), wait_until="commit")
    page.locator("#room-settings").get_by_label("Table ou groupe").fill("Table 7")
    page.locator("#add-crainte").fill("Perdre mon")
    while not held:
        page.wait_for_timeout(20)
    assert "live" not in (page.locator("body").get_attribute("class") or "")
    for one in held:
        one.continue_()
    expect(page.locator("body")).to_have_class(re.compile("live"))
    page.keyboard.type(" poste")
    page.keyboard.press("Enter")
    shows(page, "crainte", "Perdre mon poste")
    expect(page.locator("#c-crainte")).to_contain_text("Table 7")
    said(page, "1 note enregistrée.")


def test_without_network_nothing_is_lost_and_nothing_comes_twice(site, context):
    page = opened(context, site.entry("coupure"))
    typed(page, "attente", "avant la coupure")
    said(page, "1 note enregistrée.")
    context.set_offline(True)
    typed(page, "attente", "une hors ligne", "deux hors ligne")
    typed(page, "refus", "trois hors ligne")
    said(page, "3 notes gardées sur cet appareil, seront envoyées au retour du réseau.")
    page.reload()
    shows(page, "attente", "avant la coupure", "une hors ligne", "deux hors ligne")
    said(page, "3 notes gardées sur cet appareil")
    page.close()
    page = context.new_page()
    page.goto(site.entry("coupure"))
    shows(page, "refus", "trois hors ligne")
    typed(page, "refus", "quatre hors ligne")
    page.locator("#c-attente .live-note").nth(1).focus()
    page.keyboard.press("Delete")
    page.locator("#c-attente .live-note").nth(1).focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Control+A")
    page.keyboard.type("deux, corrigée")
    page.keyboard.press("Enter")
    assert site.texts("coupure") == ["avant la coupure"]
    context.set_offline(False)
    said(page, "Les 4 notes sont enregistrées.")
    expected = ["avant la coupure", "deux, corrigée", "trois hors ligne", "quatre hors ligne"]
    assert site.texts("coupure") == expected
    page.reload()
    said(page, "Les 4 notes sont enregistrées.")
    assert site.texts("coupure") == expected


def test_the_site_stops_and_the_browser_restarts(site, browser, tmp_path):
    def restarted() -> BrowserContext:
        context = browser.browser_type.launch_persistent_context(
            tmp_path / "profile", executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        return site.let_in(context)

    with restarted() as context:
        page = opened(context, site.entry("redemarrage"))
        typed(page, "attente", "avant l’arrêt")
        said(page, "1 note enregistrée.")
    site.stop()
    try:
        with restarted() as context:
            page = context.new_page()
            page.goto(site.entry("redemarrage"))
            typed(page, "attente", "pendant l’arrêt")
            said(page, "1 note gardée sur cet appareil, sera envoyée au retour du réseau.")
        with restarted() as context:
            page = context.new_page()
            page.goto(site.entry("redemarrage"))
            shows(page, "attente", "avant l’arrêt", "pendant l’arrêt")
    finally:
        site.start()
    assert site.texts("redemarrage") == ["avant l’arrêt"]
    with restarted() as context:
        page = opened(context, site.entry("redemarrage"))
        said(page, "Les 2 notes sont enregistrées.")
    assert site.texts("redemarrage") == ["avant l’arrêt", "pendant l’arrêt"]


def test_a_session_that_ends_keeps_the_notes_until_the_next(site, browser):
    with browser.new_context() as context:
        site.let_in(context, "other")
        page = opened(context, site.entry("expire"))
        typed(page, "attente", "avant")
        said(page, "1 note enregistrée.")
        context.clear_cookies()
        typed(page, "attente", "après la fin de la connexion")
        expect(page.locator("#room-alert")).to_contain_text(
            "Vos notes restent sur cet appareil", timeout=PATIENCE
        )
        link = page.get_by_role("link", name="Se connecter à nouveau")
        link.click()
        page.wait_for_url("**/comptes/**")
        assert site.texts("expire") == ["avant"]
        site.let_in(context, "user")
        page.goto(site.entry("expire"))
        said(page, "Les 2 notes sont enregistrées.")
    assert site.texts("expire") == ["avant", "après la fin de la connexion"]


def test_a_link_that_is_over_leaves_a_file(site, browser):
    with browser.new_context(accept_downloads=True) as context:
        site.let_in(context, "link")
        page = opened(context, site.entry("lien", link=True))
        typed(page, "attente", "avant la fin du lien")
        said(page, "1 note enregistrée.")
        context.set_offline(True)
        typed(page, "crainte", 'après, avec "guillemets"')
        site.program("link-over", str(site.world["link_pk"]))
        context.set_offline(False)
        expect(page.locator("#room-alert")).to_contain_text(
            "enregistrez-les dans un fichier", timeout=PATIENCE
        )
        page.goto(site.entry("lien", link=True))
        expect(page.locator("#kept")).to_contain_text("Une note attend sur cet appareil")
        with page.expect_download() as download:
            page.get_by_role("button", name="Les enregistrer dans un fichier").click()
        table = Path(download.value.path()).read_text(encoding="utf-8-sig")
    with browser.new_context() as context:
        site.let_in(context)
        page = context.new_page()
        for _ in range(2):
            page.goto(site.entry("lien") + "coller/")
            page.fill("textarea[name=pasted]", table)
            page.get_by_role("button", name="Voir avant d’enregistrer").click()
            page.get_by_role("button", name="Ajouter cette note").click()
    assert site.texts("lien") == ["avant la fin du lien", 'après, avec "guillemets"']


def test_a_device_that_is_emptied_keeps_nothing(site, context):
    page = opened(context, site.entry("vider"))
    page.locator("#room-help summary").click()
    context.set_offline(True)
    typed(page, "attente", "une note")
    page.get_by_role("button", name="Vider cet appareil").click()
    said(page, "rien n’est effacé")
    shows(page, "attente", "une note")
    context.set_offline(False)
    said(page, "1 note enregistrée.")
    page.get_by_role("button", name="Vider cet appareil").click()
    said(page, "Cet appareil ne garde plus rien")
    left = page.evaluate(
        """async () => {
          const database = await new Promise((done) => {
            const asked = indexedDB.open("concertia-room");
            asked.onsuccess = () => done(asked.result);
          });
          const read = (name) => new Promise((done) => {
            const asked = database.transaction(name).objectStore(name).getAll();
            asked.onsuccess = () => done(asked.result);
          });
          const here = location.pathname;
          const pages = [];
          for (const name of await caches.keys()) {
            for (const kept of await (await caches.open(name)).keys()) pages.push(new URL(kept.url).pathname);
          }
          const agents = (await navigator.serviceWorker.getRegistrations()).map((one) => new
          URL(one.scope).pathname);
          return {
            notes: (await read("notes")).filter((note) => note.desk === here).length,
            desks: (await read("desks")).filter((desk) => desk.desk === here).length,
            pages: pages.filter((path) => path === here).length,
            agents: agents.filter((path) => path === here).length,
            settings: Object.keys(localStorage).length,
          };
        }"""
    )
    assert left == {"notes": 0, "desks": 0, "pages": 0, "agents": 0, "settings": 0}
    assert site.texts("vider") == ["une note"]


def test_signing_out_takes_the_pages_away_and_leaves_what_was_not_sent(site, browser):
    with browser.new_context() as context:
        site.let_in(context, "leaver")
        page = opened(context, site.entry("sortie"))
        typed(page, "attente", "envoyée")
        said(page, "1 note enregistrée.")
        page.route("**/synchro/", lambda route: route.abort())
        typed(page, "attente", "pas envoyée")
        said(page, "1 note gardée sur cet appareil")
        page.on("dialog", lambda dialog: dialog.accept())
        page.get_by_role("button", name="Se déconnecter").click()
        page.wait_for_url(lambda url: "/saisie/" not in url)
        context.set_offline(True)
        page.goto(site.entry("sortie"))
        expect(page.locator("#kept")).to_contain_text("Une note attend sur cet appareil")
        expect(page.locator("body")).to_contain_text("pas envoyée")
        assert "Personne" not in page.inner_text("body")
        assert page.get_by_text("envoyée", exact=True).count() == 0


def test_two_devices_change_the_same_note_and_a_person_chooses(site, browser):
    with browser.new_context() as first, browser.new_context() as second:
        one = opened(site.let_in(first), site.entry("deux"))
        typed(one, "attente", "au départ")
        said(one, "1 note enregistrée.")
        two = opened(site.let_in(second, "other"), site.entry("deux"))
        shows(two, "attente", "au départ")
        for context in (first, second):
            context.set_offline(True)
        for page, words in ((one, "de la table 1"), (two, "de la table 2")):
            page.locator(".live-note").focus()
            page.keyboard.press("Enter")
            page.keyboard.press("Control+A")
            page.keyboard.type(words)
            page.keyboard.press("Enter")
        first.set_offline(False)
        said(one, "1 note enregistrée.")
        second.set_offline(False)
        said(two, "1 note enregistrée.")
        expect(two.locator(".doubt")).to_contain_text("de la table 1")
        two.get_by_role("button", name="Garder les deux").click()
        expect(two.locator(".live-note")).to_have_count(2)
        said(two, "Les 2 notes sont enregistrées.")
    assert site.texts("deux") == ["de la table 2", "de la table 1"]


def test_several_lines_pasted_in_a_column_are_several_notes(site, context):
    page = opened(context, site.entry("collage"))
    page.locator("#add-crainte").focus()
    page.evaluate(
        """() => {
          const data = new DataTransfer();
          data.setData("text/plain", "perdre mon poste\\n\\nêtre filmé\\n---\\nles robots");
          document.activeElement.dispatchEvent(
            new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
        }"""
    )
    said(page, "Les 3 notes sont enregistrées.")
    shows(page, "crainte", "perdre mon poste", "être filmé", "les robots")
    page.keyboard.press("Control+z")
    expect(page.locator("#c-crainte .words")).to_have_count(0)
    said(page, "Aucune note")
    assert site.texts("collage") == []


def test_what_is_typed_is_text_and_never_markup(site, context):
    page = opened(context, site.entry("rien"))
    words = "<img src=x onerror=alert(1)> & <b>gras</b>"
    typed(page, "attente", words)
    said(page, "1 note enregistrée.")
    shows(page, "attente", words)
    page.reload()
    shows(page, "attente", words)
    assert page.locator("#board img").count() == 0
