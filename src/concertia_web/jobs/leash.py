"""Run a command that must not outlive the process that asked for it.

``python -m concertia_web.jobs.leash [--again] COMMAND…`` with a pipe as standard input. When the other end of
the pipe closes, whatever the reason (the worker was killed, even by ``kill -9``), the command and all that it
started are interrupted, then killed. ``--again`` starts the command anew when it ends by itself.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from types import FrameType
from typing import NoReturn

GRACE = 8.0
"""Seconds between the interruption, which lets the engine put its work aside, and the end."""
PAUSE = 2.0


def main(words: Sequence[str]) -> int:
    """The exit code of the command. Must lead its own process group (``start_new_session``)."""
    again = words[0] == "--again"
    command = list(words[1:] if again else words)
    released = threading.Event()

    def let_go(_signal: int = 0, _frame: FrameType | None = None) -> None:
        released.set()

    # Handlers, not SIG_IGN: what is ignored stays so in the commands that are started.
    signal.signal(signal.SIGINT, lambda _signal, _frame: None)
    signal.signal(signal.SIGTERM, let_go)
    threading.Thread(target=_watch, args=(let_go,), daemon=True).start()
    threading.Thread(target=_end, args=(released,), daemon=True).start()
    while True:
        child = subprocess.Popen(command, stdin=subprocess.DEVNULL)  # noqa: S603 - the caller's own command
        code = child.wait()
        if not again or released.is_set():
            return code if code >= 0 else 128 - code
        time.sleep(PAUSE)


def _watch(let_go: Callable[[], None]) -> None:
    while os.read(0, 4096):
        pass
    let_go()


def _end(released: threading.Event) -> NoReturn:
    released.wait()
    group = os.getpgrp()
    os.killpg(group, signal.SIGINT)
    time.sleep(GRACE)
    os.killpg(group, signal.SIGKILL)
    raise SystemExit(1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
