"""What readings ask for this week: a look at one that stopped, or at one that is done and not settled yet."""

from __future__ import annotations

from django.urls import reverse

from concertia_web.accounts.actors import Actor
from concertia_web.jobs.models import Job
from concertia_web.readings.models import Analysis
from concertia_web.readings.permissions import launch_analysis
from concertia_web.territories.models import Territory
from concertia_web.welcome.items import Item


def items(actor: Actor, territory: Territory) -> list[Item]:
    """One line per concertation whose last reading stopped."""
    analyses = Analysis.objects.filter(consultation__territory=territory).select_related(
        "consultation", "consultation__territory"
    )
    last: dict[int, Analysis] = {}
    for analysis in analyses.order_by("consultation", "-number"):
        last.setdefault(analysis.consultation_id, analysis)
    return [
        Item(
            f"Une lecture s’est arrêtée : voir pourquoi ({analysis.consultation})",
            reverse("space:analysis", args=[territory.slug, analysis.consultation.slug, analysis.pk]),
            urgent=True,
        )
        for analysis in last.values()
        if analysis.state == Job.State.FAILED and launch_analysis(actor, analysis.consultation)
    ]
