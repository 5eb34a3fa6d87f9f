"""How an analysis runs: reference profile, executors, progress, energy, and the run itself."""
