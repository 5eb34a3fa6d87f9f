"""Who may moderate, hear appeals and open what is not published. An elected member never does."""

from __future__ import annotations

WATCHES = {"draft": "", "open reading settled published": "lead analyst garant"}

ROWS = {
    "see_moderation": WATCHES,
    "moderate": {"draft": "", "open reading settled published": "lead analyst"},
    "hear_appeals": WATCHES,
    "undo_decision": WATCHES,
    "read_original": WATCHES,
    "read_policy": {"draft": "", "open reading settled published": "everyone"},
}
