"""The last part of the acceptance story: what was heard is published, answered, and told to whoever asks."""

from __future__ import annotations

import io
import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import openpyxl
from playwright.sync_api import expect
from tests.browser.story_world import PAPER, Person

PLACE, EVENING = "Ville de Vaubrun", "L’IA chez nous, un soir"
DESK = "Garder une personne au guichet et au téléphone"
CAMERAS = "Aucune caméra algorithmique"
DRAFT = "Le guichet reste ouvert le matin."
KEPT = "Le guichet reste ouvert, et le samedi matin dès janvier ; le soir, personne n’est encore prévu."
NO_CAMERA = "Aucune n’est installée ni commandée ; le conseil le dira par une délibération."
SENT_BACK = "Rien n’est dit du samedi, qui a été demandé."


def publish_what_was_heard(officer: Person) -> None:
    """From « Cette semaine »: everyone may now read it; whoever has a number finds their words."""
    officer.go("/espace/")
    officer.page.get_by_role("link", name=re.compile("publier la restitution")).click()
    officer.press("Publier la restitution")
    officer.sees("Il reste à répondre")


def ask_services(officer: Person) -> None:
    """Two of the five findings are put to be answered, each by a service and before a day.

    One service has an account, which is tied to it.
    """
    page = officer.page
    officer.follow("Aller aux réponses")
    officer.follow("Mettre à l’étude")
    for title in (DESK, CAMERAS):
        page.get_by_role("checkbox", name=title, exact=True).check()
    officer.press("Une réponse pour chacun")
    officer.sees("2 réponses à préparer")
    due = (datetime.now(ZoneInfo("Europe/Paris")) + timedelta(days=30)).date().isoformat()
    for title, service in ((DESK, "Accueil et état civil"), (CAMERAS, "Tranquillité publique")):
        officer.follow(title)
        officer.write("Service", service)
        officer.write("À répondre avant le", due)
        officer.press("Confier")
        officer.sees("C’est confié", service)
        officer.follow("Réponses")
    officer.follow("Fichiers pour les services")
    card = page.locator("form.card").filter(has_text="Accueil et état civil")
    card.get_by_role("checkbox").first.check()
    card.get_by_role("button", name="Enregistrer").click()
    expect(card.get_by_role("checkbox").first).to_be_checked()
    officer.follow("Réponses")


def answer_on_the_site(service: Person) -> None:
    """Who answers has an account; the words heard stand above and cannot be changed."""
    to_the_answer(service, "réponses? vous attend")
    service.sees("personne ne les change en répondant")
    write_answer(service, "acceptée en partie", DRAFT)


def answer_in_a_sheet(officer: Person) -> None:
    """The other service has no account: its sheet goes out, comes back filled, and is looked at first."""
    page = officer.page
    officer.follow("Fichiers pour les services")
    link = page.get_by_role("link", name=re.compile("Tranquillité publique"))
    sent = officer.context.request.get(officer.site.address + (link.get_attribute("href") or ""))
    book = openpyxl.load_workbook(io.BytesIO(sent.body()))
    lines = book["Réponses"]
    assert lines["C2"].value == CAMERAS
    lines["E2"], lines["F2"] = "acceptée", NO_CAMERA
    filled = io.BytesIO()
    book.save(filled)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    page.get_by_label("Le fichier rempli").set_input_files(
        {"name": "tranquillite.xlsx", "mimeType": kind, "buffer": filled.getvalue()}
    )
    officer.press("Lire ce fichier")
    officer.sees("Rien n’a encore changé", NO_CAMERA)
    officer.press("Reprendre ces réponses")
    officer.follow("Réponses")


def send_one_back(elected: Person) -> None:
    """She changes no word: the answer about the desk returns to its service, with her reason."""
    to_the_answer(elected, "réponses vous attendent")
    expect(elected.page.get_by_role("button", name="Enregistrer la réponse")).to_have_count(0)
    elected.page.get_by_text("La renvoyer au service", exact=True).click()
    elected.write("Ce que le service doit reprendre", SENT_BACK)
    elected.press("Renvoyer avec ces raisons")
    elected.sees("La réponse retourne au service")


def answer_again(service: Person) -> None:
    to_the_answer(service, "réponse vous attend")
    service.sees(SENT_BACK)
    write_answer(service, "acceptée en partie", KEPT)


def approve_both(elected: Person) -> None:
    for title in (DESK, CAMERAS):
        to_the_answer(elected, "réponses? vous attend", title)
        elected.press("Viser cette réponse")
        elected.sees("La réponse est visée")


def publish_answers(officer: Person) -> None:
    """Together, and each keeps what it answers to beside it."""
    officer.page.reload()
    officer.press("Publier les 2 réponses visées")
    officer.sees("Publié : 2")


def to_the_answer(person: Person, week: str, title: str = DESK) -> None:
    """From « Cette semaine », in two links."""
    person.go("/espace/")
    person.page.get_by_role("link", name=re.compile(week)).first.click()
    person.follow(title)


def write_answer(person: Person, outcome: str, reason: str) -> None:
    person.page.get_by_role("radio", name=outcome, exact=True).check()
    person.write("La raison", reason)
    person.press("Enregistrer la réponse")
    person.sees("La réponse est écrite")


def read_the_answers(neighbour: Person, home: str) -> None:
    """Anyone: what is answered, what still waits; and a number of the list leads to the words, then there."""
    page = neighbour.go(home)
    neighbour.follow(EVENING)
    neighbour.follow("Les réponses")
    neighbour.sees(
        "2 réponses publiées", KEPT, NO_CAMERA, "Pas encore à l’étude", "Aucune notation des agents"
    )
    page.go_back()
    neighbour.follow("Où en est le numéro que j’ai gardé")
    neighbour.follow("0417")
    neighbour.sees(PAPER, "Accueil et services", DESK, KEPT)


def answer_the_phone(officer: Person) -> None:
    """A woman without internet gives the number of her slip: she is told where her words are, and the answer.

    The same page is read to her on the telephone and shown at the desk.
    """
    officer.go("/espace/")
    officer.follow(PLACE)
    officer.follow("Concertations")
    officer.follow(EVENING)
    officer.follow("Saisie")
    officer.write("Numéro", "0417")
    officer.press("Chercher")
    officer.sees(
        "Papier n° 0417",
        "La collectivité a répondu à ces mots : acceptée en partie",
        PAPER,
        "aidé la personne",
        "Accueil et services",
        DESK,
        "version 1",
        KEPT,
        "Accueil et état civil",
    )
    expect(officer.page.locator("#numero")).not_to_contain_text(NO_CAMERA)
