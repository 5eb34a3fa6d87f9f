"""Concertia, the engine: from what people said to a reading that anyone can verify."""

__version__ = "0.1.0"
