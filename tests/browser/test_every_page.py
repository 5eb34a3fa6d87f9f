"""What holds for every page that a person can reach by following links, whoever they are."""

from __future__ import annotations

import gzip
import json
import re
import shutil
import subprocess
import sys
import urllib.parse
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from lxml import html
from playwright.sync_api import Browser, BrowserContext
from tests.browser.conftest import served
from tests.browser.crawl import Visit, Visitor
from tests.conftest import ROOT, missing
from tests.web.site import FRENCH, environment

CHECKER = ROOT / ".ci/tools/node_modules/vnu-jar/build/dist/vnu.jar"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WEIGHT = 100_000
HEAVIER = {"campaigns:detail": 150_000}
"""A page with a map may weigh more."""
FORBIDDEN = "/espace/corbelise-sur-aubrelle/concertations/nouvelle/"
NEW = "/territoires/nouvelle/?choix=main"

FRAGMENTS = {"email", "django", "layouts"}
"""Folders of what is not a page."""
_FORM = "the answer to a form, opened in tests/web"
_MESSAGE = "the link of a message: tests/web/test_notices_sending.py"
_SECOND = "needs a second factor: tests/web/test_accounts_entry.py"
_PROVIDER = "needs an identity provider: tests/web/test_accounts_identity.py"
_WORKER = "needs a finished job: tests/web/test_analyses_pages.py and test_imports_pages.py"
ELSEWHERE = {
    "429.html": "too many tries in a minute",
    "account/confirm_login_code.html": _FORM,
    "account/password_set.html": "for an account without a password",
    "accounts/identity_refused.html": _PROVIDER,
    "accounts/link_made.html": _FORM,
    "accounts/mail_failed.html": "no mail server answers: tests/web/test_accounts_team.py",
    "campaigns/draft.html": "a text being written: tests/web/test_campaigns_texts.py",
    "campaigns/join_sent.html": _FORM,
    "contributions/facts.html": _FORM,
    "contributions/pasted.html": _FORM,
    "contributions/photo_gone.html": _FORM,
    "imports/columns.html": _WORKER,
    "imports/detail.html": _WORKER,
    "mfa/authenticate.html": _SECOND,
    "mfa/reauthenticate.html": _SECOND,
    "mfa/recovery_codes/generate.html": _SECOND,
    "mfa/recovery_codes/index.html": _SECOND,
    "mfa/totp/activate_form.html": _SECOND,
    "mfa/totp/deactivate_form.html": _SECOND,
    "participation/email_sent.html": _FORM,
    "participation/refused.html": "no door leads to what is closed: tests/web/test_participation_writing.py",
    "participation/stakeholder_thanks.html": _FORM,
    "participation/thanks.html": _FORM,
    "positions/closed.html": "no door leads to what is closed: tests/web/test_positions_taking.py",
    "positions/end.html": "after the last text: tests/browser/test_taking_position.py",
    "positions/mine.html": "after a position: tests/browser/test_taking_position.py",
    "positions/no_results.html": "no door leads to it: tests/web/test_positions_reading.py",
    "positions/results.html": "live results: tests/browser/test_taking_position.py",
    "moderation/appeal.html": "after a decision: tests/browser/test_injection.py",
    "moderation/report_state.html": _FORM,
    "notices/confirm.html": _MESSAGE,
    "notices/expired.html": _MESSAGE,
    "notices/sent.html": _FORM,
    "notices/stop.html": _MESSAGE,
    "readings/compare.html": _WORKER,
    "readings/waiting.html": "a reading in progress: tests/browser/test_site.py",
    "returns/file.html": _FORM,
    "returns/refill.html": _FORM,
    "returns/start.html": "before the first draft: tests/web/test_returns_editor.py",
    "socialaccount/authentication_error.html": _PROVIDER,
    "socialaccount/connections.html": _PROVIDER,
    "socialaccount/login_cancelled.html": _PROVIDER,
}
"""Templates of pages that the tour does not open: what opens them."""


