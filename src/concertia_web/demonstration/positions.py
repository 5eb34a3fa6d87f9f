"""Positions on texts in the questionnaire: those written on line, a few to begin with, and who answered."""

from __future__ import annotations

import random

from concertia_web.accounts.actors import Actor
from concertia_web.consultations.models import Consultation
from concertia_web.contributions.models import Contribution
from concertia_web.demonstration.online import someone
from concertia_web.demonstration.pack import Pack
from concertia_web.positions.opening import submitted
from concertia_web.positions.statements import open_threads, schedule, set_votable, write_seed
from concertia_web.positions.taking import take

ANSWERS = (1, 1, 1, -1, 0)


def open_positions(pack: Pack, consultation: Consultation, actor: Actor) -> None:
    """Fix the dates, submit the texts, and let invented people answer; the next texts wait for visitors."""
    described = pack.content["consultations"]["questionnaire"]["positions"]
    schedule(actor=actor, consultation=consultation, opens=consultation.opens, closes=consultation.closes)
    for text in described["seeds"]:
        write_seed(actor=actor, consultation=consultation, text=text, anyway=True)
    open_threads(actor=actor, consultation=consultation, opened=True)
    written = Contribution.objects.filter(consultation=consultation, participant__isnull=False, parent=None)
    for note in written.filter(moderation=Contribution.Moderation.ACCEPTED, votable=False):
        note.consultation = consultation
        set_votable(actor=actor, note=note, votable=True, anyway=True)
    texts = list(Contribution.objects.filter(submitted(consultation)).values_list("pk", flat=True))
    draw = random.Random(11)  # noqa: S311 - invented answers, the same each time
    for number in range(described["people"]):
        person = someone(consultation, f"position {number}")
        for rank, text in enumerate(draw.sample(texts, draw.randint(4, len(texts)))):
            take(
                participant=person,
                contribution=text,
                value=draw.choice(ANSWERS),
                important=draw.random() < 0.2,
                nonce=rank,
            )
