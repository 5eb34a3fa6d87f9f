"""The first half of the acceptance story: from the call to the moment when nothing more comes in."""

from __future__ import annotations

import io
import re
import time
from pathlib import Path

from playwright.sync_api import expect
from pypdf import PdfReader
from tests.browser.room_site import kept_on_the_device
from tests.browser.story_world import CAMPAIGN, PAPER, QUESTIONS, Person, Said, Site, said, statement, today

OFFICER = "chargee@vaubrun.invalid"
TEAM = (
    ("lecture-1", "chargée d’études", "Analyste"),
    ("lecture-2", "documentaliste", "Analyste"),
    ("garante", "garante", "Garante"),
    ("elue", "adjointe au maire", "Élue"),
    ("accueil", "responsable de l’accueil", "Service qui répond"),
)


def declare_interest(officer: Person, site: Site) -> None:
    """Nine o'clock: an address and a button, no account, no act."""
    page = officer.go(f"/campagnes/{CAMPAIGN}/")
    officer.follow("Ma collectivité est intéressée")
    page.get_by_label("Nom, code INSEE").fill("Vaubrun-les-Essais")
    officer.press("Chercher")
    officer.sees("Rien de tel dans la liste officielle")
    page.get_by_role("link", name="écrire son nom").click()
    page.get_by_label("Nom de la collectivité").fill("Ville de Vaubrun")
    page.get_by_label("Qui").first.fill("chargée de la participation")
    page.get_by_label("e-mail").first.fill(OFFICER)
    time.sleep(3)  # the pace of a person: a faster form is taken for a machine's
    officer.press("Envoyer")
    officer.sees("Regardez vos messages")
    officer.go(site.mail(OFFICER, r"(http\S+/participer/\S+)"))
    officer.press("Oui, nous sommes intéressés")
    officer.sees("C’est confirmé")


def accept(network: Person) -> None:
    """The network sees the confirmed interest and takes it: the officer gets an account and a message."""
    page = network.sign_in()
    page.get_by_role("link", name="1 collectivité attend votre réponse").click()
    network.sees("Ville de Vaubrun")
    page.get_by_role("button", name="Accepter").click()
    network.sees("Ville de Vaubrun prend part à la campagne")


def say_who(officer: Person) -> None:
    """The journal shows her function instead of her name."""
    officer.page.get_by_role("link", name="Indiquez votre fonction").click()
    officer.write("Votre fonction", "chargée de la participation")
    officer.press("Enregistrer")
    officer.sees("enregistré")


def prepare(officer: Person) -> None:
    """One form sets everything up; what is missing in the rules is said before opening, then frozen."""
    page = officer.page
    officer.go("/espace/")
    page.get_by_role("link", name="choisissez comment débattre").click()
    officer.follow("Atelier d’un soir")
    for label, words in {
        "Titre": "L’IA chez nous, un soir",
        "Ouverture": today(),
        "Clôture": today(),
        "Lieu": "Salle des fêtes",
        "Ce qui est ouvert": "Tout usage qui n’est pas encore acheté.",
        "Ce qui est déjà décidé": "Rien n’est décidé.",
        "Décision que cela éclaire": "La délibération du conseil du printemps.",
        "Qui répondra": "Le maire, par écrit, deux mois après.",
        "Contact": "accueil@vaubrun.invalid",
    }.items():
        officer.write(label, words)
    page.get_by_label("Jeunes et élèves").check()
    page.get_by_label("Associations et corps").check()
    officer.press("Tout préparer")
    officer.sees("Tout est prêt", "La suite")


def open_it(officer: Person) -> None:
    """The règle du jeu is read, opened, and no longer changes."""
    page = officer.page
    officer.follow("Aller à la règle du jeu")
    line = page.get_by_role("listitem").filter(has=page.get_by_role("heading", name="Vos données"))
    line.get_by_label("Votre texte").fill("Écrivez à la déléguée à la protection des données, à l’accueil.")
    officer.press("Enregistrer la règle du jeu")
    officer.follow("Vue d’ensemble")
    officer.press("Ouvrir la concertation")
    officer.sees("Sa règle du jeu est figée")
    officer.follow("Règle du jeu")
    officer.sees("Figée à l’ouverture", "Empreinte")
    expect(page.get_by_role("button", name="Enregistrer la règle du jeu")).to_have_count(0)


