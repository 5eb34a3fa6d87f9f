"""Who may change the settings of a territory."""

from __future__ import annotations

ABOUT = {"change_settings": lambda world: world.kept.get("place", world.home)}
PHASES = {"at the network": lambda world: world.kept.update(place=world.network)}
ROWS = {"change_settings": {"always": "lead", "at the network": "network"}}
