"""Who may take the papers, print the kit, take numbers, print the results, follow the calendar."""

from __future__ import annotations

TEAM = "lead facilitator analyst garant elected service reader"
READERS = "lead facilitator analyst garant"
ABOUT = {
    "read_papers": lambda world: world.home,
    "fill_papers": lambda world: world.home,
}
ROWS = {
    "read_papers": {"always": TEAM},
    "fill_papers": {"always": "lead"},
    "print_kit": {"draft open reading settled published": TEAM},
    "reserve_numbers": {"draft open reading": "lead facilitator", "settled published": ""},
    "print_results": {"draft open reading settled": READERS, "published": TEAM},
    "follow_calendar": {"draft": "", "open reading settled published": "everyone"},
}
