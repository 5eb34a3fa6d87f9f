"""Screens: doors, writing, public lists, kiosk, receipt; and those of the space."""
