"""What the worker does for a draw: compute the lottery of a list too varied to wait for."""

from __future__ import annotations

from concertia_web.accounts.actors import ANYBODY, actor_of
from concertia_web.accounts.models import User
from concertia_web.consultations import panels
from concertia_web.consultations.models import Draw, LotteryJob
from concertia_web.consultations.services import RefusedError
from concertia_web.jobs.hold import Hold
from concertia_web.jobs.models import Job
from concertia_web.jobs.registry import Outcome


def work(job: LotteryJob, hold: Hold) -> Outcome:
    """Compute and announce, or say why not. What a stopped worker had already announced is left alone."""
    hold.tell("calcul de la loterie", 0.1)
    draw = Draw.objects.select_related("consultation__territory").get(pk=job.draw_id)
    if draw.announced is not None:
        return Outcome()
    user = User.objects.filter(pk=job.asked_by).first()
    try:
        panels.compute(
            actor=actor_of(user) if user is not None else ANYBODY,
            draw=draw,
            seed_rule=job.seed_rule,
            seed_known_on=job.seed_known_on,
        )
    except RefusedError as refused:
        return Outcome(Job.State.FAILED, {"problem": "\n".join(refused.reasons)})
    return Outcome()