def print_kit(officer: Person, kept: Path) -> None:
    """Half past nine: numbered sheets, among them 0417, the poster and the facilitator's sheet."""
    officer.follow("Kit à imprimer")
    for count, numbers in (("410", "0001 à 0410"), ("20", "0411 à 0430")):
        officer.write("Nombre de feuilles", count)
        officer.press("Réserver et préparer le PDF")
        officer.sees(f"Numéros {numbers} réservés")
    words = pdf_words(officer.file(re.compile("numéros 0411"), kept / "feuilles.pdf"))
    assert "0417" in words and "0431" not in words
    assert "L’IA chez nous" in pdf_words(officer.file("A4", kept / "affiche.pdf"))
    assert "Salle des fêtes" in pdf_words(officer.file("Atelier", kept / "fiche.pdf"))


def pdf_words(data: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)


def gather_team(officer: Person) -> None:
    """A pasted list gives each an account and a role; each gets a message."""
    page = officer.page
    officer.follow("Équipe")
    officer.write(
        "Les personnes, une par ligne",
        "\n".join(f"{who}@vaubrun.invalid ; {who} ; {does} ; {role}" for who, does, role in TEAM),
    )
    officer.press("Voir avant d’enregistrer")
    officer.press("Enregistrer les 5 lignes prêtes")
    for who, _does, _role in TEAM:
        expect(page.get_by_role("main")).to_contain_text(f"{who}@vaubrun.invalid")


def make_link(officer: Person) -> str:
    """For the facilitator of the evening, who has no account."""
    page = officer.page
    officer.follow("Équipe")
    page.get_by_role("link", name="lien d’un jour").first.click()
    session = page.get_by_role("option", name="Atelier, ").get_attribute("value")
    page.get_by_label("Pour saisir quoi").select_option(session)
    officer.write("Pour qui", "Animation des tables")
    officer.write("À partir de", "00:00")
    officer.write("Jusqu’à", "00:00")
    officer.press("Faire le lien")
    officer.sees("Cette page est la seule à montrer l’adresse")
    return page.get_by_role("textbox", name="L’adresse").input_value()


def type_evening(room: Person, link: str) -> None:
    """Sixty-two notes; at the second table the network is lost and the page reloaded, then it comes back."""
    page = room.go(link)
    room.press("Entrer")
    expect(page.get_by_role("heading", name="Atelier", exact=True)).to_be_visible()
    expect(page.get_by_role("main")).not_to_contain_text("Équipe")
    expect(page.locator("body")).to_have_class(re.compile(r"\blive\b"))
    notes = said()
    assert len(notes) == 62
    for table in ("Table 1", "Table 2", "Table 3"):
        if table == "Table 2":
            kept_on_the_device(page)
        room.context.set_offline(table == "Table 2")
        for note in (one for one in notes if one.table == table):
            type_note(room, note)
        if table == "Table 1":
            expect(page.locator("#room-state")).to_contain_text("Les 21 notes sont enregistrées")
        if table == "Table 2":
            expect(page.locator("#room-state")).to_contain_text("21 notes gardées sur cet appareil")
            page.reload()
            expect(page.locator("#room-state")).to_contain_text("21 notes gardées sur cet appareil")
            expect(page.locator(".live-note")).to_have_count(42)
    expect(page.locator("#room-state")).to_contain_text("Les 62 notes sont enregistrées")
    page.reload()
    expect(page.locator("#room-state")).to_contain_text("Les 62 notes sont enregistrées")
    shown = page.locator(".live-note .words").all_inner_texts()
    assert sorted(shown) == sorted(note.text for note in notes)
    expect(page.locator("#c-refus .live-note")).to_have_count(2)
    expect(page.get_by_text(re.compile(r"un groupe de \d"))).to_have_count(5)


