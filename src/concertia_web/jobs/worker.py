"""The worker: takes the next job, does it, and puts back what another worker left behind.

The row is the only truth. A job is taken by one UPDATE that names the state it must be in, so that two
workers never have the same one, on SQLite as on PostgreSQL; a worker that dies leaves a lease that ends.
"""

from __future__ import annotations

import logging
import secrets
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.conf import settings
from django.db import DatabaseError, close_old_connections
from django.db.models import F
from django.utils import timezone
from django_scopes import scope, scopes_disabled

from concertia.errors import ConcertiaError
from concertia_web.jobs.hold import LEASE, CancelledError, Hold, LostLeaseError, ShutdownError
from concertia_web.jobs.models import MOST_ATTEMPTS, Job
from concertia_web.jobs.registry import Outcome, job_models, work_of

PAUSE = 1.0
TICK = 10.0
"""Seconds between two rounds of periodic work."""
GAVE_UP = (
    f"Ce travail s’est arrêté {MOST_ATTEMPTS} fois de suite avant la fin, sans dire pourquoi : la machine "
    "manque peut-être de mémoire ou de place. Rien n’est perdu. Reprenez-le à un moment calme, ou prévenez "
    "la personne qui s’occupe du site."
)
UNFORESEEN = (
    "Une erreur que nous n’avions pas prévue a interrompu ce travail. Rien n’est perdu : reprenez-le, et si "
    "cela recommence, prévenez la personne qui s’occupe du site en lui donnant l’heure."
)
_log = logging.getLogger("concertia.jobs")


@dataclass
class Worker:
    """Runs until ``stopping`` is set."""

    lease: timedelta = LEASE
    stopping: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        """Work until told to stop; a database that does not answer is asked again later."""
        last = 0.0
        while not self.stopping.is_set():
            try:
                if time.monotonic() - last >= min(TICK, self.lease.total_seconds()) or not last:
                    tick()
                    last = time.monotonic()
                if self.step():
                    continue
            except DatabaseError as error:
                _log.error("the database does not answer: %s", type(error).__name__)
            close_old_connections()
            self.stopping.wait(PAUSE)

    def step(self) -> bool:
        """Do the next job, if any."""
        job = claim(self.lease)
        if job is None:
            return False
        with Hold(type(job), job.pk, job.lease, self.lease, self.stopping) as hold:
            ended = _do(job, hold)
        if ended is not None:
            fields = {"lease": "", "lease_until": None, **ended.fields}
            if ended.state != Job.State.QUEUED:
                fields["ended"] = timezone.now()
            hold.row.update(state=ended.state, **fields)
        return True


def claim(lasts: timedelta = LEASE) -> Job | None:
    """Take the job that has waited longest, of any kind."""
    with scopes_disabled():  # the worker serves every territory
        waiting = [
            job
            for model in job_models()
            for job in model._default_manager.filter(state=Job.State.QUEUED).order_by("asked", "pk")[:1]
        ]
        for job in sorted(waiting, key=lambda job: (job.asked, job._meta.label, job.pk)):
            now = timezone.now()
            taken = (
                type(job)
                ._default_manager.filter(pk=job.pk, state=Job.State.QUEUED)
                .update(
                    state=Job.State.RUNNING,
                    lease=secrets.token_hex(16),
                    lease_until=now + lasts,
                    attempt=F("attempt") + 1,
                    started=now,
                    ended=None,
                    problem="",
                )
            )
            if taken:
                job.refresh_from_db()
                return job
    return None


def _do(job: Any, hold: Hold) -> Outcome | None:
    """How it ended; None: another worker has it."""
    try:
        with scope(territory=job.territory):
            return work_of(type(job))(job, hold)
    except LostLeaseError:
        return None
    except CancelledError:
        return Outcome(Job.State.CANCELLED)
    except ShutdownError:
        return Outcome(Job.State.QUEUED, {"attempt": job.attempt - 1})
    except ConcertiaError as error:
        return Outcome(Job.State.FAILED, {"problem": error.fr})
    except Exception as error:  # the last net: the person is told, the queue goes on
        _log.error("%s %s failed: %s at %s", job._meta.label, job.pk, type(error).__name__, _place(error))
        return Outcome(Job.State.FAILED, {"problem": UNFORESEEN})


def _place(error: BaseException) -> str:
    """Where it was raised. The message itself may quote what somebody wrote: it is not logged."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace is not None else "?"


def requeue_expired() -> int:
    """Put back the jobs whose worker is no longer here; those that died too often fail, with a sentence."""
    now = timezone.now()
    free = {"lease": "", "lease_until": None}
    count = 0
    with scopes_disabled():  # the worker serves every territory
        for model in job_models():
            expired = model._default_manager.filter(state=Job.State.RUNNING, lease_until__lt=now)
            expired.filter(cancel_asked=True).update(state=Job.State.CANCELLED, ended=now, **free)
            expired.filter(attempt__gte=MOST_ATTEMPTS).update(
                state=Job.State.FAILED, problem=GAVE_UP, ended=now, **free
            )
            count += expired.update(state=Job.State.QUEUED, **free)
    return count


def tick() -> None:
    """Periodic work: expired leases, and what each app lists in its ``ticks.TICKS``."""
    for work in (requeue_expired, *_ticks()):
        try:
            work()
        except Exception as error:  # one of them failing must not stop the others
            _log.error("tick %s: %s at %s", work.__qualname__, type(error).__name__, _place(error))


def _ticks() -> list[Callable[[], object]]:
    found: list[Callable[[], object]] = []
    for name in settings.APPS:
        module = f"concertia_web.{name}.ticks"
        if find_spec(module) is not None:
            found += import_module(module).TICKS
    return found


def stop_on_signals(worker: Worker) -> None:
    """Stop after SIGINT or SIGTERM: the job in hand goes back to the queue, its work kept."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda _number, _frame: worker.stopping.set())
