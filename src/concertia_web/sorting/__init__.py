"""The reading of a small concertation by people: sort, formulate, have it read again, settle."""
