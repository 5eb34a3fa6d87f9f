"""The acceptance story, played through the pages as people would: from the call to the last answer.

Where somebody of the same office does the next thing, the same browser goes on; each role has its own.
It stops where the product stops: the network consolidates nothing yet, so no manifesto speaks of these words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from tests.browser.story_answers import (
    answer_again,
    answer_in_a_sheet,
    answer_on_the_site,
    answer_the_phone,
    approve_both,
    ask_services,
    publish_answers,
    publish_what_was_heard,
    read_the_answers,
    send_one_back,
)
from tests.browser.story_evening import (
    OFFICER,
    accept,
    add_class,
    close_collection,
    declare_interest,
    file_statement,
    gather_team,
    make_link,
    open_it,
    prepare,
    print_kit,
    read_back,
    say_who,
    type_evening,
    type_paper,
)
from tests.browser.story_world import NETWORK, PAPER, QUESTIONS, Person, Site, said

APART = {"outil simple": "accueil", "qui contrôle": "decision", "pas de caméra algorithmique": "donnees"}
"""Where the second reader puts three notes that the first put elsewhere."""
FINDINGS = (
    ("Attente", "Accueil et services", "Garder une personne au guichet et au téléphone",
     ("un guichet ouvert le samedi", "joindre la mairie le soir", PAPER)),
    ("Point de vigilance", "Travail et métiers", "Ne rien changer au travail sans les agents",
     ("peur que mon poste disparaisse", "être surveillé au travail", "oui après avis des agents")),
    ("Proposition", "Transparence", "Publier la liste des outils et un bilan chaque année",
     ("liste des outils affichée en mairie", "bilan devant le conseil chaque année")),
    ("Refus", "Surveillance", "Aucune caméra algorithmique", ("pas de caméra algorithmique",)),
    ("Refus", "Travail et métiers", "Aucune notation des agents par une machine",
     ("pas de notation des agents par une machine",)),
)  # fmt: skip
UNFIT = r"\d\s*%|\bpour ?cent|\bintervalle|±|\bgroupes? d’opinion|\bcluster|\bsondage"
"""What sixty notes cannot carry."""


@pytest.fixture
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with Site(tmp_path_factory.mktemp("story")).open() as opened:
        yield opened


def test_the_story_from_the_call_to_the_last_answer(site: Site, browser: Browser, tmp_path: Path) -> None:
    expect.set_options(timeout=60_000)
    officer, network = Person(site, browser, OFFICER), Person(site, browser, NETWORK)
    with site.stage("declares interest by e-mail, the network accepts"):
        declare_interest(officer, site)
        accept(network)
    with site.stage("signs in by code, prepares the evening with one form, opens it"):
        officer.sign_in()
        say_who(officer)
        prepare(officer)
        open_it(officer)
    with site.stage("prints the kit, sheet 0417 among them"):
        print_kit(officer, tmp_path)
    with site.stage("gathers the team, makes a one-day link"):
        gather_team(officer)
        link = make_link(officer)
    room = Person(site, browser)
    with site.stage("types 62 notes from three tables, one of them off line"):
        type_evening(room, link)
    with site.stage("has them read back"):
        read_back(room)
    with site.stage("a class adds 20 questions, paper 0417 is typed, an association files four pages"):
        add_class(officer)
        type_paper(officer)
        file_statement(officer)
        close_collection(officer)
    first = Person(site, browser, "lecture-1@vaubrun.invalid")
    second = Person(site, browser, "lecture-2@vaubrun.invalid", java_script_enabled=False)
    with site.stage("the first reader sorts 83 notes"):
        sort_apart(first, {})
    with site.stage("the second sorts them apart, without script"):
        sort_apart(second, APART)
    with site.stage("they settle three differences and formulate five findings"):
        settle_together(first)
        formulate(first)
    with site.stage("relecture, opinion of the garant, settled"):
        review(first, officer)
        sign_opinion(Person(site, browser, "garante@vaubrun.invalid"))
        settle(officer)
        read_report(officer)
    with site.stage("the remontée leaves, the mirror comes back"):
        send_return(officer)
    with site.stage("the network reads it with its evidence ranks"):
        receive(network)
    with site.stage("what was heard is published, two findings are given to their services"):
        publish_what_was_heard(officer)
        ask_services(officer)
    answered(
        officer,
        Person(site, browser, "accueil@vaubrun.invalid"),
        Person(site, browser, "elue@vaubrun.invalid"),
    )
    with site.stage("anyone reads the answers, and finds 0417 in the list"):
        read_the_answers(Person(site, browser), "/territoires/ville-de-vaubrun/")
    with site.stage("number 0417 calls and is told where her words are, and what is answered"):
        answer_the_phone(officer)
    print(f"\n{site.told()}")  # noqa: T201 - the times are read, never judged


def answered(officer: Person, service: Person, elected: Person) -> None:
    """Service, elected member, back to the service, elected member again, published."""
    site = officer.site
    with site.stage("one service answers on the site, the other in a sheet"):
        service.sign_in()
        answer_on_the_site(service)
        answer_in_a_sheet(officer)
    with site.stage("the elected member sends one back, then approves both, and they are published"):
        elected.sign_in()
        send_one_back(elected)
        answer_again(service)
        approve_both(elected)
        publish_answers(officer)


def sort_apart(reader: Person, elsewhere: dict[str, str]) -> None:
    """All eighty-three notes, ticked theme by theme, without seeing the other's places."""
    page = reader.sign_in()
    reader.follow("Ville de Vaubrun")
    reader.follow("Concertations")
    reader.follow("L’IA chez nous, un soir")
    reader.follow("Tri")
    opening = page.get_by_role("button", name="Ouvrir la table de tri")
    expect(opening.or_(page.locator("#progress")).first).to_be_visible()
    if opening.count():
        reader.press("Ouvrir la table de tri")
    places = {note.text: note.theme for note in said()} | dict.fromkeys(QUESTIONS, "jeunesse")
    places |= {PAPER: "accueil", **elsewhere}
    placed = 0
    for theme in sorted(set(places.values())):
        texts = [text for text, where in places.items() if where == theme]
        for text in texts:
            page.get_by_role("checkbox", name=text, exact=True).check()
        page.locator(f'button[data-target="{theme}"]').click()
        placed += len(texts)
        expect(page.locator("#progress")).to_contain_text(f"{placed} note")
    reader.press("J’ai terminé mon tri")
    reader.sees("Vous avez placé les 83 notes")


