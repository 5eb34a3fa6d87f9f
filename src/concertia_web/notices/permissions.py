"""Who may be told: everyone, once a concertation is open."""

from __future__ import annotations

from concertia_web.accounts.actors import Actor
from concertia_web.accounts.permissions import permission
from concertia_web.consultations.models import Consultation


@permission
def follow(_actor: Actor, consultation: Consultation) -> bool:
    """Ask to be told of it, read its feed."""
    return consultation.public
