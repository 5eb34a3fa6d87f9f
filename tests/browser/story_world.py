"""The site of the acceptance story: a network, its open campaign, one neighbour whose remontée is there.

Run as a program (``python -m tests.browser.story_world``), it installs them under ``CONCERTIA_VAR``;
imported, it serves the site and gives what people have in hand: the mail received, a browser each, files.
Everything is invented.
"""

from __future__ import annotations

import email
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from email import policy
from pathlib import Path
from zoneinfo import ZoneInfo

from playwright.sync_api import Browser, BrowserContext, Page, expect
from tests.browser.conftest import _wait
from tests.web.site import command, environment

from concertia.reports.model import Document, paragraph
from concertia.reports.pdf import pdf

NETWORK = "equipe@reseau.invalid"
CAMPAIGN = "l-ia-au-debat"


QUESTIONS = [
    f"Est-ce que la machine sait {what} ?"
    for what in (
        "lire", "mentir", "dormir", "se tromper", "apprendre seule", "parler breton", "garder un secret",
        "faire mes devoirs", "conduire le bus", "soigner", "voter", "rire", "compter l’eau",
        "voir dans le noir", "reconnaître ma voix", "oublier", "dire non", "remplacer la maîtresse",
        "trier les déchets", "demander pardon",
    )
]  # fmt: skip
PAPER = "Je veux bien si je peux encore parler à quelqu’un au guichet."
"""Dictated at the desk, on sheet 0417."""


@dataclass(frozen=True)
class Said:
    """One note of the room: where it was typed, where a reader puts it, how many said it together."""

    table: str
    kind: str
    text: str
    theme: str
    people: str


def said() -> list[Said]:
    """The sixty-two notes of the evening, in the order of the tables."""
    lines = (Path(__file__).parent / "story_notes.txt").read_text(encoding="utf-8").splitlines()
    return [Said(*(part.strip() for part in line.split("|"))) for line in lines if not line.startswith("#")]


def today() -> str:
    """The day of the story, as the pickers of the browser write it; the site is in Paris."""
    return datetime.now(ZoneInfo("Europe/Paris")).date().isoformat()


