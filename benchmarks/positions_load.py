"""Positions and list pages of a full concertation, on the real server, and what a kill -9 leaves.

``python benchmarks/positions_load.py [--postgresql] [--quick]``: fills 100,000 contributions and 1,000,000
positions, starts ``concertia serve`` with its worker, sends requests at fixed rates on the loopback (open
loop: a late answer delays no other request, and its latency counts from when it was due), kills the server
with -9 in the middle of positions, starts it again and looks for every acknowledged position. Writes
RESULTS.md. ``--quick``: a fiftieth of the rows and short runs, not written.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import urlopen

import open_loop
import results

RATE = {"sqlite": 150, "postgresql": 300}
LISTS = 30
ASKED_POSITIONS, ASKED_LISTS = 60, 150
TOKEN = "a" * 32
HOW = (
    "`concertia serve` as it comes: three processes of two threads and its worker, on the cores that also "
    "send the requests. Open loop: latency counts from when a request was due.\n\n"
)


class Site:
    """The server in its own processes."""

    def __init__(self) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.process: subprocess.Popen | None = None

    def start(self) -> None:
        command = [str(Path(sys.executable).parent / "concertia"), "serve", "--port", str(self.port)]
        self.process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
        for _ in range(600):
            try:
                with urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=5):
                    return
            except OSError:
                time.sleep(0.1)
        raise SystemExit("the server does not answer")

    def kill(self) -> None:
        """As when the power goes: the server and its processes, at once."""
        if self.process is not None and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            time.sleep(1)


class Crowd:
    """The requests: a participant with their cookie, a text, an answer; or a page of a list."""

    def __init__(self, consultation: object, texts: list[int], port: int) -> None:
        from django.core import signing

        from concertia_web.participation.models import Participant
        from concertia_web.participation.people import SALT, token_of

        self.texts, self.port, self.draw = texts, port, random.Random(11)
        self.base = f"/territoires/{consultation.territory.slug}/concertations/{consultation.slug}/"
        people = list(Participant.objects.order_by("pk")[:4000])
        for one in people:
            one.consultation = consultation
        self.people = [(one.pk, signing.dumps([consultation.pk, token_of(one)], salt=SALT)) for one in people]
        self.cookie = f"part_{consultation.pk}"
        self.oldest, self.newest = texts[0], texts[0] + 90_000

    def position(self) -> tuple[bytes, object]:
        person, cookie = self.draw.choice(self.people)
        nonce = secrets.randbelow(2**62)
        body = urlencode(
            {
                "csrfmiddlewaretoken": TOKEN,
                "texte": self.draw.choice(self.texts),
                "nonce": nonce,
                "position": self.draw.choice((1, 1, -1, 0)),
            }
        ).encode()
        head = (
            f"POST {self.base}positions/ HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n"
            f"Cookie: csrftoken={TOKEN}; {self.cookie}={cookie}\r\nOrigin: http://127.0.0.1:{self.port}\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body, (person, nonce)

    def next_text(self) -> tuple[bytes, object]:
        _person, cookie = self.draw.choice(self.people)
        return self._get(f"{self.base}positions/", f"Cookie: {self.cookie}={cookie}\r\n"), None

    def page(self) -> tuple[bytes, object]:
        """A list: contributions at any depth, results, one's own positions."""
        kind = self.draw.random()
        if kind < 0.6:
            return self._get(
                f"{self.base}contributions/?avant={self.draw.randint(self.oldest, self.newest)}"
            ), None
        if kind < 0.8:
            return self._get(f"{self.base}positions/resultats/?page={self.draw.randint(1, 40)}"), None
        _person, cookie = self.draw.choice(self.people)
        return self._get(f"{self.base}positions/les-miennes/", f"Cookie: {self.cookie}={cookie}\r\n"), None

    def _get(self, path: str, more: str = "") -> bytes:
        return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n{more}\r\n".encode()


def missing(consultation: object, acknowledged: list[object]) -> int:
    """Acknowledged positions that the database does not hold: the event, and the last of the pair."""
    from concertia_web.positions.models import Position, PositionEvent

    rows = PositionEvent.objects.filter(consultation=consultation, seq__gt=0).order_by("-seq")
    columns = ("participant_id", "nonce", "contribution_id", "at", "seq")
    found = list(rows.values_list(*columns)[: 4 * len(acknowledged) + 1000])
    held = {(person, nonce) for person, nonce, *_rest in found}
    last: dict[tuple[int, int], int] = {}
    for person, _nonce, text, _at, seq in sorted(found, key=lambda one: one[3:]):
        last[person, text] = seq  # the last by date, then by number
    wrong = 0
    for chunk in range(0, len(last), 300):
        pairs = dict(list(last.items())[chunk : chunk + 300])
        kept = Position.objects.filter(
            consultation=consultation, participant_id__in={person for person, _text in pairs}
        ).values_list("participant_id", "contribution_id", "seq")
        stored = {(person, text): seq for person, text, seq in kept}
        wrong += sum(stored.get(pair) != seq for pair, seq in pairs.items())
    return sum(one not in held for one in acknowledged) + wrong


