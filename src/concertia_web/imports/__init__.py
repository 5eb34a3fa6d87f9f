"""What was collected elsewhere, read by the engine and reconciled."""
