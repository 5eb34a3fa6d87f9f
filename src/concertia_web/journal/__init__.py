"""Who did what, when and why: append only, sealed in blocks."""
