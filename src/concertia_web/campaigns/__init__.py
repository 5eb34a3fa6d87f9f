"""A network calls; territories join, are followed, and send what they heard."""
