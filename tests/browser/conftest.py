"""A real browser in front of the real server, on this machine only."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from tests.conftest import missing
from tests.web.site import FICTIONAL, FRENCH, command, demonstrated, environment

__all__ = ["demonstrated"]

RUNNING, FAILED, BROKEN = "en-cours", "echouee", "abimee"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    chromium = shutil.which("chromium")
    if chromium is None:
        missing("Chromium", "sudo apt install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    """A narrow screen: 360 pixels."""
    with browser.new_context(viewport={"width": 360, "height": 740}) as context:
        yield context.new_page()


@pytest.fixture
def desk(browser: Browser) -> Iterator[Page]:
    """A wide screen: 1280 pixels."""
    with browser.new_context(viewport={"width": 1280, "height": 800}) as context:
        yield context.new_page()


@pytest.fixture
def plain(browser: Browser) -> Iterator[Page]:
    """A browser that runs no script."""
    with browser.new_context(java_script_enabled=False) as context:
        yield context.new_page()


@pytest.fixture(scope="session")
def site(demonstrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The demonstrations, plus a reading in each other state: in progress, failed, damaged."""
    var = tmp_path_factory.mktemp("site")
    shutil.copytree(demonstrated / "readings", var / "readings")
    for slug in (RUNNING, FAILED, BROKEN):
        shutil.copytree(var / "readings" / FRENCH, var / "readings" / slug)
    (var / "readings" / RUNNING / "dossier.zip").unlink()
    notice = var / "readings" / FAILED / "notice.json"
    notice.write_text(notice.read_text("utf-8").replace("{", '{"failed": true,', 1), encoding="utf-8")
    (var / "readings" / BROKEN / "lecture" / "units.parquet").write_bytes(b"damaged")
    with served(var) as address:
        yield address


@pytest.fixture(scope="session")
def empty_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A site without any reading."""
    with served(tmp_path_factory.mktemp("empty")) as address:
        yield address


@pytest.fixture(scope="session")
def addresses(site: str) -> dict[str, str]:
    """One address per page template of the site."""
    with urllib.request.urlopen(f"{site}/lectures/{FICTIONAL}/contributions/") as answer:
        html = answer.read().decode()
    one = html.split("contributions/")[1:]
    identifier = next(part[:16] for part in one if part[16:17] == "/")
    reading = f"{site}/lectures/{FICTIONAL}"
    return {
        "list": f"{site}/",
        "detail": f"{reading}/",
        "contributions": f"{reading}/contributions/",
        "contribution": f"{reading}/contributions/{identifier}/",
        "not_read": f"{reading}/non-lu/",
        "waiting": f"{site}/lectures/{RUNNING}/",
        "failed": f"{site}/lectures/{FAILED}/",
        "404": f"{site}/rien/",
        "500": f"{site}/lectures/{BROKEN}/contributions/",
        "report": f"{reading}/restitution/",
        "report-full": f"{site}/lectures/{FRENCH}/restitution/",
    }


@contextmanager
def served(var: Path) -> Iterator[str]:
    """``concertia serve`` on a free port, stopped at the end."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [command(), "serve", "--port", str(port)],
        env=environment(var),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        _wait(f"http://127.0.0.1:{port}/readyz")
        yield f"http://127.0.0.1:{port}"
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(timeout=30)


def _wait(url: str) -> None:
    limit = time.monotonic() + 30
    while True:
        try:
            with urllib.request.urlopen(url):
                return
        except OSError:
            if time.monotonic() > limit:
                raise
            time.sleep(0.1)
