"""What was said: in the room, on paper, in class, in a document."""
