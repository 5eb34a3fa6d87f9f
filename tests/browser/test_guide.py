"""The pictures of the guide: taken in the site that ``concertia demo`` installs, by the people of the demo.

``CONCERTIA_GUIDE=1`` writes them where the guide shows them; otherwise they go to a folder of the test.
"""

from __future__ import annotations

import io
import json
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page
from tests.browser.conftest import served
from tests.conftest import ROOT

GUIDE = ROOT / "docs/guide"
IMAGES = GUIDE / "images"
HEAVIEST = 120_000
"""Bytes of one picture."""
WORKSHOP = "/espace/corbelise-sur-aubrelle/concertations/lia-dans-notre-commune-une-soiree-a-six/"
SURVEY = "/espace/haut-tessan/concertations/lia-au-quotidien-questionnaire-de-la-com/"
CAFE = "/espace/corbelise-sur-aubrelle/concertations/un-assistant-a-la-mediatheque-cafe-ia/"
CAMPAIGN = "campagnes/l-ia-au-debat-campagne-d-entrainement/"
NETWORK = "/espace/reseau-des-essais/"


@dataclass(frozen=True)
class Picture:
    """Who looks, at what, how wide; ``then``: links to follow, by their words; ``at``: a heading to show;
    ``opened``: the words of what unfolds. A ``path`` « suivi:… » is the private page that the demonstration
    prints with those words."""

    who: str
    path: str
    then: tuple[str, ...] = ()
    at: str = ""
    opened: str = ""
    width: int = 1280


PICTURES = {
    "campagne-publique": Picture("", f"/{CAMPAIGN}"),
    "suivi": Picture("reseau", f"{NETWORK}{CAMPAIGN}suivi/"),
    "remontees-recues": Picture("reseau", f"{NETWORK}{CAMPAIGN}remontees/"),
    "cette-semaine": Picture("chargee", "/espace/"),
    "methodes": Picture("chargee", "/espace/corbelise-sur-aubrelle/concertations/nouvelle/"),
    "kit": Picture("haut-tessan", f"{SURVEY}kit/", at="Feuilles numérotées"),
    "remontee": Picture("chargee", "/espace/corbelise-sur-aubrelle/remontees/", ("L’IA au débat",)),
    "miroir": Picture(
        "chargee",
        "/espace/corbelise-sur-aubrelle/remontees/",
        ("L’IA au débat", "Version 1"),
        at="Votre miroir",
    ),
    "lien-d-un-jour": Picture("haut-tessan", "/espace/haut-tessan/equipe/liens/nouveau/"),
    "saisie": Picture("haut-tessan", f"{SURVEY}saisie/", ("Questionnaire en ligne et sur papier",)),
    "saisie-360": Picture(
        "haut-tessan", f"{SURVEY}saisie/", ("Questionnaire sur papier",), "Pour les notes", width=360
    ),
    "relecture": Picture("animation", f"{WORKSHOP}saisie/", ("Relecture à projeter : Soirée à six tables",)),
    "tri": Picture("lecture-1", f"{WORKSHOP}tri/", ("En colonnes",)),
    "enseignements": Picture("lecture-1", f"{WORKSHOP}enseignements/", at="Attente"),
    "avis-signe": Picture(
        "garant", f"{WORKSHOP}enseignements/arreter/", at="Textes signés", opened="Joindre un texte signé"
    ),
    "demande-publique": Picture(
        "elue", f"{WORKSHOP}enseignements/", ("Voir, annoter, demander",), "Annotations", "Demander que"
    ),
    "concertation-360": Picture("", SURVEY.replace("/espace/", "/territoires/"), width=360),
    "prendre-position-360": Picture(
        "", f"{SURVEY}positions/".replace("/espace/", "/territoires/"), at="Prendre position", width=360
    ),
    "page-de-suivi-360": Picture("", "suivi:a reçu une réponse", at="Contribution E", width=360),
    "moderation": Picture("haut-tessan", f"{SURVEY}moderation/"),
    "texte-a-lire": Picture("haut-tessan", f"{SURVEY}moderation/", ("Lire et décider",), at="Texte "),
    "demande-de-revoir": Picture(
        "garante-tessan", f"{SURVEY}moderation/?file=a-revoir", ("Lire et répondre",), at="Texte "
    ),
    "reponses-publiques": Picture("", f"{CAFE}reponses/".replace("/espace/", "/territoires/")),
    "reponse": Picture("chargee", f"{CAFE}reponses/", ("Le conseil des bibliothécaires",), at="Qui répond"),
    "fichier-revenu": Picture("chargee", f"{CAFE}reponses/fichiers/", ("reponses-ressources-humaines",)),
}


