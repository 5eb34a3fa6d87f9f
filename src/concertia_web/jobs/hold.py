"""A worker's hold on one job: the lease it renews, the progress it tells, the command it runs."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from types import TracebackType
from typing import Any

from django.db import DatabaseError, connection, models
from django.utils import timezone
from django_scopes import scopes_disabled

from concertia_web.jobs.leash import GRACE
from concertia_web.jobs.models import Job

LEASE = timedelta(seconds=60)
GLANCE = 1.0
"""Most seconds between two looks at what the row says (cancellation, lease)."""
TAIL = 20_000
"""Bytes read at the end of what a command said."""


class StopError(Exception):
    """The work must stop now."""


class CancelledError(StopError):
    """Somebody asked for it."""


class LostLeaseError(StopError):
    """Another worker has the job now: whatever this one still writes would be wrong."""


class ShutdownError(StopError):
    """The worker itself is stopping; the job goes back to the queue."""


@dataclass(frozen=True)
class Finished:
    """What a command said before it ended."""

    code: int
    out: Path
    said: str
    """The end of its standard error."""


@dataclass
class Hold:
    """Given to the function that does the job; a context in which the lease is renewed."""

    model: type[Job]
    pk: int
    lease: str
    lasts: timedelta = LEASE
    stopping: threading.Event = field(default_factory=threading.Event)
    """Set when the worker must stop."""
    _cancelled: threading.Event = field(default_factory=threading.Event)
    _lost: threading.Event = field(default_factory=threading.Event)
    _over: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def __enter__(self) -> Hold:
        self._thread = threading.Thread(target=self._renew_for_ever, daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        if self._thread is not None:
            self._thread.join()

    @property
    def row(self) -> models.QuerySet[Any]:
        """The row, as long as it is ours; work across territories, hence without a scope."""
        with scopes_disabled():
            return self.model._default_manager.filter(pk=self.pk, lease=self.lease, state=Job.State.RUNNING)

    def check(self) -> None:
        """Raise StopError if the work must stop."""
        if self._lost.is_set():
            raise LostLeaseError
        if self._cancelled.is_set():
            raise CancelledError
        if self.stopping.is_set():
            raise ShutdownError

    def tell(self, step: str, progress: float, **fields: Any) -> None:
        """Write what is being done, in words, and how far it is (0 to 1). Raises StopError."""
        self.check()
        if not self.row.update(step=step[:120], progress=progress, **fields):
            self._lost.set()
            raise LostLeaseError

    def run(self, command: Sequence[str], folder: Path, watch: Callable[[], None] | None = None) -> Finished:
        """Run a command of the engine on a leash, its words kept in ``folder``. Raises StopError."""
        folder.mkdir(parents=True, exist_ok=True)
        out, err = folder / "out.txt", folder / "err.txt"
        words = [sys.executable, "-m", "concertia_web.jobs.leash", *command]
        environment = {**os.environ, "CONCERTIA_LANG": "fr"}
        with out.open("wb") as said, err.open("wb") as problems:
            process = subprocess.Popen(  # noqa: S603 - our own command line
                words,
                stdin=subprocess.PIPE,
                stdout=said,
                stderr=problems,
                env=environment,
                start_new_session=True,
            )
            try:
                while process.poll() is None:
                    self.check()
                    if watch is not None:
                        watch()
                    try:
                        process.wait(timeout=0.2)
                    except subprocess.TimeoutExpired:
                        continue
            finally:
                _let_go(process)
        return Finished(process.returncode, out, _tail(err))

    def _renew_for_ever(self) -> None:
        every = min(GLANCE, self.lasts.total_seconds() / 4)
        try:
            while not self._over.wait(every):
                try:
                    self._renew()
                except DatabaseError:  # busy: the next turn renews it, well before the lease ends
                    continue
        finally:
            connection.close()

    def _renew(self) -> None:
        asked = self.row.values_list("cancel_asked", flat=True).first()
        if asked is None:
            self._lost.set()
        elif asked:
            self._cancelled.set()
        if not self._over.is_set() and self.row.update(lease_until=timezone.now() + self.lasts) == 0:
            self._lost.set()


def _let_go(process: subprocess.Popen[bytes]) -> None:
    """Close the pipe: the leash interrupts the command. Kill the group where even that is not enough."""
    if process.stdin is not None:
        process.stdin.close()
    try:
        process.wait(timeout=GRACE + 4)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _tail(path: Path) -> str:
    with path.open("rb") as stream:
        stream.seek(max(0, path.stat().st_size - TAIL))
        return stream.read().decode("utf-8", "replace").strip()
