"""What was said: contributions, votes and tallies from any source, reconciled and traceable."""
