"""Answers coded in example with a grid of the team’s own: the reading of the questionnaire learns from it."""

from __future__ import annotations

from collections.abc import Sequence

from concertia_web.accounts.actors import Actor
from concertia_web.consultations.models import Consultation
from concertia_web.contributions.models import Contribution
from concertia_web.demonstration.pack import Pack
from concertia_web.teaching.models import WHOLE, Grid
from concertia_web.teaching.services import keep_many, open_own


def code_answers(pack: Pack, consultation: Consultation, notes: Sequence[Contribution], actor: Actor) -> None:
    """Open the grid and code the answers that the pack names by their number, from 1."""
    described = pack.content["consultations"]["questionnaire"]["examples"]
    grid = open_own(
        consultation=consultation,
        title=described["title"],
        codes="\n".join(described["codes"]),
        level=Grid.Level.CONTRIBUTION,
        actor=actor,
    )
    given = [
        (notes[number - 1], WHOLE, code) for code, numbers in described["coded"].items() for number in numbers
    ]
    keep_many(grid=grid, given=given, left_out=0, actor=actor)
