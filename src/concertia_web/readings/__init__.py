"""Readings: the list, each report, and where each contribution went."""
