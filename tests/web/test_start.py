"""``./start`` says in one sentence what the machine lacks."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.request
from pathlib import Path

import pytest
from tests.conftest import ROOT
from tests.web.site import command, environment

PYTHONS = ("python3", "python3.11", "python3.12", "python3.13")


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """What ``./start`` needs before any installation, in a folder whose name has a space."""
    folder = tmp_path / "une copie"
    (folder / ".ci").mkdir(parents=True)
    for name in ("start", ".ci/environment", "requirements.lock", "pyproject.toml"):
        shutil.copy(ROOT / name, folder / name)
    return folder


def start(clone: Path, python: str, *words: str) -> subprocess.CompletedProcess[str]:
    """Run it with an interpreter that behaves as the given script says, from another folder."""
    tools = clone.parent / "bin"
    tools.mkdir()
    for name in PYTHONS:
        (tools / name).write_text(f"#!/bin/sh\n{python}\n")
        (tools / name).chmod(0o755)
    return subprocess.run(
        [str(clone / "start"), *words],
        env={"PATH": f"{tools}:/usr/bin:/bin", "HOME": str(clone.parent)},
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
    )


def test_an_old_python_is_named_with_the_package_to_install(clone):
    done = start(clone, "exit 1", "--no-serve")
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "Python 3.11" in done.stderr
    assert "apt install python3.11" in done.stderr
    assert not (clone / ".venv").exists()


def test_a_missing_venv_module_is_named_with_the_package_to_install(clone):
    done = start(clone, 'case "$*" in *ensurepip*) exit 1 ;; esac; exit 0', "--no-serve")
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "apt install python3-venv" in done.stderr


def test_an_unknown_option_is_refused(clone):
    done = start(clone, "exit 0", "--serve")
    assert done.returncode == 2
    assert "--no-serve" in done.stderr


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_serving_announces_the_address_and_stops_cleanly(tmp_path):
    port = free_port()
    with subprocess.Popen(
        [command(), "serve"],
        env={**environment(tmp_path), "PORT": str(port)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    ) as server:
        try:
            wait_until_ready(port)
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/") as answer:
                assert "./start" in answer.read().decode()
        finally:
            os.killpg(server.pid, signal.SIGINT)
        said = server.communicate(timeout=30)[0]
    assert f"http://127.0.0.1:{port}/" in said
    assert "Traceback" not in said
    assert (tmp_path / "concertia.sqlite3").is_file()


@pytest.mark.parametrize(
    ("email", "code", "said"),
    [("installation@exemple.invalid", 0, "Compte ouvert"), ("installation", 1, "pas une adresse")],
)
def test_the_first_account_is_opened_by_a_command(tmp_path, email, code, said):
    done = subprocess.run(
        [command(), "account", email],
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code
    assert said in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def test_a_port_already_taken_is_explained(tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = subprocess.run(
            [command(), "serve", "--port", str(port)],
            env=environment(tmp_path),
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 1
    assert f"PORT={port + 1} ./start" in done.stderr
    assert "Traceback" not in done.stderr


def wait_until_ready(port: int, seconds: float = 30) -> None:
    """Until ``/readyz`` answers."""
    limit = time.monotonic() + seconds
    while True:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz"):
                return
        except OSError:
            if time.monotonic() > limit:
                raise
            time.sleep(0.1)
