"""What the worker does from time to time for those who asked to be told."""

from __future__ import annotations

from concertia_web.notices.sending import send_due
from concertia_web.notices.services import forget_unconfirmed

TICKS = [send_due, forget_unconfirmed]
