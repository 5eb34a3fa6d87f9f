"""Imports: those who organise and read bring in, until the reading is settled; the garant sees everything."""

from __future__ import annotations

_TEAM = "lead facilitator analyst"

ROWS = {
    "see_imports": {"draft open reading settled published": f"{_TEAM} garant reader"},
    "bring_in": {"draft open reading": _TEAM, "settled published": ""},
}
