"""Anyone may follow a concertation that is public."""

from __future__ import annotations

ROWS = {"follow": {"draft": "", "open reading settled published": "everyone"}}
