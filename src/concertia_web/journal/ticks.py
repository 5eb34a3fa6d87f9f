"""What the worker does from time to time for the journal: seal it, and forget values at term."""

from __future__ import annotations

from concertia_web.journal.sealing import tick

TICKS = [tick]
