"""The site: readings, their reports and their contributions. It imports the engine, never the reverse."""