def settle_together(reader: Person) -> None:
    """The agreement is said, then the notes placed apart get a common place."""
    page = reader.page
    page.reload()
    reader.press("Comparer les deux tris")
    reader.sees("3 notes à régler ensemble")
    for _ in APART:
        page.locator("ol.cards button").first.click()
        reader.sees("Réglé")
    reader.sees("Il n’y a plus de note à régler")
    reader.follow("Revenir à la table commune")
    reader.press("Passer aux enseignements")
    expect(page.get_by_role("heading", name="Enseignements", exact=True)).to_be_visible()


def formulate(reader: Person) -> None:
    """What was heard, in people's words; the refusals are findings of their own."""
    page = reader.page
    for kind, theme, title, notes in FINDINGS:
        reader.follow("Enseignements")
        page.get_by_role("main").get_by_role("link", name=re.compile(theme)).first.click()
        page.get_by_label("Nature").select_option(label=kind)
        reader.write("Titre", title)
        for text in notes:
            one = page.get_by_role("group", name=re.compile(re.escape(text[:50])))
            one.get_by_label("appuie").check()
        reader.press("Enregistrer")
        reader.sees("Enseignement enregistré", title)


def review(reader: Person, officer: Person) -> None:
    """The kinds behind each finding are visible; the project goes back to the participants."""
    reader.follow("Enseignements")
    reader.sees("Refus (2)", "Aucune caméra algorithmique", "Notes qui sont des refus", "rang A")
    reader.sees("2 craintes", "1 condition")
    officer.follow("Enseignements")
    officer.follow("Arrêter la lecture, avis signés")
    officer.press("Donner à relire aux participants")
    officer.sees("La lecture peut être donnée à relire")


def sign_opinion(garant: Person) -> None:
    """From an account of her own; nobody changes it afterwards."""
    page = garant.sign_in()
    garant.follow("Ville de Vaubrun")
    garant.follow("Concertations")
    garant.follow("L’IA chez nous, un soir")
    garant.follow("Enseignements")
    garant.follow("Arrêter la lecture, avis signés")
    page.get_by_text("Joindre un texte signé").click()
    garant.write("Signature", "La garante de la concertation")
    garant.write("Texte", "Les deux refus sont restés des refus. Les jeunes ont été peu nombreux.")
    garant.press("Joindre définitivement")
    garant.sees("Avis de la ou du garant", "La garante de la concertation")


def settle(officer: Person) -> None:
    officer.page.reload()
    officer.press("Arrêter la lecture")
    officer.sees("La lecture est arrêtée", "La garante de la concertation")
    officer.follow("Vue d’ensemble")
    officer.press("Fermer la saisie")
    officer.sees("Aller aux remontées")


def read_report(officer: Person) -> None:
    """Three minutes: what was heard and how solid it is, in words; nothing that sixty notes cannot carry."""
    officer.follow("Enseignements")
    officer.follow("Restitution")
    officer.sees("Aucune caméra algorithmique", "Aucune notation des agents", "La garante de la concertation")
    words = officer.page.get_by_role("main").inner_text()
    assert not re.search(UNFIT, words, re.IGNORECASE)


def send_return(officer: Person) -> None:
    """Pre-filled; what only people know is added; sent before five."""
    page = officer.page
    officer.follow("Remontées")
    page.get_by_role("main").get_by_role("link", name=re.compile("L’IA au débat|ommencer")).first.click()
    officer.press("Commencer à l’écran")
    officer.sees("rempli de ce que le site sait déjà")
    page.get_by_role("link", name=re.compile("Ce qui a été dit")).first.click()
    for _kind, _theme, title, _notes in FINDINGS:
        officer.sees(title)
    page.get_by_role("link", name=re.compile("Ce que vous en ferez")).first.click()
    officer.write("Quelle décision", "La délibération du conseil du printemps.")
    officer.press("Enregistrer")
    officer.sees("Enregistré")
    page.get_by_role("link", name=re.compile("Publication et validation")).first.click()
    officer.follow("Ajouter une relecture ou une validation")
    officer.write("Fonction", "Direction générale")
    officer.press("Enregistrer")
    page.get_by_role("main").get_by_role("link", name="Remontée", exact=False).first.click()
    officer.follow("Relire et envoyer")
    officer.press("Envoyer la version 1 au réseau")
    officer.sees("ccusé", "Votre miroir", "Refus en commun")


def receive(network: Person) -> None:
    """The network reads everything, with the rank of each element."""
    network.go("/espace/")
    network.page.get_by_role("link", name=re.compile("remontées? reçues?")).first.click()
    network.sees("Ville de Vaubrun", "Ville de Corbelin")
    network.page.get_by_role("link", name=re.compile("Vaubrun")).first.click()
    network.sees(
        "6 éléments · A 5 · C 1",
        "Aucune caméra algorithmique",
        "A 3 contributions lisibles ici",
        "2 craintes, 1 condition",
    )