def run(database: str, quick: bool) -> None:
    """Fill, serve, measure, kill, count."""
    from concertia_web.commands import _prepare

    _prepare(index=False)
    import positions_filling
    from django.db import connection
    from django_scopes import scopes_disabled

    from concertia_web.positions.tallies import retally
    from concertia_web.positions.ticks import journal_positions

    started, site = time.monotonic(), Site()
    with scopes_disabled():
        consultation, texts = positions_filling.fill(0.02 if quick else 1.0)
        filled, started = time.monotonic() - started, time.monotonic()
        counted = retally(consultation)
        tallied = time.monotonic() - started
        while journal_positions():  # as a site that was running has done
            pass
        crowd = Crowd(consultation, texts, site.port)
        connection.close()
        rate, seconds = RATE[database], 5 if quick else 30
        try:
            site.start()
            positions, lists, following, killed, after = _measured(site, crowd, rate, seconds)
        finally:
            site.kill()
        acknowledged = [*positions.acknowledged, *killed.acknowledged, *after.acknowledged]
        lost = missing(consultation, acknowledged)
        connection.close()
    rows = [
        _line("take position", rate, positions, f"{ASKED_POSITIONS} ms"),
        _line("list pages (contributions, results, one's own)", LISTS, lists, f"{ASKED_LISTS} ms"),
        _line("the page with the next text", rate / 6, following, "–"),
    ]
    notes = positions_filling.CONTRIBUTIONS // (50 if quick else 1)
    size = f"{counted:,} positions, {notes:,} contributions, one concertation"
    ends = [
        ["server killed (-9) at full rate: acknowledged before", f"{len(killed.acknowledged):,}", ""],
        [f"acknowledged positions missing afterwards, of {len(acknowledged):,}", str(lost), "0"],
        ["count of all positions, series, priorities (background)", f"{tallied:.1f} s", ""],
    ]
    head = ["", "rate", "answered", "median", "p95", "p99", "asked (p95)"]
    tables = "\n\n".join([results.table(head, rows), results.table(["", "measured", "asked"], ends)])
    body = f"{size}, filled in {filled:.0f} s. {HOW}{tables}"
    _record(database, quick, body)


def _record(database: str, quick: bool, body: str) -> None:
    name = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[database]
    option = " --postgresql" if database == "postgresql" else ""
    if quick:
        print(body)
    else:
        results.record(f"Positions under load: {name}", f"python benchmarks/positions_load.py{option}", body)


def _measured(site: Site, crowd: Crowd, rate: float, seconds: float) -> list[open_loop.Outcome]:
    """Positions, list pages, next texts, positions with a kill in the middle, positions after."""

    def drive(rate: float, seconds: float, make: open_loop.Make, good: int) -> open_loop.Outcome:
        return asyncio.run(open_loop.drive(site.port, rate, seconds, make, good=good))

    drive(20, 3, crowd.page, 200)  # warm
    drive(50, 3, crowd.position, 302)
    found = [
        drive(rate, seconds, crowd.position, 302),
        drive(LISTS, seconds, crowd.page, 200),
        drive(rate / 6, seconds / 2, crowd.next_text, 200),
        asyncio.run(_kill_in_the_middle(site, crowd, rate, seconds / 2)),
    ]
    site.start()
    return [*found, drive(rate / 3, 3, crowd.position, 302)]


async def _kill_in_the_middle(site: Site, crowd: Crowd, rate: float, seconds: float) -> open_loop.Outcome:
    loop = asyncio.get_running_loop()
    loop.call_later(seconds / 2, lambda: loop.run_in_executor(None, site.kill))
    return await open_loop.drive(site.port, rate, seconds, crowd.position, good=302, seed=5)


def _line(what: str, rate: float, found: open_loop.Outcome, asked: str) -> list[str]:
    statuses = ", ".join(f"{count:,} × {status}" for status, count in sorted(found.statuses.items()))
    failed = f", {found.failed} without answer" if found.failed else ""
    figures = [f"{found.percentile(share):.0f} ms" for share in (0.5, 0.95, 0.99)]
    return [what, f"{rate:.0f}/s", f"{statuses}{failed}", *figures, asked]


@contextmanager
def new_database(wanted: bool):
    """A PostgreSQL database of our own, dropped afterwards; nothing on SQLite."""
    if not wanted:
        os.environ.pop("CONCERTIA_DATABASE", None)
        yield
        return
    name = f"concertia_load_{os.getpid()}"
    subprocess.run(["createdb", name], check=True)
    os.environ["CONCERTIA_DATABASE"] = f"postgresql:///{name}"
    try:
        yield
    finally:
        subprocess.run(["dropdb", "--force", name], check=False)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--postgresql", action="store_true")
    parser.add_argument("--quick", action="store_true")
    chosen = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("interrupted"))
    with tempfile.TemporaryDirectory() as folder, new_database(chosen.postgresql):
        os.environ["CONCERTIA_VAR"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "concertia_web.settings"
        run("postgresql" if chosen.postgresql else "sqlite", chosen.quick)


if __name__ == "__main__":
    main()
