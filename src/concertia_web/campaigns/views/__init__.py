"""Pages of the campaigns: those of everyone, those of a territory, those of the network."""
