"""D’accord, pas d’accord, je passe: what people think of a text."""
