"""Screens: taking position, what came out, and the choice of the texts in the space."""
