"""Language of a text, its units with exact offsets, its words and their stems."""
