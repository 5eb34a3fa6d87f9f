"""One evening at the pace of a person: 62 notes typed, or pasted, then sorted, titled and exported by one.

A browser types as slowly as somebody who looks at the keys and stops before each decision; what the site
adds (pages, clicks, waiting) is real. No person was timed: the pace is the hypothesis, printed with the
result.
"""

from __future__ import annotations

import re
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import results
from playwright.sync_api import Page, expect, sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.browser.story_evening import (
    OFFICER,
    accept,
    declare_interest,
    make_link,
    open_it,
    prepare,
    say_who,
)
from tests.browser.story_world import NETWORK, Person, Site, said
from tests.browser.test_story import FINDINGS, PAPER, UNFIT

KEY = 0.30
"""Seconds a key: 200 characters a minute."""
LOOK = 2.5
"""Seconds to look up at the next note of the wall."""
READ = 0.3
"""Seconds a word: 200 words a minute."""
DECIDE = 4.0
"""Seconds to choose the column of a note."""
THINK = 25.0
"""Seconds to find the words of a finding."""
TICK = 2.0
"""Seconds to find a note in a list and tick it."""


class Clock:
    """How long each part took."""

    def __init__(self) -> None:
        self.parts: dict[str, float] = {}

    @contextmanager
    def part(self, name: str) -> Iterator[None]:
        began = time.monotonic()
        yield
        self.parts[name] = time.monotonic() - began


def typed(page: Page, words: str) -> None:
    """One key after the other."""
    page.keyboard.type(words, delay=KEY * 1000)


def type_notes(room: Person, link: str) -> None:
    """By the keyboard alone: the column by its number, the table when it changes, the number of voices."""
    page = room.go(link)
    room.press("Entrer")
    lines = page.locator("textarea[data-column]")
    lines.first.wait_for()
    kinds = [line.get_attribute("data-column") for line in lines.all()]
    settings = page.locator("#room-settings")
    table, people = "", ""
    for note in said():
        time.sleep(LOOK)
        if note.table != table:
            table = note.table
            page.keyboard.press("Alt+t")
            typed(page, table)
        if note.people != people:
            people = note.people
            settings.get_by_label("À combien").fill("")
            settings.get_by_label("À combien").focus()
            typed(page, people)
        page.keyboard.press(f"Alt+{kinds.index(note.kind) + 1}")
        typed(page, note.text)
        page.keyboard.press("Enter")
    expect(page.locator("#room-state")).to_contain_text("Les 62 notes sont enregistrées")


def paste_notes(officer: Person) -> None:
    """The same notes from a spreadsheet: column, note, table; seen before they enter, then taken back."""
    page = officer.page
    officer.follow("Concertations")
    officer.follow("L’IA chez nous, un soir")
    officer.follow("Saisie")
    page.get_by_role("main").get_by_role("link", name="Atelier", exact=True).first.click()
    officer.follow("Coller un tableau ou des notes")
    rows = ["Colonne\tNote\tTable", *(f"{note.kind}\t{note.text}\t{note.table}" for note in said())]
    time.sleep(3 * LOOK)
    officer.write("Collez ici", "\n".join(rows))
    officer.press("Voir avant d’enregistrer")
    time.sleep(62 * READ)
    officer.press("Ajouter ces 62 notes")
    officer.sees("62 notes de ce collage")


def sort_notes(officer: Person) -> None:
    """One person, a key a note."""
    page = officer.page
    officer.follow("Tri")
    officer.press("Ouvrir la table de tri")
    letters = {
        drop.get_attribute("data-target"): drop.get_attribute("data-letter")
        for drop in page.locator(".drops button").element_handles()
    }
    places = {note.text: note.theme for note in said()}
    page.locator("#notes > li").first.focus()
    for rank in range(62):
        words = page.locator("#notes > li:focus").inner_text()
        text = next(one for one in places if one in words)
        time.sleep(READ * len(text.split()) + DECIDE)
        page.keyboard.press(letters[places[text]] or "")
        expect(page.locator("#progress")).to_contain_text(f"{rank + 1} note")
    officer.press("J’ai terminé mon tri")
    time.sleep(LOOK)
    officer.press("Continuer à une seule voix")
    officer.press("Passer aux enseignements")


def title_findings(officer: Person) -> None:
    """The words are found, typed, and their notes ticked."""
    page = officer.page
    for kind, theme, title, notes in FINDINGS:
        officer.follow("Enseignements")
        page.get_by_role("main").get_by_role("link", name=re.compile(theme)).first.click()
        page.get_by_label("Nature").select_option(label=kind)
        time.sleep(THINK)
        page.get_by_label("Titre").first.focus()
        typed(page, title)
        for text in (one for one in notes if one != PAPER):
            time.sleep(TICK)
            page.get_by_role("group", name=re.compile(re.escape(text[:50]))).get_by_label("appuie").check()
        officer.press("Enregistrer")
        officer.sees("Enseignement enregistré")


def export(officer: Person, folder: Path) -> str:
    """The words of the restitution, and the XLSX."""
    officer.follow("Enseignements")
    officer.follow("Tri")
    assert officer.file("Exporter en XLSX", folder / "tri.xlsx")
    officer.follow("Enseignements")
    officer.follow("Restitution")
    return officer.page.get_by_role("main").inner_text()


def main() -> None:
    """Play the evening and write the times down."""

    expect.set_options(timeout=60_000)
    clock = Clock()
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        with Site(Path(name) / "var").open() as site:
            officer, network = Person(site, chromium, OFFICER), Person(site, chromium, NETWORK)
            with clock.part("set up"):
                declare_interest(officer, site)
                accept(network)
                officer.sign_in()
                say_who(officer)
                prepare(officer)
                open_it(officer)
            with clock.part("pasted"):
                officer.go("/espace/")
                officer.follow("Ville de Vaubrun")
                paste_notes(officer)
            officer.press("Annuler tout le collage")
            officer.follow("Équipe")
            link = make_link(officer)
            with clock.part("typed"):
                type_notes(Person(site, chromium), link)
            officer.go("/espace/")
            officer.follow("Ville de Vaubrun")
            officer.follow("Concertations")
            officer.follow("L’IA chez nous, un soir")
            officer.press("Clore les contributions")
            with clock.part("sorted"):
                sort_notes(officer)
            with clock.part("titled"):
                title_findings(officer)
            with clock.part("exported"):
                words = export(officer, Path(name))
            assert not re.search(UNFIT, words, re.IGNORECASE), (
                "the report shows what sixty notes cannot carry"
            )
        chromium.close()
    _record(clock.parts)


def _record(parts: dict[str, float]) -> None:
    sorting = parts["sorted"] + parts["titled"] + parts["exported"]
    rows = [
        ["62 notes typed", f"{parts['typed'] / 60:.1f} min", "25 min"],
        ["62 notes pasted and looked through", f"{parts['pasted'] / 60:.1f} min", "3 min"],
        ["sorted, five findings titled, exported, by one person", f"{sorting / 60:.1f} min", "25 min"],
    ]
    pace = (
        f"Pace of the scripted person: {60 / KEY:.0f} characters a minute, {LOOK} s to look at a note, "
        f"{60 / READ:.0f} words a minute read, {DECIDE:.0f} s to choose a column, {THINK:.0f} s to find the "
        f"words of a finding, {TICK:.0f} s to tick a note. No person was timed."
    )
    body = results.table(["", "measured", "asked"], rows)
    results.record("An evening, at the pace of a person", "python benchmarks/evening.py", f"{body}\n\n{pace}")


if __name__ == "__main__":
    main()
