"""The pages of a concertation."""