def type_note(room: Person, note: Said) -> None:
    """One line, as typed; table, and how many said it, where they change."""
    page = room.page
    for label, words in (("Table ou groupe", note.table), ("À combien", note.people)):
        box = page.locator("#room-settings").get_by_label(re.compile(label))
        if box.input_value() != words:
            box.fill(words)
    line = page.locator(f"#add-{note.kind}")
    line.fill(note.text)
    line.press("Enter")
    expect(line).to_have_value("")


def read_back(room: Person) -> None:
    """What was not agreed is written apart, then everything is projected and read to those present."""
    page = room.page
    facts = page.locator("#facts")
    facts.get_by_label("Ce qui n’a pas été convenu").fill("Faut-il une machine pour répondre au téléphone ?")
    facts.get_by_label("Habitants").fill("31")
    facts.get_by_label("Agents").fill("12")
    facts.get_by_role("button", name="Enregistrer").click()
    room.sees("C’est enregistré")
    room.follow("Relecture à projeter")
    room.sees("62 notes", "Faut-il une machine", "pas de caméra algorithmique", "un groupe de 8")
    expect(page.get_by_role("main")).not_to_contain_text("« pas de caméra")
    room.press("C’est relu en séance")
    room.sees("relu en séance")


def add_class(officer: Person) -> None:
    """A class is another moment of the same concertation; its twenty questions are pasted."""
    page = officer.page
    officer.go("/espace/")
    officer.follow("Ville de Vaubrun")
    officer.follow("Concertations")
    officer.follow("L’IA chez nous, un soir")
    officer.follow("Temps de débat")
    officer.follow("Ajouter un temps de débat")
    officer.write("Titre", "Une classe de quatrième")
    page.get_by_label("Forme").select_option(label="classe")
    officer.write("Date", today())
    officer.write("Heure", "10:00")
    officer.press("Enregistrer")
    officer.follow("Saisie")
    page.get_by_role("main").get_by_role("link", name="Une classe de quatrième", exact=True).click()
    officer.follow("Coller un tableau ou des notes")
    officer.write("Collez ici", "\n".join(QUESTIONS))
    officer.press("Voir avant d’enregistrer")
    officer.press("Ajouter ces 20 notes")
    officer.sees("20 notes de ce collage")


def type_paper(officer: Person) -> None:
    """Sheet 0417, dictated to somebody at the desk."""
    page = officer.page
    officer.follow("Saisie")
    page.get_by_role("main").get_by_role("link", name=re.compile("papier", re.IGNORECASE)).first.click()
    officer.write("Numéro du papier", "417")
    officer.write("Mots écrits", PAPER)
    page.get_by_label("Nature").select_option(label="Conditions")
    page.get_by_label("Public", exact=False).first.select_option(label="Habitants")
    page.get_by_label("Écrit par quelqu’un qui aide").check()
    officer.press("Enregistrer, et passer au suivant")
    officer.sees("Le papier n° 0417 est enregistré")
    officer.write("Numéro du papier", "417")
    officer.write("Mots écrits", "autre chose")
    officer.press("Enregistrer, et passer au suivant")
    officer.sees("0417")
    expect(page.get_by_label("Mots écrits")).to_have_value("autre chose")


def file_statement(officer: Person) -> None:
    """Four pages signed by an association, kept under its own name, passage by passage."""
    page = officer.page
    officer.follow("Documents")
    page.get_by_label("Ce que c’est").select_option(label="Cahier d’acteur")
    page.get_by_label("Fichier").set_input_files(
        {"name": "cahier.pdf", "mimeType": "application/pdf", "buffer": statement()}
    )
    officer.write("Titre", "Une personne pour répondre")
    officer.write("Organisation qui signe", "Les Mains du Lien")
    officer.write("Validé par", "le conseil d’administration")
    officer.press("Verser")
    officer.sees("Le document est gardé", "Les Mains du Lien", "Demande 6")


def close_collection(officer: Person) -> None:
    officer.follow("Vue d’ensemble")
    officer.sees("83")
    officer.press("Clore les contributions")
    officer.sees("La lecture commence")
