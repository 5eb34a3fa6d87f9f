"""A job is done once, by one worker at a time, and none is lost when a worker dies."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from django_scopes import scopes_disabled
from tests.web.factories import make_consultation

from concertia.errors import ConcertiaError
from concertia_web.imports.models import Import
from concertia_web.jobs import registry, worker
from concertia_web.jobs.hold import CancelledError, Hold, LostLeaseError
from concertia_web.jobs.models import MOST_ATTEMPTS, Job
from concertia_web.jobs.registry import Outcome
from concertia_web.jobs.services import ask_cancel, put_in_queue
from concertia_web.jobs.worker import Worker, claim, requeue_expired, tick


@pytest.fixture
def job(db) -> Import:
    with scopes_disabled():
        return Import.objects.create(consultation=make_consultation())


@pytest.fixture
def doing(monkeypatch):
    """Replace what jobs do by a function of the test."""

    def use(function):
        monkeypatch.setattr(worker, "work_of", lambda model: function)

    return use


def fresh(job: Import) -> Import:
    with scopes_disabled():
        return Import.objects.get(pk=job.pk)


def change(job: Import, **fields) -> None:
    with scopes_disabled():
        Import.objects.filter(pk=job.pk).update(**fields)


def test_the_registry_names_functions_that_exist():
    for model in registry.job_models():
        assert issubclass(model, Job)
        assert callable(registry.work_of(model))


def test_a_job_is_taken_once(job):
    taken = claim()
    assert taken == job
    assert (taken.state, taken.attempt, len(taken.lease)) == (Job.State.RUNNING, 1, 32)
    assert taken.lease_until > timezone.now()
    assert claim() is None


def test_the_one_that_waited_longest_goes_first(job):
    with scopes_disabled():
        later = Import.objects.create(consultation=job.consultation)
    change(job, asked=timezone.now() + timedelta(minutes=1))
    assert claim() == later
    assert claim() == job


def test_a_finished_job_says_so(job, doing):
    doing(lambda job, hold: Outcome(fields={"brought": 3}))
    assert Worker().step()
    done = fresh(job)
    assert (done.state, done.brought, done.lease, done.lease_until) == (Job.State.DONE, 3, "", None)
    assert done.ended is not None
    assert not Worker().step()


def test_an_explained_failure_is_told_as_it_is(job, doing):
    def fail(job, hold):
        raise ConcertiaError("Ce fichier est vide.", "Empty.")

    doing(fail)
    Worker().step()
    assert (fresh(job).state, fresh(job).problem) == (Job.State.FAILED, "Ce fichier est vide.")


def test_an_unforeseen_failure_says_what_to_do_and_logs_no_word_of_anybody(job, doing, caplog):
    def fail(job, hold):
        raise ValueError("Mme Exemple a dit")

    doing(fail)
    Worker().step()
    assert "reprenez-le" in fresh(job).problem
    assert "ValueError" in caplog.text
    assert "Exemple" not in caplog.text


def test_an_expired_lease_goes_back_to_the_queue_then_fails_with_a_sentence(job):
    for attempt in range(1, MOST_ATTEMPTS + 1):
        assert claim().attempt == attempt
        assert requeue_expired() == 0, "its worker is still there"
        change(job, lease_until=timezone.now() - timedelta(seconds=1))
        requeue_expired()
    assert fresh(job).state == Job.State.FAILED
    assert "3 fois de suite" in fresh(job).problem
    assert claim() is None


def test_a_cancelled_job_whose_worker_died_is_cancelled(job):
    claim()
    with scopes_disabled():
        assert ask_cancel(job)
    change(job, lease_until=timezone.now() - timedelta(seconds=1))
    requeue_expired()
    assert fresh(job).state == Job.State.CANCELLED


def test_a_waiting_job_is_cancelled_at_once_and_a_finished_one_never(job):
    with scopes_disabled():
        assert ask_cancel(job)
        assert fresh(job).state == Job.State.CANCELLED
        assert not ask_cancel(job)
        assert put_in_queue(job)
        assert fresh(job).state == Job.State.QUEUED
        assert not put_in_queue(job)


def test_a_worker_that_lost_its_lease_writes_nothing_more(job, doing):
    def slow(job, hold):
        change(job, lease="another")
        hold.tell("Trop tard", 0.5)
        raise AssertionError("not reached")

    doing(slow)
    Worker().step()
    late = fresh(job)
    assert (late.state, late.lease, late.step) == (Job.State.RUNNING, "another", "")


def test_cancelling_stops_the_command_that_runs(job, doing, tmp_path):
    def long(job, hold):
        change(job, cancel_asked=True)
        hold._renew()
        hold.run([sys.executable, "-c", "import time; time.sleep(60)"], tmp_path)
        raise AssertionError("not reached")

    doing(long)
    start = time.monotonic()
    Worker().step()
    assert fresh(job).state == Job.State.CANCELLED
    assert time.monotonic() - start < 30


def test_a_worker_that_stops_gives_the_job_back_without_spending_an_attempt(job, doing):
    own = Worker()

    def interrupted(job, hold):
        own.stopping.set()
        hold.check()

    doing(interrupted)
    own.step()
    assert (fresh(job).state, fresh(job).attempt) == (Job.State.QUEUED, 0)


def test_the_lease_is_renewed_while_the_work_goes_on(job):
    taken = claim(timedelta(seconds=5))
    hold = Hold(Import, taken.pk, taken.lease, timedelta(minutes=10))
    hold._renew()
    assert fresh(job).lease_until > timezone.now() + timedelta(minutes=9)
    hold.tell("Moitié", 0.5)
    assert (fresh(job).percent, fresh(job).step) == (50, "Moitié")
    change(job, cancel_asked=True)
    hold._renew()
    with pytest.raises(CancelledError):
        hold.check()
    change(job, lease="another")
    hold._renew()
    with pytest.raises(LostLeaseError):
        hold.check()


def test_periodic_work_that_fails_stops_nobody(job, monkeypatch, caplog):
    done = []

    def broken():
        raise RuntimeError("secret")

    monkeypatch.setattr(worker, "_ticks", lambda: [broken, lambda: done.append(1)])
    claim()
    change(job, lease_until=timezone.now() - timedelta(seconds=1))
    tick()
    assert done == [1]
    assert fresh(job).state == Job.State.QUEUED
    assert "RuntimeError" in caplog.text
    assert "secret" not in caplog.text


def test_what_a_command_said_is_kept(job, tmp_path):
    taken = claim()
    hold = Hold(Import, taken.pk, taken.lease)
    code = "import sys; print('lu'); print('problème', file=sys.stderr); sys.exit(3)"
    done = hold.run([sys.executable, "-c", code], tmp_path)
    assert (done.code, done.said) == (3, "problème")
    assert done.out.read_text() == "lu\n"


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").split()[2] != "Z"


def wait_until(condition, seconds: float = 20) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.1)
    return False


def test_a_command_does_not_outlive_the_process_that_asked_for_it(tmp_path):
    """Even one that ignores interruptions, with a child, when its parent is killed by ``kill -9``."""
    stubborn = (
        "import os, signal, subprocess, sys, time\n"
        "signal.signal(signal.SIGINT, signal.SIG_IGN)\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(99)'])\n"
        f"open({str(tmp_path / 'pids')!r}, 'w').write(f'{{os.getpid()}} {{child.pid}}')\n"
        "time.sleep(99)\n"
    )
    parent = (
        "import subprocess, sys, time\n"
        "words = [sys.executable, '-m', 'concertia_web.jobs.leash', sys.executable, '-c', sys.argv[1]]\n"
        "subprocess.Popen(words, stdin=subprocess.PIPE, start_new_session=True)\n"
        "time.sleep(99)\n"
    )
    process = subprocess.Popen([sys.executable, "-c", parent, stubborn])
    assert wait_until(lambda: (tmp_path / "pids").is_file() and (tmp_path / "pids").read_text().count(" "))
    pids = [int(pid) for pid in (tmp_path / "pids").read_text().split()]
    assert all(map(alive, pids))
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert wait_until(lambda: not any(map(alive, pids)))


def test_a_command_that_dies_is_started_again_until_released(tmp_path):
    count = tmp_path / "count"
    code = f"open({str(count)!r}, 'a').write('x')"
    words = [sys.executable, "-m", "concertia_web.jobs.leash", "--again", sys.executable, "-c", code]
    process = subprocess.Popen(words, stdin=subprocess.PIPE, start_new_session=True)
    assert wait_until(lambda: count.is_file() and len(count.read_text()) >= 2)
    process.stdin.close()
    assert process.wait(timeout=30) is not None


def test_signals_stop_the_worker_between_two_jobs():
    own = Worker()
    before = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
    try:
        worker.stop_on_signals(own)
        os.kill(os.getpid(), signal.SIGTERM)
        assert own.stopping.wait(5)
    finally:
        for number, handler in zip((signal.SIGINT, signal.SIGTERM), before, strict=True):
            signal.signal(number, handler)
    assert threading.current_thread() is threading.main_thread()
