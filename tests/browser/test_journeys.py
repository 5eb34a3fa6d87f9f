"""A short journey per role through the training campaign, on a desk, on a phone and without script."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from tests.browser.story_world import Person, Site

PLACE = "Ville de Corbelise-sur-Aubrelle"
SPACE = "/espace/corbelise-sur-aubrelle/"
EVENING = "L’IA dans notre commune, une soirée à six tables"
DEVICES = {
    "desk": {},
    "phone": {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True},
    "plain": {"java_script_enabled": False},
}
ARABIC = re.compile(r"[\u0600-\u06ff]{3}")
TABS = 150
"""Presses of Tab after which a place counts as out of reach."""

Enter = Callable[..., Person]


@pytest.fixture(scope="module")
def demo(demonstrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    expect.set_options(timeout=60_000)
    var = tmp_path_factory.mktemp("journeys") / "var"
    shutil.copytree(demonstrated, var)
    with Site(var).open(installed=True) as site:
        yield site


@pytest.fixture(params=sorted(DEVICES))
def enter(demo: Site, browser: Browser, request: pytest.FixtureRequest) -> Iterator[Enter]:
    """Makes a person of the demonstration sign in, on each sort of device."""
    password = json.loads((demo.var / "comptes-de-demonstration.json").read_text("utf-8"))["password"]
    people = []

    def entered(who: str) -> Person:
        person = Person(demo, browser, f"{who}@demo.invalid", **DEVICES[request.param])
        people.append(person)
        if who:
            person.enter(password)
        return person

    yield entered
    for person in people:
        person.context.close()


def fits(person: Person) -> None:
    """Nothing scrolls sideways."""
    person.page.wait_for_load_state()
    expect(person.page.locator("footer").last).to_be_attached()
    width = person.page.viewport_size["width"]
    assert person.page.evaluate("document.documentElement.scrollWidth") <= width, person.page.url


def to_evening(person: Person) -> None:
    for name in (PLACE, "Concertations", EVENING):
        person.follow(name)
        fits(person)


def refused(person: Person, path: str, status: int, *words: str) -> None:
    """The page says why in plain words, and shows nothing of what is refused."""
    answer = person.page.goto(person.site.address + path)
    assert answer is not None
    assert answer.status == status
    person.sees(*words)
    expect(person.page.locator("body")).not_to_contain_text("Traceback")
    fits(person)


def test_a_lead_goes_from_the_week_to_the_mirror(enter):
    lead = enter("chargee")
    lead.page.get_by_role("link", name="publier la restitution").click()
    lead.sees("Vue d’ensemble", "La suite", "Qui manque ?")
    expect(lead.page.locator("body")).to_contain_text(EVENING)
    fits(lead)
    for tab, words in (
        ("Règle du jeu", "Figée à l’ouverture"),
        ("Temps de débat", "Classe de quatrième"),
        ("Kit à imprimer", "Feuilles numérotées"),
        ("Documents", "Les Mains du Lien"),
        ("Enseignements", "Deux personnes ont trié"),
    ):
        lead.follow(tab)
        lead.sees(words)
        fits(lead)
    lead.follow("Équipe")
    lead.sees("Liens d’un jour", "chargee@demo.invalid")
    fits(lead)
    lead.go("/espace/")
    lead.page.get_by_role("link", name="Accusé et miroir").click()
    lead.sees("Votre miroir", "ccusé")
    fits(lead)


def test_a_facilitator_reads_the_notes_and_is_told_why_none_enters(enter):
    facilitator = enter("animation")
    to_evening(facilitator)
    expect(facilitator.page.get_by_role("link", name="Tri", exact=True)).to_have_count(0)
    facilitator.follow("Saisie")
    facilitator.sees("80 contributions", "plus rien n’y entre")
    facilitator.page.get_by_role("main").get_by_role("link", name="Soirée à six tables", exact=True).click()
    facilitator.sees("plus rien n’y entre")
    fits(facilitator)
    facilitator.follow("Relecture à projeter")
    facilitator.sees("60 notes", "Ce qui n’a pas été convenu", "Des caméras contre les dépôts sauvages")
    fits(facilitator)
    refused(facilitator, f"{SPACE}reglages/", 403, "n’est pas ouverte ici")


def test_an_analyst_reads_the_common_table_and_takes_it_away(enter, tmp_path):
    analyst = enter("lecture-1")
    to_evening(analyst)
    analyst.follow("Tri")
    analyst.sees("Exporter en XLSX")
    fits(analyst)
    assert analyst.file("Exporter en CSV", tmp_path / "tri.csv").count(b"\n") > 80
    analyst.follow("Enseignements")
    analyst.sees("Refus (", "noté en séance")
    expect(analyst.page.get_by_role("link", name=re.compile("^Récrire"))).to_have_count(0)
    fits(analyst)
    analyst.follow("Lectures")
    fits(analyst)


def test_a_garant_signs_and_nobody_changes_it(enter, request):
    garant = enter("garant")
    to_evening(garant)
    garant.follow("Enseignements")
    garant.follow("Arrêter la lecture, avis signés")
    words = f"Les refus sont restés des refus ({request.node.name})."
    garant.page.get_by_text("Joindre un texte signé").click()
    garant.write("Signature", "Le garant")
    garant.write("Texte", words)
    fits(garant)
    garant.press("Joindre définitivement")
    garant.sees("personne ne peut plus le modifier", words)


def test_an_elected_member_annotates_and_cannot_change(enter, request):
    elected = enter("elue")
    to_evening(elected)
    for closed in ("Saisie", "Tri"):
        expect(elected.page.get_by_role("link", name=closed, exact=True)).to_have_count(0)
    elected.follow("Enseignements")
    fits(elected)
    expect(elected.page.get_by_role("link", name=re.compile("^Récrire"))).to_have_count(0)
    elected.page.get_by_role("link", name=re.compile("^Voir, annoter")).first.click()
    words = f"À rapprocher du budget ({request.node.name})."
    elected.write("Votre annotation", words)
    fits(elected)
    elected.press("Annoter")
    elected.sees("Enregistré à côté de l’enseignement", words)
    here = elected.page.url.removeprefix(elected.site.address)
    refused(elected, f"{here}ecrire/", 403, "jamais par une personne élue")
    refused(elected, f"{SPACE}concertations/", 200)


def test_the_network_reads_what_was_sent_and_nothing_else(enter):
    network = enter("reseau")
    network.page.get_by_role("link", name=re.compile("remontées reçues")).first.click()
    network.sees(PLACE, "Vauxgrange Métropole")
    fits(network)
    network.page.get_by_role("main").get_by_role("link", name=re.compile("Vauxgrange")).first.click()
    network.sees("Rang de preuve", "passage")
    fits(network)
    refused(network, SPACE, 404, "n’existe pas")
    refused(network, f"{SPACE}concertations/", 404, "n’existe pas")


def test_another_territory_finds_nothing_here(enter):
    stranger = enter("metropole")
    stranger.sees("Vauxgrange Métropole")
    expect(stranger.page.get_by_role("main")).not_to_contain_text("Corbelise")
    for path in ("", "concertations/", "equipe/", "remontees/", "journal/"):
        refused(stranger, SPACE + path, 404, "n’existe pas")
        expect(stranger.page.locator("body")).not_to_contain_text("Corbelise")


def test_a_reader_invited_by_the_lead_reads_and_does_no_more(enter, request):
    lead = enter("chargee")
    address = f"lecture-seule-{request.node.callspec.params['enter']}@demo.invalid"
    lead.go(f"{SPACE}equipe/")
    lead.write("Les personnes, une par ligne", f"{address} ; Camille ; stagiaire ; Lecture seule")
    lead.press("Voir avant d’enregistrer")
    lead.press("Enregistrer la ligne prête")
    lead.sees(address)
    reader = enter("")
    reader.email = address
    reader.sign_in()
    to_evening(reader)
    reader.sees("Qui manque ?")
    for button in ("Publier la restitution", "Modifier la concertation"):
        expect(reader.page.get_by_text(button, exact=True)).to_have_count(0)
    reader.follow("Enseignements")
    reader.sees("Deux personnes ont trié")
    refused(reader, f"{SPACE}reglages/", 403, "n’est pas ouverte ici")


@pytest.mark.parametrize("prefix", ["", "/ar"])
def test_a_visitor_without_account_reads_in_french_and_in_arabic(enter, prefix):
    visitor = enter("")
    page = visitor.go(f"{prefix}/")
    fits(visitor)
    page.locator(f'main a[href^="{prefix}/campagnes/l-ia-au-debat"]').first.click()
    visitor.sees("Vauxgrange Métropole", "Corbelise")
    fits(visitor)
    root = page.locator("html")
    if prefix:
        expect(root).to_have_attribute("dir", "rtl")
        assert ARABIC.search(page.get_by_role("main").inner_text())
    remontee = page.locator(f'main a[href*="{prefix}/campagnes/"][href*="/remontees/"]').first
    remontee.click()
    visitor.sees("Vauxgrange Métropole")
    fits(visitor)
    visitor.go(f"{prefix}/territoires/corbelise-sur-aubrelle/")
    fits(visitor)
    page.locator('main a[href*="/concertations/"]').first.click()
    fits(visitor)
    page.locator('main a[href*="/regle-du-jeu/"]').first.click()
    fits(visitor)
    if prefix:
        expect(root).to_have_attribute("dir", "rtl")
    closed = f"{prefix}/territoires/corbelise-sur-aubrelle/concertations/"
    answer = page.goto(visitor.site.address + closed + "rien/")
    assert answer is not None
    assert answer.status == 404


def reach(page: Page, place: Locator) -> Locator:
    """Go there with the key Tab alone."""
    for _ in range(TABS):
        if place.evaluate("one => one === document.activeElement"):
            return place
        page.keyboard.press("Tab")
    raise AssertionError(f"out of reach of the keyboard: {place}")


def test_the_keyboard_alone_signs_in_and_sorts(demo, browser):
    person = Person(demo, browser, "haut-tessan@demo.invalid")
    password = json.loads((demo.var / "comptes-de-demonstration.json").read_text("utf-8"))["password"]
    page, keyboard = person.go("/comptes/login/"), person.page.keyboard
    reach(page, page.locator("summary", has_text="J’ai choisi un mot de passe")).press("Enter")
    reach(page, page.get_by_label("Votre adresse e-mail").last)
    keyboard.type(person.email)
    reach(page, page.get_by_label("Votre mot de passe"))
    keyboard.type(password)
    keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Cette semaine")).to_be_visible()
    reach(page, page.get_by_role("link", name="clore les contributions")).press("Enter")
    reach(page, page.get_by_role("link", name="Tri", exact=True)).press("Enter")
    reach(page, page.get_by_role("button", name="Ouvrir la table de tri")).press("Enter")
    first = page.locator("#notes > li").first
    expect(first).to_be_visible()
    reach(page, first)
    keyboard.press("1")
    expect(page.locator("#progress")).to_contain_text("1 note sur")
    keyboard.press("z")
    expect(page.locator("#progress")).to_contain_text("0 note sur")
    person.context.close()
