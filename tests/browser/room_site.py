"""``concertia serve`` in front of a concertation of its own, and what the tests of its pages share."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from tests.browser.conftest import _wait
from tests.web.site import command, environment

NAMES = ("clavier", "coupure", "redemarrage", "expire", "lien", "vider", "simple", "telephone", "deux",
         "rien", "sortie", "collage", "lent")  # fmt: skip
PATIENCE = 20_000
KEPT = """async () => navigator.serviceWorker.controller !== null
  && (await (await caches.open("concertia-room-pages" + location.href.split(/[?#]/)[0])).keys()).length"""
"""Whether the agent of the page is in place and keeps it. (``wait_for_function`` would break the policy.)"""


expect.set_options(timeout=PATIENCE)


class Site:
    """``concertia serve`` with one concertation, that can be stopped and started at the same address."""

    def __init__(self, var: Path) -> None:
        self.var = var
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        self.world = json.loads(self.program(*NAMES))
        self.server: subprocess.Popen[bytes] | None = None

    def program(self, *words: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "tests.browser.room_world", *words],
            env={**environment(self.var), "DJANGO_SETTINGS_MODULE": "concertia_web.settings"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def start(self) -> None:
        self.server = subprocess.Popen(
            [command(), "serve", "--port", str(self.port)],
            env=environment(self.var),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        _wait(f"{self.address}/readyz")

    def stop(self) -> None:
        if self.server is not None:
            os.killpg(self.server.pid, signal.SIGTERM)
            self.server.wait(timeout=30)
            self.server = None

    def entry(self, name: str, link: bool = False) -> str:
        pk = self.world["sessions"][name]
        return f"{self.address}/salle/{pk}/" if link else f"{self.address}{self.world['space']}saisie/{pk}/"

    def texts(self, name: str) -> list[str]:
        return json.loads(self.program("texts", str(self.world["sessions"][name])))

    def let_in(self, context: BrowserContext, who: str = "user") -> BrowserContext:
        week = time.time() + 7 * 86_400  # as Django does: it outlives the browser
        cookie = {"name": "sessionid", "value": self.world[who], "url": self.address, "expires": week}
        context.add_cookies([cookie])
        return context


@pytest.fixture(scope="session")
def room_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    made = Site(tmp_path_factory.mktemp("room"))
    try:
        made.start()
        yield made
    finally:
        made.stop()


def opened(context: BrowserContext, url: str) -> Page:
    """The entry, its agent in place and its notes read."""
    page = context.new_page()
    page.goto(url)
    kept_on_the_device(page)
    said(page, "note")
    return page


def kept_on_the_device(page: Page) -> None:
    """Wait until the agent of the page is in place and keeps it: it then opens without network."""
    limit = time.monotonic() + PATIENCE / 1000
    while not page.evaluate(KEPT):
        assert time.monotonic() < limit, "the page is not kept on the device"
        time.sleep(0.1)


def said(page: Page, words: str) -> None:
    expect(page.locator("#room-state")).to_contain_text(words, timeout=PATIENCE)


def typed(page: Page, column: str, *texts: str) -> None:
    line = page.locator(f"#add-{column}")
    line.focus()
    for text in texts:
        page.keyboard.type(text)
        page.keyboard.press("Enter")
        expect(line).to_have_value("")


def shows(page: Page, column: str, *texts: str) -> None:
    expect(page.locator(f"#c-{column} .words")).to_have_text(list(texts))
