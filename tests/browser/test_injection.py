"""Scripts written in every text a participant can write, and put in addresses: in a real browser, none runs.

The policy of the site forbids inline scripts; the pages are opened a second time with that policy set aside,
so that what is tested is that nothing written becomes a script at all.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, BrowserContext, Page
from tests.browser.conftest import served
from tests.browser.crawl import Visitor
from tests.conftest import ROOT
from tests.web.site import environment


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict]:
    """A small site whose texts are all scripts."""
    var: Path = tmp_path_factory.mktemp("injection")
    done = subprocess.run(
        [sys.executable, "-m", "tests.browser.injection_world"],
        env={**environment(var), "DJANGO_SETTINGS_MODULE": "concertia_web.settings"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    with served(var) as address:
        yield {**json.loads(done.stdout), "site": address}


@pytest.fixture(params=[False, True], ids=["as served", "without the policy"])
def context(browser: Browser, request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    with browser.new_context(bypass_csp=request.param) as made:
        yield made


def opened(page: Page, addresses: list[str], met: list[str]) -> None:
    """Open each; note a dialog, a script that ran, a page that failed."""
    page.on("dialog", lambda dialog: (met.append(f"dialog on {page.url}"), dialog.dismiss()))
    for address in addresses:
        answer = page.goto(address, wait_until="load")
        if answer is None or answer.status >= 400:
            met.append(f"{answer and answer.status} {address}")
        if page.evaluate("window.__ran"):
            met.append(f"ran on {address}")
        foreign = page.locator(
            "main iframe, main base, main [onerror], main [onload], main [ontoggle]"
        ).count()
        if foreign or page.locator('main a[href^="javascript:"], main script, main style').count():
            met.append(f"became markup on {address}")


def test_no_public_page_runs_what_was_written(context, world):
    met: list[str] = []
    pages = [path for path in world["public"] if not path.endswith(".atom")]
    opened(context.new_page(), [world["site"] + path for path in pages], met)
    assert met == []


def test_no_screen_of_the_space_runs_what_was_written(context, world):
    person, met = Visitor(world["site"]), []
    person.sign_in(world["email"], world["password"])
    context.add_cookies(
        [{"name": one.name, "value": one.value, "url": world["site"]} for one in person.cookies]
    )
    page = context.new_page()
    opened(page, [world["site"] + path for path in world["space"]], met)
    assert met == []


def test_nothing_in_an_address_runs(context, world):
    met: list[str] = []
    addresses = [
        world["site"] + path.replace("{payload}", quote(payload))
        for path in world["reflected"]
        for payload in world["payloads"][:3]
    ]
    opened(context.new_page(), addresses, met)
    assert met == []
