"""What the texts say: units, duplicates, kinds, positions, themes and their labels."""
