"""The server of ``concertia serve``: gunicorn, on this machine only."""

from __future__ import annotations

import socket
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
            "workers": 2,
            "threads": 4,
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
        print(  # noqa: T201 - this is the terminal of ./start
            f"\nConcertia est ouvert : http://{HOST}:{self._port}/\n"
            "Lire ne demande aucun compte. Ctrl-C pour arrêter.\n",
            flush=True,
        )


def serve_forever(port: int) -> None:
    """Serve on the loopback address until interrupted.

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
    _Server(port).run()