class Site:
    """``concertia serve`` on an empty ``var``, told its own address so that messages lead back to it."""

    def __init__(self, var: Path) -> None:
        self.var = var
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        self.environment = {
            **environment(var),
            "CONCERTIA_ADDRESS": self.address,
            "DJANGO_SETTINGS_MODULE": "concertia_web.settings",
        }
        self.times: list[tuple[str, float]] = []

    @contextmanager
    def open(self, *, installed: bool = False) -> Iterator[Site]:
        """Installed where it is not yet, then served with its worker until the end."""
        if not installed:
            made = [sys.executable, "-m", "tests.browser.story_world"]
            done = subprocess.run(made, env=self.environment, capture_output=True, text=True, check=False)
            assert done.returncode == 0, done.stderr
        server = subprocess.Popen(
            [command(), "serve", "--port", str(self.port)],
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            _wait(f"{self.address}/readyz")
            yield self
        finally:
            os.killpg(server.pid, signal.SIGTERM)
            server.wait(timeout=30)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Times a part of the story; the times are printed at the end, never judged."""
        began = time.monotonic()
        yield
        self.times.append((name, time.monotonic() - began))

    def told(self) -> str:
        """The times of the stages."""
        return "\n".join(f"{seconds:6.1f} s  {name}" for name, seconds in self.times)

    def mail(self, to: str, wanted: str) -> str:
        """What the pattern ``wanted`` finds in the last message received at this address."""
        limit = time.monotonic() + 20
        while time.monotonic() < limit:
            for file in sorted(
                (self.var / "mail").glob("*"), key=lambda one: one.stat().st_mtime, reverse=True
            ):
                for part in reversed(file.read_bytes().split(b"-" * 79)):
                    message = email.message_from_bytes(part.strip(), policy=policy.default)
                    if to in str(message["To"] or ""):
                        body = message.get_body(("plain",))
                        found = re.search(wanted, body.get_content() if body else "")
                        if found:
                            return found.group(1)
            time.sleep(0.1)
        raise AssertionError(f"no message to {to} with {wanted}")


class Person:
    """Somebody at a browser of their own."""

    def __init__(self, site: Site, browser: Browser, address: str = "", **options: object) -> None:
        self.site, self.email = site, address
        self.context: BrowserContext = browser.new_context(
            **{"viewport": {"width": 1280, "height": 900}, "accept_downloads": True, **options}
        )
        self.context.set_default_timeout(60_000)
        self.page: Page = self.context.new_page()

    def go(self, path: str) -> Page:
        answer = self.page.goto(path if path.startswith("http") else self.site.address + path)
        assert answer is None or answer.status < 400, f"{path}: {answer.status}"
        return self.page

    def sign_in(self) -> Page:
        """By the code received by e-mail."""
        page = self.go("/comptes/login/")
        page.get_by_label("Votre adresse e-mail").first.fill(self.email)
        page.get_by_role("button", name="Recevoir un code").click()
        page.get_by_label("Le code reçu").fill(
            self.site.mail(self.email, r"(?m)^\s*([A-Z0-9]{3,4}-[A-Z0-9]{3,4})\s*$")
        )
        page.get_by_role("button", name="Entrer", exact=True).click()
        expect(page.get_by_role("heading", name="Cette semaine")).to_be_visible()
        return page

    def enter(self, password: str) -> Page:
        """By a password."""
        page = self.go("/comptes/login/")
        page.get_by_text("J’ai choisi un mot de passe").click()
        page.get_by_label("Votre adresse e-mail").last.fill(self.email)
        page.get_by_label("Votre mot de passe").fill(password)
        self.press("Entrer avec le mot de passe")
        expect(page.get_by_role("heading", name="Cette semaine")).to_be_visible()
        return page

    def write(self, label: str, words: str) -> None:
        """The field whose label starts so."""
        self.page.get_by_label(re.compile(rf"^\s*{re.escape(label)}")).first.fill(words)

    def press(self, name: str) -> None:
        """The button of that name; the page it leads to is whole when this returns."""
        self.page.get_by_role("button", name=name, exact=True).first.click()
        self.page.wait_for_load_state("domcontentloaded")

    def follow(self, name: str) -> None:
        """The link of that name; the page it leads to is whole when this returns."""
        self.page.get_by_role("link", name=name, exact=True).first.click()
        self.page.wait_for_load_state("domcontentloaded")

    def sees(self, *words: str) -> None:
        for one in words:
            expect(self.page.locator("main")).to_contain_text(one)

    def file(self, name: str | re.Pattern[str], to: Path) -> bytes:
        """The file behind a link."""
        link = self.page.get_by_role("link", name=name).first
        answer = self.context.request.get(
            self.site.address + (link.get_attribute("href") or ""), timeout=120_000
        )
        assert answer.ok, f"{name}: {answer.status}"
        to.write_bytes(answer.body())
        return answer.body()


def statement() -> bytes:
    """The four pages of an association, as the PDF that it signs."""
    asks = [f"Demande {rank}. Nous demandons qu’une personne réponde {when}." for rank, when in enumerate(
        ("au guichet", "au téléphone", "par courrier", "le samedi", "à domicile", "au centre social"), start=1
    )]  # fmt: skip
    why = " ".join(["Nos bénévoles accompagnent chaque semaine des gens que les écrans laissent dehors."] * 9)
    blocks = [paragraph(text) for ask in asks for text in (ask, why, why)]
    return pdf(Document("Une personne pour répondre", "fr", "", (), tuple(blocks), {"contents": "Sommaire"}))


def install() -> None:
    """The network and its campaign, then a neighbour that sent its remontée."""
    from datetime import timedelta

    from django.core.management import call_command
    from django.utils import timezone
    from django_scopes import scope, scopes_disabled
    from tests.web.factories import make_territory, make_user

    from concertia_web.accounts.actors import actor_of
    from concertia_web.accounts.models import Role, User
    from concertia_web.campaigns import services
    from concertia_web.campaigns.models import Campaign, Commitment
    from concertia_web.returns.sending import send_return
    from concertia_web.returns.services import open_draft, save_record
    from concertia_web.territories.models import Territory

    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    today = timezone.localdate()
    network = make_territory("Réseau", full_name="Réseau des essais", kind=Territory.Kind.NETWORK)
    team = User.objects.create_user(NETWORK, name="Équipe", function="coordination du réseau")
    team.memberships.create(territory=network, role=Role.NETWORK)
    with scopes_disabled():
        campaign = services.create_campaign(
            actor=actor_of(team),
            network=network,
            values={
                "title": {"fr": "L’IA au débat"},
                "summary": {"fr": "Débattre de l’IA avant de la déployer."},
                "opens": today - timedelta(days=10),
                "join_by": today + timedelta(days=40),
                "returns_due": today + timedelta(days=60),
                "results_on": today + timedelta(days=90),
            },
            packs={"call": "ia-territoires", "charter": "ia-territoires", "framing": "ia-territoires-2"},
        )
        for draft in campaign.texts.all():
            services.publish_draft(actor=actor_of(team), draft=draft)
        steps = [("Appel", 10), ("Point d’étape", 30), ("Remontées", 60)]
        services.set_milestones(
            actor=actor_of(team),
            campaign=campaign,
            milestones=[{"label": {"fr": name}, "due": today + timedelta(days=days)} for name, days in steps],
        )
        services.move(actor=actor_of(team), campaign=campaign, state=Campaign.State.OPEN)
        neighbour = make_territory("Corbelin", full_name="Ville de Corbelin")
        lead = actor_of(make_user(neighbour, Role.LEAD, function="chargée de mission"))
        commitment = services.create_commitment(
            actor=actor_of(team), campaign=campaign, territories=[neighbour],
            correspondent="suivi@corbelin.invalid", on=today, state=Commitment.State.COMMITTED,
        )  # fmt: skip
    with scope(territory=neighbour):
        draft = open_draft(actor=lead, commitment=commitment)
        for kind, theme, title in (
            ("refus", "espace-public", "Aucune caméra algorithmique dans la rue"),
            ("attente", "sobriete", "Dire combien d’énergie chaque outil consomme"),
        ):
            values = {"kind": kind, "theme": theme, "title": title, "publics": ["habitants"]}
            save_record(actor=lead, draft=draft, section="items", identifier="", values=values, base="")
            draft.refresh_from_db()
        send_return(actor=lead, draft=draft)


if __name__ == "__main__":
    import django

    django.setup()
    install()
