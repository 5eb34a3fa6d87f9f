"""What people may ask of a job, whatever it does. The app of the job writes the journal."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from concertia_web.jobs.models import Job


def job_folder(job: Job) -> Path:
    """Where the work of a job is kept, under ``var/jobs``."""
    return Path(settings.VAR) / "jobs" / str(job._meta.app_label) / str(job.pk)


def ask_cancel(job: Job) -> bool:
    """Stop it: at once where it waits, soon where it runs. False where it had already ended."""
    rows = type(job)._default_manager.filter(pk=job.pk)
    waiting = Q(state=Job.State.QUEUED) | Q(state=Job.State.ASKING)
    stopped = rows.filter(waiting).update(state=Job.State.CANCELLED, ended=timezone.now())
    return bool(stopped or rows.filter(state=Job.State.RUNNING).update(cancel_asked=True))


def put_in_queue(job: Job) -> bool:
    """Ask for it (again), from a state in which nothing happens; what was done is taken up."""
    resting = (Job.State.ASKING, Job.State.DONE, Job.State.FAILED, Job.State.CANCELLED)
    rows = type(job)._default_manager.filter(pk=job.pk, state__in=resting)
    return bool(
        rows.update(
            state=Job.State.QUEUED,
            attempt=0,
            cancel_asked=False,
            progress=0.0,
            step="",
            problem="",
            asked=timezone.now(),
            ended=None,
        )
    )
