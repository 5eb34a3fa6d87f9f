"""Examples: those who retouch readings code; those who see readings see how far the coding is."""

from __future__ import annotations

from tests.web.permission_tables.readings import PHASES

__all__ = ["PHASES", "ROWS"]

ROWS = {
    "see_examples": {
        "draft open reading": "lead facilitator analyst garant reader",
        "settled published": "lead facilitator analyst garant reader elected service",
    },
    "teach": {
        "open reading": "lead analyst",
        "draft settled published": "",
        "lead is elected": "analyst",
    },
}
