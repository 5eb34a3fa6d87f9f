"""Tags of the screens of the sort."""
