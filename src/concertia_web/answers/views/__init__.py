"""Screens of the answers."""
