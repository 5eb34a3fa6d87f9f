"""How often « nous sommes intéressés » may be sent from one place or to one address (see ``gate.py``)."""

from __future__ import annotations

from concertia_web import gate

PER_ADDRESS_AN_HOUR = 6
PER_EMAIL_A_DAY = 3


def may_send(address: str, email: str) -> bool:
    """Count one sending; False when this machine or this e-mail address sent too many."""
    by_machine = gate.allowed("interest.machine", address, PER_ADDRESS_AN_HOUR)
    by_email = gate.allowed("interest.email", email.strip().lower(), PER_EMAIL_A_DAY, gate.DAY)
    return by_machine and by_email
