"""The server of ``concertia serve``: gunicorn, on this machine only, and one worker beside it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from gunicorn.app.base import BaseApplication

from concertia.errors import ConcertiaError

HOST = "127.0.0.1"


class _Server(BaseApplication):
    def __init__(self, port: int) -> None:
        self._port = port
        super().__init__()

    def load_config(self) -> None:
        settings = {
            "bind": f"{HOST}:{self._port}",
            "workers": 3,
            "threads": 2,
            "loglevel": "warning",
            "control_socket_disable": True,
            "when_ready": self._announce,
        }
        for name, value in settings.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        from concertia_web.wsgi import application

        return application

    def _announce(self, _server: object) -> None:
        lines = [f"Concertia est ouvert : http://{HOST}:{self._port}/", *_accounts(self._port)]
        lines.append("Lire ne demande aucun compte. Ctrl-C pour arrêter.")
        print("\n" + "\n".join(lines) + "\n", flush=True)  # noqa: T201 - the terminal of ./start


def _accounts(port: int) -> list[str]:
    """The accounts of the demonstration, where it is installed, and private pages of its participants."""
    from concertia_web.demonstration.people import accounts

    found = accounts()
    if found is None:
        return []
    width = max(len(one["email"]) for one in found["accounts"])
    return [
        f"Comptes de démonstration (http://{HOST}:{port}/comptes/login/), mot de passe : {found['password']}",
        *(f"  {one['email']:{width}}  {one['function']}, {one['place']}" for one in found["accounts"]),
        *(["Pages de suivi de participants (inventés) :"] if found.get("links") else []),
        *(f"  http://{HOST}:{port}{one['path']}  {one['says']}" for one in found.get("links", [])),
    ]


def serve_forever(port: int, worker: bool = True) -> None:
    """Serve on the loopback address until interrupted; ``worker``: with a process for imports and readings.

    Raises ConcertiaError when another program already holds the port.
    """
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise ConcertiaError(
                f"Le port {port} est déjà pris par un autre programme : le site ne peut pas s'y ouvrir. "
                f"Arrêtez-le, ou choisissez un autre port : PORT={port + 1} ./start",
                f"Port {port} is already used by another program, so the site cannot open there. "
                f"Stop it, or choose another port: PORT={port + 1} ./start",
            ) from error
    with _worker() if worker else _nothing():
        _Server(port).run()


@contextmanager
def _worker() -> Iterator[None]:
    """One worker, started again if it dies, and stopped with this process whatever the reason."""
    from concertia_web.jobs.leash import GRACE

    words = [sys.executable, "-m", "concertia_web.jobs.leash", "--again", sys.executable, "-m", "concertia"]
    process = subprocess.Popen([*words, "work"], stdin=subprocess.PIPE, start_new_session=True)  # noqa: S603
    server = os.getpid()
    try:
        yield
    finally:
        if os.getpid() == server:  # gunicorn's own processes leave through here too
            process.terminate()
            process.wait(timeout=2 * GRACE)
        else:
            process.returncode = 0  # not theirs to wait for: no warning while they stop


@contextmanager
def _nothing() -> Iterator[None]:
    yield
