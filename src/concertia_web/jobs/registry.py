"""Which jobs there are, and the function that does each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING, Any

from django.apps import apps

from concertia_web.jobs.models import Job

if TYPE_CHECKING:
    from concertia_web.jobs.hold import Hold

JOBS = {
    "consultations.LotteryJob": "concertia_web.consultations.tasks",
    "imports.Import": "concertia_web.imports.tasks",
    "readings.Analysis": "concertia_web.readings.tasks",
}
"""Concrete model → module whose ``work(job, hold)`` does it."""


@dataclass(frozen=True)
class Outcome:
    """How a piece of work ended: the state to write, and other fields of the row, written with it."""

    state: Job.State = Job.State.DONE
    fields: dict[str, Any] = field(default_factory=dict)


Work = Callable[[Any, "Hold"], Outcome]


def job_models() -> list[type[Job]]:
    """The concrete jobs, in the order of the registry."""
    return [apps.get_model(label) for label in JOBS]


def work_of(model: type[Job]) -> Work:
    """The function that does the jobs of a model."""
    work: Work = import_module(JOBS[model._meta.label]).work
    return work
