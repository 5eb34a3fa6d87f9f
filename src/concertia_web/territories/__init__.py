"""The local authorities, and the space in which each one works."""
