"""A real scheduler and two real workers give the bytes of one machine, even when one of them is killed."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from concertia.errors import ConcertiaError
from concertia.execution.executors import executor

SUBJECTS = ("le bus du soir", "la cantine", "la piste cyclable", "le marché couvert", "la bibliothèque")
WANTED = (
    "doit ouvrir plus tôt",
    "coûte trop cher",
    "manque de place",
    "reste loin des écoles",
    "me fait peur",
)
PLACES = ("centre", "nord", "sud", "port", "plateau", "quai", "hameau", "faubourg")


pytestmark = pytest.mark.usefixtures("distributed")


def start(*command: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", *command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


def stop(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()


@contextmanager
def cluster(folder: Path, workers: int) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    told = folder / "scheduler.json"
    scheduler = start(
        "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard",
        "--scheduler-file", str(told),
    )  # fmt: skip
    hired: list[subprocess.Popen[bytes]] = []
    try:
        address = address_in(told)
        for name in range(workers):
            place = str(folder / f"worker-{name}")
            command = ("concertia.execution.worker", address, "--no-nanny", "--local-directory", place)
            hired += [start(*command)]
        yield address, hired
    finally:
        for process in (*hired, scheduler):
            stop(process)


def address_in(told: Path) -> str:
    while True:
        with suppress(OSError, ValueError):
            return str(json.loads(told.read_text(encoding="utf-8"))["address"])
        time.sleep(0.05)


@pytest.fixture
def contributions(tmp_path: Path) -> Path:
    """Two chunks at most stages: 2,100 texts."""
    path = tmp_path / "texts.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["id", "date", "texte"])
        for number in range(2_100):
            said = f"{SUBJECTS[number % 5]} {WANTED[number // 5 % 5]} au {PLACES[number // 25 % 8]}"
            rows.writerow([number, "2026-03-01", f"Pour le numéro {number}, {said}."])
    return path


def manifest_of(source: Path, out: Path, *options: str) -> bytes:
    finished = subprocess.run(analysis(source, out, *options), capture_output=True, text=True, check=False)
    assert finished.returncode == 0, finished.stderr
    return (out / "MANIFEST.json").read_bytes()


def analysis(source: Path, out: Path, *options: str) -> list[str]:
    command = [sys.executable, "-m", "concertia", "analyse", str(source), "--out", str(out), "--quiet"]
    return [*command, *options]


def wait_for_workers(address: str, count: int) -> None:
    from distributed import Client

    with Client(address, set_as_default=False) as client:
        client.wait_for_workers(count)


@pytest.mark.long
def test_a_cluster_gives_the_bytes_of_one_machine_and_a_killed_worker_changes_none(
    contributions: Path, tmp_path: Path
) -> None:
    alone = manifest_of(contributions, tmp_path / "alone", "--jobs", "1", "--embedder", "lexical")
    with cluster(tmp_path, 2) as (address, workers):
        wait_for_workers(address, 2)
        out = tmp_path / "together"
        running = subprocess.Popen(
            analysis(contributions, out, "--cluster", address, "--embedder", "lexical"),
            stdout=subprocess.DEVNULL,
        )
        while running.poll() is None and not busy(address):
            time.sleep(0.02)
        os.kill(workers[0].pid, signal.SIGKILL)
        assert running.poll() is None, "the work was over before the worker was killed"
        assert running.wait() == 0
        assert (out / "MANIFEST.json").read_bytes() == alone
        assert workers[1].poll() is None


def busy(address: str) -> bool:
    """Whether both workers are at work now."""
    from distributed import Client

    with Client(address, set_as_default=False) as client:
        return all(client.processing().values())


def test_a_cluster_without_a_worker_is_told_plainly(tmp_path: Path) -> None:
    refused = pytest.raises(ConcertiaError, match="aucun ouvrier")
    with cluster(tmp_path, 0) as (address, _), refused, executor(1, cluster=address):
        pass
