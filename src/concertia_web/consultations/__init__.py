"""A concertation of any method: its rules, its phases, its sessions, its panel."""