class Tour:
    """The site of the demonstration, visited by everybody: who can reach what, by name of address."""

    def __init__(self, site: str, accounts: dict, world: dict) -> None:
        self.site = site
        self.people: dict[str, Visitor] = {"": Visitor(site), "link": Visitor(site)}
        self.visits: dict[str, Visit] = {"": self.people[""].walk("/", *world["anonymous"])}
        for account in accounts["accounts"]:
            self._signs_in(account["email"], accounts["password"], "/espace/")
        self._signs_in(world["email"], world["password"], *world["starts"])
        opened = self.people["link"].walk(world["link"])
        self.people["link"].post_form(world["link"])
        self.visits["link"] = self.people["link"].walk("/salle/", "/lien/")
        self.visits["link"].pages |= opened.pages
        self.pages: dict[str, tuple[str, str]] = {}
        for who, visit in self.visits.items():
            for name, path in visit.pages.items():
                self.pages.setdefault(name, (path, who))
        starts = dict.fromkeys(world["anonymous"], "") | dict.fromkeys(world["starts"], world["email"])
        starts |= {FORBIDDEN: "elue@demo.invalid", NEW: "reseau@demo.invalid"}
        known = set(self.pages.values())
        self.pages |= {path: (path, who) for path, who in starts.items() if (path, who) not in known}
        self.pages |= {name: (path, "") for name, path in world["refused"].items()}

    def _signs_in(self, email: str, password: str, *starts: str) -> None:
        person = self.people[email] = Visitor(self.site)
        person.sign_in(email, password)
        self.visits[email] = person.walk(*starts)

    def each(self) -> Iterator[tuple[str, str, bytes]]:
        """Name, address and content of every page."""
        for name, (path, who) in sorted(self.pages.items()):
            yield name, path, self.people[who].get(path)[2]

    def contexts(self, browser: Browser, width: int) -> Iterator[tuple[str, BrowserContext, list[str]]]:
        """For each person: a window of that width, signed in, and the names of the pages to open in it."""
        for who, person in self.people.items():
            names = [name for name, (_path, owner) in sorted(self.pages.items()) if owner == who]
            if names:
                with browser.new_context(viewport={"width": width, "height": 800}) as context:
                    cookies = [
                        {"name": one.name, "value": one.value, "url": self.site} for one in person.cookies
                    ]
                    context.add_cookies(cookies)
                    yield who, context, names


@pytest.fixture(scope="session")
def tour(demonstrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tour]:
    var = tmp_path_factory.mktemp("tour") / "var"
    shutil.copytree(demonstrated, var)
    accounts = json.loads((var / "comptes-de-demonstration.json").read_text(encoding="utf-8"))
    world = json.loads(_program(var, "make"))
    with served(var) as address:
        tour = Tour(address, accounts, world)
        tour.var = var
        failing = _program(
            var, "damage", FRENCH
        )  # after the walk: no link of a sound site leads to a failure
        assert tour.people[""].get(failing)[0] == 500
        tour.pages["a failure"] = (failing, "")
        yield tour


