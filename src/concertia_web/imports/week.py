"""What imports ask for this week: an answer, a confirmation, or a look at what stopped."""

from __future__ import annotations

from django.urls import reverse

from concertia_web.accounts.actors import Actor
from concertia_web.imports.models import Import
from concertia_web.imports.permissions import bring_in
from concertia_web.jobs.models import Job
from concertia_web.territories.models import Territory
from concertia_web.welcome.items import Item


def items(actor: Actor, territory: Territory) -> list[Item]:
    """One line per import that waits for a person."""
    waiting = Import.objects.filter(
        consultation__territory=territory, state__in=(Job.State.ASKING, Job.State.FAILED), undone=None
    ).select_related("consultation", "consultation__territory")
    return [
        Item(
            f"{_sentence(job)} ({job.consultation})",
            reverse("space:import", args=[territory.slug, job.consultation.slug, job.pk]),
            urgent=job.state == Job.State.FAILED,
        )
        for job in waiting
        if bring_in(actor, job.consultation)
    ]


def _sentence(job: Import) -> str:
    if job.state == Job.State.FAILED:
        return "Un import s’est arrêté : voir pourquoi"
    if job.to_confirm:
        return "Un import est lu : le faire entrer"
    return "Un import pose une question"
