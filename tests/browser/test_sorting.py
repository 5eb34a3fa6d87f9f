"""The table of notes in a real browser: keyboard alone, drag, without script, on a phone; axe on screens."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from django.test import Client
from django.urls import reverse
from django_scopes import scopes_disabled
from playwright.sync_api import Browser, Locator, Page, expect
from tests.browser.test_site import violations
from tests.web.factories import make_commitment, make_consultation, make_notes, make_session, make_user
from tests.web.sorting_world import make_document, make_sorted

from concertia_web.accounts.actors import actor_of
from concertia_web.accounts.models import Role, User
from concertia_web.consultations.models import Consultation
from concertia_web.contributions.models import Contribution
from concertia_web.sorting import outside, services, visas
from concertia_web.sorting.models import Placement

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
# Playwright holds an event loop in this thread; the database is asked from it, one thing at a time, and
# still is when pytest empties it after the last test.

SAID = (
    "Former les agents avant de déployer",
    "Former les agents, avant de déployer !",
    "Pas de caméras dans la rue",
    "Une personne au guichet",
    "Peur de perdre mon poste",
)


@dataclass
class Table:
    """A table with five notes, and its address."""

    consultation: Consultation
    notes: list[Contribution]
    user: User
    home: str

    def address(self, name: str, *more: object) -> str:
        return self.home + reverse(
            f"space:{name}", args=[self.consultation.territory.slug, self.consultation.slug, *more]
        )

    def placed(self) -> dict[str, str]:
        """Text → where it stands, on every table."""
        with scopes_disabled():
            rows = Placement.objects.select_related("contribution").order_by("contribution")
            return {row.contribution.text: row.column or f"aside: {row.aside_reason}" for row in rows}


@pytest.fixture
def table(settings, tmp_path, live_server) -> Table:
    settings.VAR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "files"
    with scopes_disabled():
        consultation = make_consultation(commitment=make_commitment())
        notes = make_notes(make_session(consultation), *SAID)
        user = make_user(consultation.territory, Role.LEAD)
        sorting = services.open_table(actor=actor_of(user), consultation=consultation)
        services.propose(sorting=sorting)
    return Table(consultation, notes, user, live_server.url)


@contextmanager
def signed_in(browser: Browser, home: str, user: User | None, **options: object) -> Iterator[Page]:
    """A page of someone who is already signed in."""
    with browser.new_context(**{"viewport": {"width": 1280, "height": 800}, **options}) as context:
        if user is not None:
            client = Client()
            client.force_login(user)
            context.add_cookies(
                [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": home}]
            )
        yield context.new_page()


def test_a_table_is_sorted_with_the_keyboard_alone(browser, table):
    with signed_in(browser, table.home, table.user) as page:
        page.goto(table.address("sorting"))
        first = page.locator("#notes > li").first
        for _ in range(60):
            page.keyboard.press("Tab")
            if first.evaluate("note => note === document.activeElement"):
                break
        expect(first).to_be_focused()
        page.keyboard.press("2")
        second = page.locator("#notes > li").nth(1)
        expect(second).to_be_focused()
        expect(page.locator("#progress")).to_have_text("1 note sur 5 placée")
        expect(second).to_contain_text("(Travail et métiers des agents)")
        page.keyboard.press("Enter")
        expect(page.locator("#progress")).to_have_text("2 notes sur 5 placées")
        page.keyboard.press("n")
        page.keyboard.press("1")
        expect(page.locator("#progress")).to_have_text("3 notes sur 5 placées")
        page.keyboard.press("z")
        expect(page.locator("#progress")).to_contain_text("2 notes sur 5 placées")
        expect(page.locator("#notes > li").nth(2)).to_be_focused()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("1")
        expect(page.locator("#progress")).to_have_text("3 notes sur 5 placées")
        page.keyboard.press("/")
        expect(page.locator("#mots")).to_be_focused()
    assert table.placed() == {
        SAID[0]: "agents",
        SAID[1]: "agents",
        SAID[3]: "accueil",
    }


def test_several_ticked_notes_go_together_and_the_end_offers_to_finish(browser, table):
    with signed_in(browser, table.home, table.user) as page:
        page.goto(table.address("sorting"))
        page.locator("#notes > li").first.focus()
        for _ in SAID:
            page.keyboard.press(" ")
            page.keyboard.press("ArrowDown")
        page.keyboard.press("1")
        page.get_by_role("button", name="J’ai terminé mon tri").click()
        expect(page.get_by_text("Vous avez placé les 5 notes.")).to_be_visible()
    assert set(table.placed().values()) == {"accueil"} and len(table.placed()) == 5


def drag(page: Page, source: Locator, target: Locator) -> None:
    """As a hand does: the note leaves its place before anything scrolls under the pointer."""
    source.hover()
    page.mouse.down()
    box = source.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2 + 6, box["y"] + box["height"] / 2 + 6, steps=3)
    target.hover()
    target.hover()
    page.mouse.up()


def test_notes_are_dragged_to_their_column_or_aside(browser, table):
    with signed_in(browser, table.home, table.user) as page:
        page.goto(table.address("sorting"))
        drag(page, page.locator("#notes > li").nth(2), page.locator('button[data-target="agents"]'))
        expect(page.locator("#progress")).to_have_text("1 note sur 5 placée")
        drag(page, page.locator("#notes > li").first, page.locator('summary[data-target="non-retenu"]'))
        page.get_by_label("Ou une autre raison").last.fill("hors calendrier")
        page.keyboard.press("Enter")
        expect(page.locator("#progress")).to_have_text("2 notes sur 5 placées")
    assert table.placed() == {SAID[0]: "aside: hors calendrier", SAID[2]: "agents"}


def test_a_lost_network_says_so_and_moves_nothing(browser, table):
    with signed_in(browser, table.home, table.user) as page:
        page.goto(table.address("sorting"))
        page.locator("#notes > li").first.focus()
        page.context.set_offline(True)
        page.keyboard.press("2")
        expect(page.locator("#refusal")).to_contain_text("Le site ne répond pas")
        expect(page.locator("#notes > li").first).to_be_focused()
        page.context.set_offline(False)
        page.keyboard.press("2")
        expect(page.locator("#progress")).to_have_text("1 note sur 5 placée")
    assert table.placed() == {SAID[0]: "agents"}


def test_everything_works_without_script(browser, table):
    with signed_in(browser, table.home, table.user, java_script_enabled=False) as page:
        page.goto(table.address("sorting"))
        page.get_by_label(SAID[0]).check()
        page.get_by_label(SAID[3]).check()
        page.get_by_role("button", name="Travail et métiers des agents").click()
        expect(page.get_by_text("2 notes sur 5 placées").first).to_be_visible()
        page.get_by_role("button", name="Placer avec elle").first.click()
        expect(page.get_by_text("3 notes sur 5 placées").first).to_be_visible()
        page.get_by_label(SAID[2]).check()
        page.locator("details.aside summary").click()
        page.locator("#reason").select_option(index=1)
        page.get_by_role("button", name="Mettre de côté", exact=True).last.click()
        expect(page.get_by_text("4 notes sur 5 placées").first).to_be_visible()
        page.get_by_role("button", name="Annuler ma dernière action").click()
        expect(page.get_by_text("3 notes sur 5 placées").first).to_be_visible()
    assert SAID[2] not in table.placed() and len(table.placed()) == 3


def test_a_phone_sorts_by_touch_without_scrolling_sideways(browser, table):
    phone = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
    with signed_in(browser, table.home, table.user, **phone) as page:
        page.goto(table.address("sorting"))
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        page.get_by_label(SAID[2]).tap()
        page.locator('button[data-target="accueil"]').tap()
        expect(page.locator("#progress")).to_have_text("1 note sur 5 placée")
        assert violations(page) == []
    assert table.placed() == {SAID[2]: "accueil"}


def test_sixty_two_notes_are_placed_in_far_less_than_the_time_given(browser, table):
    with scopes_disabled():
        make_notes(make_session(table.consultation), *(f"Note {n} sur l’accueil" for n in range(57)))
    began = time.monotonic()
    with signed_in(browser, table.home, table.user) as page:
        page.goto(table.address("sorting"))
        page.locator("#notes > li").first.focus()
        for rank in range(62):
            page.keyboard.press("12"[rank % 2])
        expect(page.get_by_role("button", name="J’ai terminé mon tri")).to_be_visible(timeout=60_000)
    assert len(table.placed()) == 62
    assert time.monotonic() - began < 90


SCREENS = [
    "findings", "finding-new", "settling", "visas", "outside", "restitution", "sorting", "sorting-compare",
]  # fmt: skip


@pytest.fixture
def settled(settings, tmp_path, live_server):
    """A concertation already sorted, with findings, a document, a visa and an outside reading."""
    settings.VAR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "files"
    made = make_sorted()
    make_document(made.consultation, "Le panel demande un registre public.")
    with scopes_disabled():
        made.finding("attente", 0, 2, quoted=(0,))
        made.finding("refus", 1)
        made.finding("divergence", 3, dissent=(4,))
        _, secret = visas.ask_visa(actor=made.actor, sorting=made.sorting, function="Direction générale")
        counter = outside.announce(actor=made.actor, sorting=made.sorting, seed_rule="Loto", size=5)
        counter = outside.draw_sample(actor=made.actor, counter=counter, seed="1 2 3")
        _, link = outside.invite(actor=made.actor, counter=counter, signature="Une enseignante")
    return (
        made,
        live_server.url,
        [reverse("sorting:visa", args=[secret]), reverse("sorting:outside", args=[link])],
    )


@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(browser, settled, width):
    made, home, links = settled
    found = {}
    with scopes_disabled():
        finding = made.sorting.findings.first().pk
    addresses = [made.url(screen) for screen in SCREENS]
    addresses += [
        made.url("sorting") + "?vue=colonnes",
        made.url("finding", finding),
        made.url("finding-edit", finding),
        *links,
    ]
    with signed_in(browser, home, made.lead, viewport={"width": width, "height": 800}) as page:
        for address in addresses:
            page.goto(home + address)
            problems = violations(page)
            if page.evaluate("document.documentElement.scrollWidth") > width:
                problems.append("scrolls sideways")
            if problems:
                found[address] = problems
    assert found == {}


@pytest.mark.parametrize("language", ["", "/ar"])
def test_what_anyone_reads_is_accessible_in_both_directions(browser, settled, language):
    made, home, links = settled
    with scopes_disabled():
        made.settled()
        made.consultation.state = "published"
        made.consultation.save()
    place = [made.consultation.territory.slug, made.consultation.slug]
    with signed_in(browser, home, None) as page:
        for address in [reverse("sorting:restitution", args=place), *links]:
            page.goto(home + language + address)
            assert violations(page) == [], address
