"""Tags of the territories."""
