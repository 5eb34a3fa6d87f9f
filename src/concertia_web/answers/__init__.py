"""What the authority answers to what was heard."""
