"""Tags of the first pages."""
