"""The language in which the command line speaks."""

from __future__ import annotations

import os


def language() -> str:
    """French, or English where ``CONCERTIA_LANG`` says ``en``."""
    return "en" if os.environ.get("CONCERTIA_LANG", "fr").lower().startswith("en") else "fr"
