"""Tags of the templates of this app."""
