"""Tags of the campaigns."""
