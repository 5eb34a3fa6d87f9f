"""Long work: a row that holds its state and its lease, and the worker that does it."""
