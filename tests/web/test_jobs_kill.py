"""A worker is killed by ``kill -9`` in the middle of its work: the next one ends it, with the same result.

Real processes on a database of their own: ``concertia work``, as on a server.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from tests.conftest import ROOT
from tests.web.site import command, environment

from concertia.execution.progress import STAGES

LINES = 4000
PREPARE = """
import django; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from django_scopes import scopes_disabled
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.web.factories import make_consultation, make_notes, make_session, make_territory, make_user
from concertia_web.accounts.actors import actor_of
from concertia_web.imports.services import deposit
from concertia_web.readings.services import start_analysis
with scopes_disabled():
    place = make_territory("Vaubrun")
    consultation = make_consultation(place, slug="atelier", state="reading")
    actor = actor_of(make_user(place))
"""
IMPORT = """
    lines = "".join(f"{n};Contribution numéro {n} sur les guichets\\n" for n in range(1, %d))
    file = SimpleUploadedFile("export.csv", ("Numéro;Proposition\\n" + lines).encode())
    deposit(consultation=consultation, files=[file], options={}, session=None, actor=actor)
"""
READING = """
    make_notes(make_session(consultation), *(f"Former les agents, {n} fois" for n in range(12)))
    start_analysis(consultation=consultation, options={"embedder": "lexical", "framing": False}, actor=actor)
"""
CONFIRM = """
import django; django.setup()
from django_scopes import scopes_disabled
from concertia_web.accounts.actors import ANYBODY
from concertia_web.imports.models import Import
from concertia_web.imports.services import confirm
with scopes_disabled():
    confirm(job=Import.objects.get(), actor=ANYBODY)
"""
AGAIN = """
import django; django.setup()
from django_scopes import scopes_disabled
from concertia_web.accounts.actors import ANYBODY
from concertia_web.readings.models import Analysis
from concertia_web.readings.services import start_analysis
with scopes_disabled():
    first = Analysis.objects.get()
    options = {**first.options}
    start_analysis(consultation=first.consultation, options=options, actor=ANYBODY, same_texts=first)
"""


def settings(var: Path) -> dict[str, str]:
    """The environment of a site whose database and files are under ``var``."""
    own = {"DJANGO_SETTINGS_MODULE": "concertia_web.settings", "PYTHONPATH": str(ROOT)}
    return {**{key: value for key, value in environment(var).items() if key != "CONCERTIA_DATABASE"}, **own}


def script(var: Path, *parts: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", "".join(parts)], env=settings(var), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def ask(var: Path, query: str):
    """One value of the database."""
    with closing(sqlite3.connect(var / "concertia.sqlite3", timeout=20)) as database:
        return database.execute(query).fetchone()[0]


def until(condition, seconds: float = 240) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.05)


@contextmanager
def worker(var: Path) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen([command(), "work", "--lease", "2"], env=settings(var))
    try:
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
        process.wait(timeout=60)


def kill(process: subprocess.Popen[bytes]) -> None:
    os.kill(process.pid, signal.SIGKILL)
    process.wait()


@pytest.fixture
def var(tmp_path: Path) -> Path:
    return tmp_path / "var"


def test_killed_while_contributions_enter(var):
    script(var, PREPARE, IMPORT % (LINES + 1))
    state = "SELECT state FROM imports_import"
    with worker(var):
        until(lambda: ask(var, state) == "asking")
    script(var, CONFIRM)
    count = "SELECT count(*) FROM contributions_contribution"
    with worker(var) as process:
        until(lambda: ask(var, count) >= 500)
        kill(process)
    between = ask(var, count)
    assert 500 <= between < LINES, "it was killed in the middle"
    assert ask(var, state) == "running", "nobody could write that it had stopped"
    with worker(var):
        until(lambda: ask(var, state) == "done")
    assert ask(var, "SELECT attempt FROM imports_import") == 2
    assert ask(var, "SELECT brought FROM imports_import") == LINES
    assert ask(var, count) == LINES
    assert ask(var, "SELECT count(DISTINCT client_id) FROM contributions_contribution") == LINES
    assert ask(var, "SELECT count(*) FROM imports_provenance") == LINES
    wrong = (
        "SELECT count(*) FROM contributions_contribution WHERE position <> CAST(source_id AS INTEGER) "
        "OR text <> 'Contribution numéro ' || source_id || ' sur les guichets'"
    )
    assert ask(var, wrong) == 0


def test_killed_during_a_reading(var):
    script(var, PREPARE, READING)
    stages = {french for french, _english in STAGES.values()}
    with worker(var) as process:
        until(lambda: ask(var, "SELECT step FROM readings_analysis") in stages)
        kill(process)
    assert ask(var, "SELECT state FROM readings_analysis") == "running", "it was killed in the middle"
    with worker(var):
        until(lambda: ask(var, "SELECT state FROM readings_analysis") == "done")
        assert ask(var, "SELECT attempt FROM readings_analysis") == 2
        script(var, AGAIN)
        until(lambda: ask(var, "SELECT count(*) FROM readings_analysis WHERE state = 'done'") == 2)
    killed, calm = sorted((var / "readings").iterdir())
    assert json.loads((calm / "notice.json").read_text())["consultation"] == "vaubrun/atelier"
    for name in ("result.json", "units.parquet", "rapport.html", "MANIFEST.json"):
        assert (killed / "lecture" / name).read_bytes() == (calm / "lecture" / name).read_bytes(), name


def processes(var: Path) -> list[int]:
    """Processes that work on the files under ``var``."""
    found = []
    for path in Path("/proc").glob("[0-9]*/environ"):
        try:
            if f"CONCERTIA_VAR={var}\0".encode() in path.read_bytes():
                found.append(int(path.parent.name))
        except OSError:  # it ended, or is not ours
            continue
    return found


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_the_server_has_a_worker_and_leaves_none_behind(var, number):
    script(var, PREPARE, IMPORT % 10)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen([command(), "serve", "--port", str(port)], env=settings(var))
    try:
        until(lambda: ask(var, "SELECT state FROM imports_import") == "asking")
        assert len(processes(var)) >= 4, "gunicorn, its own, the leash and the worker"
    finally:
        server.send_signal(number)
        server.wait(timeout=60)
    until(lambda: processes(var) == [], 60)
