"""A remontée from a 20-page PDF and attendance figures, on screen, at the pace of a person.

The document is deposited, twelve elements are made from its passages, a meeting is counted, a validation is
added, and it is sent. Reading the synthesis beforehand is not counted. No person was timed: the pace is the
hypothesis of ``evening.py``, printed with the result.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import results
from evening import DECIDE, KEY, LOOK, THINK, TICK, Clock, typed
from playwright.sync_api import expect, sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.browser.story_world import Person, Site

from concertia.reports.model import Document, Heading, PageBreak, paragraph
from concertia.reports.pdf import pdf

LEAD = "chargee@vaubrun.invalid"
PLACE = f"""
import django; django.setup()
from django.utils import timezone
from tests.web.factories import make_commitment, make_consultation, make_territory, make_user
from concertia_web.accounts.models import User
from concertia_web.campaigns.models import Campaign
place = make_territory("Vaubrun", full_name="Ville de Vaubrun")
lead = User.objects.create_user("{LEAD}", name="Chargée", function="chargée de la participation")
lead.memberships.create(territory=place, role="lead")
commitment = make_commitment(Campaign.objects.get(), place)
make_consultation(commitment=commitment, publics=["habitants", "agents"], questions=[])
"""
SAID = (
    ("visages", "Refus", "Pas de reconnaissance des visages dans la rue"),
    ("formé", "Attente", "Former chaque agent pendant son temps de travail"),
    ("guichet", "Point de vigilance", "Garder un guichet ouvert, avec une personne"),
    ("registre", "Proposition", "Publier un registre des outils, avec leur prix"),
    ("notation", "Refus", "Aucune notation des agents par une machine"),
    ("courrier", "Attente", "Une réponse plus rapide aux courriers simples"),
    ("dossiers", "Point de vigilance", "Ne pas confier nos dossiers à une entreprise seule"),
    ("bilan", "Proposition", "Un bilan public chaque année devant le conseil"),
    ("téléphone", "Attente", "Quelqu’un au téléphone quand la machine ne sait pas"),
    ("énergie", "Point de vigilance", "Dire ce que chaque outil consomme"),
    ("école", "Refus", "Aucun suivi automatique des enfants à l’école"),
    ("essai", "Proposition", "Un essai de trois mois, puis on décide ensemble"),
)
"""Word searched, kind, title of the element; the sentence of the PDF holds the word."""


def synthesis() -> bytes:
    """Twenty pages, invented; one sentence to keep on twelve of them."""
    blocks = []
    filling = "Cette partie raconte la rencontre, qui parlait, et ce que chacun a dit avant de conclure. "
    for page in range(1, 21):
        blocks += [Heading(2, f"Partie {page}", f"p{page}"), paragraph(filling * 9), paragraph(filling * 7)]
        if page <= len(SAID):
            word, _kind, title = SAID[page - 1]
            blocks.append(paragraph(f"Les participants l’ont écrit ensemble ({word}) : {title.lower()}."))
        blocks.append(PageBreak())
    labels = {"contents": "Sommaire"}
    return pdf(Document("Synthèse des débats", "fr", "Texte inventé", (), tuple(blocks[:-1]), labels))


def deposit(lead: Person) -> None:
    """From the first page of the space to the passages of the document."""
    page = lead.page
    lead.go("/espace/vaubrun/remontees/")
    page.get_by_role("main").get_by_role("link", name=re.compile("débat")).first.click()
    lead.press("Commencer à l’écran")
    page.get_by_role("link", name=re.compile("Ce qui a été dit")).first.click()
    page.get_by_role("link", name=re.compile("Partir d’un document")).click()
    time.sleep(LOOK)
    page.get_by_label("Titre du document").focus()
    typed(page, "Synthèse des débats")
    page.get_by_label("Sorte de document").select_option(label="Synthèse")
    page.get_by_label(re.compile("^Validé par")).focus()
    typed(page, "Les 40 personnes venues, le dernier soir")
    page.locator("input[type=file]").set_input_files(
        {"name": "synthese.pdf", "mimeType": "application/pdf", "buffer": synthesis()}
    )
    lead.press("Déposer et voir ses passages")
    lead.sees("Mots cherchés")


def add_elements(lead: Person) -> None:
    """A word, a tick, a kind, a title."""
    page = lead.page
    for word, kind, title in SAID:
        page.get_by_label("Mots cherchés").fill("")
        page.get_by_label("Mots cherchés").focus()
        typed(page, word)
        lead.press("Chercher")
        time.sleep(LOOK + TICK)
        page.get_by_role("checkbox", name=re.compile(word)).first.check()
        time.sleep(DECIDE)
        page.get_by_label("Nature").select_option(label=kind)
        time.sleep(THINK)
        page.get_by_label("Titre").first.focus()
        typed(page, title)
        page.get_by_label("Thème").select_option(index=1)
        lead.press("Créer l’élément")
        expect(page.get_by_role("main")).to_contain_text("p. ")
    lead.follow("J’ai fini")


def count_people(lead: Person) -> None:
    """One meeting, how many came, and who validated."""
    page = lead.page
    page.get_by_role("link", name=re.compile("Les temps de débat")).first.click()
    lead.follow("Ajouter un temps de débat")
    for label, words in (("Intitulé", "Trois soirées"), ("Présents : Habitants", "104"),
                         ("Présents : Agents", "12")):  # fmt: skip
        time.sleep(LOOK)
        page.get_by_label(re.compile(f"^{label}")).first.focus()
        typed(page, words)
    lead.write("Date", "2026-03-12")
    lead.press("Enregistrer")
    page.get_by_role("link", name=re.compile("Publication et validation")).first.click()
    lead.follow("Ajouter une relecture ou une validation")
    page.get_by_label("Fonction").first.focus()
    typed(page, "Directrice générale des services")
    lead.press("Enregistrer")


def send(lead: Person) -> None:
    """Read once more, then sent: the receipt and the mirror come back."""
    lead.page.get_by_role("main").get_by_role("link", name="Remontée", exact=False).first.click()
    lead.follow("Relire et envoyer")
    time.sleep(len(SAID) * 3 * LOOK)
    lead.press("Envoyer la version 1 au réseau")
    lead.sees("ccusé", "Votre miroir", "B 12")


def main() -> None:
    """Play it and write the time down."""
    expect.set_options(timeout=60_000)
    clock = Clock()
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        with Site(Path(name) / "var").open() as site:
            subprocess.run([sys.executable, "-c", PLACE], env=site.environment, check=True)
            lead = Person(site, chromium, LEAD)
            lead.sign_in()
            for part, work in (("document", deposit), ("elements", add_elements),
                               ("people", count_people), ("sending", send)):  # fmt: skip
                with clock.part(part):
                    work(lead)
        chromium.close()
    parts = {name: f"{seconds / 60:.1f} min" for name, seconds in clock.parts.items()}
    rows = [
        ["a 20-page PDF deposited and split", parts["document"], ""],
        ["twelve elements from its passages", parts["elements"], ""],
        ["attendance and validation", parts["people"], ""],
        ["read again and sent", parts["sending"], ""],
        ["in all", f"{sum(clock.parts.values()) / 60:.1f} min", "60 min"],
    ]
    note = f"At {60 / KEY:.0f} characters a minute and {THINK:.0f} s to find each title; no person was timed."
    body = f"{results.table(['', 'measured', 'asked'], rows)}\n\n{note}"
    results.record("A remontée from a PDF, at the pace of a person", "python benchmarks/remontee.py", body)


if __name__ == "__main__":
    main()
