"""Messages that people ask for, feeds and digests."""
