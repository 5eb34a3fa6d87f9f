"""Who takes part on line, under a pseudonym, and the doors by which they come in."""
