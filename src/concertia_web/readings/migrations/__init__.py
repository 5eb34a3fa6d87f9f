"""Tables of the readings, version after version."""
