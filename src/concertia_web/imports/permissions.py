"""Who may bring in what was collected elsewhere."""

from __future__ import annotations

from concertia_web.accounts.actors import Actor
from concertia_web.accounts.models import Role
from concertia_web.accounts.permissions import permission
from concertia_web.consultations.models import Consultation

_States = Consultation.State


@permission
def see_imports(actor: Actor, consultation: Consultation) -> bool:
    """Read the reconciliation of what was received elsewhere, and what was not kept and why."""
    return actor.has(
        consultation.territory, Role.LEAD, Role.FACILITATOR, Role.ANALYST, Role.GARANT, Role.READER
    )


@permission
def bring_in(actor: Actor, consultation: Consultation) -> bool:
    """Deposit files, answer the questions they raise, let their content enter or take it out again."""
    if actor.has(consultation.territory, Role.ELECTED):
        return False
    return consultation.state in (_States.DRAFT, _States.OPEN, _States.READING) and actor.has(
        consultation.territory, Role.LEAD, Role.FACILITATOR, Role.ANALYST
    )
