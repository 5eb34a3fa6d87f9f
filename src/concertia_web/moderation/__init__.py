"""What is published, hidden, reported, and why."""
