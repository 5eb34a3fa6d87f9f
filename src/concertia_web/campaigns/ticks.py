"""What the worker does from time to time for campaigns."""

from __future__ import annotations

from concertia_web.campaigns.services import forget_unconfirmed

TICKS = [forget_unconfirmed]
