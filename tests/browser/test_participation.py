"""From landing to a published contribution on a phone; drafts, keyboard, no script, Arabic, kiosk, axe."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qsl, urlencode

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route, expect
from tests.browser.conftest import served
from tests.conftest import ROOT
from tests.web.site import environment

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WORDS = "Je voudrais un guichet ouvert le samedi"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """A small site of its own."""
    var: Path = tmp_path_factory.mktemp("participation")
    done = subprocess.run(
        [sys.executable, "-m", "tests.browser.participation_world"],
        env={**environment(var), "DJANGO_SETTINGS_MODULE": "concertia_web.settings"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    with served(var) as address:
        yield {**json.loads(done.stdout), "site": address}


def write(page: Page, words: str) -> None:
    """As somebody does: how the sentence begins, the words, and three seconds at least."""
    page.get_by_label("Je souhaite…").check()
    page.get_by_label("Vos mots", exact=True).fill(words)
    page.wait_for_timeout(3200)
    page.get_by_role("button", name="Envoyer").click()


def without_stamp(route: Route) -> None:
    """Sent without the hour at which the form was shown: refused, as when sent at once, on any machine."""
    sent = dict(parse_qsl(route.request.post_data or "", keep_blank_values=True))
    assert sent.pop("stamp")
    route.continue_(post_data=urlencode(sent))


def test_from_landing_to_a_published_contribution(phone, world):
    phone.goto(f"{world['site']}{world['place']}")
    phone.get_by_role("link", name="Autre chose").click()
    write(phone, WORDS)
    expect(phone.get_by_role("heading", level=1)).to_have_text("C’est reçu")
    phone.get_by_role("link", name="Voir ma contribution publiée").click()
    expect(phone.get_by_text(WORDS)).to_be_visible()
    phone.go_back()
    phone.get_by_role("link", name="Ma page de suivi").click()
    expect(phone.get_by_text("Votre texte est publié.")).to_be_visible()
    assert phone.evaluate("localStorage.length") == 0


def test_without_script_nothing_typed_is_lost(plain, world):
    plain.set_viewport_size({"width": 360, "height": 740})
    plain.goto(f"{world['site']}{world['place']}participer/")
    plain.get_by_label("Vos mots", exact=True).fill(f"{WORDS}, sans script")
    plain.route("**/participer/", without_stamp, times=1)
    plain.get_by_role("button", name="Envoyer").click()
    expect(plain.get_by_role("alert")).to_be_visible()
    expect(plain.get_by_label("Vos mots", exact=True)).to_have_value(f"{WORDS}, sans script")
    plain.wait_for_timeout(3200)
    plain.get_by_role("button", name="Envoyer").click()
    expect(plain.get_by_role("heading", level=1)).to_have_text("C’est reçu")


def test_a_draft_survives_a_lost_connection_and_a_closed_page(phone, world):
    phone.goto(f"{world['site']}{world['place']}participer/")
    phone.get_by_label("Je crains…").check()
    phone.get_by_label("Vos mots", exact=True).fill("Que personne ne réponde plus au téléphone")
    expect(phone.get_by_text("Brouillon gardé sur cet appareil.")).to_be_visible()
    phone.context.set_offline(True)
    phone.get_by_role("button", name="Envoyer").click()
    expect(phone.get_by_text("Pas de connexion")).to_be_visible()
    phone.context.set_offline(False)
    phone.reload()
    expect(phone.get_by_label("Vos mots", exact=True)).to_have_value(
        "Que personne ne réponde plus au téléphone"
    )
    expect(phone.get_by_label("Je crains…")).to_be_checked()
    phone.get_by_role("button", name="Effacer le brouillon").click()
    expect(phone.get_by_label("Vos mots", exact=True)).to_have_value("")


def test_a_draft_comes_back_under_the_beginning_just_chosen(phone, world):
    phone.goto(f"{world['site']}{world['place']}participer/")
    phone.get_by_label("Je crains…").check()
    phone.get_by_label("Vos mots", exact=True).fill("Une file d’attente plus courte")
    expect(phone.get_by_text("Brouillon gardé sur cet appareil.")).to_be_visible()
    phone.goto(f"{world['site']}{world['place']}")
    phone.get_by_role("link", name="Je propose…").click()
    expect(phone.get_by_label("Vos mots", exact=True)).to_have_value("Une file d’attente plus courte")
    expect(phone.locator("input[name=kind]:checked")).to_have_value("proposition")
    phone.get_by_text("changer").click()
    phone.get_by_label("Je demande…").check()
    expect(phone.locator("input[name=kind]:checked")).to_have_value("question")


def test_with_the_keyboard_in_arabic(desk, world):
    desk.goto(f"{world['site']}/ar{world['place']}participer/")
    assert desk.evaluate("document.documentElement.dir") == "rtl"
    desk.locator("textarea").focus()
    desk.keyboard.type("أريد مكتبا مفتوحا يوم السبت")
    desk.wait_for_timeout(3200)
    for _ in range(12):
        desk.keyboard.press("Tab")
        if desk.evaluate("document.activeElement.matches('main form .actions button')"):
            break
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("heading", level=1)).to_have_text("تم الاستلام")


def test_the_kiosk_returns_to_an_empty_form(browser: Browser, world):
    with browser.new_context(viewport={"width": 768, "height": 1024}) as context:
        context.add_cookies([{"name": "sessionid", "value": world["link"], "url": world["site"]}])
        page = context.new_page()
        page.clock.install()
        page.goto(f"{world['site']}{world['place']}borne/")
        page.get_by_label("Vos mots", exact=True).fill("Un mot laissé sur la borne")
        page.clock.fast_forward(50_000)
        expect(page.get_by_text("Toujours là ?")).to_be_visible()
        page.clock.fast_forward(15_000)
        expect(page.get_by_label("Vos mots", exact=True)).to_have_value("")
        page.clock.resume()
        page.get_by_label("Vos mots", exact=True).fill("Moins d’écrans à l’accueil")
        page.wait_for_timeout(3200)
        page.get_by_role("button", name="Envoyer, et laisser la place").click()
        expect(page.get_by_text("Merci, c’est noté.")).to_be_visible()
        expect(page.get_by_label("Vos mots", exact=True)).to_have_value("")


def test_the_bearer_of_a_link_opens_the_kiosk_and_whoever_passes_cannot_leave_it(browser: Browser, world):
    with browser.new_context(viewport={"width": 360, "height": 740}) as context:
        context.add_cookies([{"name": "sessionid", "value": world["link"], "url": world["site"]}])
        page = context.new_page()
        page.goto(f"{world['site']}/salle/")
        page.get_by_role("link", name="Borne ou saisie dans la rue").click()
        expect(page.get_by_label("Vos mots", exact=True)).to_be_visible()
        links = page.locator("header a, footer a, main a").evaluate_all("all => all.map(one => one.href)")
        assert [href for href in links if "/borne/" not in href] == []


@pytest.mark.parametrize("language", ["", "/ar"])
def test_axe_finds_nothing_at_320_px(browser: Browser, world, language):
    place, mine = world["place"], f"/suivi/{world['token']}/"
    paths = [
        f"{place}participer/", f"{place}participer/cahier/", f"{place}contributions/",
        f"{place}contributions/numeros/", f"{place}contributions/{world['note']}/", f"{place}borne/", mine,
        f"{mine}{world['note']}/choix/", f"{mine}{world['note']}/retirer/",
        "/suivi/verifier/", "/suivi/faux/",
    ]  # fmt: skip
    found = {}
    with browser.new_context(viewport={"width": 320, "height": 700}) as context:
        context.add_cookies([{"name": "sessionid", "value": world["link"], "url": world["site"]}])
        page = context.new_page()
        for path in paths:
            page.goto(f"{world['site']}{language}{path}")
            results = Axe().run(page, options={"runOnly": {"type": "tag", "values": TAGS}}).response
            wrong = [f"{rule['id']}: {rule['nodes'][0]['target']}" for rule in results["violations"]]
            wide = page.evaluate("document.documentElement.scrollWidth")
            if wrong or wide > 320:
                found[path] = [wide, *wrong]
    assert found == {}