def _program(var: Path, *words: str, said: str = "") -> str:
    """What ``tour_world`` prints about that copy of the demonstration."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.browser.tour_world", *words],
        env={**environment(var), "DJANGO_SETTINGS_MODULE": "concertia_web.settings"},
        cwd=ROOT,
        input=said,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_no_link_leads_to_a_failure_or_a_refusal(tour):
    assert len(tour.pages) > 70
    assert {who: visit.broken for who, visit in tour.visits.items() if visit.broken} == {}


@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(browser, tour, width):
    found = {}
    for _who, context, names in tour.contexts(browser, width):
        page = context.new_page()
        for name in names:
            page.goto(f"{tour.site}{tour.pages[name][0]}")
            results = Axe().run(page, options={"runOnly": {"type": "tag", "values": TAGS}}).response
            assert len(results["passes"]) > 5
            wrong = [
                f"{rule['id']}: {[node['target'] for node in rule['nodes']][:3]}"
                for rule in results["violations"]
            ]
            wide = page.evaluate("document.documentElement.scrollWidth")
            if wide > width:
                wrong.append(f"scrolls to {wide} px")
            if wrong:
                found[name] = [tour.pages[name][0], *wrong]
    assert found == {}


def test_the_nu_html_checker_finds_no_error(tour, tmp_path):
    if not CHECKER.is_file() or shutil.which("java") is None:
        missing("the Nu HTML checker", ".ci/html-checker (Java and npm needed)")
    for name, _path, body in tour.each():
        (tmp_path / f"{name.replace(':', '--').replace('/', '_')}.html").write_bytes(body)
    command = ["java", "-jar", str(CHECKER), "--errors-only", "--format", "json", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    messages = json.loads(done.stderr)["messages"]
    assert [
        (Path(one["url"]).stem, one.get("lastLine"), one["message"], one.get("extract", "")[:120])
        for one in messages
        if one["type"] == "error"
    ] == []


def test_every_page_is_light_and_asks_nothing_elsewhere(tour):
    heavy, foreign = {}, {}
    sizes: dict[str, int] = {}
    for name, path, body in tour.each():
        total = len(gzip.compress(body, 6))
        tree = html.fromstring(body)
        for target in tree.xpath(
            "//link[@rel='stylesheet' or @rel='icon']/@href | //script/@src | //img/@src"
        ):
            parts = urllib.parse.urlsplit(urllib.parse.urljoin(path, target))
            if parts.scheme or parts.netloc:
                foreign[name] = target
                continue
            if parts.path not in sizes:
                _status, kind, content = tour.people[tour.pages[name][1]].get(parts.path)
                packed = kind.startswith(("text/", "image/svg", "application/javascript"))
                sizes[parts.path] = len(gzip.compress(content, 6)) if packed else len(content)
            total += sizes[parts.path]
        if total > HEAVIER.get(name, WEIGHT):
            heavy[name] = total
    assert foreign == {}
    assert heavy == {}


def test_no_page_holds_a_script_a_style_or_a_handler_of_its_own(tour):
    guilty = {}
    for name, _path, body in tour.each():
        tree = html.fromstring(body)
        inline = tree.xpath("//script[not(@src) and not(@type='application/json')] | //style | //*[@style]")
        handlers = re.findall(rb"<[^>]+\son[a-z]+=", body)
        if inline or handlers:
            guilty[name] = [html.tostring(one)[:100] for one in inline] + handlers[:3]
    assert guilty == {}


def test_every_page_has_one_title_of_its_own_and_one_heading(tour):
    wrong = {}
    for name, path, body in tour.each():
        tree = html.fromstring(body)
        title = (tree.findtext(".//title") or "").strip()
        if len(tree.xpath("//h1")) != 1 or title.startswith("–"):
            wrong[name] = (path, title, len(tree.xpath("//h1")))
    assert wrong == {}


def test_every_template_of_a_page_is_on_the_tour_or_says_why_not(tour):
    found = {
        path.as_posix().split("/templates/", 1)[1]
        for path in (ROOT / "src/concertia_web").glob("**/templates/**/*.html")
        if not path.name.startswith("_") and FRAGMENTS.isdisjoint(path.parts)
    }
    sessions = {
        who: next((one.value for one in person.cookies if one.name == "sessionid"), "")
        for who, person in tour.people.items()
    }
    asked = [(path, sessions[who]) for path, who in tour.pages.values()]
    met = set(json.loads(_program(tour.var, "templates", said=json.dumps(asked))))
    assert found - met - ELSEWHERE.keys() == set()
    assert ELSEWHERE.keys() & met == set()
    assert ELSEWHERE.keys() <= found
