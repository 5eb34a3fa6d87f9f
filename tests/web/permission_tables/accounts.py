"""Who may give roles, make links and add territories. An example of the notation of ``test_permissions``."""

from __future__ import annotations

ABOUT = {
    "manage_team": lambda world: world.home,
    "enter_space": lambda world: world.kept.get("place", world.home),
    "create_territories": lambda world: None,
}
PHASES = {
    "at the network": lambda world: world.kept.update(place=world.network),
}
ROWS = {
    "manage_team": {"always": "lead"},
    "create_territories": {"always": "network installer"},
    "enter_space": {
        "always": "lead facilitator analyst garant elected service reader",
        "at the network": "network",
    },
}
