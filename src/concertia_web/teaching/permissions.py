"""Who codes examples: those who retouch readings. Never elected members, nor anybody once it is settled."""

from __future__ import annotations

from concertia_web.accounts.actors import Actor
from concertia_web.accounts.permissions import permission
from concertia_web.consultations.models import Consultation
from concertia_web.readings.permissions import retouch, see_analyses


@permission
def see_examples(actor: Actor, consultation: Consultation) -> bool:
    """See the grids, how much was coded, and the file of examples that readings learn from."""
    return see_analyses(actor, consultation)


@permission
def teach(actor: Actor, consultation: Consultation) -> bool:
    """Open a grid, code texts, take codes back, bring a file of examples."""
    return retouch(actor, consultation)
