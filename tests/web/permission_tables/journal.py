"""Who reads the journal of a territory. The public page needs no permission."""

from __future__ import annotations

ABOUT = {name: lambda world: world.kept.get("place", world.home) for name in ("see_journal", "see_values")}
PHASES = {"at the network": lambda world: world.kept.update(place=world.network)}
ROWS = {
    "see_journal": {
        "always": "lead facilitator analyst garant elected service reader",
        "at the network": "network",
    },
    "see_values": {"always": "lead garant", "at the network": "network"},
}
