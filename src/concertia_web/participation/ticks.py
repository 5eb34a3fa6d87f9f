"""From time to time: forget the counts of the gate."""

from __future__ import annotations

from concertia_web.gate import forget_past

TICKS = [forget_past]