def shown() -> set[str]:
    """The pictures that the pages of the guide show."""
    pages = "".join(path.read_text(encoding="utf-8") for path in sorted(GUIDE.glob("*.md")))
    return set(re.findall(r"!\[[^\]]+\]\(images/([\w-]+)\.png\)", pages))


@pytest.fixture(scope="module")
def demonstration(demonstrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, dict]]:
    """The address of the site of the demonstration, and its accounts."""
    var = tmp_path_factory.mktemp("guide") / "var"
    shutil.copytree(demonstrated, var)
    accounts = json.loads((var / "comptes-de-demonstration.json").read_text(encoding="utf-8"))
    with served(var) as address:
        yield address, accounts


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where pictures go."""
    return IMAGES if os.environ.get("CONCERTIA_GUIDE") == "1" else tmp_path


def sign_in(page: Page, site: str, email: str, password: str) -> None:
    """By the form that everybody uses."""
    page.goto(f"{site}/comptes/login/")
    page.get_by_text("J’ai choisi un mot de passe").click()
    form = page.locator("form", has=page.locator("input[type=password]"))
    form.locator("input[type=email]").fill(email)
    form.locator("input[type=password]").fill(password)
    form.get_by_role("button").first.click()
    page.wait_for_url(f"{site}/espace/**")


def path_of(picture: Picture, links: list[dict[str, str]]) -> str:
    """Where to go; a private page is found by what the demonstration says of it."""
    if not picture.path.startswith("suivi:"):
        return picture.path
    return next(one["path"] for one in links if picture.path.removeprefix("suivi:") in one["says"])


def take(page: Page, address: str, picture: Picture) -> bytes:
    """Go there as the guide says, and photograph what a person sees."""
    answer = page.goto(address)
    assert answer is not None
    assert answer.status == 200, picture.path
    for words in picture.then:
        page.get_by_role("link", name=words).first.click()
    if picture.opened:
        page.locator("summary", has_text=picture.opened).first.click()
    if picture.at:
        place = page.get_by_text(picture.at).first
        place.evaluate("one => { one.scrollIntoView(); window.scrollBy(0, -24); }")
    page.wait_for_load_state("networkidle")
    return page.screenshot()


def save(content: bytes, target: Path) -> None:
    """In few colours: a picture of a page needs no more."""
    with Image.open(io.BytesIO(content)) as image:
        image.convert("RGB").quantize(64, dither=Image.Dither.NONE).save(target, optimize=True)


def test_the_guide_shows_every_picture_and_no_other():
    assert shown() == set(PICTURES)
    assert {path.stem for path in IMAGES.iterdir()} == set(PICTURES)


def test_every_page_of_the_guide_is_short_and_in_its_index():
    index = (GUIDE / "README.md").read_text(encoding="utf-8")
    pages = [path for path in sorted(GUIDE.glob("*.md")) if path.name != "README.md"]
    assert len(pages) > 10
    assert [path.name for path in pages if f"]({path.name})" not in index] == []
    assert [path.name for path in pages if len(path.read_text(encoding="utf-8").splitlines()) > 120] == []


def test_the_pictures_are_taken_in_the_demonstration(browser: Browser, demonstration, folder):
    site, accounts = demonstration
    for who in sorted({picture.who for picture in PICTURES.values()}):
        for width in (1280, 360):
            wanted = {name: one for name, one in PICTURES.items() if (one.who, one.width) == (who, width)}
            if not wanted:
                continue
            size = {"width": width, "height": 740}
            with browser.new_context(viewport=size, locale="fr-FR", timezone_id="Europe/Paris") as context:
                page = context.new_page()
                if who:
                    sign_in(page, site, f"{who}@demo.invalid", accounts["password"])
                for name, picture in wanted.items():
                    address = f"{site}{path_of(picture, accounts['links'])}"
                    save(take(page, address, picture), folder / f"{name}.png")
    taken = {path.stem: path.stat().st_size for path in folder.glob("*.png")}
    assert set(PICTURES) <= set(taken)
    assert {name: size for name, size in taken.items() if size > HEAVIEST} == {}


def test_every_committed_picture_is_light_and_of_its_width():
    for name, picture in PICTURES.items():
        path = IMAGES / f"{name}.png"
        assert path.stat().st_size <= HEAVIEST, name
        with Image.open(path) as image:
            assert image.width == picture.width, name
