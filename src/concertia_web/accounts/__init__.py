"""Who works here: accounts, roles in a territory, one-day links. Residents need none."""
